"""`deskside pin add`, `list`, `remove`: standard answers that a person gives once, for everybody who asks.

They are written to the home's own file, and an engine that serves it notices: nothing has to be stopped for them.
"""

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.command_help import CommandGroup
from bot.cli.layout import print_table
from bot.cli.outcome import print_json, tell, told_plainly
from bot.untrusted import shown_line
from bot.wording import counted, day
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.recall.pins import Pin, Pins
    from bot.settings import Settings

MOST_NAMED = 3
"""Documents that are named where several have one name."""

app = CommandGroup("Standard answers: pin one to a question, list them, remove one.")


@app.command()
@told_plainly()
def add(
    question: Annotated[str, typer.Argument(help="The question, as people ask it.")],
    answer: Annotated[
        str | None, typer.Option("--answer", "-a", metavar="TEXT", help="The answer, as Markdown.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help="A file with the answer.")] = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="TEXT", help="Another wording; repeatable.")
    ] = None,
    space: Annotated[str | None, typer.Option("--space", "-s", help="The space that it is pinned in.")] = None,
    document: Annotated[
        str | None, typer.Option("--document", "-d", help="The document that the answer comes from.")
    ] = None,
    quote: Annotated[
        str | None, typer.Option("--quote", metavar="TEXT", help="What that document says, word for word.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who pins it; your user name by default.")] = None,
) -> None:
    """Pin an answer to a question; whoever asks it in this space gets that answer, marked as pinned."""
    from bot.recall.pins import NewPin
    from bot.settings import load_settings

    settings = load_settings(space=space)
    text = _answer(answer, file)
    pinned_in, name, shown = _evidence(settings, document, quote, text)
    wordings = (question, *(also or []))
    with _pins(settings) as pins:
        number = pins.add(NewPin(pinned_in, wordings, text, by or _user(), name, quote or ""))
    typer.echo(f"Pinned as {number} in {pinned_in}.{shown}")


@app.command("list")
@told_plainly()
def list_pins(
    space: Annotated[str | None, typer.Option("--space", "-s", help="Only this space; by default all.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List the pinned answers with their questions, who pinned them and when."""
    from bot.settings import load_settings

    with _pins(load_settings()) as pins:
        found = pins.listed(space)
    if json:
        print_json([asdict(pin) for pin in found])
        return
    if not found:
        where = f" in {shown_line(space)}" if space else ""
        typer.echo(f'Nothing is pinned{where} yet. Pin an answer: deskside pin add "QUESTION" --answer TEXT')
        return
    print_table(("Pin", "Space", "Question", "Answer", "Pinned by"), [_row(pin) for pin in found])


@app.command()
@told_plainly()
def remove(number: Annotated[int, typer.Argument(help="The pin's number, as `deskside pin list` shows it.")]) -> None:
    """Remove a pinned answer; its question is answered from the documents again."""
    from bot.settings import load_settings

    with _pins(load_settings()) as pins:
        pins.remove(number)
    typer.echo(f"Removed pin {number}.")


def _answer(answer: str | None, file: Path | None) -> str:
    if (answer is None) == (file is None):
        raise UsageError("The answer is missing or given twice.", "Give it with --answer or with --file.")
    if file is None:
        return answer or ""
    try:
        return file.read_text(encoding="utf-8-sig")  # Windows' editors put a mark before the text, which is none of it
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Name a text file that you may read.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not text in UTF-8.", "Save it as UTF-8.") from None


def _evidence(settings: "Settings", document: str | None, quote: str | None, answer: str) -> tuple[str, str, str]:
    """The space, the name of the document and what will be shown of it; both are checked to be there."""
    from bot.cli.home_files import opened_catalog, space_in
    from bot.naming import documents_called
    from bot.recall.pinned_answer import find_quote

    with opened_catalog(settings) as catalog:
        space = space_in(catalog, settings)
        if document is None:
            if quote:
                raise UsageError("A quote needs its document.", "Name it with --document.")
            return space, "", ""
        called = documents_called(document, catalog.statuses(space))
        if not called:
            raise UsageError(
                f"There is no document {document!r} in {space}.",
                "`deskside search` shows what documents are called.",
            )
        if len(called) > 1:
            names = " or ".join(one.name for one in called[:MOST_NAMED])
            raise UsageError(f"{len(called)} documents in {space} are called {document!r}.", f"Name one: {names}.")
        (found,) = called
        stored = catalog.document(found.key)
        text = stored.text if stored else ""
    if quote and quote not in text:
        raise UsageError(f"{found.name} does not say that word for word.", "Copy the quote from the document.")
    if quote or find_quote(answer, text):
        return space, found.name, f" It cites {found.name}."
    tell(f"No sentence of the answer stands in {found.name}: it is offered for reading, not cited.")
    return space, found.name, ""


def _pins(settings: "Settings") -> "closing[Pins]":
    from bot import locations
    from bot.recall.pins import Pins

    return closing(Pins.open(locations.pins_file(settings.home)))


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "an admin"


def _row(pin: "Pin") -> tuple[str, ...]:
    others = f" (+{counted(len(pin.wordings) - 1, 'wording')})" if len(pin.wordings) > 1 else ""
    first, _, rest = pin.answer.partition("\n")
    question, answer = shown_line(pin.question) + others, shown_line(first) + (" …" if rest else "")
    return str(pin.id), pin.space, question, answer, f"{shown_line(pin.pinned_by)}, {day(pin.pinned_at)}"
