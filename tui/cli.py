"""The `deskside` command with everything in it: `bot.cli`'s commands, and the chat, which `bot` must not know of.

Nothing of Textual is imported here, so that `--help` is there at once.
"""

import codecs
import os
import shlex
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from bot.cli.app import app, main
from bot.cli.outcome import tell, told_plainly
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.interface import EngineInterface
    from bot.settings import Settings

__all__ = ["app", "main"]

VISITORS = "web:"
"""How the engine's name of whoever asks in a browser begins; what follows is made anew for each page."""

VISITOR = "DESKSIDE_VISITOR"
"""The variable that tells a process that it draws a page for a visitor, not a terminal for this machine's owner."""

LEFT_BEHIND = timedelta(days=7)
"""A page that was not used for so long is not there any more: it was killed, and could not delete what was said."""


@told_plainly()
def chat(
    space: Annotated[str | None, typer.Option("--space", "-s", help="The space to ask.")] = None,
    web: Annotated[bool, typer.Option("--web", help="Show the chat in a browser instead of here.")] = False,
    host: Annotated[str, typer.Option("--host", help="With --web: the address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="With --web: the port.")] = 8766,
) -> None:
    """Chat with your documents in the terminal."""
    from bot.settings import load_settings

    settings = load_settings(space=space)
    if web:
        _serve_pages(space, host, port)
        return
    _check_terminal()
    _run(settings)


# Beside `ask`, which it is the long form of.
app.command()(chat)
app.registered_commands.insert(1, app.registered_commands.pop())


def _check_terminal() -> None:
    """Raises `UsageError` where nobody could type or read: in a file, or as letters that the terminal does not have."""
    if "TEXTUAL_DRIVER" in os.environ:
        return  # what serves pages names a driver of its own, which draws into a pipe
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("The chat needs a terminal.", 'Run it in one, or ask without: deskside ask "…"')
    # Textual draws on stderr, which writes lines and frames that its encoding lacks as \u2500.
    if codecs.lookup(sys.stderr.encoding).name != "utf-8":
        raise UsageError(
            f"The chat is drawn in UTF-8, and this terminal is set to {sys.stderr.encoding}.",
            "Set it to UTF-8 if it knows it: export LC_ALL=C.UTF-8",
        )


def _run(settings: "Settings") -> None:
    import asyncio

    from tui.keys import keymap
    from tui.pictures import ask_terminal

    keymap(settings.keys)  # said before the screen is taken, where it can be read
    if sys.stdout.isatty():
        ask_terminal()
    from bot.first_run import models_missing
    from tui.app import DesksideApp

    visitor = f"{VISITORS}{uuid4().hex}" if VISITOR in os.environ else None
    app = DesksideApp(settings, _attach, models_missing, visitor)
    app.run()
    if visitor and app.memory.questions:
        asyncio.run(_forget(settings, visitor))
    sys.exit(app.return_code or 0)


async def _forget(settings: "Settings", visitor: str) -> None:
    """Deletes what a visitor said, which nobody could find again, and what pages left behind that could not."""
    now = datetime.now(UTC)
    async with _attach(settings) as engine:
        await engine.forget_conversations(visitor, now)
        await engine.forget_conversations(VISITORS, now - LEFT_BEHIND)


@asynccontextmanager
async def _attach(settings: "Settings") -> AsyncIterator["EngineInterface"]:
    """`attach_engine`, imported beside the running app: its libraries take a third of a second."""
    import asyncio
    import importlib

    attach = await asyncio.to_thread(importlib.import_module, "bot.attach")
    async with attach.attach_engine(settings) as engine:
        yield engine


def _serve_pages(space: str | None, host: str, port: int) -> None:
    """Serves the chat to browsers; each visitor gets an app and a name, and all of them the same engine."""
    from bot.server.listening import is_loopback
    from tui.pages import TEMPLATES, Pages

    if not is_loopback(host):
        tell(
            "Other machines can connect, and there is no password: who can reach the port may ask, add and remove. "
            "Documents are everybody's; what a page asks is its own, and gone when it is closed."
        )
    command = [sys.executable, "-P", "-m", "tui", "chat", *(["--space", space] if space else [])]
    os.environ[VISITOR] = "yes"
    shown_host = "localhost" if is_loopback(host) else host
    address = f"http://{shown_host}:{port}"
    pages = Pages(
        shlex.join(command), host=host, port=port, title="Deskside", public_url=address, templates_path=TEMPLATES
    )
    pages.serve_until_stopped()
