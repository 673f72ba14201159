"""The questions of one conversation, one after the other: each waits for the one before and for the engine."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from bot.conversations import NoSuchConversation
from bot.events import Answer, Attachment, Event, Failed, Question
from bot.failures import ENGINE_GONE, engine_gone, failure_of
from bot.interface import EngineInterface
from models.errors import DesksideError
from tui.connection import Connection
from tui.widgets.answer_card import AnswerCard
from tui.widgets.chips import PictureChip
from tui.widgets.question_card import QuestionCard

ASKED_AGAIN = frozenset({ENGINE_GONE, NoSuchConversation.code})
"""The codes of the failures after which a question is asked once more."""


@dataclass(frozen=True)
class Exchange:
    """A question on its way, and the cards that show it."""

    question: Question
    question_card: QuestionCard
    answer_card: AnswerCard

    @property
    def pictures(self) -> list[Path]:
        """The files of the pictures that go with the question; they are read when it is asked."""
        return [one.path for one in self.answer_card.attached if isinstance(one, PictureChip)]


class QuestionQueue:
    """Asks what is added, in order; `conversation` is the stored conversation, None before its first question."""

    def __init__(self, connection: Connection, asker: str, on_event: Callable[[Exchange, Event], None]) -> None:
        self._connection = connection
        self._asker = asker
        self._on_event = on_event
        self._task: asyncio.Task[None] | None = None
        self.conversation: str | None = None
        self.current: Exchange | None = None
        self.waiting: deque[Exchange] = deque()

    def add(self, exchange: Exchange) -> None:
        """Puts a question at the end of the line."""
        if self.current is not None:
            exchange.answer_card.say("Waits for the answer above")
        self.waiting.append(exchange)

    async def run(self) -> None:
        """Asks until nothing waits."""
        while self.current is None and self.waiting:
            self.current = self.waiting.popleft()
            self._task = asyncio.create_task(self._answer(self.current))
            try:
                await asyncio.wait([self._task])
            finally:
                self._task.cancel()
                self.current = None
            if not self._task.cancelled():
                self._task.result()

    def stop(self) -> list[Exchange]:
        """Stops the answer that is being written and gives back the questions that waited behind it."""
        if self._task is not None:
            self._task.cancel()
        waited = list(self.waiting)
        self.waiting.clear()
        return waited

    async def _answer(self, exchange: Exchange) -> None:
        card = exchange.answer_card
        try:
            failed = await self._try(exchange)
            if failed is not None and failed.code in ASKED_AGAIN and not card.text:
                # Nothing was said yet, so the engine that comes after it, or another conversation, is asked the same.
                if failed.code == NoSuchConversation.code:
                    self.conversation = None
                    card.notify("This conversation was deleted elsewhere: your question began another.", markup=False)
                failed = await self._try(exchange)
            if failed is not None:
                card.show(failed)
                self._on_event(exchange, failed)
        except asyncio.CancelledError:
            card.stop()
            raise

    async def _try(self, exchange: Exchange) -> Failed | None:
        """Asks once; None if it was answered."""
        engine: EngineInterface | None = None
        try:
            exchange.answer_card.say("Starting the engine" if self._connection.engine is None else "Asking")
            engine = await self._connection.ready()
            if self.conversation is None:
                self.conversation = await engine.start_conversation(self._asker)
            images = [await asyncio.to_thread(Attachment.of, picture) for picture in exchange.pictures]
            question = replace(exchange.question, images=tuple(images), conversation=self.conversation)
            async with aclosing(engine.ask(question)) as events:
                async for event in events:
                    if isinstance(event, Failed):
                        if event.code == ENGINE_GONE:
                            self._connection.lost(engine)
                        return event
                    exchange.answer_card.show(event)
                    self._on_event(exchange, event)
                    if isinstance(event, Answer):
                        return None
        except DesksideError as error:
            if error.code == ENGINE_GONE and engine is not None:
                self._connection.lost(engine)
            return failure_of(error)
        return engine_gone()
