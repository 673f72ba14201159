"""What was answered, and what people thought of it: conversations, the last answers outside of any, and verdicts."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.conversations import Conversations
from bot.events import Answer, Question, Turn
from bot.feedback import Feedback, FeedbackStore
from bot.recent_answers import Answered, RecentAnswers
from bot.sightings import Sighting, words_and_headlines
from models.errors import DesksideError, UsageError

log = logging.getLogger("deskside")

Result = TypeVar("Result")


class AnswerRecord:
    """The answers that may be rated, wherever they are kept. Its methods block, and are safe over threads.

    `models` maps a role to the fingerprint of the model that has it.
    """

    def __init__(self, conversations: Conversations, feedback: FeedbackStore, models: Mapping[str, str]) -> None:
        self.conversations = conversations
        self._feedback = feedback
        self._models = models
        self._recent = RecentAnswers()
        # A verdict must not bring back the words of a conversation that is being deleted.
        self._judging = threading.Lock()

    def keep(
        self, question: Question, history: Sequence[Turn], sightings: Sequence[Sighting], answer: Answer
    ) -> Answer:
        """Adds an answer to its conversation, or else to the last ones, and returns it with its conversation.

        An answer that was shown is given even if it cannot be kept.
        """
        if question.conversation is None:
            asked, at = words_and_headlines(question.text, sightings), datetime.now(UTC)
            self._recent.remember(Answered(asked, tuple(history), question.spaces, answer, at, self._models))
            return answer
        try:
            self.conversations.record(question.conversation, question, answer, self._models, sightings)
        except DesksideError as error:
            log.error("a turn was not recorded: %s", error.problem)
            return answer
        return replace(answer, conversation=question.conversation)

    def judge(self, feedback: Feedback) -> Answered:
        """Keeps a verdict and returns what it is about; raises `UsageError` if that answer is not there any more."""
        with self._judging:
            answered = self._recent.find(feedback.answer_id) or self.conversations.answered(feedback.answer_id)
            if answered is None:
                raise UsageError("There is no such answer any more.", "Ask again, and rate that answer.")
            self._feedback.put(feedback, answered)
        return answered

    def delete(self, conversation: str) -> None:
        """Deletes a conversation, and the words of all verdicts on its answers."""
        self._without_verdicts(self.conversations.delete, conversation)

    def forget(self, askers: str, before: datetime) -> int:
        """As `Conversations.forget`, with the words of all verdicts on their answers."""
        return self._without_verdicts(self.conversations.forget, askers, before)

    def _without_verdicts(self, delete: Callable[..., Result], *which: object) -> Result:
        with self._judging:
            return delete(*which, self._feedback.forget)
