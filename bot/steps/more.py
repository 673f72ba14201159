"""Behind an answer: "tell me more" and "where does it say that?" want the section that the answer stands in.

Searched for like any follow-up, the question before would be answered once more, in the same words.
"""

import re
from collections.abc import Iterator, Sequence

from bot.events import Turn
from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.small_talk import small_talk
from bot.steps.evidence import Reading
from bot.steps.overview import Overview
from bot.steps.rivals import needed_units

MOST_UNITS = 40
"""Sentences, items and rows of a section that are shown."""

FEWEST_UNITS = 3
"""Of a section with fewer, hardly more is to be told than the answer told."""

_IT = r"(?:it|this|that)"
_MORE = r"(?:more|further|additional)"
_DETAILS = r"(?:details?|info(?:rmation)?|context)"
_PAGE = r"(?:source|section|document|passage|page|text)"
_WANTS = re.compile(
    r"(?:(?:ok(?:ay)?|thanks|thank you|please|and|can you|could you)[\s,.!]+)*"
    rf"(?:(?:tell|show|give)(?: me| us)? (?:some |a bit |a little )?{_MORE}(?: {_DETAILS})?(?: (?:about|on) {_IT})?"
    rf"|{_MORE}(?: {_DETAILS})?|(?:in more )?{_DETAILS}|(?:go on|continue|elaborate|expand)(?: on {_IT})?"
    rf"|explain {_IT}(?: further| more| in (?:more )?detail)?|what else(?: does it say)?|(?:is there )?anything else"
    rf"|(?:where|(?:in |on )?(?:which|what) {_PAGE}) (?:does {_IT} say (?:{_IT}|so)|is {_IT}(?: from| written| said)?"
    rf"|did you (?:find|get|read) {_IT}|do you (?:know|have) {_IT}(?: from)?)"
    rf"|(?:what(?:['’]s| is) (?:the|your) )?sources?|are you (?:really )?sure(?: (?:about|of) {_IT})?|really"
    rf"|(?:show|quote|read)(?: me)? (?:the (?:whole )?{_PAGE}|{_IT}))"
    r"[\s,]*(?:please|for me)?[\s?.!]*",
    re.IGNORECASE,
)


def wants_more(text: str) -> bool:
    """True if a text asks for nothing new: for more of the answer before it, or for where that stands."""
    return _WANTS.fullmatch(text.strip()) is not None


def asked_before(history: Sequence[Turn]) -> tuple[str, Sequence[Turn]] | None:
    """The last question that asked for something of its own, and the turns before it; None if there is none."""
    for n in range(len(history) - 1, -1, -1):
        turn = history[n]
        if turn.role == "user" and small_talk(turn.text) is None and not wants_more(turn.text):
            return turn.text, history[:n]
    return None


def section_around(question: str, reading: Reading) -> Overview | None:
    """The section that the best unit stands in, word for word; None if it says hardly more than that unit."""
    best = needed_units(question, reading)[0]
    excerpt = reading.excerpts[best.excerpt]
    headings = [n for n, unit in enumerate(excerpt.units) if unit.kind == "heading"]
    first = max((n + 1 for n in headings if n < best.unit), default=0)
    last = min((n for n in headings if n > best.unit), default=len(excerpt.units))
    if sum(map(excerpt.is_quotable, range(first, last))) < FEWEST_UNITS:
        return None
    heading = excerpt.heading_above(best.unit) or excerpt.passage.title
    pieces = tuple(_pieces(excerpt, range(first, min(last, first + MOST_UNITS)), heading))
    return Overview(heading, (excerpt,), pieces)


def _pieces(excerpt: Excerpt, section: range, heading: str) -> Iterator[Verified]:
    n = section.start
    while n < section.stop:
        if not excerpt.is_quotable(n):
            n += 1
            continue
        last = max(n, min(block_around(excerpt, n)[1], section.stop - 1))
        opens = n == section.start or not excerpt.runs_on(n - 1)
        yield Verified(quotation(excerpt, range(n, last + 1), under=heading), "document", 0, n, last, opens)
        n = last + 1
