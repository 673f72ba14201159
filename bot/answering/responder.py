"""The second half of a question's life: what was decided is said, quoted, or written and verified."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, aclosing, closing
from dataclasses import replace

from bot.answering.consider import Decided, Retrieved, by_itself
from bot.answering.replies import asked_back, not_found, nothing_more
from bot.answering.stopwatch import Stopwatch
from bot.engine_parts import EngineParts
from bot.events import Answer, AnswerKind, Delta, Event, Looking, Queued, Timings
from bot.grounding.citations import Citations
from bot.grounding.compose import Composer
from bot.grounding.piece import Refused, Verified
from bot.steps.decide import is_sure
from bot.steps.evidence import Reading
from bot.steps.illustrate import figures_beside
from bot.steps.verify import verify
from bot.steps.write import WriterState, prompt, split_refusal, until_unreachable
from bot.threads import stream_from_thread
from knowledge.documents import Figure
from models.writing.language_model import LanguageModel


async def fully_shown(events: AsyncGenerator[Event, None], said: str = "") -> AsyncGenerator[Event, None]:
    """The events of an answer, of whose text `said` is shown already; what no `Delta` has shown at its end is one."""
    async with aclosing(events) as stream:
        async for event in stream:
            if isinstance(event, Delta):
                said += event.text
            elif isinstance(event, Answer) and (rest := event.text.removeprefix(said)):
                yield Delta(rest)
            yield event


def _silent(retrieved: Retrieved, timings: Timings, figures: tuple[Figure, ...] = ()) -> Answer:
    """That nothing answers the question, or the part of a message."""
    return not_found(retrieved.reranked.passages, timings, figures, retrieved.part, retrieved.question.text)


def _behind(opening: str, reply: Answer) -> Answer:
    return replace(reply, text=opening + reply.text)


class Responder:
    """Answers the questions of one message, in one turn with the language model, and says nothing twice."""

    def __init__(self, parts: EngineParts, watch: Stopwatch) -> None:
        self._parts = parts
        self._watch = watch
        self._turn = ExitStack()
        self._has_turn = False
        self._said: set[str] = set()
        self._cited = 0

    def close(self) -> None:
        """Ends the turn with the language model, for the next one who waits."""
        self._turn.close()

    async def respond(self, retrieved: Retrieved, decided: Decided) -> AsyncGenerator[Event, None]:
        """Says what was decided; the last event is the `Answer`, whose citations count on from those before it."""
        if decided.is_answered and not decided.choices:
            async with aclosing(self._grounded(retrieved, decided.reading)) as events:
                async for event in events:
                    yield event
            return
        if decided.is_answered:
            reply = asked_back(decided.choices, decided.reading, self._watch.timings(), self._cited + 1)
        else:
            near = await by_itself(retrieved, self._parts)
            reply = _silent(near, self._watch.timings(), retrieved.shown)
        self._cited += len(reply.citations)
        yield _behind(retrieved.opening, reply)

    async def _grounded(self, retrieved: Retrieved, reading: Reading) -> AsyncGenerator[Event, None]:
        """Quotes what the reader is sure of, unless the language model phrases that too; it writes the rest."""
        state = WriterState()
        if self._parts.phrases or not is_sure(reading.signals):
            async with aclosing(self._in_turn()) as waiting:
                async for event in waiting:
                    yield event
            writer = await self._parts.writer.loaded()
            verified = stream_from_thread(
                self._parts.threads.writers,
                lambda stopped: self._written(retrieved, reading, writer, stopped.is_set, state),
            )
        else:
            verified = stream_from_thread(self._parts.threads.readers, lambda _stopped: verify((), reading))
        async with aclosing(self._composed(retrieved, reading, verified, state)) as events:
            async for event in events:
                yield event

    async def _in_turn(self) -> AsyncGenerator[Event, None]:
        """Waits for the turn with the language model, which lasts for all questions of the message."""
        if self._has_turn:
            return
        ticket = self._turn.enter_context(self._parts.writer_queue.enter())
        async for ahead in ticket.wait():
            yield Queued(ahead)
        self._has_turn = True
        yield Looking("writing")

    async def _composed(
        self,
        retrieved: Retrieved,
        reading: Reading,
        verified: AsyncGenerator[Verified | Refused, None],
        state: WriterState,
    ) -> AsyncGenerator[Event, None]:
        """Composes the pieces that were not said yet; the last event is the `Answer`."""
        citations = Citations(reading.excerpts, self._cited + 1)
        composer = Composer(citations)
        said: set[str] = set()
        written = refused = repeats = False
        async with aclosing(verified) as pieces:
            async for piece in pieces:
                if isinstance(piece, Refused):
                    refused = True
                    break
                if self._has_said(piece.text):
                    repeats = True
                    continue
                said.add(piece.text)
                written = written or piece.source == "writer"
                self._watch.showed()
                yield Delta(composer.add(piece))
        timings = self._watch.timings(*self._used(state))
        if refused or (repeats and not said):
            if refused:
                reply = _silent(await by_itself(retrieved, self._parts), timings)
            else:
                reply = nothing_more(retrieved.part, timings)
            yield _behind(retrieved.opening, reply)
            return
        self._said |= said
        kind: AnswerKind = "grounded" if written else "extract"
        figures = await self._parts.threads.read(
            figures_beside, citations.cited_sections(), retrieved.figures, self._parts.knowledge
        )
        listed = citations.listed()
        self._cited += len(listed)
        yield Answer(
            retrieved.opening + composer.text, kind, listed,
            timings=timings, figures=figures, interrupted=state.interrupted,
        )  # fmt: skip

    def _has_said(self, piece: str) -> bool:
        """True for a piece of a question before, and for a whole sentence out of one."""
        return piece in self._said or (piece.endswith(".") and any(f" {piece}" in f" {said}" for said in self._said))

    def _used(self, state: WriterState) -> tuple[int, int]:
        """The tokens that were read and written for the answer; noted as what the language model did last."""
        if state.writing is None:
            return 0, 0
        usage = state.writing.usage
        self._parts.writer.last_usage = usage
        return usage.prompt_tokens, usage.answer_tokens

    def _written(
        self,
        retrieved: Retrieved,
        reading: Reading,
        writer: LanguageModel,
        cancelled: Callable[[], bool],
        state: WriterState,
    ) -> Iterator[Verified | Refused]:
        """What is shown of the text; a refusal in place of it is a second judge, heard where the first is unsure."""
        asked = retrieved.queries.for_writer
        pictures = retrieved.question.images if writer.sees else ()
        messages = prompt(asked, retrieved.history, reading, writer, pictures)
        with closing(writer.write(messages, self._parts.max_answer_tokens, cancelled)) as text:
            state.writing = text
            refuses, pieces = split_refusal(until_unreachable(text, state))
            if refuses and not is_sure(reading.signals):
                yield Refused()
                return
            # A refusal that is not heard leaves the needed extract to speak.
            yield from verify(() if refuses else pieces, reading)
