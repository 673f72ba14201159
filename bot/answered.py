"""Questions with the answers they got: what feedback is about, and the last few of them in memory."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.events import Answer, Turn

MOST_RECENT = 300
"""Answers that can be rated though they belong to no stored conversation."""


@dataclass(frozen=True)
class Answered:
    """A question, what was said before it, and its answer; `models` maps a role to its model's fingerprint."""

    question: str
    history: tuple[Turn, ...]
    spaces: tuple[str, ...]
    answer: Answer
    at: datetime
    models: Mapping[str, str]


class RecentAnswers:
    """The last answers by id, in memory only; safe over threads."""

    def __init__(self, most: int = MOST_RECENT) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answered] = OrderedDict()
        self._lock = threading.Lock()

    def remember(self, answered: Answered) -> None:
        """Keeps an answer; the oldest one goes when there are too many."""
        with self._lock:
            self._answers[answered.answer.id] = answered
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def find(self, answer_id: str) -> Answered | None:
        """The answer of that id, or None if it is gone or never was."""
        with self._lock:
            return self._answers.get(answer_id)
