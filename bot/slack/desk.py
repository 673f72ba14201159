"""The desk: each question that was taken in becomes a task here, waits its turn, is asked and replied to, once."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from bot.events import Answer, Delta, Failed, Found, Question
from bot.failures import bug, place_of
from bot.slack import words
from bot.slack.asked import Asked, SlackFile, files_of
from bot.slack.blocks import Message, answer_message, button, context, said
from bot.slack.engines import GONE, Engines
from bot.slack.figures import Figures
from bot.slack.files import Files
from bot.slack.ledger import Entry, Ledger, Outcome, Thread
from bot.slack.markdown import escaped, safe
from bot.slack.messages import Messages
from bot.slack.posting import Posting
from bot.slack.private_reply import PrivateReply
from bot.slack.reply import Reply, Replying
from bot.slack.rules import Me, question_in
from bot.slack.web import Refused
from knowledge.documents import Passage
from models.errors import DesksideError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.interface import EngineInterface
    from bot.slack.access import Access
    from bot.slack.freshness import Sources
    from bot.slack.line import Line

log = logging.getLogger("deskside.slack")

WORTH_SAYING = ("grounded", "extract", "pinned")
"""Kinds of answers that are given to whoever didn't call the app by its name."""

BUSY = "too-busy"
BUSY_PAUSE = 2.0
MOST_TRIES = 100
LEAVING = 5.0
"""Seconds that replies which are being finished have when the app ends."""

Why = Literal["", "stopped", "deleted"]


@dataclass
class Job:
    """A question at work."""

    asked: Asked
    entry: Entry | None
    text: str = ""
    passages: tuple[Passage, ...] = ()
    spaces: tuple[str, ...] = ()
    why: Why = ""
    asking: bool = False
    finishing: bool = False
    task: asyncio.Task[None] | None = None
    reply: Replying = field(init=False)


@dataclass(frozen=True)
class Parts:
    """What the desk works with."""

    me: Me
    engines: Engines
    posting: Posting
    ledger: Ledger
    access: "Access"
    messages: Messages
    files: Files
    figures: Figures
    sources: "Sources"
    line: "Line"


