"""`deskside models sensitivity`: what each way of keeping a writer's matrices costs, and what to keep in 4 bits."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.outcome import print_json, tell, told_plainly
from models.errors import UsageError

if TYPE_CHECKING:
    from models.quantization.budget import Choice
    from models.quantization.divergence import Distance
    from models.quantization.sensitivity import Cost
    from models.recipes.recipe import Recipe


class Layered(StrEnum):
    """The kinds of matrices that can be measured layer by layer."""

    QKV = "qkv"
    O_PROJ = "o_proj"
    GATE_UP = "gate_up"
    DOWN_PROJ = "down_proj"


@told_plainly()
def sensitivity(
    recipe: Annotated[str, typer.Argument(help="The writer's recipe, by name or path.")] = "writer",
    layers: Annotated[
        list[Layered] | None,
        typer.Option(
            metavar="KIND",
            help="Measure qkv, o_proj, gate_up or down_proj layer by layer in 4 bits as well; repeatable.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="LOSS",
            help="Choose what goes into 4 bits, at a loss of no more than this in all: 2% of perplexity, or 0.02nats.",
        ),
    ] = None,
    save: Annotated[
        int | None, typer.Option("--bytes", min=1, help="Choose what goes into 4 bits until so many bytes are saved.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Measure what each way of keeping the writer's matrices costs, on text held out from its calibration text.

    With --budget or --bytes it chooses, measures the choice as a whole, and prints the table for the recipe. It takes
    some minutes, and twice as many with --layers.
    """
    from bot.cli.progress import shown_progress
    from bot.engine_models import model_store
    from bot.settings import load_settings
    from models.build import need_build_tools
    from models.quantization.budget import choose, nats
    from models.quantization.sensitivity import measured_sensitivity
    from models.recipes.recipe import load_recipe

    most = None if budget is None else nats(budget)
    made_from = load_recipe(recipe)
    choices = _choices(made_from)
    need_build_tools(made_from)
    store = model_store(load_settings())
    choice = together = None
    with shown_progress() as progress, measured_sensitivity(made_from, choices, store, progress) as measured:
        costs = measured.costs([str(kind) for kind in layers or ()])
        if most is not None or save is not None:
            choice = choose(costs, choices, measured.layers, most, save)
            together = measured.together(choice.quantize)
    if json:
        print_json(_as_json(costs, choice, together))
        return
    _show(costs, choice, together)
    if choice is not None and save is not None and choice.saved < save:
        tell(f"Only {choice.saved / 1e6:.1f} MB can be saved so. Allow a larger --budget, or name --layers.")


def _choices(recipe: "Recipe") -> Any:
    """What the recipe keeps now; a writer that is quantized in another way is measured by what is usual."""
    from models.recipes.exports import DecoderExport
    from models.recipes.recipe import MatrixQuantization

    if not isinstance(recipe.export, DecoderExport):
        raise UsageError(f"The recipe {recipe.name} is not one of a writer.", "Name a writer's recipe.")
    is_said = isinstance(recipe.quantize, MatrixQuantization)
    return recipe.quantize if is_said else MatrixQuantization(kind="matrices")


def _as_json(costs: "list[Cost]", choice: "Choice | None", together: "Distance | None") -> dict[str, Any]:
    found: dict[str, Any] = {"costs": [asdict(cost) for cost in costs]}
    if choice is not None and together is not None:
        quantize = choice.quantize.model_dump(mode="json")
        measured = {"divergence": together.divergence, "loss": together.loss}
        found["choice"] = {"quantize": quantize, "saved": choice.saved, **measured}
    return found


def _show(costs: "list[Cost]", choice: "Choice | None", together: "Distance | None") -> None:
    from models.quantization.budget import table

    for cost in costs:
        typer.echo(
            f"{cost.name:13} {cost.kept:14} {cost.bytes / 1e6:7.2f} MB {cost.divergence:9.5f} nats {cost.loss:+8.2%}"
        )
    if choice is not None and together is not None:
        typer.echo(
            f"\n{table(choice.quantize)}\n\n"
            f"# All together: {together.divergence:.4f} nats from fp32, perplexity {together.loss:+.2%}, "
            f"{choice.saved / 1e6:.1f} MB saved."
        )
