"""The life of one question: it waits its turn, is completed, given to the engine, and its answer becomes the reply."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from bot.answer_lines import queue_line
from bot.events import Answer, Delta, Failed, Found, Question
from bot.failures import ENGINE_GONE, bug, engine_gone, failure_of
from bot.interface import EngineInterface
from bot.slack import words
from bot.slack.asked import ASKERS, Asked, SlackFile, files_of
from bot.slack.blocks import Block, Message, answer_message, button, button_row, context, said
from bot.slack.figures import show_figures
from bot.slack.job import Job, Services
from bot.slack.ledger import Outcome, State, Thread
from bot.slack.markdown import escaped, safe
from bot.slack.messages import own_message, root_message
from bot.slack.places import Place
from bot.slack.private_reply import PrivateReply
from bot.slack.reconnecting_engine import TRIES
from bot.slack.rules import question_in
from bot.slack.web import Refused
from bot.writer_queue import TooBusy
from models.errors import DesksideError, UsageError, place_of

log = logging.getLogger("deskside.slack")

WORTH_SAYING = ("grounded", "extract", "pinned")
"""Kinds of answers that are given to whoever didn't call the app by its name."""

CLOSED = frozenset(
    "restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
    "restricted_action_non_threadable_channel not_in_channel".split()
)
"""What Slack says of a channel, of announcements say, that the app may not write to."""

PAUSE = 2.0
"""Seconds before an engine that is full, or went away, is asked again."""

MOST_WAITS = 100
"""Times that an engine which is full is asked again."""


@dataclass(frozen=True)
class EngineResult:
    """What came of a question: how the engine ended it, in which thread, and notes on its files."""

    ended: Answer | Failed
    thread: Thread
    notes: Sequence[str] = ()


async def answer(job: Job, services: Services) -> None:
    """Answers a question; whatever happens, it comes to an end that the ledger knows."""
    try:
        try:
            await _answer(job, services)
        except asyncio.CancelledError:
            if not job.stop_reason:
                await job.reply.leave()
                raise  # The app ends; the next process goes on with it.
            await _end_stopped(job, services)
    except Refused as refused:
        # No repetition fixes it: the thread is gone, the channel archived, the app not in it.
        log.error("a reply could not be given: %s", refused)
        await services.ledger.finish(job.asked.key, "failed")
    except Exception as error:
        if not isinstance(error, DesksideError):
            log.error("a question failed: %s at %s", type(error).__name__, place_of(error))
        with suppress(Refused):
            await _fail(job, services, failure_of(error) if isinstance(error, DesksideError) else bug())
        await services.ledger.finish(job.asked.key, "failed")


async def end(job: Job, services: Services, message: Message, state: State, outcome: Outcome | None = None) -> None:
    """Brings the finished reply to Slack, then to the ledger. From here on nothing stops it."""
    job.finishing = True
    if not await services.ledger.holds(job.asked.key):
        entry = await services.ledger.find(job.asked.key)
        is_gone = entry is not None and entry.state == "stopped"
        # Its message was deleted, or another process took it over while this one was out of reach.
        await (job.reply.withdraw() if is_gone else job.reply.leave())
        return
    waits = outcome is not None and outcome.answer.kind == "clarify"
    await _finish_reply(job, services, message, waits)
    await services.ledger.finish(job.asked.key, state, outcome)


async def _finish_reply(job: Job, services: Services, message: Message, waits: bool) -> None:
    """Makes the message the reply; in a channel that the app may not write to, its asker alone is told."""
    try:
        await job.reply.finish(message, waits=waits)
    except Refused as refused:
        if refused.error not in CLOSED or job.asked.overheard or job.asked.direct:
            raise
        log.warning("the app may not write in %s (%s): the asker alone was told", job.asked.channel, refused.error)
        alone = replace(message, below=(context(f"_{words.CANNOT_WRITE_THERE}_"), *message.below))
        await PrivateReply(job.asked, services.posting.web).finish(alone)


async def _answer(job: Job, services: Services) -> None:
    asked = job.asked
    if not await services.ledger.begin(asked.key):
        return
    job.reply.show(words.LOOKING)
    async with services.thread_locks.turn(f"{asked.channel}:{asked.thread or asked.key}"):
        job.spaces = await _spaces(asked, services)
        if not job.spaces:
            await _tell(job, services, await _nothing(asked, services))
            return
        with services.queue.place() as turn:
            async for ahead in services.queue.ahead(turn):
                job.reply.show(queue_line(ahead))
            result = await _ask(job, services)
        if result is not None:
            await _reply(job, services, result)


async def _spaces(asked: Asked, services: Services) -> tuple[str, ...]:
    """The spaces that a question may be answered from, of those that there are.

    Settings may name others: those neither keep the rest from answering, nor is the asker told what else there is.
    """
    allowed = await services.access.spaces(asked)
    there = await services.engine.ask(lambda engine: engine.spaces())
    if missing := [space for space in allowed if there and space not in there]:
        log.warning("the settings name spaces that are not there: %s", ", ".join(missing))
    return tuple(space for space in allowed if space not in missing)


async def _nothing(asked: Asked, services: Services) -> str:
    """Why there is nothing to answer from."""
    if not (asked.direct or asked.private):
        return words.NOTHING_FOR_ALL
    return words.NOTHING_FOR_STRANGERS if await services.access.is_stranger(asked) else words.NOTHING_FOR_YOU


