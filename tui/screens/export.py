"""Asks where a conversation goes, and writes it there."""

import asyncio
from pathlib import Path
from typing import TypeVar

from textual.screen import Screen

from bot.interface import EngineInterface
from models.errors import DesksideError
from tui.export.conversation import file_name, whole_conversation
from tui.export.save import FileExists, save
from tui.path_names import path_name
from tui.screens.ask_line import AskLineScreen
from tui.screens.confirm import ConfirmScreen

Result = TypeVar("Result")


async def export_conversation(screen: Screen[Result], engine: EngineInterface, conversation: str) -> Path | None:
    """Asks for a file and writes the conversation; its path, or None if the person changed their mind.

    To be run in a worker of `screen`. An existing file is replaced only after a yes. Raises `DesksideError`.
    """
    whole = await whole_conversation(engine, conversation)
    if not whole.turns:
        screen.notify("There is nothing to export before the first answer.", markup=False)
        return None
    note = f"The ending chooses: .md, .html or .json. Folder: {path_name(Path.cwd())}"
    name = f"{file_name(whole.title)}.md"
    while (name_given := await screen.app.push_screen_wait(AskLineScreen("Export to", name, note))) is not None:
        name = name_given
        file = await asyncio.to_thread(_absolute, name)
        try:
            await asyncio.to_thread(save, whole, file)
        except FileExists:
            question = ConfirmScreen(f"Replace {file.name}?", f"{path_name(file)} is there already.")
            if not await screen.app.push_screen_wait(question):
                continue
            await asyncio.to_thread(save, whole, file, overwrite=True)
        except DesksideError as error:
            note = f"{error.problem} {error.next_step}"
            continue
        screen.notify(f"Exported to {path_name(file)}", markup=False)
        return file
    return None


def _absolute(name: str) -> Path:
    return Path(name).expanduser().absolute()
