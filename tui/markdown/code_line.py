"""Lines of code on the screen, which know where their code is: what is copied of them is the code, not its frame."""

from collections.abc import Sequence

from textual.content import Content
from textual.selection import Selection


class CodeLine(Content):
    """A drawn line of which the columns from `start` to `end` are code; one that `goes_on` ends on the line below."""

    def __init__(self, drawn: Content, start: int, end: int, goes_on: bool) -> None:
        super().__init__(drawn.plain, list(drawn.spans))
        self.start = start
        self.end = end
        self.goes_on = goes_on

    def behind(self, indent: Content) -> "CodeLine":
        """The line with something before it."""
        by = len(indent.plain)
        return CodeLine(indent + self, by + self.start, by + self.end, self.goes_on)


def selected_text(lines: Sequence[Content], selection: Selection) -> str:
    """What is selected of drawn lines; a line of code that goes on below is one line, as it was written."""
    selected = ""
    for y, line in enumerate(lines):
        if (span := selection.get_span(y)) is None:
            continue
        start, end = span
        first, last, goes_on = 0, len(line.plain.rstrip()), False
        if isinstance(line, CodeLine):
            first, last, goes_on = line.start, line.end, line.goes_on
        selected += line.plain[max(start, first) : last if end == -1 else min(end, last)]
        selected += "" if goes_on and end == -1 else "\n"
    return selected.removesuffix("\n")
