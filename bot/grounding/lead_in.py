"""Finds what has to be said above units so that they keep their meaning: below "Don'ts" an item says the opposite."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.grounding.blocks import whole_block
from bot.grounding.display import as_markdown, inline
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import above_caption, introduces_block, introduction_of
from bot.grounding.listings import opens_anything, says_nothing
from bot.grounding.orders import is_order
from bot.grounding.sentences import asks
from bot.grounding.terms import CONDITIONS, DISTANCING, NEGATORS, RULE_WORDS, stems, words
from bot.grounding.unit import TABLED

LONGEST_OPENING = 20
"""Words of a line that limits what stands below it."""

_DENIES = re.compile(r"\b(?:don['’]?ts?|avoid|exclu\w+|excepti\w+|verboten|interdit\w*|prohib\w+)\b", re.IGNORECASE)
_DENIES_ALL = re.compile(
    r"\W*(?:(?:things|what|examples)\s)?(?:(?:it|that|is|are|to|we|you|they|others|must|should)\s)*"
    r"(?:don['’]?ts?|do not|never|not|no longer|avoid|exclusions|excluded|forbidden|prohibited|myths?|obsolete"
    r"|outdated|deprecated|nicht|verboten|interdit\w*)\b",
    re.IGNORECASE,
)
"""How a heading begins that denies all below it: "Not covered", but not "The printer does not print"."""
_OVER = (
    r"legacy|old|former|previous|archived?|drafts?|removed|discontinued|retired|superseded|withdrawn|rejected|planned"
    r"|proposed|upcoming|hypothetical|fictional|todo|wip"
)
_LIMITS_ALL = re.compile(
    rf"\W*(?:(?:{_OVER}|if|unless|except|excluding|without|outside|only|other than)\b"
    r"|(?:before|until|prior to|up to|since|from|after|as of)\s[^:]{0,40}\d)",
    re.IGNORECASE,
)
"""How a heading begins that says when all below it holds: "Before version 3", "If you are a contractor", "Legacy"."""
_ENDS_LIMITING = re.compile(
    rf"(?:[(\[]|\s[–—-])\s?(?:{_OVER}|deprecated|obsolete|outdated|no longer|not|except|only|unless|if"
    r"|(?:before|until|since|from|after)\b(?=[^)]{0,40}\d))\b[^(]{0,60}$",
    re.IGNORECASE,
)
"""How one ends that does: "Parking (until 2024)"."""
_OPENS = re.compile(
    r"\W*(?:in|at|on|for|from|during|since|as|with|within|when|while|where|under|once|after|before|provided|assuming)\b",
    re.IGNORECASE,
)
_HOLDS_BELOW = re.compile(
    r"\b(?:(?:the )?following|(?:rules?|text|steps?|figures?|section)\s+below|what follows)\b.{0,40}?"
    r"\b(?:appl(?:y|ies)|holds?|(?:is|are) (?:valid|true|meant)|concerns?|was|were)\b",
    re.IGNORECASE,
)
"""A sentence on what stands below it: "The following applies to contractors only."."""
_LABEL = re.compile(r"(?P<mark>\*\*|__)[^*_]{1,60}(?P=mark)[.:!]?")
_TERM = re.compile(r"[^\n]{1,200}?[:?] ")
_HEADING_ID = re.compile(r"(?<!\s)\s*\{#[^}\s]*\}\s*$")


class LeadIn(NamedTuple):
    """What stands above quoted units, as Markdown, and the unit that is its sentence, if it has one."""

    markdown: str
    sentence: int | None


def lead_in(excerpt: Excerpt, units: Sequence[int], under: str = "") -> LeadIn:
    """The lead-in that units need: the sentence that introduces the list of an item, unless it is among the units.

    Their heading comes with it, or alone, where they mean something else without it ("Not reimbursable"). `under` is
    the heading that the units are shown under anyway.
    """
    item = _first_item(excerpt, units)
    sentence = introduction_of(excerpt, item) if item is not None else _limited_by(excerpt, units[0])
    if sentence is None:
        sentence = term_over(excerpt, units[0])
    lines = []
    heading = _heading(excerpt, units[0])
    if heading and heading != under and _is_needed(heading, excerpt, units, sentence):
        lines.append(f"**{heading}**" if asks(heading) else f"**{heading}:**")
    if sentence is None or sentence in units:
        return LeadIn("\n".join(lines), None)
    return LeadIn("\n".join([*lines, as_markdown(excerpt, sentence)]), sentence)


def term_over(excerpt: Excerpt, unit: int) -> int | None:
    """The sentence with the term that a further paragraph explains: "--keepalive: The seconds between messages."."""
    margin = excerpt.margin(unit)
    if not margin or excerpt.units[unit].kind != "sentence":
        return None
    above = next((n for n in range(unit - 1, -1, -1) if excerpt.margin(n) < margin), None)
    while above is not None and above > 0 and excerpt.runs_on(above - 1):
        above -= 1
    if above is None or excerpt.units[above].kind != "sentence" or not _TERM.match(excerpt.visible_text(above)):
        return None
    return above


def _limited_by(excerpt: Excerpt, unit: int) -> int | None:
    """The sentence above that says when or for whom a unit holds, or that it does not; None where there is none.

    It stands right above the unit, its paragraph or its table ("Except in Leeds:"). Of what stands above a procedure or
    a listing, only what denies it counts ("Never do this:"): the others name a case that the question named too.
    """
    kind = excerpt.units[unit].kind
    top = unit
    if kind in ("step", "code"):
        top, _ = whole_block(excerpt, unit)
        is_denied = top > 0 and excerpt.units[top - 1].kind == "sentence" and excerpt.announces(top - 1)
        return top - 1 if is_denied and _DENIES_ALL.match(excerpt.visible_text(top - 1)) else None
    if kind in TABLED:
        top, _ = whole_block(excerpt, unit)
    if _says_when(excerpt, top - 1, excerpt.runs_on(top - 1) if top else False):
        return top - 1
    while top > 0 and excerpt.runs_on(top - 1):
        top -= 1
    return top - 1 if top < unit and _says_when(excerpt, top - 1, is_beside=False) else None


def _says_when(excerpt: Excerpt, unit: int, is_beside: bool) -> bool:
    """True for a line that limits or denies what stands below it; beside it, in one paragraph, it has to say so."""
    if unit < 0 or excerpt.units[unit].kind != "sentence":
        return False
    text = " ".join(excerpt.visible_text(unit).split())
    said = frozenset(words(text))
    if len(text.split()) > LONGEST_OPENING or asks(text) or opens_anything(excerpt, unit):
        return False
    if _HOLDS_BELOW.search(text):
        return True
    if is_beside or not (excerpt.announces(unit) or _LABEL.fullmatch(text)):
        return False
    if _DENIES_ALL.match(text.strip("*_")) or _LIMITS_ALL.match(text.strip("*_")):
        return True
    limits = not said.isdisjoint(NEGATORS | CONDITIONS | DISTANCING) or bool(_DENIES.search(text) or _OPENS.match(text))
    return excerpt.announces(unit) and limits and not text.startswith("To ")


def _first_item(excerpt: Excerpt, units: Sequence[int]) -> int | None:
    """The item that units begin with, alone or below a sentence; None where they begin with anything else."""
    kinds = [excerpt.units[n].kind for n in units[:2]]
    if kinds[0] == "item":
        return units[0]
    return units[1] if kinds == ["sentence", "item"] else None


def _is_needed(heading: str, excerpt: Excerpt, units: Sequence[int], sentence: int | None) -> bool:
    """True if units mean something else, or nothing, without their heading."""
    if excerpt.is_bare(units[0]):
        return True
    text = " ".join(excerpt.text(n) for n in units)
    adds_words = not stems(heading) <= stems(text)
    if excerpt.units[units[0]].kind == "row":
        return _denies(heading) or (adds_words and excerpt.headings_over(units[0])[-1] != excerpt.passage.title)
    if all(excerpt.units[n].kind == "code" for n in units) and _is_bare_listing(excerpt, units[0]):
        return sentence is None and adds_words and not says_nothing(heading)
    if _first_item(excerpt, units) is None:
        return not asks(heading) and _turns_all(heading)
    return _denies(heading) or (sentence is None and adds_words)


def _is_bare_listing(excerpt: Excerpt, unit: int) -> bool:
    """True for a line of a listing that no sentence opens and that is a part of no procedure."""
    top, end = whole_block(excerpt, unit)
    is_opened = introduces_block(excerpt, above_caption(excerpt, top))
    return not is_opened and all(excerpt.units[n].kind == "code" for n in range(top, end + 1))


def _heading(excerpt: Excerpt, unit: int) -> str:
    """The words of the nearest heading over a unit, behind those of outer headings that deny all below them."""
    title, *path = excerpt.headings_over(unit)
    nearest = path[-1] if path else ""
    outer = [name for name in dict.fromkeys([title, *path]) if name != nearest and _turns_all(name)]
    return " – ".join(filter(None, (_plain(excerpt, name) for name in [*outer, nearest])))


def _plain(excerpt: Excerpt, heading: str) -> str:
    plain = _HEADING_ID.sub("", inline(excerpt, heading)).replace("**", "").strip("_: ")
    return "" if is_order(plain) else plain


def _turns_all(heading: str) -> bool:
    """True for a heading that denies or limits all that stands below it."""
    return bool(_DENIES_ALL.match(heading) or _LIMITS_ALL.match(heading) or _ENDS_LIMITING.search(heading))


def _denies(heading: str) -> bool:
    """True if a heading negates or limits what stands under it; a question does neither."""
    said = frozenset(words(heading))
    return not asks(heading) and (
        not said.isdisjoint(NEGATORS | DISTANCING | RULE_WORDS) or bool(_DENIES.search(heading))
    )
