"""When a server says that it is ready, what it does when it is told to end, and what it logs."""

import asyncio
import logging
import threading
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import httpx
import pytest

from bot.client import EngineGone, RemoteEngine
from bot.engine import Engine
from bot.engine_models import open_writer
from bot.ownership import HomeLocked, owned
from bot.server import running
from bot.server.listening import PortTaken, bound
from bot.server.running import served
from bot.server.service import Service
from bot.server.token import read_token
from bot.settings import Settings
from models.errors import DesksideError
from models.writing.language_model import LanguageModel
from tests.bot.conftest import MakeHome
from tests.bot.serving import client, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def until_ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while (await http.get("/readyz")).status_code != 200:
            pass


async def test_a_server_is_ready_once_its_writer_is_loaded_whoever_searches_until_it_is_about_to_end(
    http: httpx.AsyncClient, server: tuple[Service, str]
) -> None:
    service, _ = server
    assert isinstance(service.engine, Engine)
    early = await http.get("/readyz")
    assert (early.status_code, early.json()) == (503, {"ready": False})
    service.engine.warm()
    await until_ready(http)
    free = threading.Event()
    searches = [asyncio.create_task(service.engine._threads.read(free.wait, 60)) for _ in range(2)]
    try:
        assert (await http.get("/readyz", timeout=10)).json() == {"ready": True}
        assert (await http.get("/metrics", timeout=10)).status_code == 200
    finally:
        free.set()
        await asyncio.wait(searches)
    service.stopping.set()
    try:
        assert (await http.get("/readyz")).status_code == 503
    finally:
        service.stopping.clear()


async def test_a_server_that_is_about_to_end_takes_in_nobody_who_would_lose_it_at_once(
    settings: Settings, server: tuple[Service, str]
) -> None:
    service, address = server
    service.stopping.set()
    try:
        with pytest.raises(EngineGone):
            async with RemoteEngine.attach(settings, address, read_token(settings.home)):
                pass
    finally:
        service.stopping.clear()


async def test_a_writer_that_could_not_be_loaded_is_tried_again(
    make_home: MakeHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "TRYING_AGAIN", 0.01)
    settings, tries = Settings(home=make_home(), threads=1), []

    def fails_twice(asked: Settings) -> LanguageModel:
        tries.append(asked)
        if len(tries) <= 2:
            raise DesksideError("No memory.", "Wait.")
        return open_writer(asked)

    with bound("127.0.0.1", 0) as listening:
        async with (
            Engine.open(settings, fails_twice) as engine,
            served(engine, settings, listening) as (_, address),
            client(settings, address) as http,
        ):
            trying = asyncio.create_task(running._kept_warm(engine))
            await until_ready(http)
            trying.cancel()
    assert len(tries) == 3
    assert caplog.messages.count("the writer could not be loaded: No memory. Wait.") == 1


async def test_a_home_that_is_served_already_is_told_before_the_port_that_its_server_has(tmp_path: Path) -> None:
    with bound("127.0.0.1", 0) as listening, owned(tmp_path, serves=True), pytest.raises(HomeLocked, match="kill"):
        port = listening.getsockname()[1]
        await running.serve(Settings(home=tmp_path), "127.0.0.1", port, None, asyncio.Event(), print)


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0..1"])
async def test_an_address_that_is_not_of_this_machine_is_not_blamed_on_the_port(host: str) -> None:
    with pytest.raises(PortTaken, match="Choose another with --host"), bound(host, 0):
        pass


async def test_a_server_that_is_told_to_end_does_not_wait_for_who_watches(
    make_home: MakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 3600)
    settings = Settings(home=make_home(), threads=1)
    async with asyncio.timeout(120):
        async with serving(settings) as (_, address):
            attachment = RemoteEngine.attach(settings, address, read_token(settings.home))
            engine = await attachment.__aenter__()
            reports = engine.watch()
            await anext(reports)
        async with aclosing(reports):
            with pytest.raises(EngineGone):
                await anext(reports)
        await attachment.__aexit__(None, None, None)


async def test_a_question_that_a_server_does_not_wait_for_any_longer_is_told_so_and_logs_no_traceback(
    make_home: MakeHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.01)
    settings, free = Settings(home=make_home(), threads=1), threading.Event()
    body = {"messages": [{"role": "user", "content": "Which printer prints posters?"}]}
    async with asyncio.timeout(120), AsyncExitStack() as stack:
        listening = stack.enter_context(bound("127.0.0.1", 0))
        engine = await stack.enter_async_context(Engine.open(settings))
        stack.callback(free.set)
        async with served(engine, settings, listening) as (_, address):
            http = await stack.enter_async_context(client(settings, address))
            remote = await stack.enter_async_context(RemoteEngine.attach(settings, address, read_token(settings.home)))
            busy = [asyncio.create_task(engine._threads.read(free.wait, 60)) for _ in range(2)]
            asked = asyncio.create_task(http.post("/v1/chat/completions", json=body))
            sought = asyncio.create_task(remote.search("posters"))
            while engine._threads.readers._work_queue.qsize() < 2:
                await http.get("/healthz")
        answer = await asked
        with pytest.raises(EngineGone):
            await sought
        free.set()
        await asyncio.wait(busy)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "engine-gone")
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_bug_is_logged_once_and_a_client_that_leaves_not_at_all(
    http: httpx.AsyncClient,
    server: tuple[Service, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service, begun, gone = server[0], asyncio.Event(), asyncio.Event()

    async def endless(*_: object) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()

    monkeypatch.setattr("bot.server.routes.openai._end", endless)
    question = {"messages": [{"role": "user", "content": "Which printer prints posters?"}]}
    asked = asyncio.create_task(http.post("/v1/chat/completions", json=question))
    await begun.wait()
    asked.cancel()
    await gone.wait()
    await asyncio.wait_for(service.presence.idle(0.01), 60)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    monkeypatch.setattr(Engine, "search", lambda *_: 1 / 0)
    assert (await http.post("/search", json={"text": "posters"})).status_code == 500
    await asyncio.wait_for(service.presence.idle(0.01), 60)
    [told] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told.startswith("/search failed: ZeroDivisionError at ")
