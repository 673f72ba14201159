"""Lays out what a command prints: for a terminal in its width, for a pipe a line for a thing, with tabs in between."""

import os
import re
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_COMMAND = re.compile(r"`[^`\n]*`")
_HELD = "\xa0"
_BELOW = " " * 6


def fitted(text: str, stream: TextIO, hanging: str = "") -> str:
    """The text in lines that no terminal breaks in a word; what stands between backticks can be copied in one piece.

    Lines that go on begin with `hanging`. Where the stream is no terminal, the text stays as it is.
    """
    if not stream.isatty():
        return text
    # Not by shutil, which asks the terminal of stdout whatever the stream.
    columns = os.environ.get("COLUMNS", "")
    wide = (int(columns) if columns.isdecimal() else 0) or os.get_terminal_size(stream.fileno()).columns or 80
    held = _COMMAND.sub(lambda command: command[0].replace(" ", _HELD), text)
    wrapper = textwrap.TextWrapper(wide, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrapper.wrap(line)) for line in held.split("\n")).replace(_HELD, " ")


def print_lines(text: str, hanging: str = "") -> None:
    """Prints a result in lines that fit."""
    typer.echo(fitted(text, sys.stdout, hanging))


def print_finding(fine: bool, found: str) -> None:
    """Prints what a check found, behind whether it is fine."""
    line = fitted(f"{'ok' if fine else 'FAIL':{len(_BELOW)}}{found}", sys.stdout, _BELOW)
    typer.echo(typer.style(line[: len(_BELOW)], fg="green" if fine else "red") + line[len(_BELOW) :])


def print_fix(fix: str) -> None:
    """Prints the step that makes good what a check found."""
    print_lines(f"{_BELOW}{fix}", _BELOW)


def print_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints rows of cells in columns below their names; in a pipe a row is a line, without the names."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        for row in rows:
            typer.echo("\t".join(row))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def figures_table(console: "Console", first: str, *figures: str, title: "Text | None" = None) -> "Table":
    """A table without rows yet, of columns of figures beside a first one; in a pipe it has no frame."""
    from rich.box import HEAVY_HEAD
    from rich.table import Table

    table = Table(first, title=title, title_justify="left", box=HEAVY_HEAD if console.is_terminal else None)
    for name in figures:
        table.add_column(name, justify="right")
    return table