class Desk:
    """All questions at work in this process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._jobs: dict[str, Job] = {}
        self._order: dict[str, tuple[asyncio.Lock, int]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, asked: Asked, entry: Entry | None = None) -> None:
        """Begins to work on a question; `entry` says what an earlier process did for it."""
        if asked.key in self._jobs:
            return
        job = Job(asked, entry)
        job.reply = self._replying(job)
        self._begin(job, self._work(job))

    def has(self, key: str) -> bool:
        """Whether a question is being worked on."""
        return key in self._jobs

    def decline(self, asked: Asked, message: Message) -> None:
        """Tells the asker alone why a question isn't worked on."""
        job = Job(asked, None)
        job.reply = PrivateReply(asked, self._parts.posting.web)
        self._begin(job, self._tell(job, message))

    def apologise(self, entry: Entry, message: Message) -> None:
        """Makes the message the reply to a question that an earlier process left behind."""
        job = Job(entry.asked, entry)
        job.reply = self._replying(job)
        self._begin(job, self._tell(job, message))

    def revise(self, key: str, text: str) -> bool:
        """Gives a question its edited text; False if it isn't here or was handed to the engine already."""
        job = self._jobs.get(key)
        if job is None or job.asking or job.finishing:
            return False
        job.asked = replace(job.asked, text=text)
        return True

    def stop(self, key: str, why: Why = "stopped") -> bool:
        """Stops the work on a question; False if nothing is being done for it, or it is being finished already."""
        job = self._jobs.get(key)
        if job is None or job.finishing or job.task is None:
            return False
        job.why = job.why or why
        job.task.cancel()
        return True

    def in_thread(self, channel: str, thread: str) -> list[str]:
        """The questions of a thread that are being worked on."""
        return [k for k, job in self._jobs.items() if (job.asked.channel, job.asked.thread) == (channel, thread)]

    async def idle(self) -> None:
        """Returns when there is no work."""
        await self._idle.wait()

    async def close(self) -> None:
        """Lets replies be finished, and leaves the other questions in the ledger for the next process."""
        finishing = [job.task for job in self._jobs.values() if job.finishing and job.task]
        if finishing:
            await asyncio.wait(finishing, timeout=LEAVING)
        tasks = [job.task for job in self._jobs.values() if job.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _replying(self, job: Job) -> Replying:
        asked, parts = job.asked, self._parts
        if asked.private:
            return PrivateReply(asked, parts.posting.web)
        begun = job.entry is not None and job.entry.state == "answering"
        ts = asked.replaces or (job.entry.reply if job.entry else "")
        quiet = asked.way == "everything"
        return Reply(asked, parts.posting, parts.ledger, ts=ts, maybe_there=begun, quiet=quiet)

    async def _work(self, job: Job) -> None:
        """The whole life of a question; whatever happens, it comes to an end that the ledger knows."""
        key = job.asked.key
        try:
            try:
                await self._answer(job)
            except asyncio.CancelledError:
                if not job.why:
                    raise
                await self._leave(job)
        except Refused as refused:
            # No repetition mends it: the thread is gone, the channel archived, the app not in it.
            log.error("a reply could not be given: %s", refused)
            await self._parts.ledger.finish(key, "failed")
        except Exception as error:
            log.error("a question failed: %s at %s", type(error).__name__, place_of(error))
            with suppress(Refused):
                await self._fail(job, bug())
            await self._parts.ledger.finish(key, "failed")
        finally:
            self._done(key)

    def _begin(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        self._jobs[job.asked.key] = job
        self._idle.clear()
        job.task = asyncio.create_task(work)

    async def _tell(self, job: Job, message: Message) -> None:
        """Replies without asking the engine."""
        try:
            if job.asked.way == "everything":
                await self._parts.ledger.finish(job.asked.key, "failed")
                return
            await self._end(job, message, "failed")
        except Refused as refused:
            log.error("a reply could not be given: %s", refused)
            await self._parts.ledger.finish(job.asked.key, "failed")
        finally:
            self._done(job.asked.key)

    def _done(self, key: str) -> None:
        del self._jobs[key]
        if not self._jobs:
            self._idle.set()

    async def _answer(self, job: Job) -> None:
        asked, ledger = job.asked, self._parts.ledger
        if not await ledger.begin(asked.key):
            return
        job.reply.show("Looking")
        async with self._in_order(asked):
            job.spaces = await self._parts.access.spaces(asked)
            if not job.spaces:
                await self._end(job, said(words.NOTHING_ALLOWED), "failed")
                return
            with self._parts.line.place() as turn:
                async for ahead in self._parts.line.ahead(turn):
                    job.reply.show(words.ahead(ahead))
                job.reply.show("Looking")
                await self._ask(job)

    async def _ask(self, job: Job) -> None:
        job.asking = True
        asked, files = await self._complete(job.asked)
        pictures = await self._parts.files.pictures(files)
        if not asked.text and not pictures.images:
            told = "\n".join(escaped(note) for note in pictures.notes) or words.HELP
            await self._end(job, said(told), "replied")
            return
        engine = await self._parts.engines.ready()
        thread, conversation = await self._conversation(engine, asked)
        question = Question(
            asked.text,
            images=pictures.images,
            conversation=conversation or None,
            spaces=job.spaces,
            asker=f"slack:{asked.user}",
        )
        ended = await self._events(job, question)
        if isinstance(ended, Failed):
            await self._fail(job, ended)
            return
        if self._is_unasked(asked, thread) and ended.kind not in WORTH_SAYING:
            job.finishing = True
            await job.reply.withdraw()
            await self._parts.ledger.finish(asked.key, "silent", Outcome(ended, (), job.spaces))
            return
        await self._give(job, engine, ended, pictures.notes)
        if asked.thread and not asked.private:
            known = thread or Thread(conversation, asked.user)
            await self._parts.ledger.put_thread(asked.channel, asked.thread, known)

    async def _complete(self, asked: Asked) -> tuple[Asked, Sequence[SlackFile]]:
        """The question with the files that Slack didn't send along; a bare mention in a thread means its root."""
        messages = self._parts.messages
        files: Sequence[SlackFile] = asked.files
        if not asked.whole and (message := await messages.itself(asked)):
            files = files_of(message)
        if asked.text or files or not asked.in_thread:
            return asked, files
        root = await messages.root(asked)
        if root is None or self._parts.me.user == root.get("user"):
            return asked, files
        return replace(asked, text=question_in(root, self._parts.me)), files_of(root)

    async def _give(self, job: Job, engine: "EngineInterface", answer: Answer, notes: Sequence[str]) -> None:
        """Makes the answer the reply, and shows the figures that it refers to."""
        asked = job.asked
        fresh = await self._parts.sources.freshness(engine, job.spaces)
        message = answer_message(asked.key, answer, fresh, private=asked.private, notes=notes)
        outcome = Outcome(answer, job.passages, job.spaces)
        await self._end(job, message, "replied", outcome, waits=answer.kind == "clarify")
        if answer.figures and not asked.private:
            await self._parts.figures.show(engine, asked, answer.figures)

    async def _events(self, job: Job, question: Question) -> Answer | Failed:
        """Follows the engine to its end; one that went away or is full is asked again."""
        for _ in range(MOST_TRIES):
            engine = await self._parts.engines.ready()
            ended = await self._once(job, engine, question)
            if isinstance(ended, Answer) or ended.code not in (GONE, BUSY):
                return ended
            job.text = ""
            job.reply.begin_again()
            if ended.code == GONE:
                self._parts.engines.lost(engine)
            await asyncio.sleep(BUSY_PAUSE)
        return ended

    async def _once(self, job: Job, engine: "EngineInterface", question: Question) -> Answer | Failed:
        try:
            async with aclosing(engine.ask(question)) as events:
                async for event in events:
                    match event:
                        case Answer() | Failed():
                            return event
                        case Delta(text):
                            job.text += text
                            job.reply.grow(text)
                        case Found(passages):
                            job.passages = tuple(passages)
                    if doing := words.doing(event):
                        job.reply.show(doing)
        except DesksideError as error:
            return Failed(error.problem, error.next_step, error.code)
        return Failed("The engine stopped answering.", "Ask again.", GONE)

    async def _conversation(self, engine: "EngineInterface", asked: Asked) -> tuple[Thread | None, str]:
        """The thread, if it is known, and its conversation in the engine; a private question has none."""
        if asked.private or not asked.thread:
            return None, ""
        thread = await self._parts.ledger.thread(asked.channel, asked.thread)
        if thread is not None:
            with suppress(DesksideError):
                await engine.conversation(thread.conversation, limit=1)
                return thread, thread.conversation
        conversation = await engine.start_conversation(f"slack:{asked.user}")
        if thread is not None:
            thread = Thread(conversation, thread.asker, thread.handed)
        return thread, conversation

    def _is_unasked(self, asked: Asked, thread: Thread | None) -> bool:
        """Whether the app speaks up by itself: then only with an answer."""
        others = asked.way == "follow_up" and thread is not None and thread.asker != asked.user
        return asked.way == "everything" or others

    async def _fail(self, job: Job, failed: Failed) -> None:
        """Says that there is no answer; whoever didn't ask for one isn't told."""
        log.error("a question got no answer: %s", failed.code)
        if job.asked.way == "everything":
            await self._parts.ledger.finish(job.asked.key, "failed")
            return
        again = {"type": "actions", "elements": [button("Ask again", "deskside_again", job.asked.key)]}
        await self._end(job, said(escaped(f"{failed.problem} {failed.next_step}"), again), "failed")

    async def _leave(self, job: Job) -> None:
        """Ends a question that was stopped, with what was said so far, or whose message is gone, with nothing."""
        if job.why == "deleted" or job.asked.way == "everything":
            job.finishing = True
            await job.reply.withdraw()
            await self._parts.ledger.finish(job.asked.key, "stopped")
            return
        again = {"type": "actions", "elements": [button("Ask again", "deskside_again", job.asked.key)]}
        below = (context(f"_{words.STOPPED}_"), again)
        message = Message(safe(job.text), below, words.STOPPED) if job.text else said(words.STOPPED, again)
        await self._end(job, message, "stopped")

    async def _end(
        self,
        job: Job,
        message: Message,
        state: Literal["replied", "failed", "stopped"],
        outcome: Outcome | None = None,
        *,
        waits: bool = False,
    ) -> None:
        """Brings the finished reply to Slack, then to the ledger. From here on nothing stops it."""
        job.finishing = True
        await job.reply.finish(message, waits=waits)
        await self._parts.ledger.finish(job.asked.key, state, outcome)

    @asynccontextmanager
    async def _in_order(self, asked: Asked) -> "AsyncIterator[None]":
        """One question of a thread at a time, as they came: each may lean on the one before."""
        name = f"{asked.channel}:{asked.thread or asked.key}"
        lock, users = self._order.get(name, (asyncio.Lock(), 0))
        self._order[name] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._order[name]
            if users == 1:
                del self._order[name]
            else:
                self._order[name] = (lock, users - 1)
