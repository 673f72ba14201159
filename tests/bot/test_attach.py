"""Several processes, one engine: who comes second attaches, and who is left behind is told."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import attach, locations, ownership
from bot.attach import EngineNotStarted, OtherVersion, attach_engine, open_engine
from bot.client import EngineGone, RemoteEngine
from bot.engine import Engine
from bot.events import Answer, Delta, Event, Failed, Question, Queued
from bot.interface import EngineInterface
from bot.ownership import HomeLocked, owned, read_card
from bot.server.token import ensure_token
from bot.settings import Settings
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.bot.asking import answer_to
from tests.bot.cli.conftest import deskside, nothing_left_running, started
from tests.bot.cli.test_stopping import ENDLESS
from tests.bot.conftest import MakeHome
from tests.bot.serving import serving
from tests.fakes.endless_writer import endless

__all__ = ["nothing_left_running"]

POSTERS = "Which printer prints posters?"
HOTEL = "How much is refunded for a hotel?"

WITHOUT_MODELS = """
import sys
for name in ("onnxruntime", "chromadb", "tokenizers"):
    sys.modules[name] = None
from bot.cli.app import main
main()
"""
"""The command in a process that could not load a model if it had to."""


EMBEDDING = """
import sys, time
from knowledge.vectors import indexing
from models.encoders.embedder import Embedder

embed = Embedder.embed

def slowly(self, texts):
    print("embedding", file=sys.stderr, flush=True)
    time.sleep(0.2)
    return embed(self, texts)

