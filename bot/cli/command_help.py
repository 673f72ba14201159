"""How `--help` names what an option takes: NAME, NUMBER or FOLDER, and nothing for a switch, as the reference does.

Typer names the Python type: `--json <bool>` looks as if something had to follow. What cannot be taken is told in words
of our own as well: Pydantic's are about strings and integers.
"""

import inspect
import types
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

Function = TypeVar("Function", bound=Callable[..., Any])

VALUES = {int: "NUMBER", float: "NUMBER", Path: "FOLDER", str: "NAME"}


def value_of(annotation: Any) -> str:
    """What stands for a value of that type, for None or for each of a list; empty for a switch."""
    if get_origin(annotation) in (types.UnionType, list):
        return next(filter(None, map(value_of, get_args(annotation))), "")
    return VALUES.get(annotation, "")


class CommandGroup(typer.Typer):
    """Commands whose `--help` names no Python types."""

    def __init__(self, help_text: str, **options: Any) -> None:
        names = {"help_option_names": ["-h", "--help"]}
        super().__init__(cls=_Group, help=help_text, no_args_is_help=True, context_settings=names, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:
        """Takes a function in as a command; its docstring is the help, each paragraph to be wrapped as a whole."""
        take_in = super().command

        def taken_in(function: Function) -> Function:
            paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
            help_text = "\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs)
            return take_in(name, cls=_Command, help=help_text, **options)(function)

        return taken_in


class _Plain:
    callback: Any

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """The parsed arguments; says in plain words which of them cannot be used."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.BadParameter as wrong:
            wrong.message = _said(wrong)
            raise

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, as they are shown."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        types_of = get_type_hints(self.callback) if self.callback else {}
        for parameter in parameters:
            if isinstance(parameter, TyperArgument):
                parameter.metavar = parameter.metavar or parameter.name.upper()
                parameter.display_type = _nothing  # type: ignore[method-assign,assignment]
                # Typer sets braces around what has to be given.
                parameter._usage_display_name = partial(_in_usage, parameter)  # type: ignore[method-assign]
            elif parameter.metavar is None:
                parameter.metavar = value_of(types_of.get(parameter.name))
        return parameters


class _Command(_Plain, TyperCommand):
    pass


class _Group(_Plain, TyperGroup):
    pass


def _nothing(_: object) -> str:
    return ""


def _in_usage(argument: TyperArgument) -> str:
    """An argument as the reference spells it: `PLACES...`, and in brackets what may be left out."""
    name = f"{argument.metavar}..." if argument.nargs != 1 else str(argument.metavar)
    return name if argument.required else f"[{name}]"


def _said(wrong: typer.BadParameter) -> str:
    """What is wrong with a value, in the words that the settings have for it."""
    from pydantic import ValidationError

    cause = wrong.__cause__
    if not isinstance(cause, ValidationError):
        return wrong.message
    first = cause.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    from bot.settings import complaint

    return f"it {complaint(first)}."
