"""Behind an answer: "tell me more" and "where does it say that?" want the section that the answer stands in.

Searched for like any follow-up, the question before would be answered once more, in the same words.
"""

import re

from bot.steps.evidence import Reading
from bot.steps.sections import Extract, as_it_stands

MOST_UNITS = 40
"""Sentences, items and rows of a section that are shown."""

FEWEST_UNITS = 3
"""Of a section with fewer, hardly more is to be told than the answer told."""

_IT = r"(?:it|this|that)"
_MORE = r"(?:more|further|additional)"
_DETAILS = r"(?:details?|info(?:rmation)?|context)"
_PAGE = r"(?:source|section|document|passage|page|text)"
_WANTS = re.compile(
    r"(?:(?:ok(?:ay)?|thanks|thank you|please|and|but|so|sorry|wait|hm+|can you|could you)[\s,.!]+)*"
    rf"(?:(?:tell|show|give)(?: me| us)? (?:some |a bit |a little )?{_MORE}(?: {_DETAILS})?(?: (?:about|on) {_IT})?"
    rf"|{_MORE}(?: {_DETAILS})?|(?:in more )?{_DETAILS}|(?:go on|continue|elaborate|expand)(?: on {_IT})?"
    rf"|(?:explain|clarify)(?: {_IT})?(?: further| more| in (?:more )?detail)?"
    r"|what else(?: does it say)?|(?:is there )?anything else"
    rf"|(?:where|(?:in |on )?(?:which|what) {_PAGE}) (?:does {_IT} say (?:{_IT}|so)|is {_IT}(?: from| written| said)?"
    rf"|did you (?:find|get|read) {_IT}|do you (?:know|have) {_IT}(?: from)?)"
    rf"|(?:(?:what(?:['’]s| is)|do you have|is there) (?:the|your|an?) )?(?:sources?|link|reference)|show me where"
    rf"|are you (?:really )?sure(?: (?:about|of) {_IT})?|really|seriously"
    rf"|is {_IT} (?:really )?(?:true|right|correct|so)|how do you know(?: {_IT})?|says who|prove it"
    rf"|(?:show|quote|read)(?: me)? (?:the (?:whole )?{_PAGE}|{_IT}))"
    r"[\s,]*(?:please|for me)?[\s?.!]*",
    re.IGNORECASE,
)
# Who did not understand an answer is helped by what stands around it.
_IS_PUZZLED = re.compile(
    r"(?:(?:sorry|hm+|but|well|no)[\s,.!]+)*"
    r"(?:i (?:still )?(?:don['’]?t|do not|did not|didn['’]?t) (?:really |quite )?(?:understand|get|follow)"
    rf"(?: {_IT}| you| the answer)?|what do you mean(?: (?:by|with) {_IT})?|huh|eh|what|pardon(?: me)?|come again"
    rf"|(?:please )?(?:say|repeat) {_IT}(?: again)?|{_IT}(?:['’]s| is) (?:unclear|not clear|confusing|vague))[\s?.!]*"
    r"|\?+|[\s🤔😕🤷❓\U0001F3FB-\U0001F3FF\u200d♂♀\ufe0f]+",
    re.IGNORECASE,
)


def wants_more(text: str) -> bool:
    """True if a text asks for nothing new: for more of the answer before it, where that stands, or what it means."""
    said = " ".join(text.split())
    return bool(said) and (_WANTS.fullmatch(said) or _IS_PUZZLED.fullmatch(said)) is not None


def section_around(reading: Reading) -> Extract | None:
    """The section that the best unit stands in, word for word; None if it says hardly more than that unit."""
    best = reading.evidence[0]
    excerpt = reading.excerpts[best.excerpt]
    headings = [n for n, unit in enumerate(excerpt.units) if unit.kind == "heading"]
    first = max((n + 1 for n in headings if n < best.unit), default=0)
    last = min((n for n in headings if n > best.unit), default=len(excerpt.units))
    if sum(map(excerpt.is_quotable, range(first, last))) < FEWEST_UNITS:
        return None
    heading = excerpt.heading_above(best.unit) or excerpt.passage.title
    return as_it_stands(excerpt, range(first, min(last, first + MOST_UNITS)), heading)
