"""Finds what of a listing is quoted, and with what: the sentences that say what it is for, and what to do about it."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import introduces_block
from bot.grounding.terms import words

LONGEST_WHOLE = 20
"""Lines up to which a listing is quoted as a whole; of a longer one, the part between blank lines that answers."""

_REMARKS = ("#", "//", "--", ";", "::", "REM ", "rem ")

LONGEST_CURE = 3
"""Sentences behind the listing of an error that are quoted with it."""

LONGEST_OPTION, FEWEST_OPTIONS = 5, 3
"""Lines that tell of one option of a program, and options that stand beside one another where a line is read alone."""

_OPTION = re.compile(r"--?[\w?][\w-]*(?=[\s,=\[<])")
_GOES_ON = re.compile(
    r"[.… ]*(?:will|would|is|are|was|were|can|could|should|must|may|might|means|gives|yields|becomes|produces|returns"
    r"|results|shows|displays|then|and|or|but|where|which|whereas|you)\b"
)
"""How the rest of a sentence begins, in small letters."""

_OTHER_WAY = re.compile(r"\W*(?:alternatively|or)\b", re.IGNORECASE)

_SHOWS_ERROR = re.compile(
    r"\b(?:see|get|shows?|fails?|encounters?|receives?|reports?|reads?|says?|displays?|throws?)\b[^.]{0,300}"
    r"\b(?:errors?|message|warning|exceptions?)\b"
    r"|\b(?:errors?|exceptions?)\b[^.]{0,300}\b(?:like|such as|similar|this)\b",
    re.IGNORECASE,
)

_SAYS_NOTHING = frozenset(
    "a an and are as be beispiel below can command commands do does done e example examples exemple follow following "
    "follows for g here here's here’s how in instance is it like look looks now or par perform procedure run simply so "
    "something step steps such that the then these this to try type use way with would you zum".split()
)
"""Words that announce without saying what."""


def opening_of(excerpt: Excerpt, unit: int) -> int:
    """The first of what opens a listing: "For example:" says nothing without the sentence before.

    "The command: … does the same as:" begins above another listing.
    """
    if (start := resumed(excerpt, unit)) < unit:
        return start
    opens = excerpt.announces(unit) and excerpt.units[unit].kind == "sentence" and opens_anything(excerpt, unit)
    return unit - 1 if opens and unit > 0 and excerpt.units[unit - 1].kind == "sentence" else unit


def resumed(excerpt: Excerpt, unit: int) -> int:
    """Where a sentence begins that goes on behind a listing: "The pattern: … will leave out every file."."""
    is_rest = excerpt.units[unit].kind == "sentence" and _GOES_ON.match(excerpt.visible_text(unit))
    top = unit - 1
    while is_rest and top > 0 and excerpt.units[top].kind == excerpt.units[top - 1].kind == "code":
        top -= 1
    is_whole = is_rest and top > 0 and introduces_block(excerpt, top - 1) and unit - top <= LONGEST_WHOLE
    return top - 1 if is_whole and excerpt.units[top].kind == "code" else unit


def shown_above(excerpt: Excerpt, unit: int) -> int:
    """Where the short listing begins that the sentence right below it speaks of ("This lists the rooms.").

    It begins with the sentence that opens it. "Alternatively, run:" speaks of it as well: who reads of the other way
    alone takes it for the only one. It is the unit itself where that speaks of no listing.
    """
    top = unit
    while _is_code(excerpt, top - 1):
        top -= 1
    is_short = top < unit <= top + LONGEST_WHOLE and excerpt.units[unit].kind == "sentence"
    refers = excerpt.opens_referring(unit) and not excerpt.announces(unit)
    if not is_short or not (refers or _OTHER_WAY.match(excerpt.visible_text(unit))):
        return unit
    return opening_of(excerpt, top - 1) if introduces_block(excerpt, top - 1) else top


def opens_anything(excerpt: Excerpt, unit: int) -> bool:
    """True for "For example:" and the like, which say nothing of what stands below."""
    return says_nothing(excerpt.visible_text(unit))


def says_nothing(text: str) -> bool:
    """True for a line or a heading that announces something without saying what ("Examples")."""
    return _SAYS_NOTHING.issuperset(words(text))


def part_of_listing(excerpt: Excerpt, top: int, end: int, unit: int) -> tuple[int, int] | None:
    """The part of a long listing that a line of it stands in; None for a short one, and where steps are around it."""
    if end - top < LONGEST_WHOLE or any(excerpt.units[n].kind != "code" for n in range(top, end + 1)):
        return None
    first, last = _part_around(excerpt, top, end, unit)
    if last < end and _is_remark(excerpt, first, last):
        last = _part_around(excerpt, top, end, last + 1)[1]
    elif first > top and _is_remark(excerpt, *(above := _part_around(excerpt, top, end, first - 1))):
        first = above[0]
    return (first, last) if last - first < LONGEST_WHOLE else None


def option_around(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The lines that tell of one option of a program, where others stand beside it; None for any other unit."""
    first = unit
    while _is_code(excerpt, first) and not _names_option(excerpt, first) and unit - first < LONGEST_OPTION:
        first -= 1
    beside = range(max(0, first - LONGEST_OPTION), min(len(excerpt.units), first + LONGEST_OPTION + 1))
    if not _names_option(excerpt, first) or sum(_names_option(excerpt, n) for n in beside) < FEWEST_OPTIONS:
        return None
    last = first
    while _is_code(excerpt, last + 1) and excerpt.indent(last + 1) > excerpt.indent(first) and excerpt.adjoins(last):
        last += 1
    return (first, last) if unit <= last else None


def _is_code(excerpt: Excerpt, unit: int) -> bool:
    return 0 <= unit < len(excerpt.units) and excerpt.units[unit].kind == "code"


def _names_option(excerpt: Excerpt, unit: int) -> bool:
    """True for a line of code that names an option and says behind a gap what it does."""
    if not _is_code(excerpt, unit):
        return False
    line = excerpt.text(unit).strip()
    return bool(_OPTION.match(line)) and ("  " in line or "\t" in line)


def _part_around(excerpt: Excerpt, top: int, end: int, unit: int) -> tuple[int, int]:
    """The first and last of the lines between `top` and `end` that no blank one parts from a line."""
    first = last = unit
    while first > top and excerpt.adjoins(first - 1):
        first -= 1
    while last < end and excerpt.adjoins(last):
        last += 1
    return first, last


def _is_remark(excerpt: Excerpt, first: int, last: int) -> bool:
    """True for lines that only say what those below them do."""
    return all(excerpt.text(n).startswith(_REMARKS) for n in range(first, last + 1))


def cure_behind(excerpt: Excerpt, first: int, last: int) -> int:
    """The last sentence behind a listing that says what to do about it; the listing's last line where none does.

    Who sees "You may get this error:" and what it looks like has it already, and asks for what comes next.
    """
    shows_error = excerpt.units[last].kind == "code" and excerpt.units[first].kind == "sentence"
    if not shows_error or not _SHOWS_ERROR.search(excerpt.visible_text(first)):
        return last
    cure = last
    while cure + 1 < len(excerpt.units) and cure - last < LONGEST_CURE and excerpt.units[cure + 1].kind == "sentence":
        if introduces_block(excerpt, cure + 1) or (cure > last and not excerpt.runs_on(cure)):
            break
        cure += 1
    return cure
