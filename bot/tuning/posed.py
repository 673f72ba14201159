"""A question that is asked for training, and where its answer is known to stand."""

from dataclasses import dataclass

from bot.events import Turn
from bot.grounding.canonical import canonical_words
from bot.grounding.excerpt import Excerpt


@dataclass(frozen=True)
class Posed:
    """A question and its answer's place: `documents` hold it, in `text[start:end]` where that is known.

    `answers` are accepted answers, one of which the answering sentence says; without them the place as a whole answers.
    `only_there` is true if the rest of the document is known not to answer. No document at all means that nothing does.
    """

    question: str
    documents: frozenset[str]
    start: int = 0
    end: int | None = None
    answers: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    only_there: bool = False

    @property
    def names_its_answer(self) -> bool:
        """True if one sentence is the answer, and not a whole place."""
        return bool(self.answers)

    def is_answered_by(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit stands where the answer is, and says it where it is known."""
        return self.covers(excerpt, unit) and (not self.answers or self.says_answer(excerpt, unit))

    def covers(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit stands where the answer is known to be."""
        place, offset = excerpt.units[unit], excerpt.passage.start
        ends = self.end is None or place.start + offset < self.end
        return excerpt.passage.document in self.documents and ends and self.start < place.end + offset

    def says_answer(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit holds the words of an accepted answer, wherever it stands."""
        said = f" {' '.join(canonical_words(excerpt.text(unit)))} "
        return any(
            f" {' '.join(canonical_words(answer))} " in said for answer in self.answers if canonical_words(answer)
        )
