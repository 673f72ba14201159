"""A plot as SVG: a frame with axes, and marks placed by their values. Paper and ink are the page's.

Written by hand, as a library's script would be 5 MB in every report. What a mark stands for is its title, which
browsers show where the mouse rests.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 12, 52

STYLE = """
.plot { display: block; width: 100%; height: auto; }
.plot text { fill: var(--ink); }
.plot text.on { fill: #14171b; }
.plot .grid { stroke: var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; list-style: none; margin: 0 0 8px; padding: 0;
  font-size: 13px; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; vertical-align: -1px; }
/* A plot shrinks with its page, and its words with it: on a phone they would be 8 pixels high. */
@media screen and (max-width: 600px) { .plot text { font-size: 17px; } }
"""
"""What a page with plots needs in its style sheet; the page itself says what `--ink` and `--line` are."""

Place = Callable[[float], float]


class Drawing:
    """Collects the marks of one plot; `across` and `up` place a value between the frame's edges."""

    def __init__(self, left: int = LEFT, top: int = TOP) -> None:
        self.left, self.top = left, top
        self._marks: list[str] = []

    def across(self, low: float, high: float) -> Place:
        """Where a value stands from left to right, `low` at the left edge."""
        return lambda value: self.left + (value - low) / (high - low) * (WIDTH - RIGHT - self.left)

    def up(self, low: float, high: float) -> Place:
        """Where a value stands from the bottom to the top, `low` at the bottom."""
        return lambda value: HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - BOTTOM - self.top)

    def axis_across(self, place: Place, ticks: Mapping[float, str], title: str) -> None:
        """Upright lines with what they stand for below."""
        for value, words in ticks.items():
            self._line((place(value), self.top), (place(value), HEIGHT - BOTTOM))
            self.text(place(value), HEIGHT - BOTTOM + 21, words)
        self.text((self.left + WIDTH - RIGHT) / 2, HEIGHT - 8, title)

    def axis_up(self, place: Place, ticks: Mapping[float, str]) -> None:
        """Level lines with what they stand for on the left."""
        for value, words in ticks.items():
            self._line((self.left, place(value)), (WIDTH - RIGHT, place(value)))
            self.text(self.left - 8, place(value) + 4, words, "end")

    def path(self, points: Iterable[tuple[float, float]], colour: str) -> None:
        """A line through points."""
        self._marks.append(f'<polyline points="{_points(points)}" fill="none" stroke="{colour}" stroke-width="2.5"/>')

    def area(self, points: Iterable[tuple[float, float]], colour: str) -> None:
        """A translucent area."""
        self._marks.append(f'<polygon points="{_points(points)}" fill="{colour}" fill-opacity="0.2"/>')

    def dot(self, x: float, y: float, colour: str, title: str) -> None:
        """A point."""
        self._marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}">{_title(title)}</circle>')

    def box(
        self, corner: tuple[float, float], size: tuple[float, float], colour: str, title: str, opacity: float = 1.0
    ) -> None:
        """A rectangle, from its upper left corner."""
        (x, y), (width, height) = corner, size
        self._marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}" '
            f'fill-opacity="{opacity:.2f}">{_title(title)}</rect>'
        )

    def text(self, x: float, y: float, words: str, anchor: str = "middle", size: int = 13) -> None:
        """Words at a place."""
        self._text(x, y, words, f'text-anchor="{anchor}" font-size="{size}"')

    def text_on_colour(self, x: float, y: float, words: str) -> None:
        """Words on a mark: dark on light and on dark paper, as the mark has its colour on both."""
        self._text(x, y, words, 'class="on" text-anchor="middle" font-size="13"')

    def svg(self, description: str) -> str:
        """The plot; `description` says what it shows to those who cannot see it."""
        return (
            f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(description)}">'
            f"{''.join(self._marks)}</svg>"
        )

    def _text(self, x: float, y: float, words: str, attributes: str) -> None:
        self._marks.append(f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(words)}</text>')

    def _line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        (x1, y1), (x2, y2) = start, end
        self._marks.append(f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')


def legend(names: Sequence[tuple[str, str]]) -> str:
    """Names with their colours, as a list that breaks where the page is narrow: to stand above a plot."""
    items = (f'<li><i style="background:{colour}"></i>{escape(name)}</li>' for name, colour in names)
    return f'<ul class="legend">{"".join(items)}</ul>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>"
