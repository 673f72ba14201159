"""A question at work, and the services that the parts of the app share."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from bot.events import Answer
from bot.slack.access import Access
from bot.slack.asked import Asked
from bot.slack.files import Files
from bot.slack.freshness import Sources
from bot.slack.ledger import Entry, Ledger
from bot.slack.posting import Posting
from bot.slack.private_reply import PrivateReply
from bot.slack.question_queue import QuestionQueue
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.reply import Reply, Replying
from bot.slack.rules import Me
from bot.slack.thread_locks import ThreadLocks
from knowledge.documents import Passage

StopReason = Literal["", "stopped", "deleted"]


@dataclass
class Job:
    """The work on one question; `stop_reason` says why it was stopped.

    `begun` is set when its task runs, `asking` when the engine gets it (edits come too late then), `answer` when the
    engine has given one, `finishing` when nothing can stop it any more.
    """

    asked: Asked
    reply: Replying
    text: str = ""
    answer: Answer | None = None
    passages: tuple[Passage, ...] = ()
    spaces: tuple[str, ...] = ()
    stop_reason: StopReason = ""
    begun: bool = False
    asking: bool = False
    finishing: bool = False
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Services:
    """What the parts of the app share: who it is in Slack, the engine, and what knows of questions and people."""

    me: Me
    engine: ReconnectingEngine
    posting: Posting
    ledger: Ledger
    access: Access
    files: Files
    sources: Sources
    queue: QuestionQueue
    thread_locks: ThreadLocks = field(default_factory=ThreadLocks)

    def replying(self, asked: Asked, entry: Entry | None) -> Replying:
        """How a question is replied to; a reply that an earlier process began is gone on with."""
        if asked.private:
            return PrivateReply(asked, self.posting.web)
        begun = entry is not None and entry.state == "answering"
        ts = asked.replaces or (entry.reply if entry else "")
        return Reply(asked, self.posting, self.ledger, ts=ts, maybe_there=begun)
