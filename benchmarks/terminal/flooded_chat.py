"""The chat with an engine that streams 500 words a second for as long as it is asked to."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.events import Delta, Event, Found, Looking, Question
from bot.settings import load_settings
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tui.app import DesksideApp

SECONDS_PER_WORD = 0.002


class FloodingEngine(ScriptedEngine):
    """Never ends an answer."""

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        yield Looking("searching")
        yield Found(sample_events.PASSAGES)
        for number in itertools.count(1):
            for (
                word
            ) in f"{number}. Open *ports* 500 and `4500` for outgoing traffic on the router, please. [1]\n".split(" "):
                yield Delta(word if word.endswith("\n") else f"{word} ")
                await asyncio.sleep(SECONDS_PER_WORD)


@asynccontextmanager
async def attach(settings: object) -> AsyncIterator[ScriptedEngine]:
    engine = FloodingEngine()
    models = tuple(replace(model, name="flood") for model in engine.status_now.models)
    engine.status_now = replace(engine.status_now, models=models)
    yield engine


if __name__ == "__main__":
    DesksideApp(load_settings(), attach, lambda settings: ()).run()
