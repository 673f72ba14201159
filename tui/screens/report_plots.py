"""Plots of a models report: one small bar chart for each figure, a bar for each stage."""

from collections.abc import Sequence

from textual.color import Color
from textual_plotext import PlotextPlot

from models.report.plot import COSTS, QUALITIES, Axis
from models.report.rows import StageRow

_AXES = {axis.name: axis for axis in (*COSTS, *QUALITIES)}
FIGURES = [_AXES[name] for name in ("bytes", "memory_mb", "prefill_tok_s", "decode_tok_s", "perplexity", "answer_f1")]
"""What is plotted, in this order."""


def plots_of(rows: Sequence[StageRow]) -> list["FigurePlot"]:
    """A plot for each figure that was measured at all."""
    return [FigurePlot(rows, figure) for figure in FIGURES if any(figure.value(row) is not None for row in rows)]


class FigurePlot(PlotextPlot, can_focus=False):
    """One figure of all stages, as horizontal bars with their numbers, the first stage on top."""

    def __init__(self, rows: Sequence[StageRow], figure: Axis) -> None:
        super().__init__(classes="plot")
        self._title = figure.title[:1].upper() + figure.title[1:]
        # Plotext draws upwards.
        measured = [(row.stage, value) for row in rows[::-1] if (value := figure.value(row)) is not None]
        self._values = [value for _, value in measured]
        self._labels = [f"{stage} {value:,.4g} " for stage, value in measured]
        self.styles.height = 2 * len(measured)

    def on_mount(self) -> None:
        """Draws the bars."""
        super().on_mount()
        self.plt.title(self._title)
        color = Color.parse(self.app.theme_variables["primary"]).rgb
        self.plt.bar(self._labels, self._values, orientation="horizontal", width=0.1, color=color)
        self.plt.xfrequency(0)
        self.plt.frame(False)
