"""Draws quality against size and against speed, a point for each stage, as a page that needs no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.report.rows import StageRow

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Okabe and Ito's colours: told apart by every kind of eye.
COLOURS = {"base": "#8a8f98", "pruned": "#e69f00", "tuned": "#a471c9", "quantized": "#009e73"}


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


def plot(rows: Sequence[StageRow]) -> "Figure":
    """A grid: each quality that was measured against each cost that was."""
    from plotly.graph_objects import Scatter
    from plotly.subplots import make_subplots

    qualities = [quality for quality in QUALITIES if any(quality.value(row) is not None for row in rows)]
    costs = [cost for cost in COSTS if any(cost.value(row) is not None for row in rows)]
    figure = make_subplots(
        rows=max(1, len(qualities)), cols=max(1, len(costs)), horizontal_spacing=0.07, vertical_spacing=0.14
    )
    for down, quality in enumerate(qualities, start=1):
        for across, cost in enumerate(costs, start=1):
            known = [row for row in rows if cost.value(row) is not None and quality.value(row) is not None]
            points = Scatter(
                x=[cost.value(row) for row in known],
                y=[quality.value(row) for row in known],
                mode="markers+text",
                text=[row.stage for row in known],
                textposition="top center",
                marker={"size": 13, "color": [COLOURS[row.stage] for row in known]},
                hovertemplate=f"%{{text}}<br>{cost.title}: %{{x:,.4g}}<br>{quality.title}: %{{y:.4g}}<extra></extra>",
                showlegend=False,
                cliponaxis=False,
            )
            figure.add_trace(points, row=down, col=across)
            figure.update_xaxes(title=cost.title, rangemode="tozero", row=down, col=across)
            figure.update_yaxes(title=quality.title if across == 1 else None, row=down, col=across)
    figure.update_layout(
        template="plotly_white", height=360 * max(1, len(qualities)) + 60, margin={"l": 60, "r": 30, "t": 40, "b": 50}
    )
    return figure


def write_plot(rows: Sequence[StageRow], title: str, file: Path) -> None:
    """Writes the page."""
    from html import escape

    from plotly.io import to_html

    drawn = to_html(plot(rows), include_plotlyjs=True, full_html=False, config={"displayModeBar": False})
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>body{{font:15px/1.5 system-ui,sans-serif;margin:32px auto;"
        f"max-width:1400px;padding:0 24px}}</style><h1>{escape(title)}</h1>{drawn}</html>\n"
    )
    file.write_text(page, encoding="utf-8")
