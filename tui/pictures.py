"""Shows pictures in the terminal: as pixels where it can (kitty, sixel), in half-blocks elsewhere, else not at all."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from bot.untrusted import shown_line
from tui.picture_files import opened, picture_facts

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SIDE = 1_200
"""Pixels that a picture is reduced to before it is drawn: no terminal shows more."""


def ask_terminal() -> None:
    """Learns how this terminal draws pictures; to be called before the app runs, which then reads all replies."""
    with ExitStack() as stack:
        with suppress(ImportError):  # then a late reply is typed, but all else works
            from tui.terminal_replies import replaying_reads

            stack.enter_context(replaying_reads())
        stack.enter_context(_without_a_size())
        import textual_image.widget  # noqa: F401


@contextmanager
def _without_a_size() -> Iterator[None]:
    """Keeps textual-image from dividing by the size of a terminal that tells none; it is asked otherwise then."""
    from textual_image import _terminal

    asking = vars(_terminal)
    size = asking["get_tiocgwinsz"]

    def measured_size() -> tuple[int, int, int, int]:
        rows, columns, width, height = size()
        if not (rows and columns):
            raise OSError("this terminal does not tell its size")
        return rows, columns, width, height

    asking["get_tiocgwinsz"] = measured_size
    try:
        yield
    finally:
        asking["get_tiocgwinsz"] = size


class Picture(Widget):
    """One picture with its caption; loads it in the background and says so where it cannot be shown."""

    DEFAULT_CSS = """
    Picture { height: auto; layout: vertical; }
    Picture > #drawn { width: auto; height: auto; max-width: 100%; }
    Picture > #caption { height: auto; color: $text-muted; }
    """

    source: reactive[Path | bytes | None] = reactive(None, init=False)
    """The file that is shown, or a file's bytes."""

    def __init__(
        self,
        source: Path | bytes | None = None,
        caption: str = "",
        rows: int = 16,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._caption = caption
        self._rows = rows
        self.set_reactive(Picture.source, source)

    def compose(self) -> ComposeResult:
        """The caption; the picture comes above it when it is loaded."""
        yield Static(Content(shown_line(self._caption)), id="caption")

    def on_mount(self) -> None:
        """Starts loading."""
        if self.source is not None:
            self.watch_source(self.source)

    def watch_source(self, source: Path | bytes | None) -> None:
        """Takes the old picture away and loads the new one."""
        self.query("#drawn").remove()
        self.query_one("#caption", Static).update(Content(shown_line(self._caption)))
        if source is not None:
            self.run_worker(lambda: self._load(source), thread=True, exclusive=True, group="picture")

    def _load(self, source: Path | bytes) -> None:
        facts = picture_facts(source)
        picture = _reduced(source) if facts is not None else None
        if get_current_worker().is_cancelled:
            return
        if facts is None or picture is None:
            self.app.call_from_thread(self._show_problem, source, "This is not a picture that can be shown.")
        else:
            self.app.call_from_thread(self.call_later, self._show, source, picture, str(facts))

    async def _show(self, source: Path | bytes, picture: "Image", facts: str) -> None:
        if source is not self.source or not self.is_mounted:
            return
        self.say(facts)
        await self.query("#drawn").remove()
        # Sixteen colours make a riddle of a picture.
        if self.app.console.color_system != "standard":
            drawn = _widget(picture)
            columns, rows = _natural_size(picture)
            drawn.styles.max_width, drawn.styles.max_height = columns, min(rows, self._rows)
            await self.mount(drawn, before=0)

    def say(self, what: str) -> None:
        """Says something behind the caption."""
        caption = " · ".join(part for part in (shown_line(self._caption), shown_line(what)) if part)
        self.query_one("#caption", Static).update(Content(caption))

    def _show_problem(self, source: Path | bytes, problem: str) -> None:
        if source is self.source and self.is_mounted:
            self.say(problem)


def _reduced(source: Path | bytes) -> "Image | None":
    """The picture, upright, on white and not larger than a terminal shows; None if it is broken."""
    from PIL import Image, ImageOps

    try:
        with opened(source) as image:
            image.draft("RGB", (MOST_SIDE, MOST_SIDE))
            picture = ImageOps.exif_transpose(image).convert("RGBA")
    except Exception:  # decoders raise anything at all for bytes that they did not expect
        return None
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture)
    return page.convert("RGB")


def _natural_size(picture: "Image") -> tuple[int, int]:
    """The columns and rows that a picture takes at its own size: a small one is not blown up."""
    from textual_image._terminal import get_cell_size

    cell = get_cell_size()
    return max(1, -(-picture.width // cell.width)), max(1, -(-picture.height // cell.height))


def _widget(picture: "Image") -> Widget:
    from textual_image.widget import HalfcellImage, SixelImage
    from textual_image.widget import Image as BestImage

    # In a browser or a test there is no terminal to ask, and textual-image falls back to grey characters.
    is_terminal = sys.__stdout__ is not None and sys.__stdout__.isatty()
    if is_terminal and BestImage is SixelImage:
        from tui.sixel import SixelPicture

        return SixelPicture(picture, id="drawn")
    widget: Widget = (BestImage if is_terminal else HalfcellImage)(picture, id="drawn")
    return widget
