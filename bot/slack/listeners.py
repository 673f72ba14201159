"""What Bolt calls: one listener for each kind of thing that Slack sends, each of which writes it down and returns."""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack import words
from bot.slack.actions import Actions
from bot.slack.admin import Admin
from bot.slack.blocks import section
from bot.slack.click import Click, respond
from bot.slack.edits import Edits
from bot.slack.errands import Errands
from bot.slack.home import Home
from bot.slack.intake import Intake
from bot.slack.limits import cut
from bot.slack.logs import sdk_log
from bot.slack.markdown import escaped
from bot.slack.opinions import VIEW
from bot.slack.payload import text_at
from bot.slack.prompts import Prompts
from bot.slack.rules import Me
from bot.slack.tokens import Tokens
from bot.slack.troubles import REVOKED, Troubles
from bot.slack.web import Web, web_client
from models.errors import place_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.authorization import AuthorizeResult

log = logging.getLogger("deskside.slack")

COMMAND = "/deskside"
SHORTCUT = "find_answer"

ACK = 0.7
"""Seconds that an ack may wait for what it is to say."""

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Listeners:
    """Who does what with what comes."""

    intake: Intake
    edits: Edits
    actions: Actions
    admin: Admin
    home: Home
    prompts: Prompts
    errands: Errands
    troubles: Troubles
    web: Web

    async def message(self, event: Body, body: Body) -> None:
        """Somebody wrote, mentioned the app, edited or deleted."""
        match event.get("subtype"):
            case "message_changed":
                await self.edits.changed(event)
            case "message_deleted":
                await self.edits.deleted(event)
            case _:
                await self.intake.message(event, text_at(body, "event_id"))

    async def home_opened(self, event: Body) -> None:
        """Somebody opened the app: its home, or its messages."""
        user, channel = text_at(event, "user"), text_at(event, "channel")
        if event.get("tab") == "messages":
            self.errands.run(self.prompts.suggest(user, channel))
        else:
            self.errands.run(self.home.publish(user))

    async def assistant_opened(self, event: Body) -> None:
        """Somebody opened a thread with the app, where it was installed as an assistant."""
        thread: Body = event.get("assistant_thread") or {}
        place = text_at(thread, "channel_id"), text_at(thread, "thread_ts")
        self.errands.run(self.prompts.suggest(text_at(thread, "user_id"), *place))

    async def session_stopped(self, event: Body) -> None:
        """Somebody pressed Slack's own stop button."""
        await self.actions.stop_thread(text_at(event, "channel"), text_at(event, "thread_ts"))

    async def revoked(self) -> None:
        """The workspace took the app's rights away."""
        self.troubles.say("token_revoked", f"The app was removed from the workspace. {REVOKED}")

    async def command(self, body: Body, ack: "AsyncAck") -> Any:
        """Somebody typed `/deskside`."""
        text = text_at(body, "text").strip()
        word, _, rest = text.partition(" ")
        if word.lower() == "admin" and self.admin.is_meant(text_at(body, "user_id"), rest.strip()):
            return await self._admin(body, rest, ack)
        if text.lower().rstrip("?!.") in ("", "help"):
            return await ack(response_type="ephemeral", text=words.HELP, blocks=[section(words.HELP)])
        asked = await self.intake.command(body)
        # The command's text is shown nowhere else, and this line can't be taken away: so it tells the question.
        return await ack(response_type="ephemeral", text=f":mag: {escaped(cut(asked, 1_000))}")

    async def _admin(self, body: Body, text: str, ack: "AsyncAck") -> Any:
        """Carries out `/deskside admin`; what takes longer than an ack may is told when it is done."""
        user, channel = text_at(body, "user_id"), text_at(body, "channel_id")
        doing = asyncio.create_task(self.admin.command(user, channel, text))
        done, _ = await asyncio.wait([doing], timeout=ACK)
        if done:
            return await ack(response_type="ephemeral", **_section_message(doing.result()))

        async def tell() -> None:
            await respond(self.web, text_at(body, "response_url"), user, _section_message(await doing))

        self.errands.run(tell())
        return await ack()

    async def shortcut(self, body: Body, ack: "AsyncAck") -> Any:
        """Somebody chose "Find an answer" on a message."""
        await self.intake.shortcut(body)
        return await ack()

    async def clicked(self, body: Body, ack: "AsyncAck") -> Any:
        """Somebody pressed a button."""
        self.errands.run(self.actions.clicked(Click.of(body)))
        return await ack()

    async def explained(self, body: Body, ack: "AsyncAck") -> Any:
        """Somebody said what was wrong with an answer."""
        self.errands.run(self.actions.opinions.explained(body))
        return await ack()


def bolt_app(listeners: Listeners, me: Me, tokens: Tokens) -> "AsyncApp":
    """Bolt's app with all listeners. It asks Slack nothing by itself: an ack never waits for the API."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize(**_: Any) -> "AuthorizeResult":
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot, bot_token=tokens.bot
        )

    async def failed(error: Exception) -> None:
        # The message of an error may hold a question. Without an ack, Slack sends the event again.
        log.error("an event was not taken in: %s at %s", type(error).__name__, place_of(error))

    app = AsyncApp(
        logger=sdk_log(),
        name="deskside",
        client=web_client(tokens, ""),
        signing_secret=tokens.signing_secret or None,
        authorize=authorize,
        process_before_response=True,
        # What is our own is said in rules.py, in one place.
        ignoring_self_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(failed)
    app.event("message")(listeners.message)
    app.event("app_mention")(listeners.message)
    app.event("app_home_opened")(listeners.home_opened)
    app.event("assistant_thread_started")(listeners.assistant_opened)
    app.event("agent_session_stopped")(listeners.session_stopped)
    for gone in ("tokens_revoked", "app_uninstalled"):
        app.event(gone)(listeners.revoked)
    app.event(re.compile(r".*"))(_nothing)
    app.command(COMMAND)(listeners.command)
    app.shortcut(SHORTCUT)(listeners.shortcut)
    app.view(VIEW)(listeners.explained)
    app.action(re.compile(r"^deskside_"))(listeners.clicked)
    return app


def _section_message(text: str) -> dict[str, Any]:
    return {"text": text, "blocks": [section(text)]}


async def _nothing() -> None:
    """Takes note of an event that nothing is to be done for; without this, Slack would send it again."""
