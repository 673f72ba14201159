"""Checks whether a passage says a sentence, by words alone and erring on the side of no.

A sentence is supported when one or two neighbouring units of one passage say the same words in the same order, or when
a whole clause of them does. Only what changes no meaning may differ: articles, marks, contractions, the form of a
number, a clause of condition moved behind the main one, and a phrase in front that the headings give. It needs no
model, so it costs microseconds and cannot be talked round.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.canonical import canonical_words, without_lead
from bot.grounding.excerpt import Excerpt
from bot.grounding.statements import clause_last
from bot.grounding.terms import CONDITIONS, DISTANCING, NEGATORS, stems, terms, words

FEWEST_WORDS = 3
"""Content words that make a claim: "The people team" is in many documents and says nothing."""

# Stems that a writer needs to phrase an answer and that claim nothing by themselves.
PHRASING = frozenset(
    "follow step ensur make need use provid mean refer answer question state accord work get fix solv resolv".split()
)
_BORROWED = re.compile(r"\W*(?:to|for|on|in|at|with|about|regarding)\s[^,:;.]*[,:]\s+(?=\S)", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:and|or|vs|versus)\b|[,&/]")
_REFERS_BACK = re.compile(r"\W*(?:this|that|it|both|which)\s", re.IGNORECASE)
_EXCEPTS = re.compile(
    r"\W*(?:this|that|it|the rule|the same)\s(?:\w+\s){0,2}(?:does|do|is|are|did) not (?:apply|hold|count|valid|true)",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]*)")


@dataclass(frozen=True)
class Support:
    """Where a sentence is said: units `first` to `last` of `excerpts[excerpt]`."""

    excerpt: int
    first: int
    last: int


def find_support(claim: str, excerpts: Sequence[Excerpt]) -> Support | None:
    """The narrowest place that says the claim, in the first excerpt that does; None if none does."""
    if len({term.stem for term in terms(claim)}) < FEWEST_WORDS:
        return None
    forms = [(canonical_words(form), borrowed) for form, borrowed in _forms(claim)]
    for number, excerpt in enumerate(excerpts):
        for said, borrowed in forms:
            for first, last in excerpt.stated.get(said, ()):
                if _lends(excerpt, first, borrowed) and _stands_by(excerpt, first, last, claim):
                    return Support(number, first, last)
    return None


def _forms(claim: str) -> Iterator[tuple[str, str]]:
    """The forms of a claim to look for, each with the phrase that was taken off its front.

    A condition may stand in front or behind.
    """
    plain = without_lead(claim)
    phrase = _BORROWED.match(plain)
    borrowed = phrase.group() if phrase else ""
    for form, lent in dict.fromkeys(((plain, ""), (plain[len(borrowed) :], borrowed))):
        yield form, lent
        if (moved := clause_last(form)) is not None:
            yield moved, lent


def _lends(excerpt: Excerpt, unit: int, phrase: str) -> bool:
    """True if a phrase only repeats the title and the headings over a unit ("To fix error 691, …").

    One that names several things lends none: under "Berlin and Lisbon" a sentence may be about either.
    """
    if not phrase:
        return True
    if not (NEGATORS | CONDITIONS).isdisjoint(words(phrase)):
        return False
    over = stems(" ".join(heading for heading in excerpt.headings_over(unit) if not _SEVERAL.search(heading)))
    return all(term.stem in over or (term.stem in PHRASING and not term.hard) for term in terms(phrase))


def _stands_by(excerpt: Excerpt, first: int, last: int, claim: str) -> bool:
    """True if the passage itself makes the claim and does not retract it, and the claim links to nothing else."""
    if not all(excerpt.is_quotable(n) for n in range(first, last + 1)):
        return False
    text = excerpt.text(first, last)
    distant = frozenset(words(text)) & DISTANCING
    if distant - frozenset(words(claim)) or is_retracted(excerpt, last):
        return False
    return all(target in text for target in _LINK.findall(claim)) and "![" not in claim


def is_retracted(excerpt: Excerpt, unit: int) -> bool:
    """True if the next sentence retracts a unit, or part of it ("This is wrong.", "This does not apply to …")."""
    if unit + 1 >= len(excerpt.units):
        return False
    following = " ".join(excerpt.visible_text(unit + 1).split())
    denies = bool(_REFERS_BACK.match(following)) and not DISTANCING.isdisjoint(words(following))
    return denies or bool(_EXCEPTS.match(following))
