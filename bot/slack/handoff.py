"""Asking a person: the channel's group is called into the thread, once, and somebody marks the matter resolved."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.slack import clock
from bot.slack.access import Access
from bot.slack.blocks import button, drawn, said
from bot.slack.ledger import Entry, Ledger, Thread
from bot.slack.limits import cut
from bot.slack.markdown import escaped
from bot.slack.posting import QUIET, metadata
from bot.slack.web import Web

if TYPE_CHECKING:
    from bot.slack.actions import Click

NOBODY = "An admin can name the people to ask with `/deskside admin people @group`."


class Handoff:
    """Hands questions over to people."""

    def __init__(self, web: Web, ledger: Ledger, access: Access) -> None:
        self._web = web
        self._ledger = ledger
        self._access = access

    async def wanted(self, entry: Entry, click: "Click") -> None:
        """Calls the people of the channel into the thread; a question is handed over only once."""
        asked = entry.asked
        handed = replace(asked, key=f"{asked.key}#handed", at=clock.now())
        if not await self._ledger.claim(handed, ""):
            return
        people = (await self._access.channel(asked.channel)).people
        elsewhere = self._access.slack.people_channel
        away = (asked.direct or asked.private) and elsewhere
        text = _call(people, click.user)
        if away:
            # They don't see the question there; the asker's click allows them to.
            text += f"\n>{escaped(cut(' '.join(asked.text.split()), 1_000))}"
        elif asked.direct or asked.private:
            await self._say({"channel": asked.channel, "user": click.user}, f"{text}\n{NOBODY}", ephemeral=True)
            await self._ledger.finish(handed.key, "replied")
            return
        place = {"channel": elsewhere} if away else {"channel": asked.channel, "thread_ts": asked.thread}
        resolve = {
            "type": "actions",
            "elements": [button("Mark as resolved", "deskside_resolved", asked.key, "primary")],
        }
        message = drawn(said(text, resolve), 1)
        sent = await self._web.attempt("chat_postMessage", **place, **message, **QUIET, metadata=metadata(handed.key))
        if sent is not None:
            await self._ledger.placed(handed.key, str(sent.get("ts") or ""))
        await self._ledger.finish(handed.key, "replied")
        if not away:
            known = await self._ledger.thread(asked.channel, asked.thread)
            thread = known or Thread("", asked.user)
            await self._ledger.put_thread(asked.channel, asked.thread, replace(thread, handed=True))

    async def resolved(self, entry: Entry, click: "Click") -> None:
        """Marks the matter resolved where it was handed over."""
        text = f":white_check_mark: Resolved by <@{click.user}>."
        place: dict[str, Any] = {"channel": click.channel, "ts": click.message}
        await self._web.attempt("chat_update", **place, **drawn(said(text), 1))

    async def _say(self, place: dict[str, Any], text: str, *, ephemeral: bool) -> None:
        method = "chat_postEphemeral" if ephemeral else "chat_postMessage"
        await self._web.attempt(method, **place, **drawn(said(text), 1), **QUIET)


def _call(people: str, user: str) -> str:
    """The sentence that calls people; a group's id makes it a call."""
    called = f"<!subteam^{people}> " if people.startswith("S") else f"<@{people}> " if people else ""
    return f"{called}<@{user}> would like a person's help with this question."
