"""Every key of the chat, in one table: the widgets bind from it, help and the docs list it, `[keys]` in a
`deskside.toml` changes it.

Four keys are never bound, for a terminal sends other keys in their place: ctrl+i is Tab, ctrl+m is Enter, ctrl+h is
Backspace, ctrl+[ is Escape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from models.errors import UsageError

Place = Literal["everywhere", "chat", "composer", "transcript", "sources"]

MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")

_NAMED = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())

UNUSABLE = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+[": "Escape"}


@dataclass(frozen=True)
class Key:
    """One thing that a key does; `keys` are separated by commas, `first` is asked before a text field takes the key."""

    id: str
    keys: str
    action: str
    does: str
    place: Place
    first: bool = False

    @property
    def binding(self) -> Binding:
        """The key as Textual binds it."""
        return Binding(self.keys, self.action, self.does, show=False, priority=self.first, id=self.id)


KEYS = (
    Key("app.help", "f1", "app.help", "List every key", "everywhere", first=True),
    Key("app.palette", "ctrl+p", "app.command_palette", "Open the command palette", "everywhere", first=True),
    Key("app.theme", "ctrl+t", "app.next_theme", "Next theme", "everywhere", first=True),
    Key("app.quit", "ctrl+q", "app.quit", "Leave", "everywhere", first=True),
    Key("chat.escape", "escape", "escape", "Stop the answer; else back to the composer", "chat"),
    Key("chat.interrupt", "ctrl+c", "interrupt", "Copy the selection, clear, or leave", "chat", first=True),
    Key("chat.sources", "ctrl+o", "toggle_sources", "Show or hide the sources", "chat", first=True),
    Key("chat.sessions", "ctrl+r", "sessions", "Search and reopen conversations", "chat", first=True),
    Key("chat.knowledge", "ctrl+k", "knowledge", "What has been added, and how fresh it is", "chat", first=True),
    Key("chat.models", "ctrl+l", "models", "The models in use", "chat", first=True),
    Key("chat.new", "ctrl+n", "new_conversation", "Start a new conversation", "chat", first=True),
    Key("chat.attach", "ctrl+f", "attach", "Pick a picture to attach", "chat", first=True),
    Key("composer.send", "enter", "send", "Send, or take the completion", "composer"),
    Key("composer.newline", "shift+enter,ctrl+j,alt+enter", "newline", "Break the line", "composer"),
    Key("composer.complete", "tab", "complete", "Take the completion", "composer"),
    Key("composer.previous", "up", "previous", "Earlier question, or up a line", "composer"),
    Key("composer.next", "down", "next", "Later question, or down a line", "composer"),
    Key("composer.answers", "shift+tab", "screen.answers", "To the last answer", "composer"),
    Key("composer.paste", "ctrl+v", "screen.paste_clipboard", "Paste; a picture is attached", "composer"),
    Key("composer.unchip", "backspace", "backspace", "Delete; at the start, an attachment", "composer"),
    Key("transcript.down", "j,down", "forward", "Down: the rest of the answer, then the next one", "transcript"),
    Key("transcript.up", "k,up", "back", "Up", "transcript"),
    Key("transcript.top", "g,home", "top", "To the beginning", "transcript"),
    Key("transcript.bottom", "G,end", "bottom", "To the end", "transcript"),
    Key("transcript.page_down", "ctrl+d,pagedown", "page(1)", "Half a page down", "transcript"),
    Key("transcript.page_up", "ctrl+u,pageup", "page(-1)", "Half a page up", "transcript"),
    Key("transcript.open", "enter", "choose('open_sources')", "Go to the sources of this answer", "transcript"),
    *(
        Key(f"transcript.source_{n}", str(n), f"open_source({n})", f"Open source [{n}]", "transcript")
        for n in range(1, 10)
    ),
    Key("transcript.copy", "y", "choose('copy_answer')", "Copy the answer", "transcript"),
    Key("transcript.copy_code", "c", "choose('copy_code')", "Copy the code in it", "transcript"),
    Key("transcript.whole", "o", "choose('read_whole')", "Read all of a very long answer", "transcript"),
    Key("transcript.retry", "r", "choose('retry')", "Ask the question again", "transcript"),
    Key("transcript.good", "plus", "choose('judge', 'up')", "This answer helped", "transcript"),
    Key("transcript.bad", "minus", "choose('judge', 'down')", "This answer did not help", "transcript"),
    Key("transcript.compose", "i", "screen.focus('#composer')", "Back to the composer", "transcript"),
    Key("sources.down", "j", "cursor_down", "Next source", "sources"),
    Key("sources.up", "k", "cursor_up", "Previous source", "sources"),
    Key("sources.open", "enter", "select", "Open the passage in its document", "sources"),
)  # fmt: skip


def bound(place: Place) -> list[BindingType]:
    """The bindings of one place."""
    return [key.binding for key in KEYS if key.place == place]


def keymap(changes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The user's own keys by the id of what they do; raises `UsageError` for an unknown id or a key that can't work.

    `changes` is `[keys]` as TOML reads it: `chat.new = "ctrl+g"` is a table in a table.
    """
    known = {key.id for key in KEYS}
    wanted = {f"{place}.{what}": keys for place, table in changes.items() for what, keys in table.items()}
    if not wanted.keys() <= known:
        from tui.screens.help import dialog_bindings

        known |= {binding.id for binding in dialog_bindings() if binding.id}
    for name, keys in wanted.items():
        if name not in known:
            raise UsageError(
                f"`{name}` under [keys] is not something that a key can do.", "F1 lists the keys and what they do."
            )
        for key in map(str.strip, keys.split(",")):
            if key in UNUSABLE:
                raise UsageError(
                    f"`{name}` can't be {key}: a terminal sends it as {UNUSABLE[key]}.",
                    "Choose another key for it in deskside.toml.",
                )
            if not _is_key(key):
                raise UsageError(
                    f"`{name}` can't be `{key}`: there is no such key.",
                    "Write it in deskside.toml like ctrl+g, shift+f5, pagedown or j.",
                )
    return wanted


def _is_key(key: str) -> bool:
    """Whether a terminal could send it: modifiers, each followed by a plus, then a character or the name of a key."""
    *modifiers, pressed = [key] if key == "+" else key.split("+")
    character = pressed if len(pressed) == 1 else key_to_character(pressed)
    named = pressed in _NAMED or (character is not None and character.isprintable())
    return named and all(modifier in MODIFIERS for modifier in modifiers)
