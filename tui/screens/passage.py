"""Shows a cited passage in its document: the quote highlighted, its surroundings and figures, the way to the file."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from bot.events import Citation
from bot.interface import EngineInterface
from bot.untrusted import shown_line
from knowledge.documents import Document, Section
from knowledge.endings import page_words, place_in
from models.errors import DesksideError
from tui.document_file import document_file
from tui.opener import CannotOpen, is_web_address, open_file
from tui.screens.dialog import Dialog
from tui.screens.reading import DrawPicture, Reading
from tui.widgets.figure import FigurePicture


class PassageScreen(Dialog[None]):
    """One citation at a time, of the several that an answer may have."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["dialog.tcss", "passage.tcss"]
    AUTO_FOCUS = "Reading"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "turn(1)", "Next", id="passage.next", key_display="n"),
        Binding("p,left", "turn(-1)", "Previous", id="passage.previous", key_display="p"),
        Binding("o", "open", "Open file", id="passage.open"),
        Binding("y", "copy", "Copy link", id="passage.copy"),
        Binding("q", "quote", "Quote", id="passage.quote"),
    ]

    def __init__(self, engine: EngineInterface, citation: Citation, citations: Sequence[Citation] = ()) -> None:
        super().__init__()
        self._engine = engine
        self._citations = tuple(citations) if citation in citations else (citation,)
        self._at = self._citations.index(citation)
        self._file: Path | None = None

    def body(self) -> Iterable[Widget]:
        """Where the passage stands, and the text."""
        yield Static(id="place", classes="quiet", markup=False)
        yield Reading()

    def on_mount(self) -> None:
        """Shows the first citation."""
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turning makes sense with several citations only."""
        return len(self._citations) > 1 if action == "turn" else True

    @property
    def citation(self) -> Citation:
        """The citation that is shown."""
        return self._citations[self._at]

    def action_turn(self, by: int) -> None:
        """Goes to another citation of the answer, around the end."""
        self._at = (self._at + by) % len(self._citations)
        self._show()

    def action_quote(self) -> None:
        """Brings the quote back into view."""
        self.query_one(Reading).show_quote()

    @work(exclusive=True, group="open")
    async def action_open(self) -> None:
        """Opens the document's file, or its page in the browser."""
        if self.citation.url is not None and is_web_address(self.citation.url):
            self.app.open_url(self.citation.url)
            return
        if self.app.is_web:
            self.notify("The file is on the machine that Deskside runs on.", markup=False)
            return
        try:
            if self._file is None:  # never one of its name that happens to lie where the chat was started
                raise CannotOpen(f"The file of {self.citation.document} is not here.", "Sync its source.")
            await asyncio.to_thread(open_file, self._file)
        except DesksideError as error:
            self.show_error(error)

    def action_copy(self) -> None:
        """Puts the document's address or path into the clipboard."""
        link = self.citation.url or str(self._file or self.citation.document)
        self.app.copy_to_clipboard(link)
        self.notify(f"Copied {shown_line(link)}", markup=False, timeout=3)

    @work(exclusive=True, group="show")
    async def _show(self) -> None:
        citation = self.citation
        self._file = None
        count = f"{self._at + 1} of {len(self._citations)}" if len(self._citations) > 1 else ""
        self.head(f"[{citation.n}] {citation.title or citation.document}", count)
        self._place(citation, [citation.location])
        try:
            document = await self._engine.document(citation.document_key)
            self._file = await document_file(self._engine, citation)
            fetched = await self._fetched(citation)
        except DesksideError as error:
            await self._missing(citation, str(error))
            return
        section, quote = locate(document, citation)
        self._place(citation, _breadcrumb(citation, section) or [citation.location])
        reading = self.query_one(Reading)
        if quote is not None:
            await reading.read(document.text, quote, self._file, fetched)
            return
        start = section.start if section else 0
        await reading.read(document.text, (start, start), self._file, fetched)
        await reading.warn("The document has changed: the quote is not in it any more.", citation.quote)

    async def _fetched(self, citation: Citation) -> dict[str, DrawPicture]:
        """The document's pictures as the engine has them, by name: its file may be on another machine."""
        figures = await self._engine.document_figures(citation.document_key)
        return {figure.name: partial(FigurePicture, self._engine, figure) for figure in figures}

    async def _missing(self, citation: Citation, problem: str) -> None:
        reading = self.query_one(Reading)
        await reading.clear()
        await reading.warn(problem, citation.quote)

    def _place(self, citation: Citation, path: Sequence[str]) -> None:
        where = " › ".join(shown_line(part) for part in path if part)
        name = shown_line(citation.url or citation.document)
        parts = [(where, "$text-accent"), ("  " if where else "", ""), (name, "$text-muted")]
        self.query_one("#place", Static).update(Content.assemble(*parts))


def locate(document: Document, citation: Citation) -> tuple[Section | None, tuple[int, int] | None]:
    """The section that a citation names, and the range of its quote in the document's text, None if it is not there.

    A sentence may stand in a document several times: the one in the section that the citation names is meant.
    """
    places, at = [], document.text.find(citation.quote) if citation.quote else -1
    while at >= 0:
        places.append(at)
        at = document.text.find(citation.quote, at + 1)
    named = [section for section in document.sections if _location(citation, section) == citation.location]
    if not places:
        return (named[0] if named else None), None
    inside = [place for place in places if any(s.start <= place < s.end for s in named)]
    start = (inside or places)[0]
    section = next((s for s in document.sections if s.start <= start < s.end), None)
    return section, (start, start + len(citation.quote))


def _location(citation: Citation, section: Section) -> str:
    return place_in(citation.document, section.headings, section.page)


def _breadcrumb(citation: Citation, section: Section | None) -> list[str]:
    path = [*section.headings, page_words(citation.document, section.page)] if section else []
    return [part for part in path if part]
