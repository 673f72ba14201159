"""`deskside models list`, `build`: the models that serve the answers; the other commands are in files of their own."""

from typing import Annotated

import typer

from bot.cli import bench, report, sensitivity, texts, training
from bot.cli.command_help import CommandGroup
from bot.cli.layout import print_lines, print_table
from bot.cli.outcome import print_json, tell, told_plainly

app = CommandGroup("The models: list, build, measure, train and tune them.")


@app.command("list")
@told_plainly()
def list_models(json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False) -> None:
    """List the models that are built."""
    from bot.engine_models import model_store
    from bot.settings import load_settings
    from models.build_tools import how_to_build
    from models.outdated import outdated
    from models.recipes.recipe import default_recipes

    store = model_store(load_settings())
    built, damaged = store.built(), store.damaged()
    for problem in damaged:
        tell(problem.problem, problem.next_step)
    for model in built:
        if old := outdated(model):
            tell(old.problem, old.next_step)
    if json:
        print_json([{"name": m.name, "role": m.role, "path": m.path, "bytes": m.bytes} for m in built])
        return
    if not built and not damaged:
        print_lines(f"No model is in {store.folder}. {how_to_build(*default_recipes())}")
    if built:
        rows = [(model.name, model.role, f"{model.bytes / 1e6:.0f} MB", str(model.path)) for model in built]
        print_table(("Model", "Role", "Size", "Folder"), rows)


@app.command()
@told_plainly()
def build(
    recipes: Annotated[
        list[str] | None, typer.Argument(help="Recipes by name or path; without any, those of the default models.")
    ] = None,
) -> None:
    """Build models from their recipes; what is built already is left alone."""
    from bot import locations
    from bot.cli.progress import shown_progress
    from bot.engine_models import model_store
    from bot.settings import load_settings
    from models.build import build_model
    from models.recipes.recipe import default_recipes, load_recipe

    settings = load_settings()
    locations.make_home(settings.home)
    store = model_store(settings)
    # All recipes are read before the first is built: a wrong name is told at once, not after minutes.
    for recipe in [load_recipe(name) for name in recipes or default_recipes()]:
        with shown_progress() as progress:
            model = build_model(recipe, store, progress)
        typer.echo(f"{model.name}: {model.bytes / 1e6:.0f} MB, ready.")


app.command()(bench.bench)
app.command()(report.report)
app.command()(sensitivity.sensitivity)
app.command()(texts.texts)
app.command()(training.train)
app.command()(training.tune)
