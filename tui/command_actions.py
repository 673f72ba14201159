"""What each `/` command does in the chat."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.untrusted import shown_line
from knowledge.reports import SyncReport, merged_problems
from models.errors import DesksideError
from models.progress import Progress, Step
from tui.answer_actions import copy_answer, judge, retry
from tui.commands import COMMANDS
from tui.dropped_files import dropped_files
from tui.path_names import typed_path
from tui.picture_files import is_picture
from tui.themes import THEMES

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from bot.interface import EngineInterface
    from tui.screens.chat import ChatScreen

Index = Callable[["EngineInterface", Progress], Awaitable[SyncReport]]


async def run_command(chat: "ChatScreen", name: str, argument: str) -> None:
    """Does what a command says. To be run in a worker."""
    match name:
        case "space":
            await _space(chat, argument)
        case "attach" if argument:
            await _attach(chat, argument)
        case "add":
            await _add(chat, argument)
        case "sync":
            await _index(chat, "Syncing", lambda engine, progress: engine.sync(chat.space, progress))
        case "export":
            await _export(chat, argument)
        case "retry" | "copy" | "feedback":
            await _with_answer(chat, name, argument)
        case "theme":
            _theme(chat, argument)
        case "reconnect":
            chat.connection.retry()
        case known if action := ACTIONS.get(known):
            await chat.run_action(action)
        case _:
            known = ", ".join(f"/{one.name}" for one in COMMANDS)
            chat.notify(f"There is no /{shown_line(name)}. There are {known}.", severity="warning", markup=False)


ACTIONS = {
    "attach": "screen.attach",
    "model": "screen.models",
    "sources": "screen.knowledge",
    "citations": "screen.toggle_sources",
    "sessions": "screen.sessions",
    "new": "screen.new_conversation",
    "help": "app.help",
    "quit": "app.quit",
}
"""Commands that are what a key does too."""


async def _space(chat: "ChatScreen", name: str) -> None:
    if (engine := chat.engine) is None:
        return
    try:
        spaces = await engine.spaces()
    except DesksideError as error:
        chat.show_error(error)
        return
    if name in spaces:
        chat.change_space(name)
        return
    known = ", ".join(map(shown_line, spaces)) or "none yet: /add makes the first"
    where = f"There is no space {shown_line(name)}." if name else f"This is the space {shown_line(chat.space)}."
    chat.notify(f"{where} There is {known}.", markup=False)


async def _attach(chat: "ChatScreen", argument: str) -> None:
    files = dropped_files(argument) or dropped_files(str(typed_path(argument)))
    pictures = [file for file in files if await asyncio.to_thread(is_picture, file)]
    if pictures:
        chat.prompt.attach(pictures)
    else:
        chat.notify(f"{shown_line(argument)} cannot be read as a picture.", severity="warning", markup=False)


async def _add(chat: "ChatScreen", argument: str) -> None:
    if not argument:
        chat.notify("Name a folder, a file or an address: /add ~/handbook", markup=False)
        return
    # The background engine has a working folder of its own, so a relative place is made whole here.
    place = argument if "://" in argument else str(typed_path(argument))
    await _index(chat, "Adding", lambda engine, progress: engine.add([place], chat.space, progress))


async def _index(chat: "ChatScreen", doing: str, index: Index) -> None:
    """Runs what indexes documents, with its progress in the status line."""
    if (engine := chat.engine) is None:
        return

    def progress(step: Step) -> None:
        share = f" {step.done:,}/{step.total:,}" if step.total else ""
        chat.app.call_later(setattr, chat.status, "activity", f"{doing}: {step.doing}{share}")

    chat.status.activity = doing
    try:
        report = await index(engine, progress)
    except DesksideError as error:
        chat.show_error(error)
        return
    finally:
        chat.app.call_later(setattr, chat.status, "activity", "")
    severity: SeverityLevel = "warning" if report.problems else "information"
    chat.notify(f"{report}{_why(report)}", severity=severity, markup=False)
    chat.refresh_facts()


def _why(report: SyncReport) -> str:
    """What could not be read: said here, for a place that was not added at all is in no list."""
    if not report.problems:
        return ""
    first, *more = merged_problems(report.problems)
    return f" {shown_line(str(first))}" + (f" And {len(more):,} more: Ctrl+K says why." if more else "")


async def _export(chat: "ChatScreen", name: str) -> None:
    from tui.screens.export import export_conversation

    if chat.queue.conversation is None:
        chat.notify("There is nothing to export yet.", markup=False)
        return
    if (engine := chat.engine) is None:
        return
    try:
        await export_conversation(chat, engine, chat.queue.conversation, name)
    except DesksideError as error:
        chat.show_error(error)


async def _with_answer(chat: "ChatScreen", name: str, argument: str) -> None:
    card = chat.transcript.current
    if card is None:
        chat.notify("There is no answer yet.", markup=False)
    elif name == "retry":
        retry(chat, card)
    elif name == "copy":
        copy_answer(chat, card)
    else:
        verdict, _, reason = argument.partition(" ")
        if verdict in ("up", "down"):
            await judge(chat, card, verdict, reason)
        else:
            chat.notify("Say /feedback up or /feedback down, and why if you like.", markup=False)


def _theme(chat: "ChatScreen", name: str) -> None:
    if name in chat.app.available_themes:
        chat.app.theme = name
    else:
        unknown = f"There is no theme {shown_line(name)}. " if name else ""
        chat.notify(f"{unknown}There are {', '.join(THEMES)}, and more with Ctrl+P.", markup=False)
