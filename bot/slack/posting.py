"""Puts a question's reply into its thread once, whatever breaks: what may be there already is looked for, not repeated.

Every message of the app carries the question that it belongs to as metadata. A stream has none before its end, so the
one message of ours in a thread that carries nothing and that the ledger doesn't know is such a stream.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.asked import Asked
from bot.slack.blocks import Message, Plainness, drawn
from bot.slack.ledger import Ledger
from bot.slack.payload import text_at
from bot.slack.rules import Me
from bot.slack.web import Refused, Unsure, Web, pause

EVENT = "deskside_reply"
QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
TOO_FINE = frozenset(
    "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long invalid_arguments invalid_metadata_format "
    "metadata_too_large no_text unsupported_block_type block_mismatch invalid_metadata_schema".split()
)
"""What Slack says of blocks that it doesn't take."""

MOST_LOOKED_AT = 200
"""Messages of a thread or a channel that are looked through for a reply."""


def metadata(key: str, part: int = 1) -> dict[str, Any]:
    """What a message carries to be known again."""
    return {"event_type": EVENT, "event_payload": {"question": key, "part": part}}


class Posting:
    """Posts and edits messages, each as finely as the workspace takes it."""

    def __init__(self, web: Web, ledger: Ledger, me: Me) -> None:
        self.web = web
        self._ledger = ledger
        self._me = me
        self._plainness: Plainness = 0

    async def post(self, asked: Asked, message: Message, part: int = 1, *, maybe_there: bool = False) -> str:
        """Posts into the question's thread and returns the ts; with `maybe_there`, only if it is not there yet.

        A response that was lost is never repeated blindly. Raises `Refused` for what no repetition fixes.
        """
        failures = 0
        while True:
            if maybe_there and (there := await self.found(asked, part)):
                return await self.edit(asked, there, message, part)
            try:
                return await self._finest(
                    "chat_postMessage",
                    message,
                    True,
                    channel=asked.channel,
                    **_thread(asked),
                    **QUIET,
                    metadata=metadata(asked.key, part),
                )
            except Unsure:
                failures += 1
                maybe_there = True
                await asyncio.sleep(pause(failures))

    async def edit(self, asked: Asked, ts: str, message: Message, part: int = 1, *, patient: bool = True) -> str:
        """Makes this the whole content of a message; a stream that is still open is closed for it."""
        failures = 0
        carried = metadata(asked.key, part)
        while True:
            try:
                return await self._finest(
                    "chat_update", message, patient, channel=asked.channel, ts=ts, metadata=carried
                )
            except Refused as refused:
                if refused.error not in ("streaming_state_conflict", "message_in_streaming_state") or failures > 3:
                    raise
                failures += 1
                await self.web.attempt("chat_stopStream", channel=asked.channel, ts=ts)
            except Unsure:
                if not patient:
                    raise
                failures += 1
                await asyncio.sleep(pause(failures))

    async def found(self, asked: Asked, part: int = 1) -> str | None:
        """The ts of a reply to the question that is in its thread, or else its channel, already, or None.

        Slack that can't be asked for now is asked again; a workspace that doesn't let us look is taken to have none.
        """
        carrying, unknown = None, None
        for message in await self._there(asked):
            if not self._is_ours(message) or str(message.get("ts")) <= asked.ts:
                continue
            carried = message.get("metadata") or {}
            payload = carried.get("event_payload") or {}
            if payload.get("question") == asked.key and int(payload.get("part") or 1) == part:
                carrying = carrying or str(message["ts"])
            elif asked.thread and not carried and not message.get("files") and part == 1:
                known = await self._ledger.is_reply(asked.channel, str(message["ts"]))
                unknown = unknown or (None if known else str(message["ts"]))
        return carrying or unknown

    async def _there(self, asked: Asked) -> Sequence[Mapping[str, Any]]:
        """The messages among which a reply may be: a private answer that is shared may stand in no thread."""
        looked: dict[str, Any] = {"channel": asked.channel, "limit": MOST_LOOKED_AT, "include_all_metadata": True}
        if asked.thread:
            page = await self.web.insist("conversations_replies", ts=asked.thread, oldest=asked.ts or "0", **looked)
        else:
            page = await self.web.insist("conversations_history", **looked)
        return list((page or {}).get("messages") or ())

    async def _finest(self, method: str, message: Message, patient: bool, **body: Any) -> str:
        """Sends a message with the finest blocks that Slack takes; the ts that it says."""
        plainness = self._plainness
        while True:
            try:
                sent = await self.web.call(method, patient=patient, **body, **drawn(message, plainness))
                return text_at(sent, "ts") or text_at(body, "ts")
            except Refused as refused:
                if refused.error not in TOO_FINE or plainness == 2:
                    raise
                plainness = 1 if plainness == 0 else 2
                if refused.error in ("invalid_blocks", "unsupported_block_type") and plainness == 1:
                    self._plainness = plainness
                if plainness == 2:
                    body.pop("metadata", None)

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        return message.get("user") == self._me.user or (self._me.bot != "" and message.get("bot_id") == self._me.bot)


def _thread(asked: Asked) -> dict[str, Any]:
    return {"thread_ts": asked.thread} if asked.thread else {}
