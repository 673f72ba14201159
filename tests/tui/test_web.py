"""`deskside chat --web`: the same chat, spoken over a web socket, with the same engine behind it."""

import asyncio
import json
import socket
import subprocess
from collections.abc import Iterator

import aiohttp
import pytest

from tests.tui.test_terminal import DESKSIDE, PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture
def address(real_env: dict[str, str]) -> Iterator[str]:
    """Where a chat is served to browsers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [DESKSIDE, "chat", "--web", "--port", str(port)]
    server = subprocess.Popen(command, env=real_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(20)


async def test_a_visitor_asks_and_is_answered(address):
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        async with http.ws_connect(f"{address}/ws?width=100&height=30") as visit:
            shown = b""
            asked = False
            while b"28 days" not in shown:
                message = await visit.receive(timeout=PATIENCE)
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT)
                shown += message.data if isinstance(message.data, bytes) else b""
                if not asked and b"writer" in shown:
                    asked = True
                    await visit.send_str(json.dumps(["stdin", "How many days of leave do I have?\r"]))


async def _until_there(http: aiohttp.ClientSession, address: str) -> None:
    for _ in range(PATIENCE * 10):
        try:
            async with http.get(address) as page:
                assert "Deskside" in await page.text()
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)
    raise AssertionError("nobody serves the pages")
