"""The one reply to a question, from the first sign of life to the finished answer.

Slack shows a status and then a stream where the workspace has them; otherwise one message is posted and edited. What
is to be seen is only noted down here (`show`, `grow`); one painter brings it to Slack at a measured pace, so that the
engine never waits for Slack.
"""

import asyncio
from contextlib import suppress
from typing import Protocol

from bot.slack.asked import Asked
from bot.slack.blocks import Message, doing_message
from bot.slack.indicator import REFRESHED, Indicator
from bot.slack.ledger import Ledger
from bot.slack.markdown import safe, settled
from bot.slack.posting import Posting
from bot.slack.stream import Stream, StreamEnded
from bot.slack.web import Limited, Refused, Unsure

EDITS_APART = 1.1
"""Seconds between two edits of one message: Slack takes about one a second."""

APPENDS_APART = 0.7
"""Seconds between two pieces of a stream: Slack takes a hundred a minute."""

UNEDITABLE = ("message_not_found", "cant_update_message", "edit_window_closed")
"""What Slack says where a message was taken away, or is too old to be edited: its place takes a new one."""


class Replying(Protocol):
    """How a question is replied to: in a thread, or for its asker's eyes only."""

    def show(self, doing: str) -> None:
        """Notes what is being done."""

    def grow(self, text: str) -> None:
        """Notes the next piece of the answer."""

    def begin_again(self) -> None:
        """Forgets the answer's text so far: the engine starts over."""

    async def finish(self, message: Message, *, waits: bool = False) -> str:
        """Makes the message the whole reply; returns its ts, empty if it has none."""

    async def withdraw(self) -> None:
        """Takes away what was shown: there is nothing to reply to any more."""

    async def leave(self) -> None:
        """Touches the reply no more: somebody else goes on with it."""


class Reply:
    """A reply that everybody in the channel sees; whoever asked nobody sees nothing of it before it is finished."""

    def __init__(self, asked: Asked, posting: Posting, ledger: Ledger, *, ts: str, maybe_there: bool) -> None:
        self._asked = asked
        self._posting = posting
        self._ledger = ledger
        self._ts = ts
        self._resumed = maybe_there
        self._maybe_there = maybe_there and not ts
        self._indicator = Indicator(posting.web, asked)
        self._stream: Stream | None = None
        self._may_stream = not posting.web.lacks("chat_startStream")
        self._doing = ""
        self._text = ""
        self._painted: tuple[str, str] = ("", "")
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._painter: asyncio.Task[None] | None = None

    def show(self, doing: str) -> None:
        """Notes what is being done."""
        self._doing = doing
        self._wake()

    def grow(self, text: str) -> None:
        """Notes the next piece of the answer."""
        self._text += text
        self._wake()

    def begin_again(self) -> None:
        """Forgets the answer's text so far: the engine starts over."""
        self._text = ""

    async def finish(self, message: Message, *, waits: bool = False) -> str:
        """Makes the message the whole reply; returns its ts."""
        await self._stop_painting()
        texts = message.texts
        first = message.part(0)
        if self._stream is not None:
            await self._end_stream(self._stream, first)
        else:
            await self._edit_or_post(first)
        for number in range(1, len(texts)):
            # A crash may have come between two parts.
            await self._posting.post(self._asked, message.part(number), number + 1, maybe_there=self._resumed)
        await self._indicator.clear(waits)
        return self._ts

    async def withdraw(self) -> None:
        """Takes away what was shown."""
        await self._stop_painting()
        if self._stream is not None:
            await self._stream.abandon()
        if self._ts:
            await self._posting.web.attempt("chat_delete", channel=self._asked.channel, ts=self._ts)
        await self._indicator.clear()

    async def leave(self) -> None:
        """Touches the reply no more; what it was doing is found by whoever goes on, if it was done."""
        self._closing.set()
        if self._painter is not None:
            self._painter.cancel()
            await asyncio.wait([self._painter])
            self._painter = None

    def _wake(self) -> None:
        if self._asked.overheard or self._closing.is_set():
            return
        self._news.set()
        if self._painter is None:
            self._painter = asyncio.create_task(self._paint())

    async def _stop_painting(self) -> None:
        """Lets the painter end what it is doing: a request that is cut off midway may have done its work."""
        self._closing.set()
        self._news.set()
        if self._painter is not None:
            await asyncio.wait([self._painter])
            self._painter = None

    async def _paint(self) -> None:
        """Brings the latest state to Slack, again and again, until the reply is finished."""
        while not self._closing.is_set():
            try:
                await asyncio.wait_for(self._news.wait(), REFRESHED)
            except TimeoutError:
                # Slack takes a status away after a while: it is shown anew, though it says the same.
                self._painted = ("", self._painted[1]) if self._indicator.native else self._painted
            self._news.clear()
            if self._closing.is_set():
                return
            apart = EDITS_APART
            try:
                await self._draw()
                apart = APPENDS_APART if self._stream else EDITS_APART
            except Limited as limited:
                apart = max(apart, limited.seconds)
                self._news.set()
            except (Refused, Unsure):
                # What is shown in between may be missed; the finished reply may not.
                apart = 3 * EDITS_APART
                self._news.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), apart)

    async def _draw(self) -> None:
        doing, text = self._doing, settled(self._text)
        if (doing, text) == self._painted or (text and text == self._painted[1] and self._stream is not None):
            return
        if text:
            await self._draw_text(doing, safe(text))
        elif self._ts:
            await self._edit(doing_message(self._asked.key, doing))
        elif not await self._indicator.show(doing):
            await self._post(doing_message(self._asked.key, doing))
        self._painted = (doing, text)

    async def _draw_text(self, doing: str, text: str) -> None:
        if self._stream is None and self._may_stream and not self._ts and not self._maybe_there:
            self._may_stream = False
            self._stream = Stream(self._posting.web, self._asked, self._indicator.session)
        if self._stream is not None:
            try:
                await self._stream.grow(text)
                await self._remember_ts(self._stream.ts)
                return
            except StreamEnded as ended:
                # Goes on as a message that is edited: the same one, if there is one.
                self._stream, self._maybe_there = None, self._maybe_there or ended.unsure
                await self._remember_ts(ended.ts)
        message = doing_message(self._asked.key, doing, text)
        if self._ts:
            await self._edit(message.part(0))
        else:
            await self._post(message.part(0))

    async def _edit(self, message: Message) -> None:
        await self._posting.edit(self._asked, self._ts, message, patient=False)

    async def _end_stream(self, stream: Stream, message: Message) -> None:
        self._stream = None
        try:
            await stream.finish(message)
            await self._remember_ts(stream.ts)
        except StreamEnded as ended:
            await self._remember_ts(ended.ts)
            self._maybe_there = self._maybe_there or ended.unsure
            await self._edit_or_post(message)

    async def _edit_or_post(self, message: Message) -> None:
        """Makes this the content of the message that is there, or posts it where there is none that can be edited."""
        if self._ts:
            try:
                await self._posting.edit(self._asked, self._ts, message)
                return
            except Refused as refused:
                if refused.error not in UNEDITABLE:
                    raise
                self._maybe_there = False
        await self._post(message)

    async def _post(self, message: Message) -> None:
        await self._remember_ts(await self._posting.post(self._asked, message, maybe_there=self._maybe_there))

    async def _remember_ts(self, ts: str) -> None:
        """Remembers that the reply is there, at once: a crash must not lead to a second one."""
        if ts and ts != self._ts:
            self._ts = ts
            await self._ledger.placed(self._asked.key, ts)
