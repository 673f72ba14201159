"""The app's engine is found again whatever went wrong with the last one, and what went wrong is in the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.interface import EngineInterface
from bot.slack import reconnecting_engine
from bot.slack.reconnecting_engine import attached
from models.errors import DesksideError
from tests.fakes.scripted_engine import ScriptedEngine

BROKEN = (DesksideError("No memory.", "Wait."), ValueError("secret words"))


@pytest.mark.parametrize("error", BROKEN, ids=["told", "bug"])
async def test_an_engine_is_found_again_after_any_failure(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reconnecting_engine, "AGAIN", 0.0)
    first, second = ScriptedEngine(), ScriptedEngine()
    tries: list[EngineInterface | Exception] = [first, error, second]

    @asynccontextmanager
    async def attach() -> AsyncIterator[EngineInterface]:
        found = tries.pop(0)
        if isinstance(found, Exception):
            raise found
        yield found

    async with asyncio.timeout(10), attached(attach) as engine:
        assert await engine.ready() is first
        engine.lost(first)
        assert await engine.ready() is second
    (said,) = caplog.messages
    assert said.startswith("the engine is not there: ") and "secret" not in said


@pytest.mark.parametrize("error", BROKEN, ids=["told", "bug"])
async def test_what_keeps_the_first_engine_away_is_raised(error: Exception) -> None:
    @asynccontextmanager
    async def attach() -> AsyncIterator[EngineInterface]:
        raise error
        yield ScriptedEngine()

    with pytest.raises(type(error)):
        async with asyncio.timeout(10) as waiting, attached(attach):
            pass
    assert not waiting.expired()
