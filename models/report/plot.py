"""Draws quality against size and against speed, a point for each stage, as a page that needs no network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from models.drawing import BOTTOM, HEIGHT, WIDTH, Drawing
from models.drawing import STYLE as PLOT_STYLE
from models.report.rows import FIGURES, StageRow

# Okabe and Ito's colours: told apart by every kind of eye.
COLOURS = {"base": "#8a8f98", "pruned": "#e69f00", "tuned": "#a471c9", "quantized": "#009e73"}
MOST_TICKS = 5
LETTER, LINE = 10.0, 20.0
"""The room that a label takes, a letter wide and a line high, in the widest of the fonts and at a phone's size."""
MARGIN = 0.06
"""Of the range of values: the room beyond the outermost points, so that none lies on the frame."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5d6673; --line: #d9dee4; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #9aa4b1; --line: #3a424c; --paper: #14171b; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; margin: 0 auto;
  max-width: 1240px; padding: 32px 24px; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; }
h2 { font-size: 17px; margin: 32px 0 8px; }
p { color: var(--soft); margin: 0 0 16px; }
section { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 20px 28px; }
figure { margin: 0; break-inside: avoid; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 6px 0 6px 24px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: 13px; }
th:first-child { text-align: left; padding-left: 0; }
th i { display: inline-block; width: 10px; height: 10px; border-radius: 5px; margin-right: 8px; }
@media screen and (max-width: 600px) {
  body { padding: 24px 14px; }
  h1 { font-size: 24px; }
  th, td { padding-left: 14px; font-size: 13px; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #ccc; --paper: #fff; }
  * { print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 12px; }
  section { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 20px; }
  .wide { overflow: visible; }
  th, td, thead th { padding-left: 12px; font-size: 11px; }
  .plot text { font-size: 16px; }
}
"""


Box = tuple[float, float, float, float]


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


def plots_of(rows: Sequence[StageRow], quality: Axis) -> Iterator[str]:
    """A plot of one quality as SVG for each cost that some stage was measured on."""
    for cost in COSTS:
        measured = [(row.stage, cost.value(row), quality.value(row)) for row in rows]
        points = [(stage, x, y) for stage, x, y in measured if x is not None and y is not None]
        if points:
            yield _plot(points, cost.title, quality.title)


def _plot(points: Sequence[tuple[str, float, float]], cost: str, quality: str) -> str:
    drawing = Drawing(top=34)
    xs = _ticks(0.0, max(x for _, x, _ in points) * (1 + MARGIN))
    lowest, highest = min(y for *_, y in points), max(y for *_, y in points)
    room = MARGIN * ((highest - lowest) or abs(highest) or 1.0)
    ys = _ticks(lowest - room, highest + room)
    across, up = drawing.across(xs[0], xs[-1]), drawing.up(ys[0], ys[-1])
    drawing.axis_across(across, {tick: f"{tick:,.4g}" for tick in xs}, cost)
    drawing.axis_up(up, {tick: f"{tick:,.4g}" for tick in ys})
    drawing.text(drawing.left, 19, quality, "start")
    placed = [(stage, across(x), up(y)) for stage, x, y in points]
    for (stage, x, y), (_, at, height) in zip(points, placed, strict=True):
        drawing.dot(at, height, COLOURS[stage], f"{stage}: {x:,.4g} {cost}; {y:.4g} {quality}")
    for stage, x, y, anchor in _labels(placed, (drawing.left, drawing.top)):
        drawing.text(x, y, stage, anchor)
    described = "; ".join(f"{stage}: {x:,.4g}, {y:.4g}" for stage, x, y in points)
    return drawing.svg(f"{quality} against {cost}. {described}")


def _labels(
    points: Sequence[tuple[str, float, float]], corner: tuple[float, float]
) -> Iterator[tuple[str, float, float, str]]:
    """Each point's name with its place and anchor: above it, or where no frame and no other name is in the way."""
    taken = [(x - 6, y - 6, x + 6, y + 6) for _, x, y in points]
    for name, x, y in points:
        sides = _sides(x, y, LETTER * len(name))
        anchor, box = next((side for side in sides if _is_free(side[1], taken, corner)), sides[0])
        taken.append(box)
        yield name, {"start": box[0], "middle": x, "end": box[2]}[anchor], box[3] - 5, anchor


def _sides(x: float, y: float, width: float) -> list[tuple[str, Box]]:
    """Where a point's name may stand, the best place first: above, below, beside, and a line further away."""
    middle, right, left = x - width / 2, x + 9, x - 9 - width
    corners = [("middle", middle, y - 7 - LINE), ("middle", middle, y + 7)]
    corners += [("start", right, y - LINE / 2), ("end", left, y - LINE / 2)]
    corners += [("middle", middle, y - 12 - 2 * LINE), ("middle", middle, y + 12 + LINE)]
    return [(anchor, (at, top, at + width, top + LINE)) for anchor, at, top in corners]


def _is_free(box: Box, taken: Sequence[Box], corner: tuple[float, float]) -> bool:
    """Whether a box lies inside the plot, which ends at its right edge only with the page, and over no other."""
    left, top, right, bottom = box
    inside = left >= corner[0] and top >= corner[1] and right <= WIDTH and bottom <= HEIGHT - BOTTOM
    return inside and not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in taken
    )


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers, evenly apart, from at most the lowest value to at least the highest."""
    spread = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(spread / MOST_TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if spread / (power * factor) <= MOST_TICKS)
    first = floor(low / step)
    return [step * number for number in range(first, max(ceil(high / step), first + 1) + 1)]


def write_plot(rows: Sequence[StageRow], title: str, file: Path) -> None:
    """Writes the page: the figures as a table, and below them the plots, those of each quality together."""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{PLOT_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{_body(rows)}\n</main>\n</body>\n</html>\n"
    )
    file.write_text(page, encoding="utf-8")


def _body(rows: Sequence[StageRow]) -> str:
    measured = [row for row in rows if any(getattr(row, figure.name) is not None for figure in FIGURES)]
    if not measured:
        return "<p>Nothing is measured yet. <code>deskside models report</code> says how it is done.</p>"
    parts = [f'<div class="wide" tabindex="0" role="region" aria-label="Figures">{_table(measured)}</div>']
    for quality in QUALITIES:
        if drawn := list(plots_of(rows, quality)):
            title = escape(quality.title[:1].upper() + quality.title[1:])
            figures = "".join(f"<figure>{plot}</figure>" for plot in drawn)
            parts.append(f"<h2>{title}</h2>\n<section>{figures}</section>")
    return "<p>Each stage of the writer, as it was measured on this machine.</p>\n" + "\n".join(parts)


def _table(rows: Sequence[StageRow]) -> str:
    heads = "".join(f'<th scope="col">{escape(figure.title)}</th>' for figure in FIGURES)
    lines = "".join(
        f'<tr><th scope="row"><i style="background:{COLOURS[row.stage]}"></i>{row.stage}</th>'
        f"{''.join(f'<td>{figure.text(row)}</td>' for figure in FIGURES)}</tr>"
        for row in rows
    )
    return f'<table><thead><tr><th scope="col">stage</th>{heads}</tr></thead><tbody>{lines}</tbody></table>'
