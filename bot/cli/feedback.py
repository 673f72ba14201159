"""`deskside feedback up`, `down`, `export`: say what you think of an answer, and learn from what everybody said."""

import asyncio
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.ask import ASKER, last_conversation
from bot.cli.command_help import CommandGroup
from bot.cli.outcome import tell, told_plainly
from bot.wording import counted
from models.errors import UsageError

if TYPE_CHECKING:
    from bot.feedback import Verdict
    from bot.interface import EngineInterface

app = CommandGroup("What people think of the answers: rate one, export what was bad.")

AnswerId = Annotated[
    str | None,
    typer.Option("--answer", metavar="ID", help="The answer's id, from `deskside ask --json`; by default the last."),
]


_ANSWER_ID = re.compile(r"[0-9a-f]{32}")


@app.command()
@told_plainly()
def up(answer: AnswerId = None) -> None:
    """Say that an answer was good."""
    asyncio.run(_give(answer, "up", "", ""))


@app.command()
@told_plainly()
def down(
    reason: Annotated[str, typer.Argument(help="What was wrong with it.")] = "",
    document: Annotated[str, typer.Option("--document", "-d", help="The document that has the answer.")] = "",
    answer: AnswerId = None,
) -> None:
    """Say that an answer was bad, why, and which document would have been the right one."""
    if _ANSWER_ID.fullmatch(reason.strip()):
        raise UsageError("That is the id of an answer, not what was wrong with it.", f"Name it: --answer {reason}")
    asyncio.run(_give(answer, "down", reason, document))
    if document:
        _tell_if_unknown(document)


@app.command()
@told_plainly()
def export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write.")],
    space: Annotated[str | None, typer.Option("--space", "-s", help="The space whose questions are written.")] = None,
) -> None:
    """Write the questions with a bad answer as a labelled set for `deskside eval`, and training rows beside it."""
    from bot.cli.feedback_report import all_rated
    from bot.cli.home_files import opened_catalog, space_in
    from bot.engine_models import open_embedder
    from bot.evaluation.feedback_export import export_feedback
    from bot.settings import load_settings

    settings = load_settings(space=space)
    with opened_catalog(settings) as catalog, closing(open_embedder(settings)) as embedder:
        named = space_in(catalog, settings)
        done = export_feedback(directory, named, all_rated(settings, named), catalog, embedder.embed)
    for name in done.unknown:
        tell(f"{name!r} is not in {named} any more, so its question has no judgment.")
    typer.echo(f"{directory}: {counted(done.questions, 'question')}, {done.corrected} with their right document.")


async def _give(answer: str | None, verdict: "Verdict", reason: str, document: str) -> None:
    from bot.attach import open_engine
    from bot.feedback import Feedback
    from bot.settings import load_settings

    async with open_engine(load_settings()) as engine:
        answer = answer or await _last_answer(engine)
        await engine.give_feedback(Feedback(answer, verdict, reason, document, ASKER))
    typer.echo("Noted.")


def _tell_if_unknown(name: str) -> None:
    """Says that no document has a name: it may have been misspelt, or be one that is still to come."""
    from bot.cli.home_files import opened_catalog
    from bot.naming import documents_called
    from bot.settings import load_settings

    with opened_catalog(load_settings()) as catalog:
        if not documents_called(name, catalog.statuses()):
            tell(f"No document is called {name!r} so far.", "`deskside search` shows what documents are called.")


async def _last_answer(engine: "EngineInterface") -> str:
    conversation = await last_conversation(engine)
    turns = (await engine.conversation(conversation, limit=1)).turns if conversation else ()
    if not turns or not turns[-1].answer_id:
        raise UsageError("There is no answer to rate.", "Ask something first, or name an answer with --answer.")
    return turns[-1].answer_id
