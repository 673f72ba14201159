"""One answer as a stream of Slack's own: started with its first words, appended to, ended with its sources.

A stream can only grow. Whatever it can't do (a word that changes, a stream that Slack ended after five minutes, a
workspace without streams) ends it, and the reply goes on as a message that is edited. The SDK's `chat_stream` makes
the same three calls; here they go through `Web`, which keeps Retry-After and knows what must not be repeated.
"""

from typing import Any, NoReturn

from bot.slack import limits
from bot.slack.asked import Asked
from bot.slack.blocks import Message
from bot.slack.payload import text_at
from bot.slack.posting import metadata
from bot.slack.web import Refused, Unsure, Web

MOST = 10_000
"""Characters in one stream; a longer answer goes on in messages."""


class StreamEnded(Exception):
    """The stream can't go on. `ts` is its message, if there is one; `unsure` says that there may be one unseen."""

    def __init__(self, ts: str, unsure: bool = False) -> None:
        super().__init__(ts)
        self.ts = ts
        self.unsure = unsure


class Stream:
    """A growing message; every method raises `StreamEnded` where the reply has to go on without it."""

    def __init__(self, web: Web, asked: Asked, session: bool) -> None:
        self._web = web
        self._asked = asked
        self._session = session
        self._sent = ""
        self.ts = ""

    async def grow(self, text: str) -> None:
        """Makes this the text so far; it has to begin with what was there."""
        if text == self._sent:
            return
        if not text.startswith(self._sent) or limits.length(text) > MOST:
            await self._give_up()
        chunks = [{"type": "markdown_text", "text": text[len(self._sent) :]}]
        try:
            if self.ts:
                await self._call("chat_appendStream", ts=self.ts, chunks=chunks)
            else:
                started = await self._call("chat_startStream", **self._recipient(), chunks=chunks)
                self.ts = text_at(started, "ts")
        except Refused:
            raise StreamEnded(self.ts) from None
        except Unsure:
            # The piece may be there or not: only the whole text can be put in its place.
            await self.abandon()
            raise StreamEnded(self.ts, unsure=not self.ts) from None
        self._sent = text

    async def finish(self, message: Message) -> None:
        """Ends the stream with the rest of the text and what stands below."""
        if not message.text.startswith(self._sent) or limits.length(message.text) > MOST or not self.ts:
            await self._give_up()
        body: dict[str, Any] = {"blocks": list(message.below), "metadata": metadata(self._asked.key)}
        if rest := message.text[len(self._sent) :]:
            body["chunks"] = [{"type": "markdown_text", "text": rest}]
        if self._session:
            body["session_status"] = "active"
        try:
            await self._call("chat_stopStream", ts=self.ts, patient=True, **body)
        except (Refused, Unsure):
            await self._give_up()

    async def abandon(self) -> None:
        """Ends the stream as it is."""
        if self.ts:
            await self._web.attempt("chat_stopStream", channel=self._asked.channel, ts=self.ts)

    async def _call(self, method: str, *, patient: bool = False, **body: Any) -> dict[str, Any]:
        return await self._web.call(method, patient=patient, channel=self._asked.channel, **body)

    def _recipient(self) -> dict[str, Any]:
        place: dict[str, Any] = {"thread_ts": self._asked.thread}
        if self._asked.direct:
            return place  # who gets it is needed in channels, and of no use here
        return place | {"recipient_team_id": self._asked.team, "recipient_user_id": self._asked.user}

    async def _give_up(self) -> NoReturn:
        await self.abandon()
        raise StreamEnded(self.ts)
