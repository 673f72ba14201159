"""A reply for its asker's eyes only: to a command or a shortcut. It can't be edited, so it comes when it is whole."""

from typing import Any
from urllib.parse import urlsplit

from bot.slack.asked import Asked
from bot.slack.blocks import Message, Plainness, drawn
from bot.slack.posting import QUIET
from bot.slack.web import Refused, Unsure, Web


class PrivateReply:
    """Answers through the response URL, which takes the place of "Looking…"; else as a message only the asker sees."""

    def __init__(self, asked: Asked, web: Web) -> None:
        self._asked = asked
        self._web = web

    def show(self, doing: str) -> None:
        """Notes nothing: the command was answered with "Looking…" already."""

    def grow(self, text: str) -> None:
        """Notes nothing."""

    def begin_again(self) -> None:
        """Forgets nothing: nothing was shown."""

    async def finish(self, message: Message, *, waits: bool = False) -> str:
        """Shows the message to the asker; there is no ts to it."""
        texts = message.texts
        for number in range(len(texts)):
            await self._send(message.part(number), first=number == 0)
        return ""

    async def withdraw(self) -> None:
        """Takes "Looking…" away, where that can be done."""
        await self._respond({"delete_original": True})

    async def _send(self, message: Message, first: bool) -> None:
        plainness: Plainness
        for plainness in (0, 1, 2):
            body = drawn(message, plainness)
            if await self._respond({**body, "replace_original": first, "response_type": "ephemeral"}):
                return
            for method, place in self._places():
                try:
                    await self._web.call(method, **place, **body, **QUIET)
                    return
                except (Refused, Unsure):
                    continue

    def _places(self) -> list[tuple[str, dict[str, Any]]]:
        """Where else the asker can be told: unseen by others in the channel, or in a direct message."""
        asked = self._asked
        thread = {"thread_ts": asked.thread} if asked.thread else {}
        return [
            ("chat_postEphemeral", {"channel": asked.channel, "user": asked.user, **thread}),
            ("chat_postMessage", {"channel": asked.user}),
        ]

    async def _respond(self, body: dict[str, Any]) -> bool:
        """Sends to the response URL, which takes five messages within half an hour."""
        if urlsplit(self._asked.respond).scheme not in ("http", "https"):
            return False
        return await self._web.respond(self._asked.respond, body)
