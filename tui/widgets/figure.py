"""A figure of a document, fetched from the engine, which may be on another machine than the document's file."""

from bot.answer_lines import figure_title
from bot.interface import EngineInterface
from bot.untrusted import shown_line
from knowledge.documents import Figure
from models.errors import DesksideError
from tui.pictures import Picture
from tui.sources import place

ROWS = 12
"""Rows that a figure below an answer takes at most."""


class FigurePicture(Picture):
    """The picture of a figure with its caption; where it cannot be fetched, the caption says why."""

    DEFAULT_CSS = "FigurePicture { margin-top: 1; }"

    def __init__(self, engine: EngineInterface, figure: Figure, caption: str, rows: int = 16) -> None:
        super().__init__(caption=caption, rows=rows)
        self._engine = engine
        self._figure = figure

    def on_mount(self) -> None:
        """Starts fetching."""
        self.run_worker(self._fetch(), group="figure", exclusive=True)

    async def _fetch(self) -> None:
        try:
            self.source = await self._engine.figure_picture(self._figure.key)
        except DesksideError as error:
            self.say(error.problem)


def answer_figure(engine: EngineInterface, figure: Figure) -> FigurePicture:
    """A figure that belongs to an answer, with what it shows and where it stands."""
    title, where = shown_line(figure_title(figure)), place(figure.title, figure.location)
    return FigurePicture(engine, figure, f"▣ {title}" if title == where else f"▣ {title} — {where}", ROWS)
