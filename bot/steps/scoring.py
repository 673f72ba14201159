"""Scores how well a unit fits a question: the weights of all that counts, and what the question itself asks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from bot.grounding.excerpt import Excerpt
from bot.grounding.self_contained import keys_over, listing_introduction
from bot.grounding.sentences import asks
from bot.grounding.terms import RULE_WORDS, stems, terms
from bot.steps import unit_form
from bot.steps.asking import question_form

MEANING_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, SPAN_WEIGHT = 0.55, 0.30, 0.15, 0.30
"""Weights of a sentence's cosine, of its weighted word overlap, of its passage's own score, and of the probability that
the reader gives the sentence within its passage."""

RELEVANCE_WEIGHT = 0.50
"""Weight of the probability that the reader gives a unit read by itself (`benchmarks/README.md` has its choice)."""

FACT_BONUS, STEPS_BONUS, TERM_BONUS, POINTER_PENALTY = 0.08, 0.15, 0.12, 0.15
"""Bonuses for the form that the question asks for: a number or a name for most questions, a part of a procedure for
"how do I", a definition for "what is"; and the penalty for only pointing elsewhere."""

NEARLY_ALL = 0.8
"""Weighted share of the question's words with which a unit names what the question is about."""

FEWEST_WORDS = 3
"""Content words from which a text is enough to be compared."""

MOST_NEW_WORDS = 0.4
"""Share of a unit's words that may be new where the unit only repeats a pasted message."""

MESSAGE_PAGE_BONUS = 0.15
"""Bonus for standing on a page that quotes the pasted message; the message itself is no answer."""


@dataclass(frozen=True)
class QuestionProfile:
    """What a question asks for: how much each of its stems tells, and the form that its answer has."""

    question: str
    weights: dict[str, float]

    @classmethod
    def of(cls, question: str, excerpts: Sequence[Excerpt]) -> "QuestionProfile":
        """The profile of a question among these excerpts: the rarer a stem is in their units, the more it weighs."""
        seen: Counter[str] = Counter()
        total = 1
        for excerpt in excerpts:
            for unit_stems in excerpt.stems:
                seen.update(unit_stems)
                total += 1
        # The patterns of `question_form` expect single spaces; pasted text has tabs, double and non-breaking ones.
        plain = "\n".join(" ".join(line.split()) for line in question.split("\n"))
        return cls(plain, {stem: log(1 + total / (1 + seen[stem])) for stem in stems(question)})

    @cached_property
    def asks_how(self) -> bool:
        """Whether it asks for a way to do something."""
        return question_form.asks_how(self.question)

    @cached_property
    def asks_broadly(self) -> bool:
        """Whether it asks for an account rather than a fact."""
        return question_form.asks_broadly(self.question)

    @cached_property
    def asks_fact(self) -> bool:
        """Whether it asks for one fact, or for yes or no."""
        return question_form.asks_fact(self.question)

    @cached_property
    def asks_several(self) -> bool:
        """Whether it asks for things of a kind."""
        return question_form.asks_several(self.question)

    @cached_property
    def _is_message(self) -> bool:
        return not (self.asks_how or self.asks_fact or self.asks_broadly or asks(self.question))

    @cached_property
    def _asks_where(self) -> bool:
        return question_form.asks_where(self.question)

    @cached_property
    def _term(self) -> frozenset[str]:
        return question_form.term_asked(self.question)

    def overlap(self, excerpt: Excerpt, unit: int) -> float:
        """The weighted share of the question's words that a unit has, or that stand above it."""
        total = sum(self.weights.values())
        said = excerpt.stems[unit] | _stems_above(excerpt, unit)
        return sum(weight for stem, weight in self.weights.items() if stem in said) / total if total else 0.0

    def form_bonus(self, excerpt: Excerpt, unit: int) -> float:
        """The bonus for the form that the question asks for; negative for a unit that only points elsewhere."""
        if unit_form.points_elsewhere(excerpt, unit) and not self._asks_where:
            return -POINTER_PENALTY
        if self.asks_how:
            bonus = STEPS_BONUS * unit_form.is_procedural(excerpt, unit)
        else:
            bonus = FACT_BONUS * unit_form.says_a_fact(excerpt, unit, frozenset(self.weights))
        return bonus + TERM_BONUS * unit_form.defines(excerpt, unit, self._term)

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(term.stem for term in terms(self.question) if term.hard and term.stem not in RULE_WORDS)

    def names_subject(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit says what the question is about: one of its codes and numbers, or nearly all of its words."""
        said = excerpt.stems[unit]
        if self._codes:
            return not self._codes.isdisjoint(said)
        named = sum(weight for stem, weight in self.weights.items() if stem in said)
        return len(self.weights) >= FEWEST_WORDS and named >= NEARLY_ALL * sum(self.weights.values())

    def is_repetition(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit only repeats a message that was pasted in place of a question: few new words, no new value."""
        said = excerpt.stems[unit]
        if not self._is_message or len(said) < FEWEST_WORDS or excerpt.units[unit].kind == "code":
            return False
        new = [term for term in excerpt.terms[unit] if term.stem not in self.weights]
        return len({term.stem for term in new}) <= MOST_NEW_WORDS * len(said) and not any(term.hard for term in new)


def _stems_above(excerpt: Excerpt, unit: int) -> frozenset[str]:
    """The stems of all that stands above a unit: title, headings, header of its table, lead-in of its listing, keys."""
    named = [n for n in (listing_introduction(excerpt, unit), *keys_over(excerpt, unit)) if n is not None]
    over = excerpt.stems_of_headings[unit] | stems(excerpt.columns_over(unit))
    return over.union(*(excerpt.stems[n] for n in named))
