"""Plots of a models report: one small bar chart for each figure, a bar for each stage."""

from collections.abc import Sequence

from textual.color import Color
from textual_plotext import PlotextPlot

from bot.untrusted import shortened, shown_line
from tui.models_report import StageFigures

FIGURES = {
    "bytes": ("Size on disk, MB", 1e6),
    "memory_mb": ("Memory, MB", 1.0),
    "prefill_tok_s": ("Reading, tokens a second", 1.0),
    "decode_tok_s": ("Writing, tokens a second", 1.0),
    "perplexity": ("Perplexity, lower is better", 1.0),
    "answer_f1": ("F1 of the answers", 1.0),
}
"""What is plotted: a figure's name in the report, what a person calls it, and what it is divided by."""

LABEL = 14


def plots_of(stages: Sequence[StageFigures]) -> list["FigurePlot"]:
    """A plot for each figure that was measured at all."""
    return [FigurePlot(stages, name) for name in FIGURES if any(getattr(stage, name) is not None for stage in stages)]


class FigurePlot(PlotextPlot, can_focus=False):
    """One figure of all stages, as horizontal bars with their numbers, the first stage on top."""

    def __init__(self, stages: Sequence[StageFigures], name: str) -> None:
        super().__init__(classes="plot")
        self._title, unit = FIGURES[name]
        measured = [(stage.stage, getattr(stage, name)) for stage in stages if getattr(stage, name) is not None]
        # Plotext draws upwards.
        names = [shortened(shown_line(stage), LABEL) for stage, _ in measured[::-1]]
        self._values = [value / unit for _, value in measured[::-1]]
        self._labels = [f"{name} {value:,.4g} " for name, value in zip(names, self._values, strict=True)]
        self.styles.height = 2 * len(measured)

    def on_mount(self) -> None:
        """Draws the bars."""
        super().on_mount()
        self.plt.title(self._title)
        color = Color.parse(self.app.theme_variables["primary"]).rgb
        self.plt.bar(self._labels, self._values, orientation="horizontal", width=0.1, color=color)
        self.plt.xfrequency(0)
        self.plt.frame(False)
