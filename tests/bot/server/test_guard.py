"""Who is turned away, and that the token is made once and kept from others."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot import locations
from bot.server.app import create_app
from bot.server.listening import bound, own_names
from bot.server.running import served
from bot.server.service import Service
from bot.server.token import TokenUnreadable, ensure_token, read_token
from bot.settings import Settings
from bot.wire import MOST_BYTES
from tests.bot.serving import client
from tests.fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTES = [
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("POST", "/search"),
    ("GET", "/v1/models"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/engine/questions/one"),
    ("DELETE", "/v1/engine/streams/one"),
    ("GET", "/v1/engine/attached"),
    ("POST", "/v1/engine/knowledge/remove"),
    ("POST", "/v1/engine/conversations/list"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("OPTIONS", "/v1/models"),
    ("GET", "/nowhere"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_nothing_is_said_to_who_does_not_know_the_token(
    settings: Settings, address: str, method: str, path: str
) -> None:
    token = read_token(settings.home)
    async with httpx.AsyncClient(base_url=address) as stranger:
        for shown in ("", "Bearer", "Bearer wrong", f"Basic {token}", token, f"Bearer {token}x", "Bearer ü"):
            response = await stranger.request(method, path, headers={"Authorization": shown.encode()})
            assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorized")
        assert (await stranger.request(method, path)).status_code == 401


async def test_only_that_the_process_is_alive_is_said_to_everybody(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as stranger:
        assert (await stranger.get("/healthz")).json() == {"alive": True}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
async def test_a_page_whose_name_was_bent_to_this_machine_gets_nothing(http: httpx.AsyncClient, host: str) -> None:
    named = host.format(port=http.base_url.port)
    for path in ("/healthz", "/readyz"):
        response = await http.get(path, headers={"Host": named})
        assert (response.status_code, response.json()["error"]["code"]) == (403, "wrong-host")
    assert (await http.get("/v1/models", headers={"Host": f"LOCALHOST:{http.base_url.port}"})).status_code == 200


async def test_a_server_goes_by_the_name_that_it_was_given(settings: Settings) -> None:
    with bound("127.0.0.2", 0) as listening:
        async with served(ScriptedEngine(), settings, listening) as (_, address), client(settings, address) as named:
            assert address.startswith("http://127.0.0.2:")
            assert (await named.get("/healthz")).status_code == 200


async def test_the_port_that_addresses_leave_out_may_be_left_out() -> None:
    assert {"localhost", "localhost:80", "127.0.0.2", "[::1]:80"} <= own_names(80, "127.0.0.2")
    assert own_names(8765) == {"localhost:8765", "127.0.0.1:8765", "[::1]:8765"}


async def test_no_other_site_may_read_an_answer(http: httpx.AsyncClient) -> None:
    response = await http.get("/readyz", headers={"Origin": "https://evil.example"})
    assert not any(name.startswith("access-control") for name in response.headers)


async def test_a_body_that_is_too_long_is_not_read(http: httpx.AsyncClient) -> None:
    long = await http.post("/v1/engine/knowledge/sources", content=b" " * (MOST_BYTES + 1))
    assert (long.status_code, long.json()["error"]["code"]) == (413, "too-large")


async def test_a_body_in_chunks_is_read_up_to_the_same_bound(http: httpx.AsyncClient, address: str) -> None:
    """.NET, Spring and some proxies send what they are given piece by piece, and never say its length."""

    async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    json = {"Content-Type": "application/json"}
    found = await http.post("/search", content=chunks(b'{"text": "pos', b'ters"}'), headers=json)
    assert found.status_code == 200 and found.json()
    no_json = await http.post("/search", content=chunks(b"posters"))
    assert (no_json.status_code, no_json.json()["error"]["code"]) == (400, "usage")
    many = [b" " * 50_000] * (MOST_BYTES // 50_000 + 1)
    long = await http.post("/v1/engine/knowledge/sources", content=chunks(*many), headers=json)
    assert (long.status_code, long.json()["error"]["code"]) == (413, "too-large")
    async with httpx.AsyncClient(base_url=address) as stranger:
        assert (await stranger.post("/search", content=chunks(b"{}"), headers=json)).status_code == 401


async def test_a_monitor_may_ask_for_the_head_alone(http: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz", "/v1/models"):
        head, whole = await http.head(path), await http.get(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")


@pytest.mark.parametrize("body", [b'{"text": "\xff"}', b"[" * 100_000])
async def test_a_body_that_is_no_text_is_not_called_a_wrong_address(http: httpx.AsyncClient, body: bytes) -> None:
    response = await http.post("/search", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "usage")


async def test_a_body_that_is_not_said_to_be_json_is_told_the_header(http: httpx.AsyncClient) -> None:
    for kind in ("application/x-www-form-urlencoded", "text/plain"):
        response = await http.post("/search", content=b'{"text": "posters"}', headers={"Content-Type": kind})
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (400, "usage")
        assert error["next_step"] == "Send the header Content-Type: application/json."


async def test_a_wrong_address_is_told_the_right_ones(http: httpx.AsyncClient) -> None:
    for response in (await http.get("/v1/chat/completions"), await http.post("/v1/completions", json={})):
        assert response.status_code in (404, 405)
        assert "POST /v1/chat/completions" in response.json()["error"]["message"]


async def test_a_body_that_cannot_be_read_is_said_so(http: httpx.AsyncClient) -> None:
    for body in (b"{", b"[]", b'{"text": 1}', b'{"text": "x", "limit": 0}'):
        response = await http.post("/search", content=body, headers={"Content-Type": "application/json"})
        assert (response.status_code, response.json()["error"]["code"]) == (400, "usage")


async def test_the_token_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    token = ensure_token(tmp_path)
    assert ensure_token(tmp_path) == read_token(tmp_path) == token
    assert len(token) >= 32
    assert stat.S_IMODE(locations.server_token(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b" \n", b"\0\xff\xfe", "tökén".encode()])
async def test_a_token_that_was_cut_short_is_made_again_and_opens_nothing(tmp_path: Path, content: bytes) -> None:
    locations.server_token(tmp_path).write_bytes(content)
    with pytest.raises(TokenUnreadable) as told:
        read_token(tmp_path)
    assert "server.token" in told.value.problem and told.value.next_step
    assert len(ensure_token(tmp_path)) >= 32
    assert stat.S_IMODE(locations.server_token(tmp_path).stat().st_mode) == 0o600


async def test_no_server_stands_open_for_want_of_a_token(server: tuple[Service, str]) -> None:
    with pytest.raises(ValueError, match="open to everybody"):
        create_app(server[0], "", None, MOST_BYTES)
