"""What form a unit has: a step, a fact, a definition, or a pointer to where to read on."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.terms import RULE_WORDS

_ARTICLE = re.compile(r"\W*(?:(?:the|an?|our|your)\b\W*)?", re.IGNORECASE)
_TELLS = r"(?:information|details?|documentation|instructions|background|explanations?)"
_POINTS = re.compile(
    rf"\W*(?:for (?:\w+ )?{_TELLS}\b[^.!?]*\b(?:see|refer|consult|read|check)\b"
    rf"|(?:please )?(?:also )?(?:see|refer to|consult) (?!an?\b|your?\b|if\b|whether\b|that\b|how\b)"
    rf"|(?:more|further|additional) {_TELLS}\b[^.!?]*\b(?:available|found|in|at)\b)",
    re.IGNORECASE,
)
_SENDS_ON = re.compile(
    r"(?:^[^|]*[:–—]|^\|?[^|]*\|)\s*(?:please )?(?:see|refer to) (?:the )?"
    r"(?:\[[^\]]*\]\([^)]*\)|[A-Z`*\"“][^.;|]*)[.|\s]*$",
)
"""What a sentence or a row says of a thing that it only sends on from: "Birth of a child | see Parental leave"."""


def is_procedural(excerpt: Excerpt, unit: int) -> bool:
    """True if a unit is a step, or opens a list of steps."""
    following = excerpt.units[unit + 1].kind if unit + 1 < len(excerpt.units) else ""
    return excerpt.units[unit].kind == "step" or following == "step"


def says_a_fact(excerpt: Excerpt, unit: int, known: frozenset[str]) -> bool:
    """True if a unit has a number or a name inside that the question and the headings don't have."""
    said = excerpt.terms[unit][1:]
    return any((t.hard or t.named) and t.stem not in RULE_WORDS | known | excerpt.topic_stems for t in said)


def defines(excerpt: Excerpt, unit: int, term: frozenset[str]) -> bool:
    """True if a unit begins with a term and goes on to say something of it."""
    said = excerpt.terms[unit]
    if not term or len(said) < len(term) + 2:
        return False
    subject = frozenset(word.stem for word in said[: len(term)])
    return subject == term and bool(_ARTICLE.fullmatch(excerpt.visible_text(unit)[: said[0].start]))


def points_elsewhere(excerpt: Excerpt, unit: int) -> bool:
    """True if a unit only says where to read on ("For more information, see the guide.")."""
    kind, said = excerpt.units[unit].kind, " ".join(excerpt.visible_text(unit).split())
    if kind in ("sentence", "item") and _POINTS.match(said):
        return True
    return kind in ("sentence", "item", "step", "row") and bool(_SENDS_ON.search(said))
