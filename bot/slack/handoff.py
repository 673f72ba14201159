"""Asking a person: the channel's group is called into the thread, once, and somebody marks the matter resolved."""

import asyncio
from typing import Any

from bot.slack import clock, keys
from bot.slack.access import Access
from bot.slack.asked import Asked
from bot.slack.blocks import button, button_row, drawn, said
from bot.slack.click import Click, tell
from bot.slack.ledger import Entry, Ledger
from bot.slack.limits import cut
from bot.slack.markdown import escaped
from bot.slack.payload import text_at
from bot.slack.posting import MOST_LOOKED_AT, QUIET, metadata
from bot.slack.web import TRIES, Refused, Unsure, Web, pause

NOWHERE_TO_ASK = (
    "There is no channel where I may ask people about private questions. An admin can set `slack.people_channel`."
)
FAILED = "I could not ask anybody just now. Try again."
ASKED_ALREADY = "A person was asked already."

LATELY = 600.0
"""Seconds that a call whose response was lost is looked for."""


class Handoff:
    """Hands questions over to people."""

    def __init__(self, web: Web, ledger: Ledger, access: Access) -> None:
        self._web = web
        self._ledger = ledger
        self._access = access

    async def wanted(self, entry: Entry, click: Click) -> None:
        """Calls the people of the channel into the thread; a question is handed over only once."""
        asked, handed = entry.asked, keys.of_handing(entry.asked.key)
        if not await self._ledger.once(handed):
            await tell(self._web, click, ASKED_ALREADY)
            return
        text = _call((await self._access.channel(asked.channel)).people, click.user)
        thread = _thread_of(asked, click, click.message and (click.thread or click.message))
        place: dict[str, Any] = {"channel": asked.channel, "thread_ts": thread}
        if not thread:
            # Who is called there doesn't see the question; the asker's click allows them to.
            place = {"channel": self._access.slack.people_channel}
            text += f"\n>{escaped(cut(' '.join(asked.text.split()), 1_000))}"
        if not place["channel"]:
            await self._ledger.undo(handed)
            await tell(self._web, click, NOWHERE_TO_ASK)
            return
        resolve = button("Mark as resolved", "deskside_resolved", asked.key, "primary")
        message = drawn(said(text, button_row(resolve)), 1)
        if not await self._posted(place, message, handed):
            await self._ledger.undo(handed)
            await tell(self._web, click, FAILED)
        elif thread:
            await self._ledger.hand(asked.channel, thread, asked.key)
        else:
            await tell(self._web, click, f"I asked in <#{place['channel']}>.")

    async def resolved(self, entry: Entry, click: Click) -> None:
        """Marks the matter resolved where it was handed over; once no other is open in its thread, it answers there."""
        text, asked = f":white_check_mark: Resolved by <@{click.user}>.", entry.asked
        thread = _thread_of(asked, click, click.thread)
        if thread and await self._ledger.settle(asked.channel, thread, asked.key):
            text += " I answer in this thread again."
        place: dict[str, Any] = {"channel": click.channel, "ts": click.message}
        await self._web.attempt("chat_update", **place, **drawn(said(text), 1))

    async def _posted(self, place: dict[str, Any], message: dict[str, Any], handed: str) -> bool:
        """Whether people were called; where the response was lost, the call is looked for before it is repeated."""
        for failures in range(1, TRIES + 1):
            try:
                await self._web.call("chat_postMessage", **place, **message, **QUIET, metadata=metadata(handed))
                return True
            except Refused:
                return False
            except Unsure:
                if await self._is_there(place, handed):
                    return True
                await asyncio.sleep(pause(failures))
        return False

    async def _is_there(self, place: dict[str, Any], handed: str) -> bool:
        """Whether the call is there; where Slack doesn't let us look it is taken to be."""
        lately = {"channel": place["channel"], "oldest": str(clock.now() - LATELY), "include_all_metadata": True}
        if thread := place.get("thread_ts"):
            page = await self._web.insist("conversations_replies", ts=thread, limit=MOST_LOOKED_AT, **lately)
        else:
            page = await self._web.insist("conversations_history", limit=MOST_LOOKED_AT, **lately)
        if page is None:
            return True
        messages = page.get("messages") or ()
        return any(text_at(message, "metadata", "event_payload", "question") == handed for message in messages)


def _thread_of(asked: Asked, click: Click, shared: str) -> str:
    """The thread that a question is handed over in: its own or, for a private answer that was `shared`, that one."""
    if asked.direct or not asked.private:
        return "" if asked.direct else asked.thread
    return "" if click.ephemeral or click.channel != asked.channel else shared


def _call(people: str, user: str) -> str:
    """The sentence that calls people; a group's id makes it a call."""
    called = f"<!subteam^{people}> " if people.startswith("S") else f"<@{people}> " if people else ""
    return f"{called}<@{user}> would like a person's help with this question."
