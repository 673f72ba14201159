"""One real server for all that only asks it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from bot.server.service import Service
from bot.settings import Settings
from tests.bot.conftest import MakeHome
from tests.bot.serving import client, serving


@pytest.fixture(scope="module")
def settings(make_home: MakeHome) -> Settings:
    return Settings(home=make_home(), threads=1, max_answer_tokens=1024, phrases=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(settings: Settings) -> AsyncIterator[tuple[Service, str]]:
    async with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def address(server: tuple[Service, str]) -> str:
    return server[1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(settings: Settings, address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client(settings, address) as opened:
        yield opened
