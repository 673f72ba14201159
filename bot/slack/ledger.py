"""The ledger: which questions came, who has them in hand and what became of them, so that each gets one reply.

`SqliteLedger` keeps it in the data home, `RedisLedger` where several replicas run. A redelivery is dropped by `claim`,
and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import TypeAdapter

from bot.events import Answer
from bot.feedback import Verdict
from bot.slack.asked import Asked, blanked
from bot.slack.places import Place

State = Literal["received", "answering", "replied", "silent", "stopped", "failed"]
"""`received`: nothing was shown yet. `answering`: a reply may have been begun. The others are ends."""

OPEN: tuple[State, ...] = ("received", "answering")

STRUCK_KEPT = 3_600
"""Seconds that a deleted message is remembered which was no question: Slack's last redelivery comes within an hour."""


@dataclass(frozen=True)
class Outcome:
    """What a question got: the answer, where what was found for it stands, and the spaces that it came from."""

    answer: Answer
    passages: tuple[Place, ...] = ()
    spaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """What one person thinks of an answer."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A question in the ledger; `reply` is the ts of its (first) reply once that is posted."""

    asked: Asked
    state: State
    reply: str = ""
    outcome: Outcome | None = None
    opinions: tuple[Opinion, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its answer, empty while there is none."""
        return self.outcome.answer.kind if self.outcome else ""

    @property
    def is_awaited_alone(self) -> bool:
        """Whether somebody waits for an answer that they alone will see."""
        return self.asked.private and self.state in OPEN

    @property
    def is_struck(self) -> bool:
        """Whether its message was deleted, and with it what it said."""
        return self.state == "stopped" and self.outcome is None and self.asked == blanked(self.asked)


@dataclass(frozen=True)
class Thread:
    """A thread that is answered in: its conversation in the engine, who began it, whether people took over a matter."""

    conversation: str
    asker: str
    handed: bool = False


ASKED = TypeAdapter(Asked)
OUTCOME = TypeAdapter(Outcome)
OPINION = TypeAdapter(Opinion)


class Ledger(Protocol):
    """What the app remembers. Every method is one step that happens wholly or not at all."""

    async def claim(self, asked: Asked, event: str) -> bool:
        """Takes a question in; False if this event, or this question, was taken in before."""

    async def once(self, name: str) -> bool:
        """Whether this is the first time that something of that name is done."""

    async def undo(self, name: str) -> None:
        """It was not done after all."""

    async def find(self, key: str) -> Entry | None:
        """The question of that key."""

    async def begin(self, key: str) -> bool:
        """From now on a reply may be there; False if the question has come to its end meanwhile."""

    async def holds(self, key: str) -> bool:
        """Whether the question is still open, and this process's."""

    async def placed(self, key: str, reply: str) -> None:
        """The reply's first message is there, under that ts."""

    async def finish(self, key: str, state: State, outcome: Outcome | None = None) -> None:
        """The question has come to an end; one that had come to one before, as its message was deleted, keeps that."""

    async def strike(self, key: str) -> list[Entry]:
        """Ends a question whose message is gone and forgets what it and its answer said; what was ended, as it was.

        With it goes what was made of it since: further tries, chosen options, and what somebody was told in private,
        unless they wait for it still. If it is unknown, it isn't taken in within the next hour: Slack mixes events up.
        """

    async def revise(self, key: str, text: str) -> Entry | None:
        """Gives a question its edited text; what it was until now, None if it is unknown or its message deleted."""

    async def judge(self, key: str, user: str, opinion: Opinion) -> None:
        """Keeps what somebody thinks of an answer, over what they thought before."""

    async def orphans(self) -> list[Entry]:
        """The open questions that this process has, or takes over because theirs is gone; oldest first."""

    async def keep(self) -> list[str]:
        """Says that this process lives; the keys of its questions that another one wants stopped."""

    async def open_in(self, channel: str, thread: str) -> list[str]:
        """The keys of a thread's open questions that all there see, whichever process has them."""

    async def ask_to_stop(self, keys: Sequence[str]) -> None:
        """Wants questions stopped, whichever process has them."""

    async def is_reply(self, channel: str, ts: str) -> bool:
        """Whether that message is known as a question's reply."""

    async def thread(self, channel: str, ts: str) -> Thread | None:
        """The thread, if it is answered in."""

    async def put_thread(self, channel: str, ts: str, thread: Thread) -> None:
        """Remembers a thread; whether people took over in it, `hand` and `settle` alone say."""

    async def hand(self, channel: str, ts: str, matter: str) -> None:
        """People took over a matter in a thread."""

    async def settle(self, channel: str, ts: str, matter: str) -> bool:
        """The matter is resolved; whether people have no other in that thread."""

    async def recent(self, user: str, limit: int) -> list[Entry]:
        """Somebody's last questions, the latest first."""

    async def since(self, moment: float) -> list[Entry]:
        """All questions since a moment, oldest first."""

    async def chosen(self) -> Mapping[str, str]:
        """What admins chose with `/deskside admin`."""

    async def choose(self, name: str, value: str) -> None:
        """Keeps a choice; an empty value takes it back."""

    async def forget(self, before: float) -> None:
        """Forgets questions and threads older than a moment."""

    async def close(self) -> None:
        """Closes the ledger."""
