"""`deskside ask`: one question, its answer streamed, its sources below."""

import asyncio
import json as json_format
import os
import stat
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.outcome import FAILED, WRONG_USAGE, tell, told_plainly

if TYPE_CHECKING:
    from bot.settings import Settings

ASKER = "terminal"


def ask(
    question: Annotated[str | None, typer.Argument(help="The question; text piped in is added to it.")] = None,
    space: Annotated[str | None, typer.Option("--space", "-s", help="The space to ask.")] = None,
    continue_: Annotated[bool, typer.Option("--continue", "-c", help="Go on with the last conversation.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    stream: Annotated[bool, typer.Option("--stream/--no-stream", help="Show the answer as it is written.")] = True,
) -> None:
    """Ask one question and get a short answer with its sources."""
    with told_plainly():
        from bot.settings import load_settings

        text = "\n\n".join(part for part in (question, _piped()) if part)
        raise typer.Exit(asyncio.run(_ask(load_settings(space=space), text, continue_, json, stream)))


async def _ask(settings: "Settings", text: str, continue_: bool, json: bool, stream: bool) -> int:
    from bot.attach import open_engine
    from bot.cli.answer_view import AnswerView
    from bot.events import Answer, Failed, Question
    from bot.shapes import answer_shape

    with AnswerView(stream=stream and not json, silent=json) as view:
        async with open_engine(settings) as engine:
            conversation = await engine.latest_conversation(ASKER) if continue_ else None
            conversation = conversation or await engine.start_conversation(ASKER)
            async with aclosing(engine.ask(Question(text, conversation=conversation, asker=ASKER))) as events:
                async for event in events:
                    view.show(event)
    if isinstance(event, Failed):
        tell(event.problem, event.next_step)
        return WRONG_USAGE if event.code == "usage" else FAILED
    if json and isinstance(event, Answer):
        typer.echo(json_format.dumps(answer_shape(event), ensure_ascii=False))
    return 0


def _piped() -> str:
    """What was piped in or redirected; a terminal, a socket or a closed stdin gives nothing."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):
        return ""
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode)):
        return ""
    return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip()
