"""The chat in a browser: each visitor gets an app of their own, and all of them the same engine.

There is no password. What keeps other sites' pages out is that they stand at another address: a browser lets any page
open a web socket to this machine, and says only whose page it was.
"""

import logging
from collections.abc import Awaitable, Callable
from copy import copy
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

from bot.cli.outcome import tell
from bot.server.listening import bound, is_loopback, own_names

TEMPLATES = Path(__file__).parent / "web"
"""Where the page around the chat is: textual-serve's own leaves the keys to nobody and has no width for phones."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Pages(Server):
    """Serves the pages and their web sockets."""

    def serve_until_stopped(self) -> None:
        """Serves until ctrl+c; raises `PortTaken`."""
        with bound(self.host, self.port):
            pass  # textual-serve says a port that is taken in a traceback
        self.serve()

    def initialize_logging(self) -> None:
        """Logs failures, without what a visitor typed: textual-serve would show the values in every traceback."""
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Says where the chat is."""
        tell(f"Serving the chat at {self.public_url}; ctrl+c stops.")

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page; its addresses are those by which the visitor came, who may sit at another machine."""
        here = copy(self)
        here.public_url = f"{request.scheme}://{request.host}"
        page = await Server.handle_index(here, request)
        # A site elsewhere would learn of every visit; around the chat in a frame, it could have somebody click in it.
        page.headers["Content-Security-Policy"] = (
            "style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'none'"
        )
        return page

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._only_own_pages)
        return app

    @web.middleware
    async def _only_own_pages(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turns away requests of other sites' pages, and of pages whose name was bent to this machine."""
        origin = request.headers.get("Origin")
        if (origin and urlsplit(origin).netloc != request.host) or not self._goes_by(request.host):
            raise web.HTTPForbidden(text=f"The chat is shown at its own address alone: {self.public_url}\n")
        return await handler(request)

    def _goes_by(self, name: str) -> bool:
        """Whether a name is one of this machine's own, where only this machine may connect."""
        return not is_loopback(self.host) or name.lower() in own_names(self.port, self.host)
