"""The list of every key and command."""

from collections.abc import Callable

from tests.tui.screens.conftest import Show
from tui.commands import COMMANDS
from tui.keys import KEYS
from tui.screens.help import PLACES, HelpScreen, dialog_bindings

BINDINGS = [key.binding for key in KEYS]


def test_every_binding_has_an_id_whose_place_is_listed() -> None:
    for binding in [*BINDINGS, *dialog_bindings()]:
        assert binding.id, binding
        assert binding.id.partition(".")[0] in PLACES, binding.id


def test_no_two_bindings_share_an_id() -> None:
    ids = [binding.id for binding in [*BINDINGS, *dialog_bindings()]]
    assert len(set(ids)) == len(ids)


def test_no_key_is_one_that_terminals_send_for_another() -> None:
    keys = {key.strip() for binding in [*BINDINGS, *dialog_bindings()] for key in binding.key.split(",")}
    assert not keys & {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+[", "ctrl+left_square_bracket"}


async def test_every_key_and_command_is_listed(show: Show) -> None:
    async with show(HelpScreen({}), size=(120, 250), said="/quit") as shown:
        for key in KEYS:
            assert key.does in shown.text
        for command in COMMANDS:
            assert f"/{command.name}" in shown.text


async def test_a_remapped_key_is_listed_as_it_is_now(show: Show) -> None:
    async with show(HelpScreen({"chat.new": "ctrl+g", "transcript.copy": "+, ?"}), size=(120, 250), said="^g") as shown:
        line = next(line for line in shown.text.splitlines() if "Start a new conversation" in line)
        assert "^g" in line
        assert "^n" not in line
        assert "+  ?" in next(line for line in shown.text.splitlines() if "Copy the answer" in line)


async def test_typing_filters(show: Show) -> None:
    async with show(HelpScreen({}), said="Everywhere") as shown:
        await shown.type("export")
        assert "/export" in shown.text
        assert "Everywhere" not in shown.text
        await shown.type("zzz")
        assert "No key and no command is about “exportzzz”." in shown.text


async def test_keys_scroll_while_the_field_has_the_focus(show: Show) -> None:
    async with show(HelpScreen({}), said="Everywhere") as shown:
        lines = shown.screen.query_one("#lines")
        for key, at in (("down", 1), ("pagedown", 11), ("up", 10), ("pageup", 0)):
            await shown.press(key)
            assert lines.scroll_y == at


async def test_escape_closes(show: Show) -> None:
    async with show(HelpScreen({})) as shown:
        await shown.press("escape")
        assert shown.app.result is None


def test_snapshot_help(snap: Callable[..., bool]) -> None:
    assert snap(HelpScreen({}), arrange=lambda shown: shown.until_said("Everywhere"))
