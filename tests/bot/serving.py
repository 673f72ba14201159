"""An engine served by a real server on loopback, and clients of it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.attach import open_engine
from bot.client import RemoteEngine
from bot.engine import Engine
from bot.server.running import served
from bot.server.service import Service
from bot.server.token import read_token
from bot.settings import Settings


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[tuple[Service, str]]:
    """A server of this home, in this process, at a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with Engine.open(settings) as engine, served(engine, settings, listening) as (service, address):
            yield service, address


@asynccontextmanager
async def remote_engine(settings: Settings) -> AsyncIterator[RemoteEngine]:
    """An engine that is reached over HTTP."""
    async with serving(settings), open_engine(settings) as engine:
        assert isinstance(engine, RemoteEngine)
        yield engine


def client(settings: Settings, address: str, **headers: str) -> httpx.AsyncClient:
    """A client as others write them, with the token of the home."""
    token = {"Authorization": f"Bearer {read_token(settings.home)}"}
    return httpx.AsyncClient(base_url=address, headers=token | headers, timeout=60)