async def _ask(job: Job, services: Services) -> EngineResult | None:
    """Gives the question to the engine; None where there is nothing to ask, and the reply said so."""
    job.asking = True
    job.reply.show(words.LOOKING)
    asked, files = await _complete(job.asked, services)
    pictures = await services.files.pictures(files)
    if not asked.text and not pictures.images:
        await _tell(job, services, "\n".join(escaped(note) for note in pictures.notes) or words.HELP)
        return None
    thread = await services.engine.ask(lambda engine: _thread(engine, asked, services))
    question = Question(
        asked.text,
        images=pictures.images,
        conversation=thread.conversation or None,
        spaces=job.spaces,
        asker=f"{ASKERS}{asked.user}",
    )
    return EngineResult(await _ask_engine(job, services, question), thread, pictures.notes)


async def _complete(asked: Asked, services: Services) -> tuple[Asked, Sequence[SlackFile]]:
    """The question with the files that Slack didn't send along; a bare mention in a thread means the thread's root."""
    files: Sequence[SlackFile] = asked.files
    if not asked.whole and (message := await own_message(services.posting.web, asked)):
        files = files_of(message)
    if asked.text or files or not asked.in_thread:
        return asked, files
    root = await root_message(services.posting.web, asked)
    if root is None or root.get("user") == services.me.user:
        return asked, files
    return replace(asked, text=question_in(root, services.me)), files_of(root)


async def _thread(engine: EngineInterface, asked: Asked, services: Services) -> Thread:
    """The thread with its conversation in the engine; private questions have none."""
    if asked.private or not asked.thread:
        return Thread("", asked.user)
    known = await services.ledger.thread(asked.channel, asked.thread)
    if known is not None and known.conversation:
        try:
            await engine.conversation(known.conversation, limit=1)
            return known
        except UsageError:
            pass  # The conversation was deleted elsewhere: the thread begins another.
    conversation = await engine.start_conversation(f"{ASKERS}{asked.user}")
    thread = replace(known, conversation=conversation) if known else Thread(conversation, asked.user)
    if asked.way != "everything":
        # Before the answer is there: a follow-up may come meanwhile, and to another replica.
        await services.ledger.put_thread(asked.channel, asked.thread, thread)
    return thread


async def _ask_engine(job: Job, services: Services, question: Question) -> Answer | Failed:
    """What the engine says in the end; one that went away or is full is asked again."""
    left = {ENGINE_GONE: TRIES, TooBusy.code: MOST_WAITS}
    while True:
        engine = await services.engine.ready()
        ended = await _ask_engine_once(job, engine, question)
        if isinstance(ended, Answer) or not left.get(ended.code):
            return ended
        left[ended.code] -= 1
        job.text = ""
        job.reply.begin_again()
        if ended.code == ENGINE_GONE:
            services.engine.lost(engine)
        await asyncio.sleep(PAUSE)


async def _ask_engine_once(job: Job, engine: EngineInterface, question: Question) -> Answer | Failed:
    try:
        async with aclosing(engine.ask(question)) as events:
            async for event in events:
                match event:
                    case Answer() | Failed():
                        job.answer = event if isinstance(event, Answer) else None
                        return event
                    case Delta(text):
                        job.text += text
                        job.reply.grow(text)
                    case Found(passages):
                        job.passages = tuple(passages)
                if doing := words.doing(event):
                    job.reply.show(doing)
    except DesksideError as error:
        return failure_of(error)
    return engine_gone()


async def _reply(job: Job, services: Services, result: EngineResult) -> None:
    """Makes what the engine said the reply. The app speaks up by itself only where it has an answer."""
    asked, ended = job.asked, result.ended
    if isinstance(ended, Failed):
        await _fail(job, services, ended)
        return
    outcome = Outcome(ended, tuple(map(Place.of, job.passages)), job.spaces)
    if asked.overheard and ended.kind not in WORTH_SAYING:
        job.finishing = True
        await job.reply.withdraw()
        await services.ledger.finish(asked.key, "silent", outcome)
        return
    if asked.thread and not asked.private:
        await services.ledger.put_thread(asked.channel, asked.thread, result.thread)
    engine = await services.engine.ready()
    fresh = await services.sources.freshness(engine, job.spaces)
    message = answer_message(asked.key, ended, fresh, private=asked.private, notes=result.notes)
    await end(job, services, message, "replied", outcome)
    if ended.figures and not asked.private:
        await show_figures(services.posting.web, engine, asked, ended.figures)


async def _tell(job: Job, services: Services, text: str) -> None:
    """Replies in the app's own words; whoever didn't ask for a reply isn't told."""
    if job.asked.overheard:
        await services.ledger.finish(job.asked.key, "silent")
        return
    await end(job, services, said(text), "replied")


async def _fail(job: Job, services: Services, failed: Failed) -> None:
    """Says that there is no answer, and offers to try again."""
    log.error("a question got no answer: %s", failed.code)
    if job.asked.overheard:
        await services.ledger.finish(job.asked.key, "failed")
        return
    message = said(escaped(words.failure(failed)), _again(job))
    await end(job, services, message, "failed")


async def _end_stopped(job: Job, services: Services) -> None:
    """Ends a question that was stopped, with what was said so far, or whose message is gone, with nothing."""
    if job.stop_reason == "deleted" or job.asked.overheard:
        job.finishing = True
        await job.reply.withdraw()
        await services.ledger.finish(job.asked.key, "stopped")
        return
    below = (context(f"_{words.STOPPED}_"), _again(job))
    message = Message(safe(job.text), below, words.STOPPED) if job.text else said(words.STOPPED, _again(job))
    await end(job, services, message, "stopped")


def _again(job: Job) -> Block:
    return button_row(button("Ask again", "deskside_again", job.asked.key))
