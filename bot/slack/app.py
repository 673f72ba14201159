"""Puts the app together and runs it: Bolt receives, `Intake` takes in, `Desk` works, `Reply` answers.

Bolt only dispatches. A listener writes down what came and returns; Slack gets its ack after that (Bolt's
`process_before_response`), and a listener that fails gives none, so that Slack sends the event again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.interface import EngineInterface
from bot.locations import slack_file, slack_heartbeat
from bot.settings import MEGABYTE, Settings
from bot.slack.access import Access
from bot.slack.actions import Actions
from bot.slack.admin import Admin
from bot.slack.background import in_background
from bot.slack.budgets import Budgets
from bot.slack.desk import Desk
from bot.slack.edits import Edits
from bot.slack.errands import Errands
from bot.slack.files import Files
from bot.slack.freshness import Sources
from bot.slack.handoff import Handoff
from bot.slack.home import Home
from bot.slack.intake import Intake
from bot.slack.job import Services
from bot.slack.keeper import Keeper
from bot.slack.ledger import Ledger
from bot.slack.listeners import Listeners, bolt_app
from bot.slack.opinions import Opinions
from bot.slack.payload import text_at
from bot.slack.posting import Posting
from bot.slack.prompts import Prompts
from bot.slack.question_queue import QuestionQueue
from bot.slack.reconnecting_engine import ReconnectingEngine, attached
from bot.slack.roster import Roster
from bot.slack.rules import Me
from bot.slack.tokens import Tokens
from bot.slack.transports import Http, NotConnected, signed_http, socket_mode
from bot.slack.troubles import FIXES, Troubles
from bot.slack.web import Refused, Unsure, Web, connected

log = logging.getLogger("deskside.slack")

PATIENCE = 60.0
"""Seconds that Slack may be out of reach when the app starts."""


@dataclass(frozen=True)
class SlackApp:
    """A running app: who it is in Slack, where it listens, and the parts that a test may look at."""

    me: Me
    address: str
    web: Web
    ledger: Ledger
    desk: Desk
    errands: Errands

    async def idle(self) -> None:
        """Returns when no question is worked on and no button's work is left."""
        await self.errands.idle()
        await self.desk.idle()


@asynccontextmanager
async def running(
    settings: Settings, engine: EngineInterface | ReconnectingEngine, tokens: Tokens, http: Http | None = None
) -> AsyncIterator[SlackApp]:
    """Runs the app over an engine while the context lasts: over Socket Mode or, with `http`, behind an address.

    Raises `NotConnected` where Slack doesn't know the tokens, and what opening the ledger raises.
    """
    troubles = Troubles()
    if not isinstance(engine, ReconnectingEngine):
        engine = ReconnectingEngine(engine)
    slack = settings.slack
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(connected(tokens, troubles))
        me = await _who_am_i(web)
        ledger = await _opened(settings, me)
        stack.push_async_callback(ledger.close)
        most_bytes = min(slack.max_file_mb, settings.max_picture_mb) * MEGABYTE
        services = Services(
            me=me,
            engine=engine,
            posting=Posting(web, ledger, me),
            ledger=ledger,
            access=Access(settings, ledger, Roster(web, me), engine),
            files=Files(web, tokens, troubles, most_bytes, settings.max_pictures),
            sources=Sources(),
            queue=QuestionQueue(slack.at_once),
        )
        desk = Desk(services)
        stack.push_async_callback(desk.close)
        errands = Errands()
        stack.push_async_callback(errands.close)
        keeper = Keeper(ledger, desk, engine, slack)
        await keeper.take_over()
        await stack.enter_async_context(in_background(keeper.run()))
        if slack.digest_channel:
            from bot.slack.digest import keep_sending

            await stack.enter_async_context(in_background(keep_sending(web, ledger, settings)))
        bolt = bolt_app(_listeners(services, desk, errands, troubles), me, tokens)
        transport = signed_http(bolt, http) if http else socket_mode(bolt, tokens, slack_heartbeat(settings.home))
        address = await stack.enter_async_context(transport)
        yield SlackApp(me, address, web, ledger, desk, errands)


def _listeners(services: Services, desk: Desk, errands: Errands, troubles: Troubles) -> Listeners:
    """Who does what with what Slack sends."""
    web, ledger, access, engine = services.posting.web, services.ledger, services.access, services.engine
    budgets, overheard = (Budgets(access.slack.user_per_hour, access.slack.channel_per_hour) for _ in range(2))
    intake = Intake(services, desk, budgets, overheard)
    return Listeners(
        intake=intake,
        edits=Edits(services, desk, errands),
        actions=Actions(services, desk, intake, Opinions(web, ledger, engine), Handoff(web, ledger, access)),
        admin=Admin(access, ledger, engine),
        home=Home(web, ledger, access, engine),
        prompts=Prompts(web, access, engine),
        errands=errands,
        troubles=troubles,
        web=web,
    )


async def run(
    settings: Settings, tokens: Tokens, http: Http | None, stop: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Runs the app until `stop` is set, over the engine of the data home in a process of its own.

    An engine in this process would hold up acks: loading a model holds Python's lock for seconds.
    """
    from bot.attach import attach_engine

    attach = partial(attach_engine, settings, gives_way=False)
    async with attached(attach) as engine, running(settings, engine, tokens, http) as app:
        ready(app.address)
        await stop.wait()


async def _who_am_i(web: Web) -> Me:
    """Asks Slack who the token belongs to; a Slack that is out of reach is waited for a while."""
    until = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            response = await web.call("auth_test")
            return Me(*(text_at(response, f"{name}_id") for name in ("team", "user", "bot", "enterprise")))
        except Refused as refused:
            fix = FIXES.get(refused.error, "Check SLACK_BOT_TOKEN (xoxb-…).")
            raise NotConnected(f"Slack refuses the bot token: {refused.error}.", fix) from None
        except Unsure:
            if asyncio.get_running_loop().time() > until:
                raise NotConnected(
                    "Slack can't be reached.", "Check the network, and DESKSIDE_SLACK_API_URL if it is set."
                ) from None


async def _opened(settings: Settings, me: Me) -> Ledger:
    if settings.slack.redis:
        from bot.slack.redis_ledger import RedisLedger

        return await RedisLedger.open(settings.slack.redis, me.team)
    from bot.slack.sqlite_ledger import SqliteLedger

    return await asyncio.to_thread(SqliteLedger.open, slack_file(settings.home))
