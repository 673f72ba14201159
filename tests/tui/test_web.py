"""`deskside chat --web`: the same chat, spoken over a web socket, with the same engine behind it."""

import asyncio
import json
import re
import socket
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import aiohttp
import pytest
from bs4 import BeautifulSoup

from tests.tui.test_terminal import DESKSIDE, PATIENCE

pytestmark = pytest.mark.slow


@contextmanager
def served(env: dict[str, str], host: str) -> Iterator[str]:
    """The address of a chat that is served to browsers at a host of this machine."""
    with socket.socket() as taken:
        taken.bind((host, 0))
        port = taken.getsockname()[1]
    command = [DESKSIDE, "chat", "--web", "--host", host, "--port", str(port)]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://{host}:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="module")
def address(real_env: dict[str, str]) -> Iterator[str]:
    """Where a chat is served to browsers."""
    with served(real_env, "127.0.0.1") as place:
        yield place


async def test_another_address_of_this_machine_is_its_own_too(real_env):
    with served(real_env, "127.0.0.2") as place:
        async with aiohttp.ClientSession() as http:
            await _until_there(http, f"{place}/")
            async with http.get(f"{place}/") as page:
                assert page.status == 200


async def test_a_visitor_is_answered_and_what_was_asked_is_nobody_elses_and_gone_with_the_page(address, real_env):
    home = Path(real_env["DESKSIDE_HOME"])
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        for _ in range(2):
            async with http.ws_connect(f"{address}/ws?width=100&height=30") as visit:
                await _until_shown(visit, b"writer")
                await visit.send_str(json.dumps(["stdin", "How many days of leave do I have?\r"]))
                await _until_shown(visit, b"28 days")
                [asker] = await _askers(home, most=1)
        assert asker.startswith("web:") and len(asker) > 30
        assert await _askers(home, most=0) == []
        assert not (home / "terminal-questions.jsonl").exists()


@asynccontextmanager
async def _in_time(hoped: str) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as late:
        raise AssertionError(f"{hoped}: not within {PATIENCE} seconds") from late


async def _until_shown(visit: aiohttp.ClientWebSocketResponse, words: bytes) -> None:
    shown = b""
    async with _in_time(f"the page shows {words!r}"):
        while words not in shown:
            message = await visit.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), shown[-500:]
            shown += message.data if isinstance(message.data, bytes) else b""


async def _askers(home: Path, most: int) -> list[str]:
    """Who has conversations, as soon as they are as few as that."""
    async with _in_time(f"{most} visitors or fewer have conversations"):
        while True:
            askers = _web_askers(home)
            if len(askers) <= most:
                return askers
            await asyncio.sleep(0.1)


def _web_askers(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "conversations.db")) as conversations:
        return [row[0] for row in conversations.execute("SELECT asker FROM conversations WHERE asker LIKE 'web:%'")]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
async def test_a_page_of_another_site_gets_neither_the_chat_nor_its_socket(address, headers):
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        for path in ("/", "/ws?width=100&height=30"):
            async with http.get(f"{address}{path}", headers=headers) as refused:
                assert refused.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(f"{address}/ws?width=100&height=30", headers=headers)


async def test_the_page_names_the_address_by_which_one_came_and_fetches_nothing_elsewhere(address):
    port = address.rpartition(":")[2]
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        async with http.get(f"http://localhost:{port}/", headers={"Origin": f"http://localhost:{port}"}) as page:
            assert f"ws://localhost:{port}/ws" in await page.text()
            policy = page.headers["Content-Security-Policy"]
            assert policy.startswith("style-src 'self'") and "frame-ancestors 'none'" in policy


async def test_the_page_has_a_name_fits_a_phone_and_has_all_that_it_needs_here(address):
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        async with http.get(f"{address}/") as answer:
            page = BeautifulSoup(await answer.text(), "html.parser")
        assert (page.html["lang"], page.title.text) == ("en", "Deskside")
        assert "width=device-width" in page.select_one("meta[name=viewport]")["content"]
        needed = [tag.get("href") or tag["src"] for tag in page.select("link, script[src]")]
        needed += re.findall(r'url\("([^"]+)"\)', page.style.text)
        assert len(needed) == 5
        for place in needed:
            assert place.startswith(f"{address}/static/")
            async with http.get(place) as found:
                assert found.status == 200, place


async def test_the_chat_gets_the_keys_that_are_pressed_without_a_click(address):
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
        async with http.get(f"{address}/") as page, http.get(f"{address}/static/js/textual.js") as script:
            ours, theirs = await page.text(), await script.text()
    # The page waits for what textual-serve's script does, and gives the focus to what it makes.
    assert 'document.querySelector(".xterm-helper-textarea").focus()' in ours
    for name in ("-first-byte", "-closed", "xterm-helper-textarea", ".textual-terminal", "sessionWebsocketUrl"):
        assert name in theirs


async def test_a_port_that_is_taken_is_told(address, real_env):
    async with aiohttp.ClientSession() as http:
        await _until_there(http, f"{address}/")
    command = [DESKSIDE, "chat", "--web", "--port", address.rpartition(":")[2]]
    run = await asyncio.to_thread(
        subprocess.run, command, env=real_env, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.endswith("cannot be listened at: Address already in use. Choose another with --port.\n")
    assert run.stderr.count("\n") == 1


async def _until_there(http: aiohttp.ClientSession, address: str) -> None:
    async with _in_time(f"{address} is served"):
        while True:
            try:
                async with http.get(address) as page:
                    assert "Deskside" in await page.text()
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