Embedder.embed, indexing._BATCH = slowly, 1
from bot.cli.app import main
main()
"""
"""The command with an embedder that takes its time for each passage."""


@pytest.fixture
def settings(make_home: MakeHome) -> Settings:
    return Settings(home=make_home(), threads=1)


@asynccontextmanager
async def server(home: Path, *options: str, code: str | None = None) -> AsyncIterator[subprocess.Popen[bytes]]:
    """`deskside serve` in a process of its own, ready; it ends with the context, however the test does."""
    arguments = {"code": code} if code else {}
    process = started(home, "serve", "--port", "0", *options, **arguments)
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith(b"Serving ")
        yield process
    finally:
        process.kill()
        process.wait()


async def until(engine: EngineInterface, text: str, kind: type[Event]) -> AsyncGenerator[Event, None]:
    """Asks, and gives the stream from its first event of that kind on."""
    events = engine.ask(Question(text))
    async for event in events:
        if isinstance(event, kind):
            break
    return events


@pytest.mark.slow
async def test_a_command_attaches_to_a_server_and_loads_no_model(settings: Settings) -> None:
    async with server(settings.home):
        asked = deskside(settings.home, "ask", POSTERS, code=WITHOUT_MODELS)
        assert (asked.returncode, asked.stderr) == (0, "")
        assert "floor 3" in asked.stdout
        wrong = deskside(settings.home, "ask", " ", code=WITHOUT_MODELS)
        assert wrong.returncode == 2 and "is empty" in wrong.stderr
        attic = deskside(settings.home, "search", "-s", "attic", "posters", code=WITHOUT_MODELS)
        assert attic.returncode == 2 and "Name one with --space" in attic.stderr


async def test_a_server_whose_process_cannot_be_started_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))  # as when the environment is built anew
    with pytest.raises(EngineNotStarted, match="No such file") as told:
        async with attach_engine(Settings(home=tmp_path)):
            pass
    assert "deskside doctor" in told.value.next_step


@pytest.mark.slow
async def test_what_a_path_means_is_settled_where_the_command_runs(settings: Settings) -> None:
    notes = settings.home.parent / "notes"
    notes.mkdir()
    (notes / "tea.md").write_text("# Tea\n\nTea is in the blue tin.\n")
    async with server(settings.home):
        added = deskside(settings.home, "add", "notes", code=WITHOUT_MODELS)
        assert (added.returncode, added.stdout) == (0, "Documents: 1 added; 1 passage indexed.\n")
        assert str(notes) in deskside(settings.home, "sources", code=WITHOUT_MODELS).stdout
        assert "1 document" in deskside(settings.home, "remove", "notes", code=WITHOUT_MODELS).stdout
        missing = deskside(settings.home, "remove", "tea.md", code=WITHOUT_MODELS)
        assert missing.returncode == 2 and "tea.md" in missing.stderr


@pytest.mark.slow
async def test_askers_in_other_processes_wait_in_one_line_and_are_told_when_the_owner_is_killed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKSIDE_ANSWERS_AT_ONCE", "1")
    async with server(settings.home, code=ENDLESS) as owner, open_engine(settings) as engine:
        assert isinstance(engine, RemoteEngine)
        first = await until(engine, POSTERS, Delta)
        second = await until(engine, HOTEL, Queued)
        owner.send_signal(signal.SIGKILL)
        for stream in (first, second):
            rest = [event async for event in stream]
            assert isinstance(rest[-1], Failed) and rest[-1].code == "engine-gone" and rest[-1].next_step
            assert not any(isinstance(event, Answer | Failed) for event in rest[:-1])
        with pytest.raises(EngineGone):
            await engine.sources()
        owner.wait()
    assert locations.owner_card(settings.home).exists()
    async with open_engine(settings) as engine:
        assert isinstance(engine, Engine)
        assert "floor 3" in (await answer_to(engine, POSTERS)).text


@pytest.mark.slow
@pytest.mark.parametrize(("told", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_a_server_that_is_told_to_end_leaves_no_lock_and_no_card(
    settings: Settings, told: signal.Signals, code: int
) -> None:
    async with server(settings.home, code=ENDLESS) as owner, open_engine(settings) as engine:
        stream = await until(engine, POSTERS, Delta)
        owner.send_signal(told)
        [*_, last] = [event async for event in stream]
        assert isinstance(last, Failed) and last.code == "engine-gone"
        assert await asyncio.to_thread(owner.wait, 60) == code
    assert not locations.owner_card(settings.home).exists()
    with owned(settings.home):
        pass


@pytest.mark.slow
async def test_a_server_in_the_background_is_started_once_shared_and_ends_when_nobody_is_left(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attach, "UNTIL_IDLE", 1)
    async with attach_engine(settings) as one, attach_engine(settings) as other, open_engine(settings) as third:
        assert all(isinstance(engine, RemoteEngine) for engine in (one, other, third))
        card = read_card(settings.home)
        assert card is not None and card.pid != os.getpid() and card.command == "deskside serve"
        assert "floor 3" in (await answer_to(one, POSTERS)).text
        assert os.getsid(card.pid) == card.pid
    assert await asyncio.to_thread(locked_within, settings.home, 60)
    log = await asyncio.to_thread(log_with, "ended", settings.home, 30)
    assert "serving at http://127.0.0.1:" in log and "ended" in log
    assert "poster" not in log


def locked_within(home: Path, seconds: float) -> bool:
    """Whether the home is let go in time."""
    from filelock import FileLock

    with FileLock(locations.owner_lock(home), timeout=seconds):
        return True


def log_with(word: str, home: Path, seconds: float) -> str:
    """The server's log once it has a word, which is written after the home is let go; as it is when time is up."""
    until = time.monotonic() + seconds
    while word not in (log := locations.server_log(home).read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    return log


async def test_why_a_server_in_the_background_did_not_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineNotStarted) as refused:
        async with attach_engine(Settings(home=tmp_path / "home")):
            pass
    assert "The model “embedder” is not built yet." in refused.value.problem
    assert "Run `deskside models build`." in refused.value.problem


def opening_server(home: Path) -> subprocess.Popen[bytes]:
    """`deskside serve` in a process of its own, which makes all vectors anew before it serves."""
    shutil.rmtree(locations.knowledge_folder(home) / "vectors")
    process = started(home, "serve", "--port", "0", code=EMBEDDING)
    assert process.stderr is not None
    assert process.stderr.readline() == b"embedding\n"
    return process


@pytest.mark.slow
async def test_a_server_that_is_told_to_end_while_it_opens_leaves_the_rest_to_the_next_opening(
    settings: Settings,
) -> None:
    owner = opening_server(settings.home)
    owner.send_signal(signal.SIGTERM)
    _, errors = await asyncio.to_thread(owner.communicate, timeout=60)
    assert owner.returncode == 0 and set(errors.splitlines()) <= {b"embedding"} and len(errors.splitlines()) < 4
    async with open_engine(settings) as engine:
        assert isinstance(engine, Engine)
        assert "floor 3" in (await answer_to(engine, POSTERS)).text


