"""A document's text on the screen, from the quote outwards: a long one is there at once and grows where one scrolls."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from bot.untrusted import shown, shown_line
from tui.markdown.table import table_lines
from tui.picture_files import is_picture
from tui.pictures import Picture
from tui.typeset import PLAIN_QUOTE, QUIET, QUOTE, Block, Figure, typeset, window

DrawPicture = Callable[[str], Widget]
"""Makes the widget of a picture that is not beside the document, under a caption."""

REACH = 4_000
"""Characters that are laid out on each side of the quote, and each time that the reader comes to an end of them."""


class Item(Horizontal):
    """An item of a list, its lines hanging beside its marker."""

    def __init__(self, block: Block, classes: str) -> None:
        super().__init__(classes=classes)
        self._block = block
        self.styles.padding = (0, 0, 0, 2 * block.depth)

    def compose(self) -> ComposeResult:
        """The marker and the text."""
        marker = Static(Content.styled(self._block.marker, QUIET), classes="marker")
        marker.styles.width = len(self._block.marker) + 1
        yield marker
        yield Static(self._block.content, classes="words")


class Table(Widget):
    """A table that fits its columns to the screen's width."""

    def __init__(self, block: Block) -> None:
        super().__init__(classes="block -table" + (" -quoted" if block.quoted else ""))
        self._rows = block.rows

    def render(self) -> Content:
        """The lines at the width there is."""
        return self._lines(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines that makes."""
        return len(self._lines(width).plain.split("\n"))

    def _lines(self, width: int) -> Content:
        return Content("\n").join(table_lines(self._rows, max(width, 1)))


class Reading(VerticalScroll):
    """A scrolling stretch of a document; the quote's block has the class `-quoted`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", id="reading.down", show=False),
        Binding("k", "scroll_up", "Up", id="reading.up", show=False),
        Binding("space", "page_down", "Page down", id="reading.page_down", show=False),
        Binding("b", "page_up", "Page up", id="reading.page_up", show=False),
        Binding("g", "scroll_home", "To the top", id="reading.top", show=False),
        Binding("G", "scroll_end", "To the end", id="reading.end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._quote = (0, 0)
        self._file: Path | None = None
        self._fetched: Mapping[str, DrawPicture] = {}
        self._low = self._high = 0
        self._growing = False

    async def read(
        self, text: str, quote: tuple[int, int], file: Path | None, fetched: Mapping[str, DrawPicture]
    ) -> None:
        """Shows the text around a quote.

        Its pictures are looked for beside the document's `file`, then in what can be `fetched`, by the pictures' names.
        """
        with self.app.batch_update():
            await self.clear()
            self._text, self._quote, self._file, self._fetched = text, quote, file, fetched
            self._low, self._high = window(text, *quote, REACH)
            edges = [Static(id=name, classes="edge") for name in ("before", "after")]
            await self.mount(edges[0], *self._laid_out(self._low, self._high), edges[1])
            self._show_edges()
        self.call_after_refresh(self.show_quote)

    async def warn(self, problem: str, quote: str) -> None:
        """Says above the text what is wrong with it, and what was quoted."""
        warning = Content.assemble(
            (shown_line(problem), "$text-warning"), *([f"\n\n“{shown(quote).strip()}”"] if quote.strip() else [])
        )
        await self.mount(Static(warning, classes="warning"), before=0)

    async def clear(self) -> None:
        """Shows nothing."""
        # First: what is taken away scrolls to the top, and there is nothing to grow there.
        self._text, self._low, self._high = "", 0, 0
        await self.remove_children()

    def show_quote(self) -> None:
        """Brings the quote into view, a little above the middle."""
        quoted = self.query(".-quoted")
        if quoted:
            self.scroll_to_widget(quoted.first(), animate=False, center=True, force=True, immediate=True)

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Lays out more of the document where an end of what is there comes into view."""
        super().watch_scroll_y(old, new)
        if self._growing or not self._text:
            return
        if new >= self.max_scroll_y - 1 and new > old and self._high < len(self._text):
            self._growing = True
            self.call_later(self._grow_down)
        elif new <= 1 and new < old and self._low > 0:
            self._growing = True
            self.call_later(self._grow_up)

    async def _grow_down(self) -> None:
        if not self._text:  # cleared meanwhile
            self._growing = False
            return
        high = window(self._text, self._high, self._high, REACH)[1]
        blocks = self._laid_out(self._high + 1, high)
        self._high = high
        await self.mount(*blocks, before="#after")
        self._show_edges()
        self._growing = False

    async def _grow_up(self) -> None:
        if not self._text:
            self._growing = False
            return
        low = window(self._text, self._low, self._low, REACH)[0]
        blocks = self._laid_out(low, self._low - 1)
        self._low = low
        below = self.max_scroll_y - self.scroll_y
        with self.app.batch_update():
            await self.mount(*blocks, after="#before")
            self._show_edges()

        def stay() -> None:
            """What was in view stays where it was."""
            self.scroll_to(y=self.max_scroll_y - below, animate=False, force=True, immediate=True)
            self._growing = False

        self.call_after_refresh(stay)

    def _show_edges(self) -> None:
        for name, left in (("before", self._low), ("after", len(self._text) - self._high)):
            # There is no edge where the screen was closed meanwhile: nothing is mounted any more.
            for edge in self.query(f"#{name}").results(Static):
                edge.display = left > 0
                edge.update(Content(f"⋯ {left:,} characters {name}"))

    def _laid_out(self, start: int, end: int) -> list[Widget]:
        style = PLAIN_QUOTE if self.app.current_theme.ansi else QUOTE
        blocks = typeset(self._text, start, end, self._quote, style)
        return [widget for n, block in enumerate(blocks) if (widget := self._widget(block, blocks[n + 1 : n + 2]))]

    def _widget(self, block: Block | Figure, following: Sequence[Block | Figure]) -> Widget | None:
        if isinstance(block, Figure):
            if (picture := self._picture(block)) is not None:
                return Picture(picture, block.alt)
            fetched = self._fetched.get(block.target.rsplit("/", 1)[-1])
            return fetched(block.alt) if fetched else _caption(block)
        if block.kind == "table":
            return Table(block)
        classes = f"block -{block.kind}" + (" -quoted" if block.quoted else "")
        if block.kind != "item":
            return Static(block.content, classes=classes)
        is_last = not following or isinstance(following[0], Figure) or following[0].kind != "item"
        return Item(block, f"{classes} -last" if is_last else classes)

    def _picture(self, figure: Figure) -> Path | None:
        """The figure's file beside the document's, if it is one; an address on the web is never fetched."""
        if self._file is None or "://" in figure.target:
            return None
        path = self._file.parent / figure.target
        return path if is_picture(path) else None


def _caption(figure: Figure) -> Static | None:
    return Static(Content(f"[Picture: {figure.alt}]"), classes="block -figure") if figure.alt else None
