"""`deskside models list`, `build`: the models that serve the answers."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import told_plainly
from models.errors import UsageError

if TYPE_CHECKING:
    from models.store import ModelStore

app = typer.Typer(help="The models: list them, build them.", no_args_is_help=True)


@app.command("list")
def list_models(json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """List the models that are built."""
    with told_plainly():
        built = _store().built()
        if json:
            rows = [{"name": m.name, "role": m.role, "path": str(m.path), "bytes": m.bytes} for m in built]
            typer.echo(json_format.dumps(rows))
            return
        if not built:
            typer.echo("No model is built yet. Build them: deskside models build")
        for model in built:
            typer.echo(f"{model.name}\t{model.role}\t{model.bytes / 1e6:.0f} MB\t{model.path}")


@app.command()
def build(
    recipes: Annotated[
        list[str] | None, typer.Argument(help="Recipes by name or path; all of them by default.")
    ] = None,
) -> None:
    """Build models from their recipes; what is built already is left alone."""
    with told_plainly():
        from bot.cli.progress import shown_progress
        from models.build import build_model
        from models.recipe import load_recipe, packaged_recipes

        store = _store()
        # All recipes are read before the first is built: a wrong name is told at once, not after minutes.
        for recipe in [load_recipe(name) for name in recipes or packaged_recipes()]:
            with shown_progress() as progress:
                model = build_model(recipe, store, progress)
            typer.echo(f"{model.name}: {model.bytes / 1e6:.0f} MB, ready.")


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="The folder with qa.jsonl.gz and sections.jsonl.gz.")],
    work: Annotated[Path, typer.Option(help="Where checkpoints and figures are kept; the same folder goes on.")],
    out: Annotated[Path, typer.Option(help="Where the trained reader is written.")],
    minutes: Annotated[float | None, typer.Option(min=1, help="Stop training after so many minutes.")] = None,
) -> None:
    """Train the reader: from the packaged MiniLM weights to the files that ship."""
    with told_plainly():
        if not data.is_dir():
            raise UsageError(f"There is no folder {data}.", "Name the folder that holds the training data.")
        from bot.cli.progress import shown_progress
        from models.training.pipeline import train_packaged_reader

        with shown_progress() as progress:
            figures = train_packaged_reader(data, _store(), work, out, minutes, progress)
        typer.echo(json_format.dumps(figures))


def _store() -> "ModelStore":
    from bot import locations
    from bot.settings import load_settings
    from models.store import ModelStore

    return ModelStore(locations.models_folder(load_settings().home))
