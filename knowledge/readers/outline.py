"""Writes the headings, paragraphs, lists, tables and listings of a structured text, each as far in as its list item."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from knowledge.documents import Document
from knowledge.readers.illustrations import illustration, shown_by
from knowledge.readers.layout import EXPLAINED_MARGIN, Layout, fenced, set_in, table_row

_ASIDE = re.compile(r"\([^()]*\)\.?")
"""What stands in brackets alone below a term, such as "(string, optional)", is said of the term."""


class Outline:
    """A document being written; `document` ends it."""

    def __init__(self) -> None:
        self._layout = Layout()
        self._margin = 0
        self._marker = ""
        self._term = ""
        self._in_list = False
        self.last = ""
        """What was written last."""

    @property
    def awaits_words(self) -> bool:
        """Whether the marker of an item stands there, and the words behind it come next."""
        return bool(self._marker)

    def heading(self, level: int, text: str) -> None:
        """Starts a section."""
        self._layout.heading(level, text)
        self._in_list = False

    def paragraph(self, text: str) -> None:
        """Writes running text, behind the marker of its item or the term that it explains; or shows a picture."""
        if shown := shown_by(text):
            if picture := illustration(self._layout.length, *shown):
                self._layout.show(picture)
            return
        if self._term and _ASIDE.fullmatch(text):
            self._term += f" {text.removesuffix('.')}"
            return
        if self._term:
            text = f"{self._term}{' ' if self._term.endswith((':', '?')) else ': '}{text}"
            self._term = ""
            self._write(text, is_item=bool(self._marker))
            self._margin += EXPLAINED_MARGIN
        else:
            self._write(text, is_item=bool(self._marker))

    def listing(self, code: str) -> None:
        """Writes lines as they stand."""
        self._end_term()
        self._write(fenced(code), is_item=False)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Writes the rows of a table."""
        self._end_term()
        self._write("\n".join(map(table_row, rows)), is_item=False)

    @contextmanager
    def item(self, marker: str) -> Iterator[None]:
        """What is written meanwhile belongs to an item of a list."""
        self._end_term()
        margin = self._margin
        self._marker = " " * margin + marker
        self._margin += len(marker)
        yield
        self._end_term()
        self._marker = ""
        self._margin = margin

    @contextmanager
    def term(self, words: str) -> Iterator[None]:
        """What is written meanwhile explains a term: what follows its first paragraph is set in below that."""
        self._end_term()
        margin, self._term = self._margin, words
        yield
        self._end_term()
        self._margin = margin

    def document(self, title: str) -> Document:
        """The document that was written."""
        return self._layout.document(title)

    def _end_term(self) -> None:
        """Writes a term that no running text explains in a paragraph of its own."""
        term, self._term = self._term, ""
        if term:
            self._write(term, is_item=bool(self._marker))

    def _write(self, text: str, is_item: bool) -> None:
        lead = self._marker or " " * self._margin
        self._marker = ""
        separator = "\n" if is_item and self._in_list else "\n\n"
        self._layout.block(lead + set_in(text, self._margin), separator)
        self._in_list = is_item
        self.last = text
