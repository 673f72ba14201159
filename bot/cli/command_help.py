"""How `--help` names what an option takes: NAME, NUMBER or FOLDER, and nothing for a switch, as the reference does.

Typer names the Python type: `--json <bool>` looks as if something had to follow.
"""

import types
from collections.abc import Callable
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
        """Takes a function in as a command."""
        return super().command(name, cls=_Command, **options)


class _Plain:
    callback: Any

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, as they are shown."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        types_of = get_type_hints(self.callback) if self.callback else {}
        for parameter in parameters:
            if isinstance(parameter, TyperArgument):
                parameter.metavar = parameter.metavar or parameter.name.upper()
                parameter.display_type = _nothing  # type: ignore[method-assign,assignment]
            elif parameter.metavar is None:
                parameter.metavar = value_of(types_of.get(parameter.name))
        return parameters


class _Command(_Plain, TyperCommand):
    pass


class _Group(_Plain, TyperGroup):
    pass


def _nothing(_: object) -> str:
    return ""
