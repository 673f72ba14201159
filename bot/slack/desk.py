"""The desk: each question that was taken in is a task here until it is replied to, and can be stopped meanwhile."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from typing import Any

from bot.slack.answering import answer, end
from bot.slack.asked import Asked
from bot.slack.blocks import Message
from bot.slack.job import Job, Services, StopReason
from bot.slack.ledger import Entry
from bot.slack.private_reply import PrivateReply
from bot.slack.reply import Replying
from models.errors import place_of

log = logging.getLogger("deskside.slack")

LEAVING = 5.0
"""Seconds that replies which are being finished have when the app ends."""


class Desk:
    """All questions at work in this process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._jobs: dict[str, Job] = {}
        self._closed = False
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, asked: Asked, entry: Entry | None = None) -> None:
        """Begins to work on a question; `entry` says what an earlier process did for it.

        When the app ends, what comes last stays in the ledger for the next process.
        """
        if asked.key not in self._jobs and not self._closed:
            job = self._job(asked, self._services.replying(asked, entry))
            self._begin(job, answer(job, self._services))

    def has(self, key: str) -> bool:
        """Whether a question is being worked on."""
        return key in self._jobs

    def at_work(self, keys: Iterable[str]) -> list[Job]:
        """The work on those of these questions that are being worked on."""
        return [self._jobs[key] for key in keys if key in self._jobs]

    def decline(self, asked: Asked, message: Message) -> None:
        """Tells the asker alone why a question isn't worked on; nobody is told who didn't call the app."""
        job = self._job(asked, PrivateReply(asked, self._services.posting.web))
        self._begin(job, self._tell(job, message))

    def apologise(self, entry: Entry, message: Message) -> None:
        """Makes the message the reply to a question that an earlier process left behind."""
        job = self._job(entry.asked, self._services.replying(entry.asked, entry))
        self._begin(job, self._tell(job, message))

    def revise(self, key: str, text: str) -> bool:
        """Gives a question its edited text; False if it isn't here or the engine has it already."""
        job = self._jobs.get(key)
        if job is None or job.asking or job.finishing:
            return False
        job.asked = replace(job.asked, text=text)
        return True

    def stop(self, key: str, stop_reason: StopReason = "stopped") -> bool:
        """Stops the work on a question; False if nothing is being done for it, or it is being finished already."""
        job = self._jobs.get(key)
        if job is None or job.finishing or job.task is None:
            return False
        job.stop_reason = job.stop_reason or stop_reason
        if job.begun:  # a task that is cancelled before its first step would leave everything as it is
            job.task.cancel()
        return True

    def asker_in(self, channel: str, thread: str) -> str:
        """Who asked the first question of a thread that is being worked on for all to see; empty if none is."""
        asked = (job.asked for job in self._jobs.values() if not job.asked.private)
        return next((a.user for a in asked if (a.channel, a.thread) == (channel, thread)), "")

    async def idle(self) -> None:
        """Returns when there is no work."""
        await self._idle.wait()

    async def close(self) -> None:
        """Lets replies be finished, and leaves the other questions in the ledger for the next process."""
        self._closed = True
        finishing = [job.task for job in self._jobs.values() if job.finishing and job.task]
        if finishing:
            await asyncio.wait(finishing, timeout=LEAVING)
        tasks = [job.task for job in self._jobs.values() if job.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _job(self, asked: Asked, reply: Replying) -> Job:
        job = Job(asked, reply)
        self._jobs[asked.key] = job
        self._idle.clear()
        return job

    def _begin(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        job.task = asyncio.create_task(self._done_after(job, work))

    async def _done_after(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        job.begun = True
        try:
            if job.stop_reason and job.task is not None:
                job.task.cancel()
            await work
        except Exception as error:
            # Not even its end could be written down: it stays open in the ledger, and is taken over later.
            log.error("a question was left open: %s at %s", type(error).__name__, place_of(error))
        finally:
            del self._jobs[job.asked.key]
            if not self._jobs:
                self._idle.set()

    async def _tell(self, job: Job, message: Message) -> None:
        """Replies without asking the engine."""
        if job.asked.overheard:
            await self._services.ledger.finish(job.asked.key, "silent")
        else:
            await end(job, self._services, message, "failed")
