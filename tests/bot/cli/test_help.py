"""`--help` says what an option takes in the reference's words, never by a Python type."""

from enum import EnumMeta
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer
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


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_option_that_takes_a_value_names_it(command: tuple[str, ...]) -> None:
    found = named(command)
    options = [
        one for one in found.get_params(typer.Context(found)) if one.param_type_name == "option" and not one.is_flag
    ]
    assert [one.name for one in options if not one.metavar] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_choice_is_named_in_its_help(command: tuple[str, ...]) -> None:
    shown = " ".join(CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output.split())
    callback = named(command).callback
    hints = get_type_hints(callback) if callback else {}
    kinds = [kind for hint in hints.values() for kind in (hint, *get_args(hint), *map(only, get_args(hint)))]
    choices = [choice for kind in kinds if isinstance(kind, EnumMeta) for choice in kind]
    assert [choice for choice in choices if f"{choice.value}" not in shown] == []


def named(command: tuple[str, ...]) -> Any:
    """The command of that name."""
    first, *rest = command
    return GROUPS[first].commands[rest[0]] if rest else GROUPS[first]


def only(kind: object) -> object:
    """What a list is of."""
    return next(iter(get_args(kind)), None)


def test_a_usage_line_sets_no_braces_around_an_argument() -> None:
    shown = CliRunner().invoke(app, ["add", "--help"]).output
    assert "add [OPTIONS] PLACES..." in shown


def test_paragraphs_of_help_are_wrapped_as_wholes() -> None:
    shown = CliRunner().invoke(app, ["eval", "--help"], env={"COLUMNS": "80"}).output
    lines = [line.strip() for line in shown.splitlines()]
    assert "nor changed. With --feedback there is no set: the verdicts on a space are" in lines


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["serve", "--port", "x"], "'--port': it has to be a whole number."),
        (["serve", "--port", "70000"], "'--port': it has to be at most 65535."),
        (["search", "-n", "0", "Why?"], "'-n': it has to be at least 1."),
        (["pin", "remove", "first"], "'NUMBER': it has to be a whole number."),
        (["models", "report", "--measure", "x"], "'x' is not one of 'base', 'pruned', 'tuned', 'quantized', 'all'."),
    ],
)
def test_a_value_that_cannot_be_used_is_told_in_plain_words(arguments: list[str], told: str) -> None:
    run = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert run.exit_code == 2
    assert told in run.output and "Input should" not in run.output and "Value error" not in run.output


def test_a_value_is_named_by_its_type_and_a_switch_takes_none() -> None:
    assert [value_of(kind) for kind in (str, Path | None, list[str] | None, float, bool)] == [
        *("NAME", "FOLDER", "NAME", "NUMBER", ""),
    ]
