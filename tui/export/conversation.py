"""A whole conversation, read from the engine window by window, and the name of the file that it goes to."""

import re
import unicodedata

from bot.conversations import ConversationWindow, StoredTurn
from bot.interface import EngineInterface
from bot.untrusted import shown_line

TURNS_AT_ONCE = 200
LONGEST_NAME = 60

# Windows takes no file of these names, whatever its ending.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)$")


async def whole_conversation(engine: EngineInterface, conversation: str) -> ConversationWindow:
    """All turns of a conversation, oldest first; raises `UsageError` if it is not there."""
    window = await engine.conversation(conversation, limit=TURNS_AT_ONCE)
    turns: tuple[StoredTurn, ...] = window.turns
    while window.earlier and turns:
        window = await engine.conversation(conversation, before=turns[0].number, limit=TURNS_AT_ONCE)
        turns = window.turns + turns
    return ConversationWindow(window.id, window.title, turns, 0)


def file_name(title: str) -> str:
    """A file's name, without its ending, that every system takes: letters and digits of any script, and hyphens."""
    letters = unicodedata.normalize("NFC", shown_line(title)).lower()
    name = re.sub(r"[\W_]+", "-", letters).strip("-")[:LONGEST_NAME].strip("-")
    return f"conversation-{name}" if not name or _RESERVED.match(name) else name
