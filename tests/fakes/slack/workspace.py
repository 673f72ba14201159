"""A workspace that behaves like Slack over real HTTP and WebSockets, for an app under test.

    async with SlackWorkspace() as slack:
        ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
        reply = await slack.reply_to("C1", ts)

It enforces what Slack enforces and fails where `slack.faults` says so. Nothing of the app is imported here.
"""

from collections import deque
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fakes.slack.api import Api
from tests.fakes.slack.cast import settle
from tests.fakes.slack.clock import Clock
from tests.fakes.slack.delivery import Deliveries
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.http_events import HttpEvents
from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.socket_mode import SocketMode
from tests.fakes.slack.state import BOT_USER, TEAM
from tests.fakes.slack.storage import Storage
from tests.fakes.slack.talking import Talking
from tests.fakes.slack.touching import Touching
from tests.fakes.slack.world import Call, World

MOST_BYTES = 64 * 1024 * 1024


class SlackWorkspace(Talking, Touching):
    """A team with a few people, channels and the app installed; `api_url` and the tokens are what the app needs.

    `kept` bounds how many messages a conversation keeps, and the logs with it, for long runs.
    """

    team = TEAM
    bot = BOT_USER
    bot_token = "xoxb-1111111111-2222222222-fakefakefakefakefakefake"  # noqa: S105
    app_token = "xapp-1-A0DESKSIDE-3333333333-fakefakefakefakefakefake"  # noqa: S105
    signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105

    def __init__(self, manifest: Manifest | None = None, seed: int = 0, kept: int | None = None) -> None:
        self.faults = Faults(seed)
        self.world = World(
            manifest or Manifest.read(), self.faults, self.bot_token, self.app_token, self.signing_secret
        )
        self.deliveries = Deliveries(self.world.clock, self.faults)
        self.sockets = SocketMode(self.world)
        self.http: HttpEvents | None = None
        self.world.emit = self.emit
        self.deliveries.transport = self.sockets
        settle(self.world.state, kept)
        if kept is not None:
            self.world.calls = deque(maxlen=10 * kept)
            self.deliveries.log = deque(maxlen=10 * kept)
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """What `DESKSIDE_SLACK_API_URL` is set to."""
        return f"{self.world.base}/api/"

    @property
    def clock(self) -> Clock:
        """Slack's clock."""
        return self.world.clock

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point an app in another process here."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "DESKSIDE_SLACK_API_URL": self.api_url,
        }

    async def __aenter__(self) -> Self:
        api, storage = Api(self.world), Storage(self.world)
        app = web.Application(client_max_size=MOST_BYTES)
        app.add_routes(
            [
                web.route("*", "/api/{method}", api.answer),
                web.get("/link/", self.sockets.attach),
                web.get("/files/{id}/{name}", storage.download),
                web.post("/upload/{id}", storage.upload),
                web.post("/response/{id}", storage.respond),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.world.base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.deliveries.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def post_to(self, address: str) -> HttpEvents:
        """From now on events go to an address of the app's, signed, instead of its sockets."""
        self.http = HttpEvents(self.world, address)
        self.deliveries.transport = self.http
        return self.http

    async def idle(self) -> None:
        """Returns when every event has reached the app or been given up."""
        await self.deliveries.idle()

    def calls(self, method: str = "") -> list[Call]:
        """The calls of a method, or all, oldest first."""
        return [call for call in self.world.calls if method in ("", call.method)]

    def refused(self) -> list[str]:
        """Every call that the workspace refused, faults of a test's own included: method and error."""
        return [f"{call.method}: {call.error}" for call in self.world.calls if call.error]

    def revoke(self) -> None:
        """An admin takes the app's tokens away; the app is told, and from then on refused."""
        if self.world.subscribed("tokens_revoked"):
            self.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot]}})
        self.world.revoked = True
