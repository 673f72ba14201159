"""What form a question asks its answer to have, and what form a unit has: a step, a fact, a definition, a pointer."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.terms import RULE_WORDS, stems

LONGEST_TERM = 3
"""Words of content in what "what is …?" asks for; more of them ask for something about it."""

_ASKS_HOW = re.compile(
    r"\bhow (?:do|can|could|should|would|to|does one)\b|\bwhat (?:do|should|must|can) (?:i|we) do\b|\bsteps\b"
    r"|\bwhat (?:to do|now|next)\b",
    re.IGNORECASE,
)

_AUXILIARY = r"(?:can|could|do|does|did|is|are|am|was|were|may|must|should|shall|will|would|has|have)"
_OPENERS = r"\W*(?:(?:and|so|but|or|ok|okay|hi|hello|hey|please)\W+)*"
_ASKS_FACT = re.compile(
    rf"^{_OPENERS}(?:who|whom|whose|when|where|which|what(?:['’]?s)?(?! if\b| happens\b| about\b))\b"
    r"|\bhow (?:many|much|long|often|old|big|large|fast|far|high|late|early|soon|deep)\b"
    rf"|\b(?:who|when|where|which|what)\s+(?:{_AUXILIARY}|to)\b|\b(?:what|which) (?:time|day|date|number)\b"
    r"|,\s*(?:who|whom|whose|which|what)\b|\b(?:for|under|by|in|on|at|to|from|with|of) (?:which|what|whom)\b",
    re.IGNORECASE,
)
_ASKS_YES_OR_NO = re.compile(rf"{_OPENERS}{_AUXILIARY}\b", re.IGNORECASE)

# Asks for an account, not for a fact: one sentence of the paragraph that gives it is not enough.
_ASKS_BROADLY = re.compile(
    r"\b(?:what (?:are|kinds?|types?|services|benefits)|how (?:does|is|are)|why|explain|describe|summari[sz]e|overview|"
    r"differences?|responsibilities|tell me (?:more )?about)\b|"
    r"\bwhat (?:do|does|is)\b.*\b(?:cover|covered|include|included|involve|mean|offer|provide|purpose|role|policy)\b",
    re.IGNORECASE,
)

_ASKS_WHAT = re.compile(
    r"\W*(?:(?:hi|hello|hey|please|so|and|ok|also)\W+)*"
    r"(?:what(?:['’]?s| is| are| does| do)|who(?:['’]s| is)|define|explain(?: what)?)\s+(?:(?:an?|the|our|your)\s+)?"
    r"(?P<term>[^\s?]+(?:\s+[^\s?]+){0,3}?)(?:\s+(?:mean|means|stand for|stands for|for|do|is|are))?\W*",
    re.IGNORECASE,
)
_RELATES = re.compile(r"\b(?:of|in|on|at|by|for|from|with|to|between|when|if|and|or|i|we|my|our)\b", re.IGNORECASE)
_ASKS_WHERE = re.compile(r"\b(?:where|which (?:document|page|link|guide)|link|more information|documentation)\b", re.I)
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


def asks_how(question: str) -> bool:
    """True if a question asks for a way to do something."""
    return bool(_ASKS_HOW.search(question))


def asks_broadly(question: str) -> bool:
    """True if a question asks for an account rather than a fact."""
    return bool(_ASKS_BROADLY.search(question))


def asks_fact(question: str) -> bool:
    """True if a question asks for one fact, or for yes or no: neither for a way to do something nor for an account."""
    asks = _ASKS_FACT.search(question) or _ASKS_YES_OR_NO.match(question)
    return bool(asks) and not asks_how(question) and not asks_broadly(question)


def asks_where(question: str) -> bool:
    """True if a question asks for the place where something is told."""
    return bool(_ASKS_WHERE.search(question))


def term_asked(question: str) -> frozenset[str]:
    """The stems of what "what is …?" asks for; empty for a question that asks for something about it."""
    asked = _ASKS_WHAT.fullmatch(question)
    if asked is None or _RELATES.search(asked["term"]):
        return frozenset()
    term = stems(asked["term"])
    return term if len(term) <= LONGEST_TERM else frozenset()


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
