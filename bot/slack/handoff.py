"""Asking a person: the channel's group is called into the thread, once, and somebody marks the matter resolved."""

from typing import TYPE_CHECKING, Any

from bot.slack import keys
from bot.slack.access import Access
from bot.slack.blocks import button, drawn, said
from bot.slack.ledger import Entry, Ledger
from bot.slack.limits import cut
from bot.slack.markdown import escaped
from bot.slack.posting import QUIET, metadata
from bot.slack.web import Web

if TYPE_CHECKING:
    from bot.slack.actions import Click

NOBODY = "There is no channel where I may ask people about private questions. An admin can set `slack.people_channel`."
FAILED = "I could not ask anybody just now. Try again."
ASKED_ALREADY = "A person was asked already."


class Handoff:
    """Hands questions over to people."""

    def __init__(self, web: Web, ledger: Ledger, access: Access) -> None:
        self._web = web
        self._ledger = ledger
        self._access = access

    async def wanted(self, entry: Entry, click: "Click") -> None:
        """Calls the people of the channel into the thread; a question is handed over only once."""
        asked, handed = entry.asked, keys.of_handing(entry.asked.key)
        if not await self._ledger.once(handed):
            await self._tell(click, ASKED_ALREADY)
            return
        text = _call((await self._access.channel(asked.channel)).people, click.user)
        place = {"channel": asked.channel, "thread_ts": asked.thread}
        if asked.direct or asked.private:
            # Who is called there doesn't see the question; the asker's click allows them to.
            place = {"channel": self._access.slack.people_channel}
            text += f"\n>{escaped(cut(' '.join(asked.text.split()), 1_000))}"
        if not place["channel"]:
            await self._ledger.undo(handed)
            await self._tell(click, NOBODY)
            return
        resolve = button("Mark as resolved", "deskside_resolved", asked.key, "primary")
        message = drawn(said(text, {"type": "actions", "elements": [resolve]}), 1)
        sent = await self._web.attempt("chat_postMessage", **place, **message, **QUIET, metadata=metadata(handed))
        if sent is None:
            await self._ledger.undo(handed)
            await self._tell(click, FAILED)
        elif "thread_ts" in place:
            await self._ledger.hand(asked.channel, asked.thread, asked.key)
        else:
            await self._tell(click, f"I asked in <#{place['channel']}>.")

    async def resolved(self, entry: Entry, click: "Click") -> None:
        """Marks the matter resolved where it was handed over; once no other is open in its thread, it answers there."""
        text, asked = f":white_check_mark: Resolved by <@{click.user}>.", entry.asked
        in_its_thread = not (asked.direct or asked.private)
        if in_its_thread and await self._ledger.settle(asked.channel, asked.thread, asked.key):
            text += " I answer in this thread again."
        place: dict[str, Any] = {"channel": click.channel, "ts": click.message}
        await self._web.attempt("chat_update", **place, **drawn(said(text), 1))

    async def _tell(self, click: "Click", text: str) -> None:
        """Tells who clicked, and nobody else."""
        place = {"channel": click.channel, "user": click.user}
        await self._web.attempt("chat_postEphemeral", **place, **drawn(said(text), 1), **QUIET)


def _call(people: str, user: str) -> str:
    """The sentence that calls people; a group's id makes it a call."""
    called = f"<!subteam^{people}> " if people.startswith("S") else f"<@{people}> " if people else ""
    return f"{called}<@{user}> would like a person's help with this question."
