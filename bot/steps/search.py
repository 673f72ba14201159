"""Step 1: search. Turns a question and its conversation into search queries."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.events import Turn
from bot.grounding.terms import stems, words
from bot.steps.asking.earlier_questions import questions_before
from bot.steps.asking.follow_ups import (
    BARE_FOLLOW_UP,
    NODS,
    is_follow_up,
    is_nod,
    is_read_alone,
    leant_on,
    names_its_own,
)
from bot.steps.asking.other_task import other_task
from knowledge.terms import terms_of

if TYPE_CHECKING:
    from models.vision.sight import Seen

Rarity = Callable[[Sequence[str]], Mapping[str, float]]
"""The inverse document frequency of terms in the spaces asked; 0 for a term that hardly any passage has."""

_WORD = re.compile(r"[^\W\d_][\w'’-]+|\d{3,}")

MOST_EMPTY_WORDS = 2
"""Words of a question that has nothing to search for; a longer one ("Who are we?") may be the subject of a page."""

TOPIC_TERMS, TOPIC_TURNS, FADING = 5, 4, 0.8
"""How many words stand for the topic of a conversation, from how many of its questions, and the factor by which each
older question counts less.

nDCG@5 of mtrag's follow-ups: .284 by themselves, .238 behind the question before, .327 with these words (the mean of
both queries' scores; `python -m benchmarks.retrieval.quality`)."""


@dataclass(frozen=True)
class SearchQueries:
    """What the knowledge is searched with for a question.

    `standalone` is the question as it reads without its conversation, `texts` are the texts to search for, `pictures`
    the pictures to search for beside them. `for_writer` is the question as the writer is asked it.
    """

    standalone: str
    texts: tuple[str, ...]
    pictures: "tuple[Seen, ...]" = ()
    for_writer: str = ""


def queries_for(question: str, history: Sequence[Turn], rarity: Rarity) -> SearchQueries:
    """The question alone; for a follow-up, also with the topic words of its conversation.

    One that names only another thing to do ("and unmount it?") is the question before with that in it.
    These come from questions only: what an answer said may be wrong.
    """
    asked = questions_before(history)
    if (other := other_task(question, asked)) is not None:
        question, asked = other, asked[:-1]
    if not asked or not is_follow_up(question) or is_nod(question):
        return SearchQueries(question, (question,), for_writer=question)
    behind = " ".join([*leant_on(question, asked), question])
    topic = " ".join([question, *_topic(question, asked[-TOPIC_TURNS:], rarity)])
    texts = (question, topic, behind) if len(stems(question)) < BARE_FOLLOW_UP else (question, topic)
    standalone = question if is_read_alone(question) or names_its_own(question) else behind
    return SearchQueries(standalone, tuple(dict.fromkeys(texts)), for_writer=question)


def has_nothing_to_search_for(question: str) -> bool:
    """True if a question has no word to search for ("Why?", "yes", a lone emoji): anything found would be chance."""
    said = words(question)
    return len(said) <= MOST_EMPTY_WORDS and all(word in NODS or not stems(word) for word in said)


def _topic(question: str, asked: Sequence[str], rarity: Rarity) -> list[str]:
    """The rarest words of earlier questions, the rarest and latest first, without those of the question."""
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
