"""What an added page promises: it is read as what it is, and its pictures from where they are."""

import gzip
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.problem import Unreadable
from knowledge.sources.web import fetch
from tests.fakes.colour_sight import picture_file
from tests.fakes.web_server import Quiet, serving


class Site(Quiet, BaseHTTPRequestHandler):
    """A server that sends what stands in `pages`: a status, a content type (or where to go to) and a body, by path."""

    pages: ClassVar[dict[str, tuple[int, str, bytes]]] = {}
    packed: ClassVar[str] = ""
    """What the server says of how it packed all of them."""

    def do_GET(self) -> None:
        status, media_type, content = Site.pages.get(self.path, (404, "text/html", b"Not found"))
        if status == 200 and self.headers.get("If-None-Match") == f'"{hash(content)}"':
            status, content = 304, b""
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", media_type)
        if Site.packed:
            self.send_header("Content-Encoding", Site.packed)
        self.send_header("ETag", f'"{hash(content)}"')
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def site() -> Iterator[str]:
    Site.pages, Site.packed = {}, ""
    with serving(Site) as port:
        yield f"http://127.0.0.1:{port}"


def page(words: str) -> tuple[int, str, bytes]:
    return (200, "text/html; charset=utf-8", f"<title>Wiki</title><p>{words}</p>".encode())


@pytest.mark.parametrize("place", ["http://[server]/logo.png", "//[x/a.png", "http://\u2100.example/a.png"])
def test_a_picture_whose_address_is_none_is_a_line_and_the_page_is_there(
    seeing: KnowledgeBase, site: str, place: str
) -> None:
    Site.pages["/wiki"] = page(f"The wiki says alpha. <img src='{place}'> <img src='a.png'>")
    Site.pages["/a.png"] = (200, "image/png", picture_file("error 809"))
    report = seeing.add([f"{site}/wiki"])
    assert (report.added, report.pictures) == (1, 1)
    [problem] = report.problems
    assert problem.picture and "is not a valid one" in problem.problem
    assert seeing.sync().problems == (problem,)


def test_a_page_is_unpacked(knowledge: KnowledgeBase, site: str) -> None:
    Site.packed = "gzip"
    Site.pages["/wiki"] = (200, "text/plain", gzip.compress(b"The wiki says alpha."))
    assert knowledge.add([f"{site}/wiki"]).problems == ()
    assert knowledge.search(["alpha"], ["default"])


@pytest.mark.parametrize(
    ("packed", "times", "told"), [("gzip", 1, "is larger than"), ("gzip, gzip", 2, "packs the page in a way")]
)
def test_a_page_that_unpacks_to_gigabytes_takes_no_such_memory(site: str, packed: str, times: int, told: str) -> None:
    content = b"\0" * 100_000_000
    for _ in range(times):
        content = gzip.compress(content, 6)
    Site.packed, Site.pages["/bomb"] = packed, (200, "text/plain", content)
    del content
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match=told):
            fetch(f"{site}/bomb", 20_000_000)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_packed_page_that_is_damaged_is_told(knowledge: KnowledgeBase, site: str) -> None:
    Site.packed = "gzip"
    Site.pages["/wiki"] = (200, "text/plain", b"no gzip at all")
    [problem] = knowledge.add([f"{site}/wiki"]).problems
    assert "cannot be reached" in problem.problem


def test_an_address_with_a_name_that_no_server_has_is_said_in_a_sentence(knowledge: KnowledgeBase) -> None:
    [problem] = knowledge.add(["http://xn--/wiki"]).problems
    assert "cannot be reached" in problem.problem


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_server_that_is_down_does_not_empty_the_knowledge(knowledge: KnowledgeBase, site: str, status: int) -> None:
    Site.pages["/wiki"] = page("The wiki says alpha.")
    knowledge.add([f"{site}/wiki"])
    Site.pages["/wiki"] = (status, "text/html", b"Not now")
    report = knowledge.sync()
    assert (report.removed, len(report.problems)) == (0, 1)
    assert knowledge.search(["alpha"], ["default"])


def test_a_server_that_is_not_there_does_not_empty_the_knowledge(
    knowledge: KnowledgeBase, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Site.pages["/wiki"] = page("The wiki says alpha.")
    knowledge.add([f"{site}/wiki"])
    monkeypatch.setattr("knowledge.sources.addresses._looked_up", lambda host: ())
    report = knowledge.sync()
    assert (report.removed, len(report.problems)) == (0, 1)
    assert knowledge.search(["alpha"], ["default"])


@pytest.mark.parametrize(
    "now",
    [
        (404, "text/html", b"Not found"),
        (410, "text/html", b"Gone"),
        (200, "text/html", b""),
        (200, "text/html", b"<html><body><script>x</script></body></html>"),
    ],
)
def test_a_page_that_is_gone_or_has_become_empty_is_no_longer_quoted(
    knowledge: KnowledgeBase, site: str, now: tuple[int, str, bytes]
) -> None:
    Site.pages["/wiki"] = page("The wiki says alpha.")
    knowledge.add([f"{site}/wiki"])
    Site.pages["/wiki"] = now
    report = knowledge.sync()
    assert (report.removed, len(report.problems)) == (1, 1)
    assert (knowledge.documents(), len(knowledge.sources())) == ([], 1)
    Site.pages["/wiki"] = page("The wiki says beta.")
    assert knowledge.sync().added == 1
    assert knowledge.search(["beta"], ["default"])


def test_the_pictures_of_a_page_that_moved_are_looked_for_where_it_is(seeing: KnowledgeBase, site: str) -> None:
    elsewhere = site.replace("127.0.0.1", "localhost")  # another name, inside this network
    Site.pages["/wiki"] = (302, f"{elsewhere}/docs/wiki/", b"")
    Site.pages["/docs/wiki/"] = page("The wiki says alpha. <img src='../a.png'>")
    Site.pages["/docs/a.png"] = (200, "image/png", picture_file("error 809"))
    report = seeing.add([f"{site}/wiki"])
    assert (report.pictures, report.problems) == (1, ())
    [figure] = seeing.search_figures(["error 809"], [], ["default"])
    assert figure.url == f"{site}/wiki"  # people go where they were told to
    Site.pages["/docs/a.png"] = (200, "image/png", picture_file("error 812"))
    report = seeing.sync()
    assert (report.unchanged, report.pictures, report.problems) == (1, 1, ())
    assert seeing.search_figures(["error 812"], [], ["default"])[0].text == "error 812"


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_the_charset_that_a_server_names_decides(knowledge: KnowledgeBase, site: str, media_type: str) -> None:
    Site.pages["/wiki"] = (200, f"{media_type}; charset=iso-8859-2", "<p>Příliš žluťoučký</p>".encode("iso-8859-2"))
    knowledge.add([f"{site}/wiki"])
    [passage] = knowledge.search(["žluťoučký"], ["default"])
    assert "Příliš žluťoučký" in passage.text
