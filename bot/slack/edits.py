"""Questions that change after they were asked: an edited one can be asked again, a deleted one is let go."""

import asyncio
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from typing import Any

from bot.interface import EngineInterface
from bot.slack import clock
from bot.slack.asked import message_key
from bot.slack.blocks import button, button_row, drawn, said
from bot.slack.desk import Desk
from bot.slack.errands import Errands
from bot.slack.job import Job, Services
from bot.slack.keys import button_value
from bot.slack.ledger import OPEN, Entry
from bot.slack.payload import text_at
from bot.slack.posting import QUIET
from bot.slack.rules import Event, question_in
from models.errors import DesksideError

CHANGED = "You changed your question. Shall I answer it as it is now?"


class Edits:
    """Follows what becomes of questions' messages."""

    def __init__(self, services: Services, desk: Desk, errands: Errands) -> None:
        self._me, self._ledger, self._engine = services.me, services.ledger, services.engine
        self._web = services.posting.web
        self._desk = desk
        self._errands = errands

    async def changed(self, event: Event) -> None:
        """A message was edited: a question that only waits gets its new words, an answered one may be asked again."""
        now: Mapping[str, Any] = event.get("message") or {}
        before: Mapping[str, Any] = event.get("previous_message") or {}
        if now.get("subtype") == "tombstone":
            await self.deleted({**event, "deleted_ts": now.get("ts")})
            return
        text = question_in(now, self._me)
        if not text or text == question_in(before, self._me) or now.get("user") == self._me.user:
            return  # Slack says so too when it only adds a preview, or when the app edits its own message.
        key = message_key(self._me.team, text_at(event, "channel"), text_at(now, "ts"))
        entry = await self._ledger.revise(key, text)
        if entry is None or entry.state == "silent" or entry.asked.text == text:
            return
        if self._desk.revise(key, text):
            return
        mark = (now.get("edited") or {}).get("ts") or event.get("event_ts") or clock.now()
        self._errands.run(self._offer(entry, button_value(key, str(mark))))

    async def deleted(self, event: Event) -> None:
        """A message was deleted: the work on it stops, and if it comes only now (Slack mixes them up) none begins."""
        channel, ts = text_at(event, "channel"), text_at(event, "deleted_ts")
        before: Mapping[str, Any] = event.get("previous_message") or {}
        if not ts or before.get("user") == self._me.user:
            return
        struck = await self._ledger.strike(message_key(self._me.team, channel, ts))
        working = self._desk.at_work(entry.asked.key for entry in struck)
        for entry in struck:
            if entry.state in OPEN and not self._desk.stop(entry.asked.key, "deleted"):
                await self._ledger.ask_to_stop([entry.asked.key])
        if struck:
            self._errands.run(self._forget(struck, working))

    async def _forget(self, struck: Sequence[Entry], working: Sequence[Job]) -> None:
        """Deletes the engine's conversation about a deleted question, if there is nothing else in it.

        What still works on it is waited for: the engine may have answered already.
        """
        if tasks := [job.task for job in working if job.task]:
            await asyncio.wait(tasks)
        asked = struck[0].asked
        thread = await self._ledger.thread(asked.channel, asked.thread)
        if thread is None or not thread.conversation:
            return
        given = [entry.outcome.answer for entry in struck if entry.outcome] + [
            job.answer for job in working if job.answer
        ]
        answers = frozenset(answer.id for answer in given)
        with suppress(DesksideError):  # It was deleted elsewhere, or the engine is away: it goes after `keep_days`.
            await self._engine.ask(lambda engine: _delete_if_alone(engine, thread.conversation, answers))

    async def _offer(self, entry: Entry, value: str) -> None:
        """Offers the asker alone to answer what the question says now."""
        offer = said(CHANGED, button_row(button("Answer again", "deskside_again", value)))
        asked = entry.asked
        place = {"channel": asked.channel, "user": asked.user}
        if entry.reply or asked.in_thread:  # Slack shows it to nobody in a thread that has not begun.
            place["thread_ts"] = asked.thread
        await self._web.attempt("chat_postEphemeral", **place, **drawn(offer, 1), **QUIET)


async def _delete_if_alone(engine: EngineInterface, conversation: str, answers: Set[str]) -> None:
    """Deletes a conversation that holds no other answers than these."""
    last = (await engine.conversation(conversation, limit=2 * len(answers) + 1)).turns
    if all(turn.answer_id in answers for turn in last if turn.role == "assistant"):
        await engine.delete_conversation(conversation)
