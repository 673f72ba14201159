"""Finds what has to be said above units so that they keep their meaning: below "Don'ts" an item says the opposite."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.grounding.display import as_markdown, inline
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import introduction_of
from bot.grounding.orders import is_order
from bot.grounding.sentences import asks
from bot.grounding.terms import DISTANCING, NEGATORS, RULE_WORDS, stems, words

_DENIES = re.compile(r"\b(?:don['’]?ts?|avoid|exclu\w+|excepti\w+|verboten|interdit\w*|prohib\w+)\b", re.IGNORECASE)
_DENIES_ALL = re.compile(
    r"\W*(?:(?:things|what|examples)\s)?(?:(?:that|is|are|to|we|you|they|others|must|should)\s)*"
    r"(?:don['’]?ts?|do not|never|not|no longer|avoid|exclusions|excluded|forbidden|prohibited|myths?|obsolete"
    r"|outdated|deprecated|nicht|verboten|interdit\w*)\b",
    re.IGNORECASE,
)
"""How a heading begins that denies all below it: "Not covered", but not "The printer does not print"."""
_HEADING_ID = re.compile(r"\s*\{#[^}\s]*\}\s*$")


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
    sentence = None if item is None else introduction_of(excerpt, item)
    lines = []
    heading = _heading(excerpt, units[0])
    if heading and heading != under and _is_needed(heading, excerpt, units, sentence):
        lines.append(f"**{heading}**" if asks(heading) else f"**{heading}:**")
    if sentence is None or sentence in units:
        return LeadIn("\n".join(lines), None)
    return LeadIn("\n".join([*lines, as_markdown(excerpt, sentence)]), sentence)


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
    if _first_item(excerpt, units) is None:
        return not asks(heading) and bool(_DENIES_ALL.match(heading))
    return _denies(heading) or (sentence is None and adds_words)


def _heading(excerpt: Excerpt, unit: int) -> str:
    """The words of the nearest heading over a unit, behind those of outer headings that deny all below them."""
    title, *path = excerpt.headings_over(unit)
    nearest = path[-1] if path else ""
    outer = [name for name in dict.fromkeys([title, *path]) if name != nearest and _DENIES_ALL.match(name)]
    return " – ".join(filter(None, (_plain(excerpt, name) for name in [*outer, nearest])))


def _plain(excerpt: Excerpt, heading: str) -> str:
    plain = _HEADING_ID.sub("", inline(excerpt, heading)).replace("**", "").strip("_: ")
    return "" if is_order(plain) else plain


def _denies(heading: str) -> bool:
    """True if a heading negates or limits what stands under it; a question does neither."""
    said = frozenset(words(heading))
    return not asks(heading) and (
        not said.isdisjoint(NEGATORS | DISTANCING | RULE_WORDS) or bool(_DENIES.search(heading))
    )
