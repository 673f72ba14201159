"""`deskside models train` and `tune`: models that this project trains itself, made again or on your questions."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import print_json, told_plainly
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.tuning.pipeline import TuningPlaces


class Trained(StrEnum):
    """What can be trained."""

    READER = "reader"
    EMBEDDER = "embedder"
    WRITER = "writer"
    CLIP = "clip"


Work = Annotated[
    Path,
    typer.Option(help="Where checkpoints and figures are kept; with the same folder, a run that was stopped goes on."),
]
Minutes = Annotated[float | None, typer.Option(min=1, help="Stop training after so many minutes.")]


@told_plainly()
def train(
    what: Annotated[Trained, typer.Argument(help="The model to train: reader, embedder, writer or clip.")],
    data: Annotated[
        Path,
        typer.Argument(
            help="The folder with qa.jsonl.gz and sections.jsonl.gz; for clip, with pairs.jsonl.gz and its zips."
        ),
    ],
    work: Work,
    out: Annotated[Path, typer.Option(help="Where the trained files are written.")],
    minutes: Minutes = None,
    further: Annotated[
        bool,
        typer.Option("--further", help="For the reader and clip: only the last stage, from the shipped weights."),
    ] = False,
) -> None:
    """Train what ships: the reader, the picture encoder, or the adapter of the embedder or the writer."""
    if not data.is_dir():
        raise UsageError(f"There is no folder {data}.", "Name the folder that holds the training data.")
    if further and what not in (Trained.READER, Trained.CLIP):
        raise UsageError("--further is for the reader and clip alone.", f"Leave it out for the {what}.")
    from bot.cli.progress import shown_progress
    from bot.settings import load_settings
    from models.build import need_build_tools
    from models.recipes.recipe import load_recipe

    # Each of them needs what builds the writer: PyTorch, Transformers and what exports.
    need_build_tools(load_recipe("writer"))
    places = _places(work, out)
    with shown_progress() as progress:
        if what is Trained.READER:
            from models.training.pipeline import train_packaged_reader

            figures = train_packaged_reader(data, places.store, work, out, minutes, progress, further)
        elif what is Trained.EMBEDDER:
            from models.training.embedder_pipeline import train_packaged_embedder

            figures = train_packaged_embedder(data, places.store, work, out, minutes, progress)
        elif what is Trained.CLIP:
            from models.training.clip_pipeline import fit_packaged_kinds, train_packaged_clip

            if further:
                figures = fit_packaged_kinds(places.store, work, out, progress)
            else:
                figures = train_packaged_clip(data, places.store, work, out, minutes, progress)
        else:
            from bot.tuning.pipeline import train_packaged_writer

            figures = train_packaged_writer(data, load_settings(), places, minutes, progress)
    print_json(figures)


@told_plainly()
def tune(
    sources: Annotated[
        list[Path], typer.Argument(help="Labelled sets, or .jsonl files of rows: messages and answer, or text alone.")
    ],
    work: Work,
    out: Annotated[Path, typer.Option(help="Where the adapter is written.")],
    recipe: Annotated[str, typer.Option(help="The recipe whose writer is tuned, by name or path.")] = "writer",
    minutes: Minutes = None,
) -> None:
    """Tune the writer on your own labelled questions; prints the table that names the adapter in a recipe.

    A writer that was pruned and has no adapter yet also learns to write like the model before pruning. For that, text
    alone will do: the file of `deskside models texts`.
    """
    if missing := next((source for source in sources if not source.exists()), None):
        raise UsageError(f"There is no {missing}.", "Name a labelled set's folder or a file of rows.")
    from bot.cli.progress import shown_progress
    from bot.settings import load_settings
    from bot.tuning.pipeline import recipe_table, tune_on
    from models.recipes.recipe import load_recipe

    with shown_progress() as progress:
        figures = tune_on(sources, load_recipe(recipe), load_settings(), _places(work, out), minutes, progress)
    rows = figures["rows"]["learned"] + figures["rows"]["held_out"]
    loss = f"{figures['held_out_loss']:.3f}"
    typer.echo(f"# Tuned on {rows} rows; held-out loss {loss}. In a copy of the recipe, without `phrases`:")
    typer.echo(recipe_table(out, "Tuned"))


def _places(work: Path, out: Path) -> "TuningPlaces":
    """Where a run reads and writes; raises `UsageError` before the hours of work where a folder cannot be written."""
    for folder in (work, out):
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not there.is_dir() or not os.access(there, os.W_OK):
            raise UsageError(f"{folder} cannot be written.", "Name another folder.")
    from bot.engine_models import model_store
    from bot.settings import load_settings
    from bot.tuning.pipeline import TuningPlaces

    return TuningPlaces(model_store(load_settings()), work, out)
