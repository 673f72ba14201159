"""`deskside eval`: how good are the answers on a labelled set?"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.calibration import show_calibration
from bot.cli.layout import figures_table
from bot.cli.outcome import print_json, tell, told_plainly
from bot.wording import counted
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.evaluation.labelled_set import LabelledSet
    from bot.evaluation.outcomes import Evaluation
    from bot.evaluation.summary import Summary

PROBLEMS_TOLD = 5


@told_plainly()
def evaluate(
    directory: Annotated[Path | None, typer.Argument(metavar="DIR", help="The folder of the labelled set.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where run.tsv, answers.jsonl and report.html go.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Ask only the first questions.")] = None,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Search only, which is fast.")] = False,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit a reader's recipe to the set: print its numbers and their effect.")
    ] = False,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Show what people said of the answers, without a set.")
    ] = False,
    space: Annotated[str | None, typer.Option("--space", "-s", help="With --feedback: the space.")] = None,
) -> None:
    """Measure retrieval, answers, silence and citations on a labelled set; or show what people said of the answers.

    A set is ingested into a throw-away home; your own knowledge is neither read nor changed. With --feedback there is
    no set: the verdicts on a space are counted, and its badly answered questions are asked again. With --calibrate
    nothing is written: the lines for the recipe of the reader that the settings name are printed.
    """
    if feedback:
        if out is not None or limit is not None or retrieval_only or calibrate:
            raise UsageError(
                "--out, --limit, --retrieval-only and --calibrate are for a labelled set.", "Leave them out here."
            )
        _show_feedback(directory, space, json)
        return
    if directory is None:
        raise UsageError("There is no labelled set to measure.", "Name its folder, or use --feedback.")
    if space is not None:
        raise UsageError("A labelled set is measured in a space of its own.", "Leave --space out.")
    if calibrate and (out is not None or retrieval_only):
        raise UsageError("--calibrate only prints what it finds.", "Leave --out and --retrieval-only out.")
    from bot.evaluation.labelled_set import load_labelled_set

    labelled = load_labelled_set(directory).first(limit)
    for note in labelled.notes:
        tell(note)
    if calibrate:
        show_calibration(labelled, json)
    else:
        _measure(labelled, out, json, retrieval_only)


def _measure(labelled: "LabelledSet", out: Path | None, json: bool, retrieval_only: bool) -> None:
    """Asks the questions, and shows what came of them or prints it, once its files are written."""
    from bot.evaluation.summary import summarise

    if out is not None:
        _prepare(out)
    evaluation = asyncio.run(_evaluated(labelled, retrieval_only))
    _tell_problems(evaluation)
    summary = summarise(evaluation)
    try:
        if out is not None:
            _write(evaluation, summary, out)
    finally:
        # The figures may have taken hours: files that cannot be written take nothing from them.
        if json:
            print_json(summary.as_json())
        else:
            _show(summary)


def _show_feedback(directory: Path | None, space: str | None, json: bool) -> None:
    from bot.cli.feedback_report import feedback_report
    from bot.cli.feedback_view import show_feedback
    from bot.cli.progress import shown_progress
    from bot.settings import load_settings

    if directory is not None:
        raise UsageError("--feedback needs no folder.", "Name a folder or give --feedback, not both.")
    with shown_progress() as progress:
        report = asyncio.run(feedback_report(load_settings(space=space), progress))
    if json:
        print_json(report.as_json())
    else:
        show_feedback(report)


def _prepare(out: Path) -> None:
    """Makes the output folder before the long work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise UsageError(f"{out} cannot be made: {refused.strerror}.", "Name another folder with --out.") from None


async def _evaluated(labelled: "LabelledSet", retrieval_only: bool) -> "Evaluation":
    from bot.cli.progress import shown_progress
    from bot.evaluation.run import engine_in_home, evaluate
    from bot.settings import load_settings

    with shown_progress() as progress:
        return await evaluate(labelled, engine_in_home(load_settings()), progress, retrieval_only)


def _tell_problems(evaluation: "Evaluation") -> None:
    for found in evaluation.problems[:PROBLEMS_TOLD]:
        tell(f"{found.document}: {found.problem}")
    if (more := len(evaluation.problems) - PROBLEMS_TOLD) > 0:
        tell(f"{counted(more, 'more document')}, or pictures in them, could not be read.")


def _write(evaluation: "Evaluation", summary: "Summary", out: Path) -> None:
    from bot.evaluation.report import write_report
    from bot.evaluation.run import write_results

    write_results(evaluation, out)
    write_report(evaluation, summary, out)
    tell(f"The report is {out / 'report.html'}.")


def _show(summary: "Summary") -> None:
    from rich.console import Console
    from rich.text import Text

    from bot.evaluation.measure_text import KIND_NAMES, MEASURE_NAMES, STAGE_NAMES, interval_text, share_text, time_text
    from bot.untrusted import shown_line

    console = Console(highlight=False)
    title = Text(shown_line(summary.name), style="table.title")  # not as markup: a folder may be called "leave [draft]"
    table = figures_table(console, "Measure", "value", "95% interval", "of", title=title)
    for section, names in MEASURE_NAMES.items():
        for key, measure in getattr(summary, section).items():
            if measure.n:
                table.add_row(names[key], share_text(measure), interval_text(measure), f"{measure.n:,}")
        table.add_section()
    console.print(table)
    times = figures_table(console, "Time", *next(iter(summary.latency.values())))
    for stage, percentiles in summary.latency.items():
        times.add_row(STAGE_NAMES[stage], *map(time_text, percentiles.values()))
    console.print(times)
    if summary.kinds:
        console.print("Answers: " + ", ".join(f"{count} {KIND_NAMES[kind]}" for kind, count in summary.kinds.items()))
    console.print(
        f"{counted(summary.questions, 'question')} on {counted(summary.documents, 'document')} "
        f"({counted(summary.chunks, 'passage')}, ingested in {summary.ingest_s:.0f} s)."
    )
