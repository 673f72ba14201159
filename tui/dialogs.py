"""Opens the other screens over the chat; each is imported when it is first wanted: the chat is there at once."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import locations
from bot.events import Citation
from tui.clipboard_picture import NoClipboardPicture, PictureNotKept, clipboard_picture
from tui.path_names import working_folder

if TYPE_CHECKING:
    from tui.screens.chat import ChatScreen


async def choose_conversation(chat: "ChatScreen") -> None:
    """Lets the person choose a conversation to go on with. To be run in a worker, as all here that wait."""
    from tui.screens.sessions import SessionsScreen

    if (engine := chat.engine) is not None:
        screen = SessionsScreen(engine, chat.asker)
        name = await chat.app.push_screen_wait(screen)
        if chat.queue.conversation in screen.deleted:
            await chat.start_over()  # whatever is asked in it would fail
        if name is not None:
            await chat.open_conversation(name)


async def pick_picture(chat: "ChatScreen") -> None:
    """Lets the person pick a picture."""
    from tui.screens.picker import PickerScreen

    picture = await chat.app.push_screen_wait(PickerScreen(working_folder()))
    if picture is not None:
        chat.prompt.attach([picture])


async def paste_clipboard(chat: "ChatScreen") -> None:
    """Attaches the system's copied picture if it has one; else pastes the text that was copied in the app.

    For a visitor in a browser that is the text: the clipboard of the machine that serves is not theirs.
    """
    if chat.app.is_web:
        chat.prompt.composer.paste(chat.app.clipboard)
        return
    folder = locations.pictures_folder(chat.settings.home)
    try:
        picture = await asyncio.to_thread(clipboard_picture, folder)
    except NoClipboardPicture:
        chat.prompt.composer.paste(chat.app.clipboard)
    except PictureNotKept as error:
        chat.show_error(error)
    else:
        chat.prompt.attach([picture])


def show_knowledge(chat: "ChatScreen") -> None:
    """Opens what has been added."""
    from tui.screens.knowledge import KnowledgeScreen

    if (engine := chat.engine) is not None:
        chat.app.push_screen(KnowledgeScreen(engine, chat.space))


def show_models(chat: "ChatScreen") -> None:
    """Opens the models in use."""
    from tui.screens.models import ModelsScreen

    if (engine := chat.engine) is not None:
        chat.app.push_screen(ModelsScreen(engine, chat.settings))


def show_passage(chat: "ChatScreen", source: Citation, others: Sequence[Citation]) -> None:
    """Opens a passage in its document."""
    from tui.screens.passage import PassageScreen

    if (engine := chat.engine) is not None:
        chat.app.push_screen(PassageScreen(engine, source, others))
