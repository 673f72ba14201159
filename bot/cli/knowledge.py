"""`deskside add`, `sync`, `remove`, `sources`, `rebuild`: the documents that questions are answered from."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.layout import print_lines
from bot.cli.outcome import FAILED, print_json, tell, told_plainly
from bot.untrusted import shown, shown_line
from bot.wording import counted, minute
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.interface import EngineInterface
    from knowledge.reports import SourceStatus, SyncReport
    from models.progress import Progress

Result = TypeVar("Result")
NO_DOCUMENTS = "There are no documents yet. Add some: deskside add FOLDER"
Space = Annotated[str | None, typer.Option("--space", "-s", help="Only this space; by default all of them.")]


@told_plainly()
def add(
    places: Annotated[list[str], typer.Argument(help="Files, folders or web addresses.")],
    space: Annotated[
        str | None, typer.Option("--space", "-s", help="The space to add to; a new name makes a new one.")
    ] = None,
) -> None:
    """Add documents and index them; adding again brings them up to date."""
    if not all(place.strip() for place in places):
        raise UsageError("A place is empty.", "Name a file, a folder or an address; . is the folder you are in.")
    report = asyncio.run(_worked(space, lambda engine, progress: engine.add(places, progress=progress)))
    if report == type(report)():
        tell("There is nothing there that can be read.")
    _tell_report(report)


@told_plainly()
def sync(
    space: Space = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay and sync whenever a file changes.")] = False,
) -> None:
    """Bring the documents up to date with their sources."""
    if watch:
        asyncio.run(_watch(space))
    else:
        report = asyncio.run(_worked(space, lambda engine, progress: engine.sync(space, progress)))
        if report == type(report)():
            tell(NO_DOCUMENTS)
        _tell_report(report)


@told_plainly()
def remove(
    place: Annotated[str, typer.Argument(help="A source as `deskside sources` names it, or a document by its name.")],
    space: Annotated[
        str | None, typer.Option("--space", "-s", help="Only from this space; needed where several have it.")
    ] = None,
) -> None:
    """Remove a source or a document, its text and its vectors."""
    gone = asyncio.run(_asked(space, lambda engine: engine.remove(place, space)))
    typer.echo(f"Removed {counted(gone, 'document')}.")


@told_plainly()
def sources(
    space: Space = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """List where the documents come from, how fresh they are, and what could not be read."""
    found = asyncio.run(_asked(space, lambda engine: engine.sources(space)))
    if json:
        print_json([asdict(source) for source in found])
    else:
        _show_sources(found)


@told_plainly()
def rebuild() -> None:
    """Make the search vectors again from the catalog, without reading a source."""
    made = asyncio.run(_worked(None, lambda engine, progress: engine.rebuild(progress)))
    typer.echo(f"Rebuilt the vectors of {counted(made, 'passage')}.")


async def _asked(space: str | None, ask: "Callable[[EngineInterface], Awaitable[Result]]") -> Result:
    """What the engine answers."""
    from bot.attach import open_engine
    from bot.settings import load_settings

    async with open_engine(load_settings(space=space)) as engine:
        return await ask(engine)


async def _worked(space: str | None, work: "Callable[[EngineInterface, Progress], Awaitable[Result]]") -> Result:
    """What comes of long work, whose progress is shown."""

    async def with_progress(engine: "EngineInterface") -> Result:
        from bot.cli.progress import shown_progress

        with shown_progress() as progress:
            return await work(engine, progress)

    return await _asked(space, with_progress)


async def _watch(space: str | None) -> None:
    from bot.attach import attach_engine
    from bot.settings import load_settings

    # In a process that serves: a home that is watched all day must answer questions too.
    async with attach_engine(load_settings(space=space)) as engine:
        tell("Watching for changes; ctrl+c stops.")
        async for report in engine.watch(space):
            _tell_problems(report)
            print_lines(shown(str(report)))


def _tell_report(report: "SyncReport") -> None:
    """Prints what was done; a document that could not be read fails the command, a part that is missing does not."""
    _tell_problems(report)
    print_lines(shown(str(report)))
    if not all(problem.is_partial for problem in report.problems):
        raise typer.Exit(FAILED)


def _tell_problems(report: "SyncReport") -> None:
    from knowledge.reports import merged_problems

    said = merged_problems(report.problems)
    for problem in said:
        tell(str(problem))
    if len(said) < len(report.problems):
        tell("`deskside sources` names them all.")


def _show_sources(found: "list[SourceStatus]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not found:
        console.print(NO_DOCUMENTS)
        return
    if not console.is_terminal:
        for source in found:
            facts = f"{source.documents}\t{source.chunks}\t{_freshness(source)}\t{len(source.problems)}"
            typer.echo(f"{shown_line(source.location)}\t{shown_line(source.space)}\t{facts}")
            for note in _notes(source):
                typer.echo(f"\t{note}")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("Source", "Space", "Documents", "Passages", "Synced", "Problems"):
        table.add_column(
            name, justify="right" if name in ("Documents", "Passages", "Problems") else "left", overflow="fold"
        )
    for source in found:
        problems = str(len(source.problems)) if source.problems else ""
        counts = (str(source.documents), str(source.chunks))
        table.add_row(
            Text(shown_line(source.location)),
            Text(shown_line(source.space)),
            *counts,
            _freshness(source),
            Text(problems, style="red"),
        )
    console.print(table)
    for source in found:
        for note in _notes(source):
            console.print(Text(note, style="yellow"))


def _notes(source: "SourceStatus") -> list[str]:
    """What could not be read of a source and what was passed over, each in a line."""
    from knowledge.sources.passed_over import passed_over_line

    notes = [*map(str, source.problems), passed_over_line(source.passed_over)]
    return [shown_line(note) for note in notes if note]


def _freshness(source: "SourceStatus") -> str:
    return minute(source.synced_at) if source.synced_at else "never"