@pytest.mark.slow
async def test_a_server_is_waited_for_as_long_as_it_opens(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attach, "WAITING", 0.0)
    opening_server(settings.home)
    async with attach_engine(settings) as one, open_engine(settings) as other:
        assert isinstance(one, RemoteEngine) and isinstance(other, RemoteEngine)
        assert "floor 3" in (await answer_to(other, POSTERS)).text


async def test_an_owner_that_does_not_serve_is_waited_for_and_then_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attach, "WAITING", 0.2)
    with owned(settings.home), pytest.raises(HomeLocked, match="is in use by"):
        async with open_engine(settings):
            pass
    monkeypatch.setattr(attach, "WAITING", 60)
    with owned(settings.home):
        opening = asyncio.create_task(opened_kind(settings))
        await asyncio.sleep(0)
    assert await opening is Engine


async def opened_kind(settings: Settings) -> type:
    async with open_engine(settings) as engine:
        return type(engine)


async def test_a_client_of_another_version_refuses_and_says_which(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(settings):
        monkeypatch.setattr(attach, "version", lambda _: "9.9")
        with pytest.raises(OtherVersion, match=r"Deskside 0\.\d+.*this is Deskside 9\.9"):
            async with open_engine(settings):
                pass


@pytest.mark.parametrize("left_behind", ["nobody listens", "no card", "half a card", "another version"])
async def test_a_card_that_outlived_its_process_harms_nobody(settings: Settings, left_behind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    card = ownership.OwnerCard(1, "deskside serve", datetime(2025, 1, 1, tzinfo=UTC), "0.0.1", address, serves=True)
    if left_behind == "another version":
        ownership._write(settings.home, card)
    elif left_behind == "nobody listens":
        ownership._write(settings.home, replace(card, version=attach.version("deskside")))
    elif left_behind == "half a card":
        locations.owner_card(settings.home).write_text('{"pid": 1')
    assert await opened_kind(settings) is Engine


@asynccontextmanager
async def other_program() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A program that answers 200 to whatever it is asked: its address, and what it was sent."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nIt works\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", heard


async def test_another_program_that_got_the_port_of_a_killed_server_is_sent_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attach, "UNTIL_IDLE", 1)
    ensure_token(settings.home)
    async with other_program() as (address, heard):
        for find in (open_engine, attach_engine):
            left_behind = replace(ownership._this_process(), address=address, serves=True)
            ownership._write(settings.home, left_behind)
            async with find(settings) as engine:
                assert "floor 3" in (await answer_to(engine, POSTERS)).text
        assert heard == []


async def test_what_another_program_says_is_no_answer(settings: Settings) -> None:
    async with other_program() as (address, heard), RemoteEngine.attach(settings, address, "token") as engine:
        [told] = [event async for event in engine.ask(Question(POSTERS))]
        assert isinstance(told, Failed) and told.code == "engine-gone"
        with pytest.raises(EngineGone):
            await engine.sources()
        assert len(heard) >= 3


async def test_a_port_that_is_taken_is_told_before_anything_is_loaded(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = deskside(settings.home, "serve", "--port", str(port), code=WITHOUT_MODELS)
    assert refused.returncode == 1
    assert f"port {port} cannot be listened at" in refused.stderr and "--port" in refused.stderr


@pytest.mark.slow
async def test_a_server_that_others_can_reach_says_so(settings: Settings) -> None:
    async with server(settings.home, "--host", "0.0.0.0") as owner:  # noqa: S104
        assert owner.stderr is not None
        assert b"Other machines can connect" in owner.stderr.readline()
        again = deskside(settings.home, "serve", "--port", "0", code=WITHOUT_MODELS)
        assert again.returncode == 1 and "is in use by `-c serve`" in again.stderr
        assert await opened_kind(settings) is RemoteEngine


async def test_a_question_that_nobody_reads_to_its_end_is_stopped_with_its_client(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Writer, "write", lambda self, messages, limit, cancelled: Writing(endless(cancelled)))
    async with serving(settings) as (service, _):
        async with open_engine(settings) as engine:
            left_open = await until(engine, POSTERS, Delta)
            [running] = service.streams._running.values()
        async with asyncio.timeout(10):
            await asyncio.wait([running])
        # Closed too late, as the end of a program closes what it forgot: there is nobody to talk to any more.
        await left_open.aclose()
