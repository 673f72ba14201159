"""Numbers the steps of a page as Markdown shows them: a list whose steps are all written "1." counts on."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.unit import Unit


@dataclass(frozen=True)
class Lines:
    """The units of a page, how far in each stands, and whether it ends in a colon."""

    units: Sequence[Unit]
    indents: Sequence[int]
    announces: Sequence[bool]


@dataclass(frozen=True)
class _Step:
    unit: int
    written: int
    number: int


def step_numbers(lines: Lines) -> dict[int, int]:
    """The number of each step by its unit: its own, or its place among siblings that are all written alike."""
    numbers: dict[int, int] = {}
    latest: dict[int, _Step] = {}
    for n, unit in enumerate(lines.units):
        if unit.kind == "heading":
            latest.clear()
        if unit.kind not in ("step", "item"):
            continue
        indent = lines.indents[n]
        before = latest.get(indent)
        latest = {far: step for far, step in latest.items() if far < indent}
        if unit.kind == "step":
            written = int(unit.number)
            numbers[n] = before.number + 1 if before and _counts_on(lines, before, written, n) else written
            latest[indent] = _Step(n, written, numbers[n])
    return numbers


def _counts_on(lines: Lines, before: _Step, written: int, n: int) -> bool:
    """True for a step written as the one before it in the same list.

    What is set in belongs to the step before; so does a note at the margin where the list has counted on already.
    """
    if written != before.written:
        return False
    between = range(before.unit + 1, n)
    margin = lines.indents[before.unit]
    outside = [k for k in between if lines.units[k].kind not in ("image", "code") and lines.indents[k] <= margin]
    return not outside or (before.number > before.written and not any(lines.announces[k] for k in outside))
