"""The `/` commands: their names and what they do, for completion, the palette and the docs."""

from collections.abc import Sequence
from dataclasses import replace

from tui.completion import CommandWord

COMMANDS = (
    CommandWord("space", "NAME", "Ask another space", optional=True),
    CommandWord("model", "", "The models in use"),
    CommandWord("sources", "", "What has been added, and how fresh it is"),
    CommandWord("citations", "", "Show or hide the sources of the answer"),
    CommandWord("attach", "FILE", "Attach a picture to the next question", optional=True),
    CommandWord("add", "FOLDER|FILE|ADDRESS", "Add documents to this space"),
    CommandWord("sync", "", "Bring this space up to date with its sources"),
    CommandWord("export", "FILE", "Write this conversation to a file; without one it asks", optional=True),
    CommandWord("retry", "", "Ask the last question again"),
    CommandWord("feedback", "up|down WHY", "Say whether the answer helped", choices=("up", "down")),
    CommandWord("copy", "", "Copy the answer"),
    CommandWord("sessions", "", "Search and reopen conversations"),
    CommandWord("new", "", "Start a new conversation"),
    CommandWord("theme", "NAME", "Change the colours", optional=True),
    CommandWord("reconnect", "", "Attach to the engine again"),
    CommandWord("help", "", "List every key"),
    CommandWord("quit", "", "Leave"),
)


def commands_with(spaces: Sequence[str], themes: Sequence[str]) -> list[CommandWord]:
    """The commands with what can be chosen now."""
    choices = {"space": tuple(spaces), "theme": tuple(themes)}
    return [replace(one, choices=choices.get(one.name, one.choices)) for one in COMMANDS]


def parse_command(text: str) -> tuple[str, str] | None:
    """The command and its argument, or None where the text is a question; `//` and paths such as /etc/hosts are."""
    name, _, argument = text.strip().partition(" ")
    if not name.startswith("/") or "/" in name[1:] or "\n" in name:
        return None
    return name[1:], argument.strip()
