"""Writes a document's plain text block by block, and remembers where each section starts.

It is how the HTML, DOCX and PDF readers make `Document.text`: `#` headings, `- ` items, `| a | b |` rows.
"""

import re
from collections.abc import Sequence

from knowledge.documents import Document, Illustration, Section
from knowledge.readers.titles import title_of

BAR = r"\|"
"""A pipe inside a cell of a table."""

EXPLAINED_MARGIN = 2
"""Columns that the further paragraphs on a term are set in below the one that begins with it."""

_BLANK = re.compile(r"\s+")


def table_row(cells: Sequence[str]) -> str:
    r"""A row of a table: `| a | b |`, with a pipe inside a cell as Markdown has it, `\|`."""
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def fenced(code: str) -> str:
    """A listing between fences, unless it holds some itself."""
    return f"```\n{code}\n```" if code.strip() and "```" not in code else code


def set_in(text: str, margin: int) -> str:
    """A block whose lines, all but the first, begin so many columns further to the right."""
    return re.sub(r"\n(?!\n)", "\n" + " " * margin, text)


class Layout:
    """A document being written; `document` ends it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, str]] = []
        self._page: int | None = None
        self._sections: list[Section] = []
        self._start = 0
        self._illustrations: list[Illustration] = []
        self._all_headings: list[tuple[int, str]] = []
        self._begins_with_heading = False

    @property
    def length(self) -> int:
        """How much has been written."""
        return self._length

    @property
    def top_heading(self) -> str:
        """The first heading of level 1; empty where there is none."""
        return next((words for level, words in self._all_headings if level == 1), "")

    def heading(self, level: int, text: str) -> None:
        """Starts a section under a heading of a level from 1 to 6."""
        text = _BLANK.sub(" ", text).strip()
        if not text:
            return
        self._end_section()
        self._headings = [(above, name) for above, name in self._headings if above < level]
        self._headings.append((level, text))
        self._begins_with_heading = self._begins_with_heading or not self._length
        self._all_headings.append((level, text))
        self.block(f"{'#' * level} {text}")

    def page(self, number: int) -> None:
        """Starts a section for a page of a paged document, counted from 1."""
        self._end_section()
        self._page = number

    def end_headings(self) -> None:
        """Says that what comes next stands under none of the headings so far."""
        self._end_section()
        self._headings = []

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Writes a table below the row that names its columns, or without one where the names are not known."""
        above = [header, ["---"] * len(header)] if header else []
        self.block("\n".join(map(table_row, [*above, *rows])))

    def block(self, text: str, separator: str = "\n\n") -> int:
        """Writes a paragraph or another block of text as it is; `separator` stands between it and the block before.

        Returns the offset at which it begins.
        """
        if not text.strip():
            return self._length
        if self._parts:
            self._write(separator)
        start = self._length
        self._write(text)
        return start

    def title(self, name: str) -> str:
        """What the document of a file is called that does not say so itself."""
        return title_of(self._all_headings, self._begins_with_heading, name)

    def show(self, picture: Illustration) -> None:
        """Notes a picture; its offset is where something was written already."""
        self._illustrations.append(picture)

    def document(self, title: str) -> Document:
        """The document that was written."""
        self._end_section()
        return Document(title, "".join(self._parts), tuple(self._sections), tuple(self._illustrations))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _end_section(self) -> None:
        if self._length > self._start:
            names = tuple(name for _, name in self._headings)
            self._sections.append(Section(self._start, self._length, names, self._page))
        self._start = self._length
