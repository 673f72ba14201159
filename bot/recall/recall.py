"""Answers that need no search: one that was pinned to the question, or the one given before from the same documents."""

from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import replace
from time import perf_counter

from bot.events import Answer, Delta, Event, Question, Timings, Turn
from bot.recall.answer_cache import AnswerCache, CacheKey
from bot.recall.pin_board import PinBoard
from bot.recall.pinned_answer import pinned_answer
from bot.steps.asking.follow_ups import is_follow_up
from bot.threads import in_executor
from knowledge.knowledge_base import KnowledgeBase


class Recall:
    """What was pinned and what was answered; the look-ups run in the given threads."""

    def __init__(self, knowledge: KnowledgeBase, pins: PinBoard, threads: Executor) -> None:
        self._knowledge = knowledge
        self._pins = pins
        self._threads = threads
        self._cache = AnswerCache()

    async def answer(
        self, question: Question, history: Sequence[Turn], fresh: Callable[[], AsyncGenerator[Event, None]]
    ) -> AsyncGenerator[Event, None]:
        """The events of an answer that is at hand, or those of a fresh one, which is then kept for the next asker."""
        started = perf_counter()
        if (pinned := await in_executor(self._threads, self._pinned, question, history)) is not None:
            for event in _timed((Delta(pinned.text), pinned), started):
                yield event
            return
        key = CacheKey.of(question, history)
        versions = await in_executor(self._threads, self._knowledge.versions, question.spaces)
        if key is not None and (events := self._cache.find(key, versions)) is not None:
            for event in _timed(events, started):
                yield event
            return
        said: list[Event] = []
        async with aclosing(fresh()) as stream:
            async for event in stream:
                said.append(event)
                if key is not None and isinstance(event, Answer):
                    self._cache.put(key, versions, said)
                yield event

    def forget(self, question: str, spaces: tuple[str, ...]) -> None:
        """Makes the next asker of a question get a fresh answer."""
        self._cache.forget(question, spaces)

    def _pinned(self, question: Question, history: Sequence[Turn]) -> Answer | None:
        """The pinned answer; none where a picture or a choice of documents makes it another question."""
        if question.images or question.documents:
            return None
        stands_alone = not history or not is_follow_up(question.text)
        pin = self._pins.find(question.text, question.spaces, stands_alone=stands_alone)
        return pinned_answer(pin, self._knowledge) if pin else None


def _timed(events: Sequence[Event], started: float) -> list[Event]:
    """The events with the times of this answer in the place of an earlier one's; no token was read or written."""
    took = round(1000 * (perf_counter() - started), 1)
    timings = Timings(search_ms=took, first_token_ms=took, total_ms=took)
    return [replace(event, timings=timings) if isinstance(event, Answer) else event for event in events]
