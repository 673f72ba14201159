"""A question that is asked for training, and the documents that are known to hold its answer."""

from dataclasses import dataclass

from bot.events import Turn
from bot.grounding.canonical import canonical_words
from bot.grounding.excerpt import Excerpt


@dataclass(frozen=True)
class Posed:
    """A question and the `documents` that hold its answer; none at all means that nothing does.

    `answers` are accepted answers, one of which the answering sentence says; without them the whole document answers.
    """

    question: str
    documents: frozenset[str]
    answers: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()

    @property
    def names_its_answer(self) -> bool:
        """True if one sentence is the answer, and not a whole document."""
        return bool(self.answers)

    def is_answered_by(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit stands where the answer is, and says it where it is known."""
        return self.is_held_by(excerpt) and (not self.answers or self.says_answer(excerpt, unit))

    def is_held_by(self, excerpt: Excerpt) -> bool:
        """True if an excerpt is of a document that holds the answer."""
        return excerpt.passage.document in self.documents

    def says_answer(self, excerpt: Excerpt, unit: int) -> bool:
        """True if a unit holds the words of an accepted answer, wherever it stands."""
        said = f" {' '.join(canonical_words(excerpt.text(unit)))} "
        return any(
            f" {' '.join(canonical_words(answer))} " in said for answer in self.answers if canonical_words(answer)
        )
