"""`deskside slack`: the app that answers in Slack, over Socket Mode or at an address of your own."""

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.layout import print_finding, print_fix
from bot.cli.outcome import FAILED, tell, told_plainly

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.slack.tokens import Tokens
    from bot.slack.transports import Http

ENDS = (signal.SIGTERM, signal.SIGINT)


@told_plainly()
def slack(
    http: Annotated[
        int | None,
        typer.Option(
            "--http", min=0, max=65535, help="Receive signed HTTP requests at this port instead of using Socket Mode."
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="With --http: the address to listen at.")] = "127.0.0.1",
    check: Annotated[
        bool, typer.Option("--check", help="Check tokens, scopes and events, and say what to fix.")
    ] = False,
) -> None:
    """Answer in Slack. Tokens come from SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET with --http."""
    from bot.settings import load_settings
    from bot.slack.tokens import Tokens
    from bot.slack.transports import Http

    settings, tokens = load_settings(), Tokens.from_environment()
    if check:
        raise typer.Exit(asyncio.run(_check(settings, tokens, http is not None)))
    tokens.check(http is not None)
    asyncio.run(_run(settings, tokens, Http(host, http) if http is not None else None))


async def _run(settings: "Settings", tokens: "Tokens", http: "Http | None") -> None:
    from bot.slack.app import run

    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("deskside").setLevel(logging.INFO)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ready(address: str) -> None:
        tell(f"Answering in Slack from {settings.home} ({address}); ctrl+c stops.")
        for name in ENDS:
            loop.add_signal_handler(name, stop.set)

    running = asyncio.create_task(run(settings, tokens, http, stop, ready))
    for name in ENDS:
        # Until it is ready there is nothing to finish.
        loop.add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _check(settings: "Settings", tokens: "Tokens", http: bool) -> int:
    from bot.slack.check import checks

    found = await checks(settings, tokens, http)
    for one in found:
        print_finding(one.fine, f"{one.name}: {one.found}")
        if not one.fine:
            print_fix(one.fix)
    return 0 if all(one.fine for one in found) else FAILED
