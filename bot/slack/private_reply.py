"""A reply for its asker's eyes only: to a command or a shortcut. It comes when it is whole."""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from bot.slack import words
from bot.slack.asked import Asked
from bot.slack.blocks import Message, Plainness, context, drawn, modal
from bot.slack.limits import BLOCKS
from bot.slack.payload import text_at
from bot.slack.posting import QUIET
from bot.slack.web import Refused, Unsure, Web

log = logging.getLogger("deskside.slack")


class PrivateReply:
    """A shortcut is answered in a modal, a command by a message that only its asker sees."""

    def __init__(self, asked: Asked, web: Web) -> None:
        self._asked = asked
        self._web = web
        self._modal: asyncio.Task[str] | None = None

    def show(self, doing: str) -> None:
        """Shows a shortcut's asker that it was heard; a command's was told so with the ack."""
        if self._asked.trigger and self._modal is None:
            self._modal = asyncio.create_task(self._open())

    def grow(self, text: str) -> None:
        """Notes nothing."""

    def begin_again(self) -> None:
        """Forgets nothing: nothing was shown."""

    async def finish(self, message: Message, *, waits: bool = False) -> str:
        """Shows the message to the asker; there is no ts to it."""
        if self._modal is not None and (view := await self._modal) and await self._fill(view, message):
            return ""
        for number in range(len(message.texts)):
            await self._send(message.part(number))
        return ""

    async def withdraw(self) -> None:
        """Has nothing to take away."""

    async def leave(self) -> None:
        """Shows nothing more."""
        if self._modal is not None:
            self._modal.cancel()

    async def _open(self) -> str:
        """Opens a modal that says that the answer is being looked for; its id, empty where there is none."""
        view = _view([context(f"_{words.LOOKING}…_")])
        opened = await self._web.attempt("views_open", tries=1, trigger_id=self._asked.trigger, view=view)
        return text_at(opened, "view", "id")

    async def _fill(self, view: str, message: Message) -> bool:
        """Whether the modal took the answer; whoever closed it meanwhile gets a message."""
        blocks = drawn(message, 1)["blocks"]
        return await self._web.attempt("views_update", view_id=view, view=_view(blocks)) is not None

    async def _send(self, message: Message) -> None:
        plainness: Plainness
        for plainness in (0, 1, 2):
            body = drawn(message, plainness)
            if await self._respond({**body, "replace_original": False, "response_type": "ephemeral"}):
                return
            for method, place in self._places():
                try:
                    await self._web.call(method, **place, **body, **QUIET)
                    return
                except (Refused, Unsure):
                    continue
        log.error("a private reply could not be given")

    def _places(self) -> list[tuple[str, dict[str, Any]]]:
        """Where else the asker can be told: unseen by others in the channel, or in a direct message."""
        asked = self._asked
        # Slack shows such a message in a thread only where the thread has begun, and says "ok" where it shows nothing.
        thread = {"thread_ts": asked.thread} if asked.in_thread else {}
        return [
            ("chat_postEphemeral", {"channel": asked.channel, "user": asked.user, **thread}),
            ("chat_postMessage", {"channel": asked.user}),
        ]

    async def _respond(self, body: dict[str, Any]) -> bool:
        """Sends to the response URL, which takes five messages within half an hour."""
        if urlsplit(self._asked.respond).scheme not in ("http", "https"):
            return False
        return await self._web.respond(self._asked.respond, body)


def _view(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return modal("An answer", "deskside_answer_view", blocks[:BLOCKS])
