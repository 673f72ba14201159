"""Questions with their answers, which feedback is about, and the last few of them in memory."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.events import Answer, Turn

MOST_RECENT = 300
"""Answers that can be rated though they belong to no stored conversation."""

MOST_CHARACTERS = 4_000_000
"""Characters of all of them together: each may bring a long history, and they are in memory for days."""


@dataclass(frozen=True)
class Answered:
    """A question, what was said before it, and its answer; `models` maps a role to its model's fingerprint."""

    question: str
    history: tuple[Turn, ...]
    spaces: tuple[str, ...]
    answer: Answer
    at: datetime
    models: Mapping[str, str]

    @property
    def characters(self) -> int:
        """The length of all that was said."""
        return len(self.question) + len(self.answer.text) + sum(len(turn.text) for turn in self.history)


class RecentAnswers:
    """The last answers by id, in memory only; safe over threads."""

    def __init__(self, most: int = MOST_RECENT, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._most_characters = most_characters
        self._answers: OrderedDict[str, Answered] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def remember(self, answered: Answered) -> None:
        """Keeps an answer, which has an id of its own; the oldest ones go when they are too many or too long."""
        with self._lock:
            self._answers[answered.answer.id] = answered
            self._characters += answered.characters
            while len(self._answers) > self._most or self._characters > self._most_characters:
                _, oldest = self._answers.popitem(last=False)
                self._characters -= oldest.characters

    def find(self, answer_id: str) -> Answered | None:
        """The answer of that id, or None if it is gone or never was."""
        with self._lock:
            return self._answers.get(answer_id)
