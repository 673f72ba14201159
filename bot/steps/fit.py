"""How well a unit fits a question: by its meaning, its words, its passage, the reader's mark, and its form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from bot.grounding.excerpt import Excerpt
from bot.grounding.self_contained import keys_over, listing_opener
from bot.grounding.sentences import asks
from bot.grounding.terms import RULE_WORDS, stems, terms
from bot.steps.forms import (
    asks_broadly,
    asks_fact,
    asks_how,
    asks_where,
    defines,
    is_procedural,
    points_elsewhere,
    says_a_fact,
    term_asked,
)

MEANING_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, MARK_WEIGHT = 0.55, 0.30, 0.15, 0.30
"""Weights of a sentence's cosine, of its weighted word overlap, of its passage's own score, and of how likely the
reader, which sees question and passage together, marks the sentence."""

READING_WEIGHT = 0.30
"""Weight of how likely a unit answers where the reader reads it by itself. The best unit is then one that answers for
.675 instead of .628 of the questions on the invented handbooks that the reader was never trained on, and for .951 as
before on workarena (`python -m benchmarks.quality.units`)."""

FACT_BONUS, STEPS_BONUS, TERM_BONUS, POINTER_PENALTY = 0.08, 0.15, 0.12, 0.15
"""What it is worth to have the form that the question asks for: being part of a procedure for "how do I", saying what
the term is for "what is", saying a number or a name for the others; and what it costs only to point elsewhere."""

NEARLY_ALL = 0.8
"""Weighted share of the question's words that name what it is about."""

SHORTEST_MESSAGE, MOST_NEW, TOLD_BONUS = 3, 0.4, 0.15
"""The fewest words of content that a pasted message has; the share of its own words that a unit may have which only
repeats it; and what it is worth to stand on the page that tells of it. The message itself is no answer."""


@dataclass(frozen=True)
class Sought:
    """What a question asks for: the weights of its stems, and the form that its answer has."""

    question: str
    weights: dict[str, float]

    @classmethod
    def of(cls, question: str, excerpts: Sequence[Excerpt]) -> "Sought":
        """The question among these excerpts: the rarer a stem of it is in their units, the more it tells."""
        seen: Counter[str] = Counter()
        total = 1
        for excerpt in excerpts:
            for unit_stems in excerpt.stems:
                seen.update(unit_stems)
                total += 1
        # The forms have one space between their words; a paste has two, a tab, or one that does not break.
        plain = "\n".join(" ".join(line.split()) for line in question.split("\n"))
        return cls(plain, {stem: log(1 + total / (1 + seen[stem])) for stem in stems(question)})

    @cached_property
    def how(self) -> bool:
        """Whether it asks for a way to do something."""
        return asks_how(self.question)

    @cached_property
    def broadly(self) -> bool:
        """Whether it asks for an account rather than a fact."""
        return asks_broadly(self.question)

    @cached_property
    def fact(self) -> bool:
        """Whether it asks for one fact, or for yes or no."""
        return asks_fact(self.question)

    @cached_property
    def _is_message(self) -> bool:
        return not (self.how or self.fact or self.broadly or asks(self.question))

    @cached_property
    def _where(self) -> bool:
        return asks_where(self.question)

    @cached_property
    def _term(self) -> frozenset[str]:
        return term_asked(self.question)

    def overlap(self, excerpt: Excerpt, unit: int) -> float:
        """The weighted share of the question's words that a unit has, or what it stands under."""
        total = sum(self.weights.values())
        said = excerpt.stems[unit] | stems_over(excerpt, unit)
        return sum(weight for stem, weight in self.weights.items() if stem in said) / total if total else 0.0

    def form_bonus(self, excerpt: Excerpt, unit: int) -> float:
        """What it is worth that a unit has the form that the question asks for; less than nothing for none."""
        if points_elsewhere(excerpt, unit) and not self._where:
            return -POINTER_PENALTY
        if self.how:
            fits = STEPS_BONUS * is_procedural(excerpt, unit)
        else:
            fits = FACT_BONUS * says_a_fact(excerpt, unit, frozenset(self.weights))
        return fits + TERM_BONUS * defines(excerpt, unit, self._term)

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(term.stem for term in terms(self.question) if term.hard and term.stem not in RULE_WORDS)

    def is_named_by(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit says what the question is about: one of its codes and numbers, or nearly all of its words."""
        said = excerpt.stems[unit]
        if self._codes:
            return not self._codes.isdisjoint(said)
        told = sum(weight for stem, weight in self.weights.items() if stem in said)
        return len(self.weights) >= SHORTEST_MESSAGE and told >= NEARLY_ALL * sum(self.weights.values())

    def is_repeated_by(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit says little beyond the message that was pasted in place of a question, and no other value."""
        said = excerpt.stems[unit]
        if not self._is_message or len(said) < SHORTEST_MESSAGE or excerpt.units[unit].kind == "code":
            return False
        new = [term for term in excerpt.terms[unit] if term.stem not in self.weights]
        return len({term.stem for term in new}) <= MOST_NEW * len(said) and not any(term.hard for term in new)


def stems_over(excerpt: Excerpt, unit: int) -> frozenset[str]:
    """The stems of what a unit stands under: title, headings, its table's header, what opens its listing, its keys."""
    named = [n for n in (listing_opener(excerpt, unit), *keys_over(excerpt, unit)) if n is not None]
    over = excerpt.stems_of_headings[unit] | stems(excerpt.columns_over(unit))
    return over.union(*(excerpt.stems[n] for n in named))
