"""A page of the internet leads nowhere but to the internet, whatever its name server says the second time."""

import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import httpx
import pytest

from knowledge.figures.servers import PictureServers
from knowledge.readers.problem import Unreadable
from knowledge.sources.addresses import Addresses, PinnedTransport
from knowledge.sources.web import fetch, fetch_picture
from tests.fakes.web_server import Quiet, serving

OUTSIDE, GONE, INSIDE = "1.1.1.1", "1.0.0.1", "127.0.0.1"


class Site(Quiet, BaseHTTPRequestHandler):
    leads_to: ClassVar[str] = ""
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        Site.asked.append((self.headers["Host"], self.path))
        leads = self.path == "/leads"
        self.send_response(302 if leads else 200)
        self.send_header("Location" if leads else "Content-Type", Site.leads_to if leads else "text/html")
        self.end_headers()
        self.wfile.write(b"" if leads else b"The wiki says alpha.")


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked.clear()
    with serving(Site, INSIDE) as port:
        yield port


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What the name server says of each host, the first time, the second time and so on."""
    told: dict[str, list[list[str]]] = {}
    look_up = socket.getaddrinfo

    def told_of(host: str, *rest: Any, **more: Any) -> list[Any]:
        if host not in told:
            return look_up(host, *rest, **more)
        now = told[host].pop(0) if len(told[host]) > 1 else told[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in now]

    monkeypatch.setattr(socket, "getaddrinfo", told_of)
    return told


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were connected to; the one outside is the site's."""
    to: list[str] = []
    connect: Callable[..., socket.socket] = socket.create_connection

    def connection(address: tuple[str, int], *rest: Any, **more: Any) -> socket.socket:
        to.append(address[0])
        if address[0] == GONE:
            raise ConnectionRefusedError("nobody is there")
        return connect((INSIDE, address[1]), *rest, **more)

    monkeypatch.setattr(socket, "create_connection", connection)
    return to


def test_a_name_that_moves_inside_after_the_check_is_not_followed(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names |= {"wiki.example": [[OUTSIDE]], "rebind.example": [[OUTSIDE], [INSIDE]]}
    Site.leads_to = f"http://rebind.example:{port}/wiki"
    page = fetch(f"http://wiki.example:{port}/leads", 1_000)
    assert page.content == b"The wiki says alpha."
    assert connected == [OUTSIDE, OUTSIDE]
    assert Site.asked == [(f"wiki.example:{port}", "/leads"), (f"rebind.example:{port}", "/wiki")]


def test_a_picture_s_host_that_moves_inside_after_the_check_is_not_followed(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names["rebind.example"] = [[OUTSIDE], [INSIDE]]
    assert fetch_picture(f"http://rebind.example:{port}/a.png", None, 1_000)
    assert connected == [OUTSIDE]


def test_the_page_s_own_host_does_not_move_inside_when_its_pictures_are_fetched(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names["rebind.example"] = [[OUTSIDE], [INSIDE]]
    address = f"http://rebind.example:{port}/wiki"
    servers = PictureServers()
    servers.note(fetch(address, 1_000))
    with pytest.raises(Unreadable, match="names an address inside this network"):
        servers.fetch(f"http://rebind.example:{port}/a.png", address, 1_000, None, None)
    assert connected == [OUTSIDE]


def test_a_page_inside_this_network_shows_its_own_host_s_pictures(connected: list[str], port: int) -> None:
    address = f"http://{INSIDE}:{port}/wiki"
    servers = PictureServers()
    servers.note(fetch(address, 1_000))
    assert servers.fetch(f"http://{INSIDE}:{port}/a.png", address, 1_000, None, None).content


def test_the_page_s_own_host_does_not_move_inside_while_it_is_followed(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names["wiki.example"] = [[OUTSIDE], [INSIDE]]
    Site.leads_to = f"http://wiki.example:{port}/admin"
    assert fetch(f"http://wiki.example:{port}/leads", 1_000).content
    assert connected == [OUTSIDE, OUTSIDE]


def test_a_page_of_the_internet_does_not_lead_into_this_network(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names |= {"wiki.example": [[OUTSIDE]], "mixed.example": [[OUTSIDE, INSIDE]]}
    for host in (INSIDE, "mixed.example"):
        Site.leads_to = f"http://{host}:{port}/wiki"
        with pytest.raises(Unreadable, match=f"It sends the reader to {host}, inside this network"):
            fetch(f"http://wiki.example:{port}/leads", 1_000)
        assert fetch(f"http://{INSIDE}:{port}/leads", 1_000).content  # named as what it is


def test_a_host_s_second_address_is_tried_where_nobody_is_at_the_first(
    names: dict[str, list[list[str]]], connected: list[str], port: int
) -> None:
    names["wiki.example"] = [[GONE, OUTSIDE]]
    assert fetch(f"http://wiki.example:{port}/wiki", 1_000).content
    assert connected == [GONE, OUTSIDE]


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'x' * 64}.example"])
def test_a_host_whose_name_is_not_known_is_told(host: str) -> None:
    with pytest.raises(Unreadable, match="cannot be reached: its name is not known"):
        fetch(f"http://{host}/", 1_000)


def test_a_server_proves_itself_by_its_name(names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch) -> None:
    names["wiki.example"] = [[OUTSIDE]]
    sent: list[httpx.Request] = []

    def take(_: object, request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", take)
    httpx.Client(transport=PinnedTransport(Addresses())).get("https://wiki.example/a?b=1")
    [request] = sent
    assert (str(request.url), request.headers["Host"]) == (f"https://{OUTSIDE}/a?b=1", "wiki.example")
    assert request.extensions["sni_hostname"] == "wiki.example"


def test_a_proxy_looks_names_up_itself(connected: list[str], port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://{OUTSIDE}:{port}")
    page = fetch("http://only-the-proxy-knows.example/wiki", 1_000)
    assert page.content and connected == [OUTSIDE]
    assert Site.asked == [("only-the-proxy-knows.example", "http://only-the-proxy-knows.example/wiki")]
