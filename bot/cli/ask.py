"""`deskside ask`: one question, its answer streamed, its sources below."""

import asyncio
import os
import stat
import sys
from contextlib import aclosing
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import FAILED, WRONG_USAGE, print_json, tell_failure, told_plainly

if TYPE_CHECKING:
    from bot.events import Question
    from bot.interface import EngineInterface
    from bot.settings import Settings

ASKER = "terminal"
"""Who asks in a terminal: what was asked with `deskside ask` can be gone on with in the chat, and the reverse."""


@told_plainly()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(help="The question, best in quotes; text piped in is added to it.")
    ] = None,
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image", "-i", metavar="FILE", help="A picture of the problem, or - for one piped in; repeatable."
        ),
    ] = None,
    space: Annotated[list[str] | None, typer.Option("--space", "-s", help="The space to ask; repeatable.")] = None,
    continue_: Annotated[bool, typer.Option("--continue", "-c", help="Go on with the last conversation.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    stream: Annotated[bool, typer.Option("--stream/--no-stream", help="Show the answer as it is written.")] = True,
) -> None:
    """Ask one question and get a short answer with its sources; a screenshot alone is a question too."""
    from bot.cli.pictures import attachments
    from bot.events import Question
    from bot.settings import load_settings
    from models.errors import UsageError

    if image and len(question or ()) > 1:  # more pictures, which the shell made of `-i *.png`
        raise UsageError(
            "There are several words beside a picture.", "Put -i before each picture, and quote the question."
        )
    settings = load_settings()
    images = attachments(image or (), settings)
    piped = "" if "-" in (image or ()) else _piped()
    text = "\n\n".join(part for part in (" ".join(question or ()), piped) if part)
    asked = Question(text, images, spaces=tuple(space or ()), asker=ASKER)
    raise typer.Exit(asyncio.run(_ask(settings, asked, continue_, json, stream)))


async def _ask(settings: "Settings", question: "Question", continue_: bool, json: bool, stream: bool) -> int:
    from bot.attach import open_engine
    from bot.cli.answer_view import AnswerView
    from bot.events import Answer, Failed, Read
    from bot.json_shapes import answer_shape
    from bot.wire import error_of
    from models.errors import UsageError

    read = []
    with AnswerView(stream=stream and not json, silent=json) as view:
        async with open_engine(settings) as engine:
            conversation = await last_conversation(engine) if continue_ else None
            conversation = conversation or await engine.start_conversation(ASKER)
            async with aclosing(engine.ask(replace(question, conversation=conversation))) as events:
                async for event in events:
                    view.show(event)
                    if isinstance(event, Read):
                        read.append(asdict(event))
    if isinstance(event, Failed):
        tell_failure(event)
        return WRONG_USAGE if isinstance(error_of(event), UsageError) else FAILED
    if json and isinstance(event, Answer):
        shape = answer_shape(event) | ({"read": read} if question.images else {})
        print_json(shape)
    return 0


async def last_conversation(engine: "EngineInterface") -> str | None:
    """The conversation in which something was last asked here; one whose only question failed holds nothing."""
    found = await engine.conversations(ASKER, limit=1)
    return found[0].id if found else None


def _piped() -> str:
    """What was piped in or redirected; a terminal, a socket or a closed stdin gives nothing."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return ""
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode)):
        return ""
    return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip()
