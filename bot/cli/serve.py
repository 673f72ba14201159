"""`deskside serve`: one engine for every terminal, Slack, and whatever speaks OpenAI's API."""

import asyncio
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import tell, told_plainly

if TYPE_CHECKING:
    from bot.settings import Settings


@told_plainly()
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8765,
    until_idle: Annotated[
        float | None,
        typer.Option("--until-idle", min=1, help="End after so many seconds without a client; log to server.log."),
    ] = None,
    keep_priority: Annotated[
        bool, typer.Option("--keep-priority", help="With --until-idle: don't give way to other processes.")
    ] = False,
) -> None:
    """Serve the engine over HTTP, to other commands and to clients of OpenAI's API."""
    from bot.settings import load_settings

    asyncio.run(_serve(load_settings(), host, port, until_idle, keep_priority))


async def _serve(settings: "Settings", host: str, port: int, until_idle: float | None, keep_priority: bool) -> None:
    from bot.server.listening import is_loopback
    from bot.server.logs import log_to_file
    from bot.server.priority import give_way
    from bot.server.running import serve

    if until_idle is not None:
        # Nobody watches a server that ends itself.
        log_to_file(settings.home)
        if not keep_priority:
            give_way()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.set))

    def ready(address: str) -> None:
        tell(f"Serving {settings.home} at {address}; ctrl+c stops.")
        if not is_loopback(host):
            tell("Other machines can connect: who has the token may ask, add and remove, and nothing is encrypted.")

    await serve(settings, host, port, until_idle, stop, ready)
