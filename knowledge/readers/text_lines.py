"""The lines of a plain text: how far each is set in, what it says, and whether it belongs to a listing.

Also tells running text from what people type, and a line that its page's width broke from one that its writer ended.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_OVERSTRUCK = re.compile(r".\x08")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_FENCE = re.compile(r"`{3,}[^`]*")
_TAB = 8

_WORD = re.compile(r"[(\"'“‘„«\[]*[^\W\d_]+(?:['’/-][^\W\d_]+)*[)\"'”’»\].,;:!?]*")
_MOSTLY = 0.6
_LONG = 12  # words
_SENTENCE_END = re.compile(r"[.!?:][)\"'”’»\]]*$")

_TYPED = re.compile(
    r"""
    ^(?: [$#%>]\s | >>>\s | \#[!\w] | /?\*/? | \.{0,2}/\w | [{}<] | \[[\w.-]+\]$   # prompts, remarks, paths
       | [\w.-]+\s*=\s*\S+$ | "[\w.-]+":\s | (?:export|set)\s\w+= )              # settings
    | \s--?[a-zA-Z] | \s\[[-\w|] | \s<[-\w|]+>                                # options and what they take
    | [;{}\\]$ | \s(?:&&|\|\||[|<>]|>>|<<)\s\S | => | </ | \$[({\w] | \w\(\)
    """,
    re.VERBOSE,
)
"""What commands, settings and code have, and names, numbers and addresses have not."""

_GAP = re.compile(r"\S {2,}\S")
_LABEL = re.compile(r"[^\s:][^:]{0,40}: \S")

_HYPHEN = "\u2010"
_BLANKS = re.compile(r" {2,}")  # not those that hold a number and its unit together
_PARTED = re.compile(rf"\w[-{_HYPHEN}]$")
_JOINING = ("and ", "or ", "to ", "und ", "oder ")

LONGEST_LINE = 1_000
"""Letters of a line by which it is seen what it is."""

_NARROWEST, _WIDEST = 50, 100
_SLACK = 0.85
"""The page's width is between these; a line is full where the next word would have come so near to it."""


@dataclass(frozen=True)
class Line:
    """A line without the white space around it; `indent` columns stand before it. A blank one says nothing."""

    indent: int
    text: str
    is_code: bool = False

    @property
    def end(self) -> int:
        """The column behind its last letter."""
        return self.indent + len(self.text)


BLANK = Line(0, "")


def lines_of(text: str) -> list[Line]:
    """The lines of a text as a terminal shows them; those between fences are code."""
    shown = _COLOURS.sub("", _OVERSTRUCK.sub("", text)).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    lines = [line_of(line) for line in shown.split("\n")]
    while lines and not lines[-1].text:
        lines.pop()
    found: list[Line] = []
    at = 0
    while at < len(lines):
        end = _fence_end(lines, at)
        found += code_lines(lines[at + 1 : end - 1]) if end else [lines[at]]
        at = end or at + 1
    return found


def line_of(text: str) -> Line:
    """A line of a text; a tab reaches to the next of the columns that terminals have."""
    expanded = text.expandtabs(_TAB)
    words = expanded.strip()
    return Line(len(expanded) - len(expanded.lstrip()), words) if words else BLANK


def code_lines(lines: Sequence[Line], indent: int | None = None) -> list[Line]:
    """The same lines as a listing, between blank lines; `indent` is where it begins, if not where its lines do."""
    margin = margin_of(lines)
    start = margin if indent is None else indent
    code = [Line(start + max(0, line.indent - margin), line.text, is_code=True) for line in trimmed(lines)]
    return [BLANK, *code, BLANK]


def _fence_end(lines: Sequence[Line], at: int) -> int:
    """Where the listing ends that begins with a fence, 0 where there is none or nothing ends it."""
    if not _FENCE.fullmatch(lines[at].text):
        return 0
    marks = lines[at].text[:3]
    for end in range(at + 1, len(lines)):
        if lines[end].text.startswith(marks) and not lines[end].text.strip(marks[0]):
            return end + 1 if end > at + 1 else 0
    return 0


def margin_of(lines: Iterable[Line]) -> int:
    """How far all of some lines are set in."""
    return min((line.indent for line in lines if line.text), default=0)


def next_line(lines: Sequence[Line], at: int) -> Line:
    """The next line below another that is not blank, or a blank one."""
    return next((lines[n] for n in range(at + 1, len(lines)) if lines[n].text), BLANK)


def trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without the blank ones around them."""
    written = [n for n, line in enumerate(lines) if line.text]
    return lines[written[0] : written[-1] + 1] if written else []


def region_end(lines: Sequence[Line], at: int, margin: int) -> int:
    """Where the lines end, from one on, that are set in further than a margin, with the blank ones between them."""
    end = at
    for n in range(at, len(lines)):
        if not lines[n].text:
            continue
        if lines[n].indent <= margin:
            break
        end = n + 1
    return end


def chunks_of(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The stretches between blank lines."""
    start = 0
    for n, line in enumerate([*lines, BLANK]):
        if not line.text:
            if n > start:
                yield lines[start:n]
            start = n + 1


def is_prose(text: str) -> bool:
    """Whether words are running text: most are plain words, and they begin and end as sentences do or are many."""
    words = text.split()
    share = sum(1 for word in words if _WORD.fullmatch(word)) / max(1, len(words))
    begins = not text[:1].islower() and (text[:1].isalnum() or text[:1] in "(\"'“‘„«*`")
    if begins and len(words) > 2 and _SENTENCE_END.search(text):
        return share >= _MOSTLY
    return len(words) >= _LONG and share > _MOSTLY + 0.1


def is_typed(text: str) -> bool:
    """Whether a line is a command, a setting or code and not words about one."""
    return bool(_TYPED.search(text[:LONGEST_LINE])) and not is_prose(text)


def is_drawn(lines: Sequence[Line]) -> bool:
    """Whether lines hold their words apart, as a sketch does, and are no running text."""
    return 2 * sum(bool(_GAP.search(line.text)) for line in lines) > len(lines) > 1 and not is_prose(joined(lines))


def page_width(lines: Sequence[Line]) -> int:
    """The column at which the lines of a text are broken, as far as it is seen."""
    ends = sorted(line.end for line, below in pairwise(lines) if below.text and line.text)
    return min(max(ends[int(0.8 * len(ends))] if ends else _NARROWEST, _NARROWEST), _WIDEST)


def is_full(line: Line, below: Line, width: int) -> bool:
    """Whether a line is broken for the next word had no place in it."""
    return _SLACK * width < line.end + 1 + len(below.text.split(" ", 1)[0]) and line.end <= _WIDEST / _SLACK


def goes_on(line: Line, below: Line, width: int) -> bool:
    """Whether the next line goes on with a sentence."""
    if line.text.endswith(":") and (below.indent > line.indent or is_typed(below.text)):
        return False
    if is_full(line, below, width):
        return True
    if _LABEL.match(line.text) and _LABEL.match(below.text):
        return False
    return below.text[:1].islower() and not _SENTENCE_END.search(line.text) and not is_typed(below.text)


def joined(lines: Sequence[Line]) -> str:
    """Lines of running text as one, a word whole that a line's end parts."""
    words = [_BLANKS.sub(" ", line.text) for line in lines]
    for n, (above, below) in enumerate(pairwise(words)):
        if not _PARTED.search(above) or below.startswith(_JOINING) or not below[:1].isalnum():
            words[n] += " "
        else:
            words[n] = above.removesuffix(_HYPHEN)
    return "".join(words)
