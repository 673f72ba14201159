"""`deskside search`: retrieval alone, with what each ranker thought."""

import asyncio
import json as json_format
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import told_plainly

if TYPE_CHECKING:
    from knowledge.documents import Passage

TEXT_SHOWN = 240
"""Characters of a passage below its place."""


def search(
    text: Annotated[str, typer.Argument(help="What to look for.")],
    space: Annotated[str | None, typer.Option("--space", "-s", help="The space to search.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Find passages without answering: why was this found?"""
    with told_plainly():
        passages = asyncio.run(_search(text, space, limit))
        if json:
            from bot.shapes import passage_shape

            typer.echo(json_format.dumps([passage_shape(passage) for passage in passages], ensure_ascii=False))
        else:
            _show(passages)


async def _search(text: str, space: str | None, limit: int | None) -> "list[Passage]":
    from bot.attach import open_engine
    from bot.settings import load_settings

    async with open_engine(load_settings(space=space)) as engine:
        return await engine.search(text, limit=limit)


def _show(passages: "list[Passage]") -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    # Off a terminal there is nothing to wrap for, and a tool that reads on wants a line for a line.
    console.soft_wrap = not console.is_terminal
    if not passages:
        console.print("Nothing was found.")
    for number, passage in enumerate(passages, start=1):
        rankers = ", ".join(f"{ranker} #{found.rank}" for ranker, found in passage.found_by.items())
        place = " — ".join(dict.fromkeys(part for part in (passage.title, passage.location) if part))
        score = (f"  {passage.score:.3f} ({rankers})", "dim")
        console.print(Text.assemble((f"{number}. ", "cyan"), (place, "bold"), f"  {passage.document}", score))
        console.print(Padding(Text(" ".join(passage.text.split())[:TEXT_SHOWN], style="dim"), (0, 0, 0, 3)))
