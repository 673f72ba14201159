"""Answers that are given again, where that cannot be wrong: to the same question, from documents that did not change.

They are kept in memory, by one engine, whose models and settings stay the same for as long as it is open; no question
is written to a disk. It is used from the engine's event loop alone.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.events import Answer, Delta, Event, Found, Question, Turn
from bot.recall.same_question import normal_form

MOST_ANSWERS = 256
"""Answers kept, each about 20 kB with its passages."""

Versions = tuple[tuple[int, int], ...]
"""What `KnowledgeBase.versions` says of the spaces that were asked."""


@dataclass(frozen=True)
class CacheKey:
    """What makes two questions the same one: "who is on call tomorrow?" is another one every `day`."""

    question: str
    spaces: tuple[str, ...]
    documents: tuple[int, ...]
    day: date

    @classmethod
    def of(cls, question: Question, history: Sequence[Turn]) -> "CacheKey | None":
        """The question as the cache knows it; None where what was said before or a picture is part of it."""
        if history or question.images:
            return None
        today = datetime.now().astimezone().date()
        return cls(normal_form(question.text), question.spaces, question.documents, today)


class AnswerCache:
    """The answers used last."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._answers: OrderedDict[CacheKey, tuple[Versions, tuple[Event, ...]]] = OrderedDict()

    def find(self, key: CacheKey, versions: Versions) -> tuple[Event, ...] | None:
        """What was shown as the answer, if it was made from these versions of the spaces."""
        made_from, events = self._answers.get(key, ((), ()))
        if not events or made_from != versions:
            return None
        self._answers.move_to_end(key)
        return events

    def put(self, key: CacheKey, versions: Versions, events: Sequence[Event]) -> None:
        """Keeps what was shown as an answer; `versions` were taken before its search.

        Small talk is not kept, nor what was said while the writer could not be reached.
        """
        match events[-1]:
            case Answer(kind=kind, interrupted=False) if kind != "chat":
                shown = tuple(event for event in events if isinstance(event, Found | Delta | Answer))
                self._answers[key] = (versions, shown)
                self._answers.move_to_end(key)
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)

    def forget(self, question: str, spaces: tuple[str, ...]) -> None:
        """Drops every answer to a question of these spaces."""
        same = [key for key in self._answers if (key.question, key.spaces) == (normal_form(question), spaces)]
        for key in same:
            del self._answers[key]
