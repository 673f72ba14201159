"""Asks where a conversation goes, and writes it there."""

import asyncio
from pathlib import Path
from typing import TypeVar

from textual.screen import Screen

from bot.interface import EngineInterface
from bot.untrusted import shown_line
from models.errors import DesksideError
from tui.export.conversation import file_name, whole_conversation
from tui.export.save import FileExists, save
from tui.path_names import path_name, typed_path, working_folder
from tui.screens.ask_line import AskLineScreen
from tui.screens.confirm import ConfirmScreen

Result = TypeVar("Result")


async def export_conversation(
    screen: Screen[Result], engine: EngineInterface, conversation: str, named: str = ""
) -> Path | None:
    """Writes the conversation to the file that is named, or asks for one; its path, or None if the person left.

    A name that cannot be written to is asked for again. A folder gets a file named for the conversation. To be run in a
    worker of `screen`. An existing file is replaced only after a yes. Raises `DesksideError`.
    """
    whole = await whole_conversation(engine, conversation)
    if not whole.turns:
        screen.notify("There is nothing to export before the first answer.", markup=False)
        return None
    own_name = f"{file_name(whole.title)}.md"
    note = f"The ending chooses: .md, .html or .json. Folder: {path_name(working_folder())}"
    name = named or await _asked(screen, own_name, note)
    while name is not None:
        file = await asyncio.to_thread(_file, name, own_name)
        try:
            await asyncio.to_thread(save, whole, file)
        except FileExists:
            question = ConfirmScreen(f"Replace {shown_line(file.name)}?", f"{path_name(file)} is there already.")
            if not await screen.app.push_screen_wait(question):
                name = await _asked(screen, name, note)
                continue
            await asyncio.to_thread(save, whole, file, overwrite=True)
        except DesksideError as error:
            name = await _asked(screen, name, str(error))
            continue
        screen.notify(f"Exported to {path_name(file)}", markup=False)
        return file
    return None


async def _asked(screen: Screen[Result], name: str, note: str) -> str | None:
    return await screen.app.push_screen_wait(AskLineScreen("Export to", name, note))


def _file(name: str, own_name: str) -> Path:
    file = typed_path(name)
    try:
        return file / own_name if file.is_dir() else file
    except OSError:  # said when it is written
        return file
