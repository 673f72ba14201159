"""Step 1: search. Turns a question and its conversation into the wordings that the knowledge is searched for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.events import Turn
from bot.grounding.terms import stems
from bot.small_talk import small_talk
from knowledge.terms import terms_of

if TYPE_CHECKING:
    from models.sight import Seen

Rarity = Callable[[Sequence[str]], Mapping[str, float]]
"""The inverse document frequency of terms in the spaces that are asked; one that hardly any passage has counts 0."""

_LEANS_BACK = re.compile(
    r"^\s*(?:and|but|so|or|what about|how about|what if|why|then|also)\b|\b(?:it|that|this|they|them|those|these|there|"
    r"he|she|his|her|its|their|one|ones|same|still|else|instead)\b",
    re.IGNORECASE,
)
# "How do I deploy?" is a question, "which floor?" and "for contractors?" are the rest of one.
_WHOLE = re.compile(
    r"\b(?:am|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|must|may|might)\s+\w+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’-]+|\d{3,}")

SHORT_FOLLOW_UP = 4
"""A question with fewer content words than this cannot stand alone in a conversation."""

BARE_FOLLOW_UP = 3
"""One with fewer than this says so little that it is searched for behind the whole question before it."""

TOPIC_TERMS, TOPIC_TURNS, FADING = 5, 4, 0.8
"""How many words name what a conversation is about, of how many of its questions, and what each older one counts.

nDCG@5 of mtrag's follow-ups: .284 by themselves, .238 behind the question before, .327 with these words (the mean of
both wordings' scores; `python -m benchmarks.retrieval.quality`)."""


@dataclass(frozen=True)
class Wordings:
    """How a question is put: `alone` reads without its conversation, each of `searched` is searched for.

    `seen` are the pictures that are searched for beside the words. `told` is the question as the writer is asked it.
    """

    alone: str
    searched: tuple[str, ...]
    seen: "tuple[Seen, ...]" = ()
    told: str = ""


def wordings(question: str, history: Sequence[Turn], rarity: Rarity) -> Wordings:
    """The question alone if it can stand alone, else also with the words that its conversation is about.

    Only questions are drawn on: what an answer said may be wrong, and is not what is asked.
    """
    asked = [turn.text for turn in history if turn.role == "user" and small_talk(turn.text) is None]
    if not asked or not leans_back(question):
        return Wordings(question, (question,), told=question)
    behind = f"{asked[-1]} {question}"
    topic = " ".join([question, *_topic(question, asked[-TOPIC_TURNS:], rarity)])
    searched = (question, topic, behind) if len(stems(question)) < BARE_FOLLOW_UP else (question, topic)
    own = _names_its_own(question) or _is_whole(question)
    return Wordings(question if own else behind, tuple(dict.fromkeys(searched)), told=question)


def leans_back(question: str) -> bool:
    """True if a question seems to need the turns before it to be understood ("and on a Mac?", "is it free?")."""
    return len(stems(question)) < SHORT_FOLLOW_UP or bool(_LEANS_BACK.search(question))


def _names_its_own(question: str) -> bool:
    """True for a follow-up with a number or a code ("and error 789?"): it is read by its own words."""
    return any(letter.isdigit() for letter in question)


def _is_whole(question: str) -> bool:
    """True for a short question that points at nothing before it: behind another one, that one would be answered."""
    return bool(_WHOLE.search(question) and stems(question)) and not _LEANS_BACK.search(question)


def _topic(question: str, asked: Sequence[str], rarity: Rarity) -> list[str]:
    """The words of earlier questions that tell most, the most telling first, without those of the question."""
    worth: dict[str, float] = {}
    written: dict[str, str] = {}
    for age, text in enumerate(reversed(asked)):
        words = {term: word for word in _WORD.findall(text) for term in terms_of(word)}
        for term, weight in rarity(list(words)).items():
            worth[term] = worth.get(term, 0.0) + FADING**age * weight
            written.setdefault(term, words[term])
    known = set(terms_of(question))
    best = sorted((term for term in worth if worth[term] > 0 and term not in known), key=lambda term: -worth[term])
    return [written[term] for term in best[:TOPIC_TERMS]]
