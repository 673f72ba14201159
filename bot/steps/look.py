"""Step 0: look. Turns the pictures of a question into text that can be searched for, described and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.grounding.terms import RULE_WORDS, stems
from bot.passage_counts import PassageCounts
from bot.pictures.condense import condensed
from bot.pictures.masking import masked_lines
from bot.pictures.problem import error_codes, headline_of, reports_failure
from bot.pictures.repair import repaired_lines
from bot.sightings import Sighting
from bot.steps.asking.follow_ups import FEWEST_OWN, is_follow_up, names_its_own, stands_alone
from models.errors import DesksideError
from models.vision.sight import Seen

QUESTIONS_KEPT = 3
"""Questions for which a picture is remembered: after that, "it" means something else."""

_OF_ANY_PROBLEM = stems(
    "fix repair solve resolve problem issue error warning message code dialog window screen screenshot picture image "
    "photo mean say show see read explain happen happened went wrong cause help call contact ask ignore stop get rid "
    "now again"
)
"""Words that ask about what a picture shows, whatever that is: "what does the message mean?", "who do I call?"."""

Picture = TypeVar("Picture")


@dataclass(frozen=True)
class QuestionPictures:
    """What was recognised in the pictures of a question.

    `fresh` came with the question, `earlier` with a question before it that it follows up. `unread` are the names of
    pictures that could not be opened, each with the reason.
    """

    fresh: tuple[Sighting, ...] = ()
    earlier: tuple[Sighting, ...] = ()
    unread: tuple[tuple[str, DesksideError], ...] = ()

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """Every picture that the question is about."""
        return self.fresh or self.earlier

    def with_sighting(self, sighting: Sighting) -> "QuestionPictures":
        """These pictures and one more."""
        return replace(self, fresh=(*self.fresh, sighting))

    def with_unread(self, name: str, why: DesksideError) -> "QuestionPictures":
        """These pictures and one that could not be opened."""
        return replace(self, unread=(*self.unread, (name, why)))

    def raise_if_nothing(self, words: str) -> None:
        """Raises the reason why the first picture could not be opened, where the question has nothing else."""
        if self.unread and not self.fresh and not words:
            raise self.unread[0][1]


def refers_to_pictures(question: str) -> bool:
    """True if a question seems to go on about the picture before it: "it still says that", "how do I fix the error?".

    A short one that names something of its own does not: "What is the Wi-Fi password?".
    """
    if not is_follow_up(question):
        return False
    own = stems(question) - RULE_WORDS - _OF_ANY_PROBLEM
    return not stands_alone(question) or (len(own) < FEWEST_OWN and not names_its_own(question))


def pictures_referred_to(earlier: Sequence[tuple[str, Sequence[Picture]]]) -> tuple[Picture, ...]:
    """The pictures that a follow-up is about; `earlier` are the questions before it with their pictures, latest first.

    A question in between that does not refer to them has changed the subject.
    """
    for words, pictures in earlier[:QUESTIONS_KEPT]:
        if pictures or not refers_to_pictures(words):
            return tuple(pictures)
    return ()


def sighting_of(name: str, seen: Seen, passage_counts: PassageCounts) -> Sighting:
    """What a picture shows: codes corrected by what the documents know, secrets masked, text condensed."""
    lines = masked_lines(repaired_lines(seen.lines, passage_counts))
    found_codes = error_codes(lines, passage_counts)
    text = condensed(lines, seen.size, found_codes)
    # What the documents know of a page of settings where nothing failed is what it is the settings of: a printer.
    names_product = seen.kind.kind == "settings page" and not any(reports_failure(line.text) for line in lines)
    return Sighting(
        name=name,
        kind=seen.kind.kind,
        headline=headline_of(lines, seen.size, seen.kind.kind, found_codes) or next(iter(text.splitlines()), ""),
        text=text,
        codes=() if names_product else found_codes,
        words="\n".join(line.text for line in lines),
        vector=seen.vector,
        seen_by=seen.seen_by,
    )
