"""The app over the fake workspace: `slack` is the workspace, `start` starts an app in it, `engine` is what it asks."""

import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.slack.app import SlackApp, running
from bot.slack.tokens import Tokens
from bot.slack.transports import Http
from bot.slack_settings import SlackSettings
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace

Start = Callable[..., Awaitable[SlackApp]]


@pytest.fixture
async def slack() -> AsyncIterator[SlackWorkspace]:
    """A workspace of its own for each test."""
    async with SlackWorkspace() as workspace:
        yield workspace


@pytest.fixture
def engine() -> ScriptedEngine:
    """An engine that answers from two documents, unless a test says otherwise."""
    return ScriptedEngine()


@pytest.fixture
async def start(slack: SlackWorkspace, engine: ScriptedEngine, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts the app with the given settings of the table `[slack]`; it ends with the test."""
    async with AsyncExitStack() as stack:

        async def begin(*, http: bool = False, **table: Any) -> SlackApp:
            settings = Settings(home=tmp_path, slack=SlackSettings(**table))
            tokens = Tokens.from_environment(slack.environment)
            app = await stack.enter_async_context(running(settings, engine, tokens, Http() if http else None))
            if http:
                slack.post_to(f"{app.address}/slack/events")
            return app

        yield begin


@pytest.fixture
async def app(start: Start) -> SlackApp:
    """The app with default settings."""
    return await start()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis server of the tests' own."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("redis-server is not installed")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    for line in running.stdout:
        if "Ready to accept connections" in line:
            break
    yield f"redis://127.0.0.1:{port}/0"
    running.terminate()
    running.communicate(timeout=10)
