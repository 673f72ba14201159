"""`deskside models texts`: the team's documents as one file of text, to prune a writer for them."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.outcome import told_plainly
from bot.wording import counted
from models.errors import UsageError
from models.whole_files import whole_file

EVERY_DOCUMENT = 1_000_000
"""More documents than a home has, where an engine is asked for so many."""


@told_plainly()
def texts(
    file: Annotated[Path, typer.Argument(help="The .jsonl file to write.")],
    space: Annotated[str | None, typer.Option("--space", "-s", help="Only the documents of this space.")] = None,
) -> None:
    """Write the text of every document into a file, for `calibration` in a recipe's table `prune`.

    What a writer keeps is then chosen by your documents, PDF and web pages included. The file stays on this machine.
    """
    if file.suffix != ".jsonl":
        raise UsageError(f"{file.name} is not the name of a .jsonl file.", "Name one, such as texts.jsonl.")
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent}.", "Make it, or name a file in another one.")
    written = asyncio.run(_write(file, space))
    typer.echo(f"{file}: {counted(written, 'document')}.")


async def _write(file: Path, space: str | None) -> int:
    from bot.attach import open_engine
    from bot.settings import load_settings

    async with open_engine(load_settings(space=space)) as engine:
        found = await engine.documents(space, "", EVERY_DOCUMENT)
        if not found:
            raise UsageError("There is no document to take text from.", "Add some first: deskside add FOLDER")
        with whole_file(file) as partial, partial.open("w", encoding="utf-8") as lines:
            for document in sorted(found, key=lambda one: (one.space, one.document)):
                text = (await engine.document(document.key)).text
                lines.write(json.dumps({"document": document.document, "text": text}, ensure_ascii=False) + "\n")
    return len(found)
