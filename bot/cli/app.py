"""The command line as a whole: every command's name and the file it is in.

Only Typer is imported here; each command imports the engine when it runs, so that `--help` is there at once.
"""

import io
import os
import sys
from typing import Annotated

import typer

from bot.cli import ask, doctor, evaluate, feedback, knowledge, models, pins, search, serve, slack
from bot.cli.command_help import CommandGroup

app = CommandGroup(
    "Answers questions from your own documents, every sentence cited, nothing leaving this machine.",
    name="deskside",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("deskside"))
        raise typer.Exit


@app.callback()
def deskside(
    # A callback of the option's own: without a command, that of the group is never called.
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Answers questions from your own documents, every sentence cited, nothing leaving this machine."""


app.command()(ask.ask)
app.command()(search.search)
app.command()(knowledge.add)
app.command()(knowledge.sync)
app.command()(knowledge.remove)
app.command()(knowledge.sources)
app.command()(knowledge.rebuild)
app.command()(serve.serve)
app.command()(slack.slack)
app.add_typer(pins.app, name="pin")
app.add_typer(feedback.app, name="feedback")
app.add_typer(models.app, name="models")
app.command("eval")(evaluate.evaluate)
app.command()(doctor.doctor)


def main() -> None:
    """The `deskside` command."""
    # Set before any library is imported: telemetry and hub look-ups are off, whatever they default to.
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # In a terminal that is not set to UTF-8 a dash becomes a question mark, and no command ends for it.
        sys.stdout.reconfigure(errors="replace")
    app()
