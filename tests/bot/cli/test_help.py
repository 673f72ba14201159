"""`--help` says what an option takes in the reference's words, never by a Python type."""

from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from bot.cli.command_help import value_of
from tui.cli import app

GROUPS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
COMMANDS = [
    *((name,) for name in GROUPS),
    *((name, inner) for name, group in GROUPS.items() for inner in getattr(group, "commands", ())),
]


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_no_help_names_a_python_type(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
    assert "--help" in shown
    assert "<" not in shown.replace("<=", "")


def test_a_missing_argument_is_called_as_the_reference_calls_it() -> None:
    assert "Missing argument 'PLACES'" in CliRunner().invoke(app, ["add"]).output


def test_a_value_is_named_by_its_type_and_a_switch_takes_none() -> None:
    assert [value_of(kind) for kind in (str, Path | None, list[str] | None, float, bool)] == [
        *("NAME", "FOLDER", "NAME", "NUMBER", ""),
    ]
