"""Shows a long step on stderr: a bar on a terminal, a line for each thing done elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.untrusted import shown_line
from models.progress import Progress, Step


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A progress callback that draws while the context lasts; calls may come from any thread."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines()
        return
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("Starting", total=None)

        def draw(step: Step) -> None:
            bars.update(task, description=shown_line(step.doing), completed=step.done, total=step.total)

        yield draw


def _lines() -> Progress:
    """One line for each kind of work: "Reading a.md" and "Reading b.md" are one kind."""
    shown_kinds: set[str] = set()

    def line(step: Step) -> None:
        kind = step.doing.split(" ", 1)[0]
        if kind not in shown_kinds:
            shown_kinds.add(kind)
            typer.echo(shown_line(step.doing), err=True)

    return line
