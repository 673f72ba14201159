"""The lines of a PDF's page with how they are set: a page has no headings, only lines that are larger or bold.

The words are pypdf's own; the letters that its visitor reports are laid over them, to learn each line's type.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\xa0]+")
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")

LARGER = 1.12
"""How much larger than the running text a heading is at least."""

LONGEST_HEADING = 120
_NO_HEADING_ENDS = (".", ",", ";", "…")

RUNNING_SHARE, RUNNING_PAGES = 0.6, 4
"""A first or last line is a running header if so many of the pages have it, and there are so many pages."""

RUNNING_LINES = 3
"""So many lines a running header or footer has at most."""

LONGEST_FOOTER = 90
_ITS_PAGE = re.compile(
    r"\b(?:page|seite)\s*(?P<named>\d+)(?:\s*(?:of|von|/)\s*\d+)?\s*$|^\W*(?P<bare>\d+)(?:\s*/\s*\d+)?\W*$",
    re.IGNORECASE,
)
"""How a header or footer ends that tells the number of its page: "Travel policy · page 2 of 5", "2 / 5", "- 2 -"."""


@dataclass(frozen=True)
class Line:
    """A line of text: its letters' size in points, whether all of it is bold, and where on the page it begins.

    `size` is 0, `height` and `left` are None where the page did not tell. `is_row` marks a table's row.
    """

    text: str
    size: float = 0.0
    bold: bool = False
    height: float | None = None
    left: float | None = None
    is_row: bool = False


@dataclass(frozen=True)
class PlacedPicture:
    """Where a page draws a picture: its name in the page's resources, and the height of its upper edge in points.

    `area` is what it covers, in square points.
    """

    name: str
    top: float
    area: float = 0.0


def _picture_drawn(operator: bytes, operands: Sequence[Any], matrix: Sequence[float]) -> PlacedPicture | None:
    """What one operator of a page's content draws, if it draws an object; `matrix` is the current transformation."""
    if operator != b"Do" or not operands:
        return None
    area = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
    return PlacedPicture(str(operands[0]), max(matrix[5], matrix[5] + matrix[3]), area)


def read_page(page: "PageObject") -> tuple[list[Line], list[PlacedPicture]]:
    """The lines of a page from top to bottom, blank ones left out, and the pictures that it draws."""
    pieces: list[_Piece] = []
    placed: list[PlacedPicture] = []

    def visit(
        text: str, outer: Sequence[float], inner: Sequence[float], font: dict[str, Any] | None, size: float
    ) -> None:
        letters = "".join(cleaned(text).split())
        if letters:
            bold = bool(_BOLD.search(str((font or {}).get("/BaseFont", ""))))
            scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[1])
            left, height = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5]
            pieces.append(_Piece(letters, round(size * scale, 1), bold, height, left))

    def draw(operator: Any, operands: Sequence[Any], outer: Sequence[float], inner: Sequence[float]) -> None:
        drawn = _picture_drawn(operator, operands, outer)
        if drawn is not None:
            placed.append(drawn)

    extracted = page.extract_text(visitor_text=visit, visitor_operand_before=draw)
    texts = [_BLANK.sub(" ", line).strip() for line in cleaned(extracted).split("\n")]
    texts = [text for text in texts if text]
    return list(_laid_over(texts, pieces)) or [Line(text) for text in texts], placed


def heading_levels(lines: Iterable[Line]) -> dict[Line, int]:
    """The lines that are headings, each with its level: the larger the letters, the higher; then those only bold."""
    known = [line for line in lines if line.size]
    letters: Counter[tuple[float, bool]] = Counter()
    for line in known:
        letters[line.size, line.bold] += len(line.text)
    if not letters:
        return {}
    (body, body_is_bold), _ = letters.most_common(1)[0]
    headings = [
        line
        for line in known
        if (line.size >= LARGER * body or (line.bold and not body_is_bold and line.size >= body)) and _may_head(line)
    ]
    styles = sorted({(line.size, line.bold) for line in headings}, reverse=True)
    return {line: min(6, 1 + styles.index((line.size, line.bold))) for line in headings}


def without_running_lines(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without the first and last lines that tell their numbers, or that most of them share.

    Only the outermost may differ in numbers: the rows of a table of numbers would all be taken for one line.
    """
    kept = [_without_number(lines, number) for number, lines in enumerate(pages, start=1)]
    if len(pages) >= RUNNING_PAGES:
        for spelt in (_masked, *[_as_it_is] * (RUNNING_LINES - 1)):
            kept = _without_edges(kept, spelt)
    return kept


def _without_number(lines: Sequence[Line], number: int) -> list[Line]:
    first = int(len(lines) > 1 and is_page_number(lines[0], number))
    last = len(lines) - int(len(lines) > first + 1 and is_page_number(lines[-1], number))
    return list(lines[first:last])


def is_page_number(line: Line, number: int) -> bool:
    """Whether a line tells the number of its page."""
    found = _ITS_PAGE.search(line.text)
    return found is not None and len(line.text) <= LONGEST_FOOTER and int(found["named"] or found["bare"]) == number


def _without_edges(pages: Sequence[list[Line]], spelt: Callable[[Line], str]) -> list[list[Line]]:
    edges = Counter(key for lines in pages if lines for key in {spelt(lines[0]), spelt(lines[-1])})
    running = {key for key, often in edges.items() if often >= RUNNING_SHARE * len(pages)}
    kept = []
    for lines in pages:
        first = 1 if lines and spelt(lines[0]) in running else 0
        last = len(lines) - 1 if len(lines) > first and spelt(lines[-1]) in running else len(lines)
        kept.append(lines[first:last])
    return kept


@dataclass(frozen=True)
class _Piece:
    letters: str
    size: float
    bold: bool
    height: float
    left: float


def _laid_over(texts: Sequence[str], pieces: Sequence[_Piece]) -> Iterator[Line]:
    """Each line with the type of the letters that it is made of; nothing where the two do not spell the same."""
    if "".join("".join(text.split()) for text in texts) != "".join(piece.letters for piece in pieces):
        return
    at, used = 0, 0
    for text in texts:
        left = len("".join(text.split()))
        sizes: Counter[float] = Counter()
        bold, height, start = True, pieces[at].height, pieces[at].left
        while left:
            piece = pieces[at]
            taken = min(left, len(piece.letters) - used)
            sizes[piece.size] += taken
            bold = bold and piece.bold
            left, used = left - taken, used + taken
            if used == len(piece.letters):
                at, used = at + 1, 0
        yield Line(text, sizes.most_common(1)[0][0], bold, height, start)


def _may_head(line: Line) -> bool:
    text = line.text
    has_words = sum(letter.isalpha() for letter in text) > 1
    return has_words and len(text) <= LONGEST_HEADING and not text.endswith(_NO_HEADING_ENDS) and text[0] not in "•▪●-*"


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _as_it_is(line: Line) -> str:
    return line.text


def cleaned(text: str) -> str:
    """The text without control characters and halves of characters, with plain line ends."""
    return _SURROGATES.sub("", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\f", "\n")))
