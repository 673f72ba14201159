"""The panel of sources: what was found, before the answer is there; then what the answer cites, with the quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from bot.events import Answer, Citation
from bot.untrusted import shortened, shown_line
from knowledge.documents import Passage
from tui.keys import bound
from tui.sources import openable_citations, passage_citation, place, snippet

QUOTE_SHOWN = 160
"""Characters of a passage that a card shows."""


class SourceList(OptionList):
    """The cards, with the keys of the panel."""

    BINDINGS = bound("sources")


class SourcesPanel(Vertical):
    """Fills on `Found`; an option opens its passage."""

    @dataclass
    class Opened(Message):
        """Somebody wants to see a source."""

        source: Citation

    def __init__(self) -> None:
        super().__init__(id="sources")
        self.sources: list[Citation] = []
        """What can be opened, in the order of the list."""

    def compose(self) -> ComposeResult:
        """The heading and the list."""
        yield Static("Sources", id="sources-heading", markup=False)
        yield SourceList(id="sources-list", markup=False)

    def on_mount(self) -> None:
        """Begins empty."""
        self.clear()

    def clear(self) -> None:
        """Says what will be here."""
        self._fill("Sources", [])
        self.query_one(SourceList).add_option(
            Option(Content.styled("They appear here before the answer.", "$text-muted"), disabled=True)
        )

    def show_found(self, passages: Sequence[Passage]) -> None:
        """Shows what the answer may come from."""
        self._fill("Found", [(passage_citation(passage, 0), "") for passage in passages])

    def show_answer(self, answer: Answer, passages: Sequence[Passage]) -> None:
        """Shows what the answer comes from, and below it what else was found."""
        sources = openable_citations(answer, passages)
        cited = {(source.document, source.location) for source in sources}
        others = [passage_citation(p, 0) for p in passages if (p.document, p.location) not in cited]
        marked = [(source, f"[{source.n}] " if answer.citations else "") for source in sources]
        heading = "Sources" if answer.citations else "Closest" if sources else "Found"
        self._fill(heading, [*marked, *((other, "") for other in others)])

    def focus_list(self) -> None:
        """Goes to the first source."""
        sources = self.query_one(SourceList)
        sources.focus()
        if self.sources and sources.highlighted is None:
            sources.highlighted = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to open."""
        return not self.sources

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Opens a source."""
        event.stop()
        self.post_message(self.Opened(self.sources[event.option_index]))

    def _fill(self, heading: str, marked: Sequence[tuple[Citation, str]]) -> None:
        self.sources = [source for source, _ in marked]
        self.query_one("#sources-heading", Static).update(heading)
        sources = self.query_one(SourceList)
        sources.clear_options()
        sources.add_options(Option(_card(source, mark)) for source, mark in marked)


def _card(source: Citation, mark: str) -> Content:
    quote = snippet(source, QUOTE_SHOWN)
    return Content.assemble(
        (mark, "$text-accent"),
        (place(source.title, source.location), "bold" if mark else ""),
        (f"\n{shortened(shown_line(source.document), 60)}", "$text-muted"),
        f"\n{quote}" if mark else (f"\n{quote}", "$text-muted"),
        "\n",
    )
