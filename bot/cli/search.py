"""`deskside search`: retrieval alone, with what each ranker thought."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import print_json, told_plainly

if TYPE_CHECKING:
    from rich.console import Console

    from knowledge.documents import Figure, Passage

TEXT_SHOWN = 240
"""Characters of a passage below its place."""


@told_plainly()
def search(
    text: Annotated[list[str] | None, typer.Argument(help="What to look for.")] = None,
    image: Annotated[
        list[str] | None,
        typer.Option("--image", "-i", metavar="FILE", help="A picture to look for, or - for one piped in; repeatable."),
    ] = None,
    figures: Annotated[bool, typer.Option("--figures", help="Find pictures in the documents, not passages.")] = False,
    space: Annotated[list[str] | None, typer.Option("--space", "-s", help="The space to search; repeatable.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Find passages without answering: why was this found? With a picture, the figures like it are listed too."""
    from bot.attach import open_engine
    from bot.cli.pictures import attachments
    from bot.settings import load_settings

    settings = load_settings()
    images = attachments(image or (), settings)
    sought = (" ".join(text or ()), tuple(space or ()), limit, images)
    # The passages alone are what `--json` promises.
    like_it = bool(images) and not json

    async def found() -> "tuple[list[Passage], list[Figure]]":
        async with open_engine(settings) as engine:
            passages = [] if figures else await engine.search(*sought)
            return passages, await engine.search_figures(*sought) if figures or like_it else []

    passages, pictures = asyncio.run(found())
    if json:
        _print_json(pictures if figures else passages)
    else:
        _show(passages, pictures, figures)


def _print_json(found: "Sequence[Passage | Figure]") -> None:
    from bot.json_shapes import figure_shape, passage_shape
    from knowledge.documents import Figure

    shapes = [figure_shape(one) if isinstance(one, Figure) else passage_shape(one) for one in found]
    print_json(shapes)


def _show(passages: "Sequence[Passage]", figures: "Sequence[Figure]", only_figures: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    from bot.answer_lines import figure_title

    console = Console(highlight=False)
    # Off a terminal there is nothing to wrap for, and a tool that reads on wants a line for a line.
    console.soft_wrap = not console.is_terminal
    if not passages and not figures:
        console.print("Nothing was found.")
    for number, passage in enumerate(passages, start=1):
        _print_one(console, number, passage.title, passage)
    if figures and not only_figures:
        console.print(Text("\nFigures", style="bold"))
    for number, figure in enumerate(figures, start=1):
        _print_one(console, number, figure_title(figure), figure)


def _print_one(console: "Console", number: int, title: str, found: "Passage | Figure") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from bot.answer_lines import place
    from bot.untrusted import shown_line
    from bot.wording import cut

    at = ((shown_line(place(title, found.location)), "bold"), f"  {shown_line(found.document)}")
    rankers = ", ".join(f"{ranker} #{placed.rank}" for ranker, placed in found.found_by.items())
    console.print(Text.assemble((f"{number}. ", "cyan"), *at, (f"  {found.score:.3f} ({rankers})", "dim")))
    if shown := cut(shown_line(found.text), TEXT_SHOWN):
        indented = Text(shown, style="dim")
        # Padding cuts off what is wider than the console, where nothing is wrapped.
        console.print(Padding(indented, (0, 0, 0, 3)) if console.is_terminal else Text.assemble("   ", indented))
