"""`deskside models report`: what each stage of the writer's build costs and gives, measured, plotted and planned."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import print_json, tell, told_plainly
from models.errors import UsageError, in_words

if TYPE_CHECKING:
    from bot.evaluation.labelled_set import LabelledSet
    from bot.settings import Settings
    from models.progress import Progress
    from models.recipes.recipe import Recipe
    from models.report.rows import Stage, StageRow


WRITER = "writer"


class Measured(StrEnum):
    """What can be measured."""

    BASE = "base"
    PRUNED = "pruned"
    TUNED = "tuned"
    QUANTIZED = "quantized"
    ALL = "all"


@told_plainly()
def report(
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list, or with --plan an object.")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what a 7B writer would take on this machine.")] = False,
    measure: Annotated[
        list[Measured] | None,
        typer.Option(
            metavar="STAGE",
            help="Build and measure a stage first: base, pruned, tuned, quantized or all; repeatable.",
        ),
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="With --measure: a labelled set whose questions are answered.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="With --answers: only the first.")] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write quality against size and speed as an HTML page.")
    ] = None,
    recipe: Annotated[str, typer.Option(help="The writer's recipe, by name or path.")] = WRITER,
) -> None:
    """Show what each stage of the writer costs and gives: as it came, pruned, tuned, quantized.

    Only what was measured is shown, on this machine and of the recipe as it is now. Measure while nothing else runs.
    """
    from bot.engine_models import model_store
    from bot.evaluation.labelled_set import load_labelled_set
    from bot.settings import load_settings
    from models.recipes.exports import DecoderExport
    from models.recipes.recipe import load_recipe
    from models.report.rows import REPORT, read_rows

    settings, made_from = load_settings(), load_recipe(recipe)
    if not isinstance(made_from.export, DecoderExport):
        raise UsageError(f"The recipe {made_from.name} is not one of a writer.", "Name a writer's recipe.")
    if answers is not None and not measure:
        raise UsageError("--answers is for measuring.", "Name a stage too: --measure quantized.")
    if limit is not None and answers is None:
        raise UsageError("--limit is for --answers.", "Name a labelled set too, or leave --limit out.")
    if measure:
        labelled = load_labelled_set(answers).first(limit) if answers is not None else None
        _measure(made_from, measure, labelled, settings)
    rows = read_rows(model_store(settings).folder / REPORT, made_from)
    if plot is not None:
        _plot(rows, made_from, plot)
    if plan:
        _show_plan(rows, json, recipe)
    elif json:
        print_json([row.as_json() for row in rows])
    else:
        _show(rows, made_from, recipe)


def _measure(
    recipe: "Recipe", stages: Sequence[Measured], labelled: "LabelledSet | None", settings: "Settings"
) -> None:
    """Measures the stages, one after the other; each is in the file as soon as it is done."""
    from bot.cli.progress import shown_progress
    from bot.engine_models import model_store
    from models.report.measure import build_stage, measure_stage
    from models.report.rows import REPORT, STAGES, stage_recipe, write_row

    store = model_store(settings)
    wanted: list[Stage] = [stage for stage in STAGES if stage in stages]
    if Measured.ALL in stages:
        wanted = [stage for stage in STAGES if stage_recipe(recipe, stage) is not None]
    for stage in wanted:
        with shown_progress() as progress:
            is_there = any(model.name == f"{recipe.name}-{stage}" for model in store.built())
            model = build_stage(recipe, stage, store, progress)
            try:
                row = measure_stage(recipe, stage, model, store, settings.threads, progress)
                write_row(store.folder / REPORT, row)
                if labelled is not None:
                    found = _answer_f1(model.name, labelled, settings, progress)
                    write_row(store.folder / REPORT, replace(row, answer_f1=found))
            finally:
                if stage != "quantized" and not is_there:
                    # In fp32 it takes half a gigabyte, and only its figures were wanted.
                    store.discard(model.name)


def _answer_f1(model: str, labelled: "LabelledSet", settings: "Settings", progress: "Progress") -> float | None:
    """How well the labelled questions are answered where that model phrases all answers."""
    from bot.evaluation.run import engine_in_home, evaluate
    from bot.evaluation.summary import summarise

    answering = engine_in_home(settings.model_copy(update={"llm": model, "phrases": True}))
    found = summarise(asyncio.run(evaluate(labelled, answering, progress))).answers["token_f1"].value
    return None if found is None else round(found, 4)


def _plot(rows: "Sequence[StageRow]", recipe: "Recipe", file: Path) -> None:
    from models.report.plot import write_plot

    try:
        write_plot(rows, f"{recipe.weights.title}: quality against size and speed", file)
    except OSError as refused:
        raise UsageError(
            f"The plot cannot be written to {file}: {in_words(refused)}.", "Name another file."
        ) from refused
    tell(f"The plot is in {file}.")


def _show(rows: "Sequence[StageRow]", recipe: "Recipe", named: str) -> None:
    from models.report.rows import FIGURES, stage_recipe, unmeasured

    # Titles of two words on two lines, so that a row is no wider than a terminal.
    titles = [figure.title.rpartition(" ") for figure in FIGURES]
    table = [["", *(above for above, _, _ in titles)], ["", *(below for *_, below in titles)]]
    shown = [row for row in rows if stage_recipe(recipe, row.stage) is not None]
    table += [[row.stage, *(figure.text(row) for figure in FIGURES)] for row in shown]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        first, *others = line
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        typer.echo("  ".join(cells).rstrip())
    for stage in unmeasured(rows, recipe):
        tell(f"Not measured yet: deskside models report{_of(named)} --measure {stage} --answers LABELLED_SET")


def _of(recipe: str) -> str:
    """The option that names the recipe in a command; nothing for the one that is meant without it."""
    from shlex import quote

    return "" if recipe == WRITER else f" --recipe {quote(recipe)}"


def _show_plan(rows: "Sequence[StageRow]", json: bool, named: str) -> None:
    from models.report.plan import CONTEXT_TOKENS, as_json, fit_machine, plan_models

    machine = fit_machine(rows, _of(named))
    models = plan_models(machine)
    if json:
        print_json(as_json(machine, models))
        return
    typer.echo(
        f"On this machine, from {' and '.join(machine.measured)}: {machine.bytes_a_second / 1e9:.1f} GB/s of weights, "
        f"{machine.seconds_a_layer * 1e6:.0f} µs a layer, {machine.operations_a_second / 1e9:.0f} GFLOP/s, "
        f"{machine.process_mb:.0f} MB for the process."
    )
    for model in models:
        typer.echo(
            f"{model.model}: {model.bytes / 1e9:.1f} GB on disk, {model.memory_mb / 1e3:.1f} GB of memory with "
            f"{CONTEXT_TOKENS:,} tokens, reads {model.prefill_tok_s:,.1f} and writes {model.decode_tok_s:,.1f} tokens "
            f"a second, {model.answer_seconds:,.0f} s for an answer."
        )
