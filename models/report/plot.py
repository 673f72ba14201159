"""Draws quality against size and against speed, a point for each stage, as a page that needs no network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from models.drawing import Drawing
from models.report.rows import StageRow

# Okabe and Ito's colours: told apart by every kind of eye.
COLOURS = {"base": "#8a8f98", "pruned": "#e69f00", "tuned": "#a471c9", "quantized": "#009e73"}
MOST_TICKS = 5

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 32px auto; max-width: 1400px; padding: 0 24px; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 24px; }
figure { margin: 0; }
.plot text { fill: CanvasText; }
.plot .grid { stroke: GrayText; stroke-opacity: 0.3; }
"""


@dataclass(frozen=True)
class Axis:
    """A figure of a row, what a person calls it, and what it is divided by."""

    name: str
    title: str
    unit: float = 1.0

    def value(self, row: StageRow) -> float | None:
        """The row's figure in that unit, None where it was not measured."""
        figure = getattr(row, self.name)
        return None if figure is None else figure / self.unit


COSTS = (
    Axis("bytes", "size on disk, MB", 1e6),
    Axis("memory_mb", "memory, MB"),
    Axis("decode_tok_s", "writing, tokens a second"),
    Axis("prefill_tok_s", "reading, tokens a second"),
)
QUALITIES = (Axis("answer_f1", "F1 of the answers"), Axis("perplexity", "perplexity, lower is better"))


def plots(rows: Sequence[StageRow]) -> Iterator[str]:
    """A plot as SVG for each quality and each cost that some stage was measured on."""
    for quality in QUALITIES:
        for cost in COSTS:
            measured = [(row.stage, cost.value(row), quality.value(row)) for row in rows]
            points = [(stage, x, y) for stage, x, y in measured if x is not None and y is not None]
            if points:
                yield _plot(points, cost.title, quality.title)


def _plot(points: Sequence[tuple[str, float, float]], cost: str, quality: str) -> str:
    drawing = Drawing()
    xs, ys = _ticks(0.0, max(x for _, x, _ in points)), _ticks(min(y for *_, y in points), max(y for *_, y in points))
    across, up = drawing.across(xs[0], xs[-1]), drawing.up(ys[0], ys[-1])
    drawing.axis_across(across, {tick: f"{tick:,.4g}" for tick in xs}, cost)
    drawing.axis_up(up, {tick: f"{tick:,.4g}" for tick in ys})
    drawing.text(drawing.left, 19, quality, "start")
    for stage, x, y in points:
        drawing.dot(across(x), up(y), COLOURS[stage], f"{stage}: {x:,.4g} {cost}; {y:.4g} {quality}")
        drawing.text(across(x), up(y) - 9, stage)
    return drawing.svg(f"{quality} against {cost}")


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers, evenly apart, from at most the lowest value to at least the highest."""
    spread = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(spread / MOST_TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if spread / (power * factor) <= MOST_TICKS)
    first = floor(low / step)
    return [step * number for number in range(first, max(ceil(high / step), first + 1) + 1)]


def write_plot(rows: Sequence[StageRow], title: str, file: Path) -> None:
    """Writes the page."""
    figures = "".join(f"<figure>{plot}</figure>" for plot in plots(rows))
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(title)}</h1><main>{figures}</main></html>\n"
    )
    file.write_text(page, encoding="utf-8")
