"""What people think of answers: a thumb up is kept, a thumb down may say why, and both go to the engine's feedback."""

from collections.abc import Mapping
from typing import Any

from bot.feedback import LONGEST_REASON, Feedback, Verdict
from bot.slack.asked import ASKERS
from bot.slack.blocks import modal
from bot.slack.click import Click
from bot.slack.ledger import Entry, Ledger, Opinion
from bot.slack.payload import text_at
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.web import Web
from knowledge.names import storable
from models.errors import DesksideError

VIEW = "deskside_reason"
LONGEST_TYPED = 1_500
"""Characters of a reason that may be typed."""


class Opinions:
    """Keeps verdicts."""

    def __init__(self, web: Web, ledger: Ledger, engine: ReconnectingEngine) -> None:
        self._web = web
        self._ledger = ledger
        self._engine = engine

    async def given(self, entry: Entry, click: Click, verdict: Verdict) -> None:
        """Keeps a verdict at once, and asks for the reason of a bad one: who closes the form has still voted."""
        if verdict == "down":
            await self._web.show_view(click.trigger, _reason_view(entry.asked.key))
        await self._keep(entry, click.user, verdict, "", "")

    async def explained(self, body: Mapping[str, Any]) -> None:
        """Keeps the reason that somebody gave in the form."""
        view: Mapping[str, Any] = body.get("view") or {}
        entry = await self._ledger.find(text_at(view, "private_metadata"))
        if entry is not None:
            user = text_at(body, "user", "id")
            await self._keep(entry, user, "down", _typed(view, "reason"), _typed(view, "document"))

    async def _keep(self, entry: Entry, user: str, verdict: Verdict, reason: str, document: str) -> None:
        await self._ledger.judge(entry.asked.key, user, Opinion(verdict, reason))
        if entry.outcome is None or not entry.outcome.answer.id:
            return
        feedback = Feedback(entry.outcome.answer.id, verdict, reason, document, asker=f"{ASKERS}{user}")
        try:
            await self._engine.ask(lambda engine: engine.give_feedback(feedback))
        except DesksideError:
            # The engine forgets old answers; the ledger has the verdict.
            return


def _reason_view(key: str) -> dict[str, Any]:
    """The form that asks what was wrong with an answer."""
    inputs = [
        _input("reason", "What would have been right?", multiline=True),
        _input("document", "Which document has it? (a name or a title)", multiline=False),
    ]
    form = modal("What was wrong?", VIEW, inputs, close="Skip")
    return form | {"private_metadata": key, "submit": {"type": "plain_text", "text": "Send"}}


def _input(name: str, label: str, *, multiline: bool) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": f"deskside_{name}", "multiline": multiline}
    return {
        "type": "input",
        "block_id": name,
        "optional": True,
        "label": {"type": "plain_text", "text": label},
        "element": element | {"max_length": LONGEST_TYPED if multiline else 200},
    }


def _typed(view: Mapping[str, Any], name: str) -> str:
    typed = text_at(view, "state", "values", name, f"deskside_{name}", "value")
    return storable(typed).strip()[:LONGEST_REASON]
