"""Gives a passage back its surroundings: passages are cut short for finding, and too short for reading.

A list may stand in the passage behind the one that opens it; whoever reads needs both.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from knowledge.documents import Document, Passage

WIDEST = 2_400
"""Characters up to which a passage grows to its whole section; in a longer one it grows by a margin."""

MARGIN = 700
"""Characters that a passage of a long section gets on each side."""

ROWS_TELLING = 8
"""Lines of a table by which it is seen whether the first one names the columns."""

Range = tuple[int, int]

# A comment that nothing ends may be a word about comments.
_BLOCK = re.compile(
    r"^[ \t]*(?P<marks>`{3,}(?=[^`\n]*$)|~{3,}).*?(?:^[ \t]*(?P=marks)[`~]*[ \t]*$|\Z)|<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)
# A row of a table with pipes around it, of one without; and the first lines of the latter, which a rule makes a table.
_EDGED, _UNEDGED = re.compile(r"[ \t]*\|"), re.compile(r"(?![ \t]*\|).*(?<!\\)\|")
_RULED = re.compile(r".*\n[ \t]*:?-+:?[ \t]*\|")


@dataclass(frozen=True)
class Context:
    """A passage grown to its surroundings, and where in its text the passages stand that a search found.

    `table` is the beginning of the table that it begins inside of: its first line may name the columns. `fence` are the
    marks that opened the listing that it begins inside of. `ends_in_table` is true where rows of its last table are
    left behind it.
    """

    passage: Passage
    found: tuple[Range, ...]
    table: str = ""
    fence: str = ""
    ends_in_table: bool = False


def in_context(passages: Iterable[Passage], document_of: Callable[[int], Document | None]) -> list[Context]:
    """The passages with their surroundings, in their order; those that grow into one another become one.

    A passage that its document does not hold any more, for it was changed or removed since the search, is left out.
    """
    documents: dict[int, Document] = {}
    grown: list[tuple[Passage, Range, list[Range]]] = []
    for passage in passages:
        document = documents.get(passage.document_key) or document_of(passage.document_key)
        if document is None or document.text[passage.start : passage.end] != passage.text:
            continue
        documents[passage.document_key] = document
        start, end = _surroundings(document, passage)
        met = [
            n
            for n, (other, (low, high), _) in enumerate(grown)
            if other.document_key == passage.document_key and start < high and low < end
        ]
        # One between two others may make them one.
        parts = [*(grown[n] for n in met), (passage, (start, end), [(passage.start, passage.end)])]
        reach = min(low for _, (low, _), _ in parts), max(high for _, (_, high), _ in parts)
        whole = (parts[0][0], reach, [place for _, _, places in parts for place in places])
        at = met[0] if met else len(grown)
        grown = [*grown[:at], whole, *(part for n, part in enumerate(grown) if n > at and n not in met)]
    return [_context(documents[passage.document_key], passage, reach, found) for passage, reach, found in grown]


def _surroundings(document: Document, passage: Passage) -> Range:
    touched = [s for s in document.sections if s.start < passage.end and passage.start < s.end]
    if not touched:
        return passage.start, passage.end
    low, high = min(touched[0].start, passage.start), max(touched[-1].end, passage.end)
    if high - low <= WIDEST:
        return low, high
    start = _line_start(document.text, max(low, passage.start - MARGIN), passage.start)
    top = _table_top(document.text, low, start)
    start = top if start - top <= WIDEST else start
    return (
        _block_start(document.text, low, start, passage.start),
        _line_end(document.text, passage.end, min(high, passage.end + MARGIN)),
    )


def _line_start(text: str, earliest: int, latest: int) -> int:
    """The start of the first whole line between two places, or the later place."""
    if earliest == 0 or text[earliest - 1] == "\n":
        return earliest
    newline = text.find("\n", earliest, latest)
    return latest if newline < 0 else newline + 1


def _table_top(text: str, earliest: int, start: int) -> int:
    """Where the table begins that the line at a place is a row of; the place itself where it is none."""
    row = _EDGED if _EDGED.match(text, start) else _UNEDGED
    if not row.match(text, start):
        return start
    top = start
    while top > earliest and row.match(text, above := text.rfind("\n", 0, top - 1) + 1):
        top = max(above, earliest)
    return top if row is _EDGED or _RULED.match(text, top) else start


def _block_start(text: str, earliest: int, start: int, passage: int) -> int:
    """Where the listing or comment begins that a place stands in, or ends if the passage lies behind; else the place.

    Whoever reads from its middle takes its end for the beginning of another.
    """
    for block in _BLOCK.finditer(text, earliest):
        if block.start() >= start:
            break
        if start < block.end():
            if block.end() <= passage:
                return _line_start(text, block.end(), passage)
            return block.start() if start - block.start() <= WIDEST else start
    return start


def _line_end(text: str, earliest: int, latest: int) -> int:
    """The end of the last whole line between two places, or the earlier place."""
    if latest == len(text):
        return latest
    newline = text.rfind("\n", earliest, latest + 1)
    return earliest if newline < 0 else newline


def _context(document: Document, passage: Passage, reach: Range, found: list[Range]) -> Context:
    start, end = reach
    whole = replace(passage, text=document.text[start:end], start=start, end=end)
    places = tuple((low - start, high - start) for low, high in found)
    return Context(whole, places, _table(document.text, start), _fence(document, start), _cuts(document.text, end))


def _fence(document: Document, start: int) -> str:
    """The marks that opened the listing that a place stands inside of, or nothing."""
    section = max((s.start for s in document.sections if s.start <= start), default=start)
    blocks = _BLOCK.finditer(document.text, section, len(document.text)) if section < start else ()
    inside = next((block for block in blocks if block.end() > start), None)
    return (inside["marks"] or "") if inside and inside.start() < start else ""


def _cuts(text: str, end: int) -> bool:
    """Whether a place stands behind a row of a table and before another."""
    above, below = text.rfind("\n", 0, end) + 1, text.find("\n", end) + 1
    return 0 < below == end + 1 and bool(_EDGED.match(text, above) and _EDGED.match(text, below))


def _table(text: str, start: int) -> str:
    """The first lines of the table that a place stands inside of, or nothing."""
    if text[start - 1 : start] != "\n":
        return ""
    top = _table_top(text, 0, start)
    return "\n".join(text[top:start].split("\n", ROWS_TELLING)[:ROWS_TELLING])
