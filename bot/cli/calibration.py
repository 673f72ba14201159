"""`deskside eval --calibrate`: the lines of a reader's recipe that fit a labelled set, and what they change."""

from contextlib import closing
from typing import TYPE_CHECKING

import typer

from bot.cli.layout import figures_table
from bot.cli.outcome import print_json

if TYPE_CHECKING:
    from bot.evaluation.calibration import Calibration
    from bot.evaluation.labelled_set import LabelledSet


def show_calibration(labelled: "LabelledSet", json: bool) -> None:
    """Fits the reader that the settings name to a set, and prints its numbers; it writes no file."""
    from bot.cli.progress import shown_progress
    from bot.engine_models import find_model, open_embedder, open_reader
    from bot.evaluation.calibration import calibrate, questions_to_fit
    from bot.settings import load_settings
    from models.encoders.cross_encoder import KIND

    settings, fitting = load_settings(), questions_to_fit(labelled)
    with (
        closing(open_embedder(settings)) as embedder,
        closing(open_reader(settings)) as reader,
        shown_progress() as progress,
    ):
        calibration = calibrate(fitting, embedder, reader, progress)
    if json:
        print_json(calibration.as_json())
    else:
        takes_numbers = find_model(settings, "reader").serving().get("kind") == KIND
        print_calibration(calibration, fitting, settings.reader, takes_numbers)


def print_calibration(calibration: "Calibration", labelled: "LabelledSet", reader: str, takes_numbers: bool) -> None:
    """Prints the figures as a table, then the lines; a reader that comes finished `takes_numbers` from nobody."""
    from rich.console import Console
    from rich.text import Text

    from bot.evaluation.measure_text import MEASURE_NAMES, interval_text, share_text
    from bot.untrusted import shown_line

    console = Console(highlight=False)
    title = Text(f"The reader {reader} on {shown_line(labelled.name)}", style="table.title")
    headings = ("now", "95% interval", "calibrated", "95% interval", "of")
    table = figures_table(console, "Measure", *headings, title=title)
    for section, measures in calibration.before.items():
        for key, now in measures.items():
            then = calibration.after[section][key]
            texts = (share_text(now), interval_text(now), share_text(then), interval_text(then))
            table.add_row(MEASURE_NAMES[section][key], *texts, f"{then.n:,}")
        table.add_section()
    console.print(table)
    typer.echo("A question's figures come from numbers that were fitted to others. Fitted to all, under [export]:\n")
    typer.echo(f"relevance = {list(calibration.relevance)}\nfusion = {calibration.fusion}")
    if calibration.relevance[0] <= 0:
        typer.echo(f"\nThe reader {reader} rates what answers no higher than what does not: name another model.")
    if not takes_numbers:
        typer.echo(f"\nThe reader {reader} comes finished, with numbers of its own: these are to compare.")
