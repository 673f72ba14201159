"""The report that a build's measurements are written to: size, speed and quality of the writer, stage by stage."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from bot import locations

REPORT = "report.json"


@dataclass(frozen=True)
class StageFigures:
    """What was measured of one stage; None where it was not."""

    stage: str
    parameters: float | None = None
    bytes: float | None = None
    memory_mb: float | None = None
    prefill_tok_s: float | None = None
    decode_tok_s: float | None = None
    perplexity: float | None = None
    answer_f1: float | None = None


def report_file(home: Path) -> Path:
    """Where the report lies in a data home."""
    return locations.models_folder(home) / REPORT


def read_report(file: Path) -> tuple[StageFigures, ...]:
    """The stages in their order; none if there is no report, or nothing in it that can be read."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    if not isinstance(rows, list):
        return ()
    return tuple(_figures(row) for row in rows if isinstance(row, dict) and isinstance(row.get("stage"), str))


def _figures(row: dict[str, object]) -> StageFigures:
    names = [field.name for field in fields(StageFigures) if field.name != "stage"]
    values = {name: row.get(name) for name in names}
    numbers = {
        name: float(value)
        for name, value in values.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return StageFigures(str(row["stage"]), **numbers)
