"""Step 0: look. What the pictures of a question show, put so that it can be searched for, told and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.pictures.repair import Knows
from bot.sightings import Sighting
from bot.steps.problem import error_codes, headline_of
from bot.steps.search import is_follow_up
from models.errors import DesksideError
from models.sight import Seen

QUESTIONS_KEPT = 3
"""Questions after which a picture is no longer what "it" means."""

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class QuestionPictures:
    """What was made out in the pictures of a question.

    `fresh` are those that came with it, `earlier` those of a question before it that it leans on; `unread` are the
    pictures that could not be opened, by name, with the reason.
    """

    fresh: tuple[Sighting, ...] = ()
    earlier: tuple[Sighting, ...] = ()
    unread: tuple[tuple[str, DesksideError], ...] = ()

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """Every picture that the question is about."""
        return self.fresh or self.earlier

    def and_seen(self, sighting: Sighting) -> "QuestionPictures":
        """These pictures and one more."""
        return replace(self, fresh=(*self.fresh, sighting))

    def and_unread(self, name: str, why: DesksideError) -> "QuestionPictures":
        """These pictures and one that could not be opened."""
        return replace(self, unread=(*self.unread, (name, why)))

    def raise_if_nothing(self, words: str) -> None:
        """Raises why the first picture could not be opened, where there is nothing else to go by."""
        if self.unread and not self.fresh and not words:
            raise self.unread[0][1]


def pictures_leaned_on(earlier: Sequence[tuple[str, Sequence[Shown]]]) -> tuple[Shown, ...]:
    """The pictures that a question which leans back is about; `earlier` are the questions before it, latest first.

    A question that stood alone in between has changed the subject.
    """
    for words, pictures in earlier[:QUESTIONS_KEPT]:
        if pictures or not is_follow_up(words):
            return tuple(pictures)
    return ()


def sighting_of(name: str, seen: Seen, knows: Knows) -> Sighting:
    """What a picture shows: its codes mended by what the documents know, its secrets masked, its text condensed."""
    from bot.pictures.condense import condensed
    from bot.pictures.masking import masked_lines
    from bot.pictures.repair import repaired_lines

    lines = masked_lines(repaired_lines(seen.lines, knows))
    text = condensed(lines, seen.size)
    meant = error_codes(lines, knows)
    return Sighting(
        name=name,
        kind=seen.kind.kind,
        headline=headline_of(lines, seen.size, seen.kind.kind, meant) or next(iter(text.splitlines()), ""),
        text=text,
        codes=meant,
        words="\n".join(line.text for line in lines),
        vector=seen.vector,
        seen_by=seen.seen_by,
    )
