"""Whatever is wrong with a picture, or with the place that names it: a line, and the document is there all the same."""

import errno
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.problem import Unreadable
from knowledge.reports import merged_problems
from knowledge.sources.web import Page, fetch_picture
from models.errors import ModelCorrupt
from models.pictures import Picture
from models.vision.sight import Seen
from tests.fakes.colour_sight import ColourSight, picture_file
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.web_server import Quiet, serving


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"just text", "not a picture"),
        (picture_file("x" * 50)[:60], "damaged"),
        (None, "not there"),
    ],
)
def test_a_picture_that_cannot_be_read_is_a_line_in_the_report(
    seeing: KnowledgeBase, documents: Path, content: bytes | None, problem: str
) -> None:
    (documents / "bad.md").write_text("# Bad\n\nThe zebra text.\n\n![x](bad.png)\n\n![y](good.png)\n")
    (documents / "good.png").write_bytes(picture_file("good words"))
    if content is not None:
        (documents / "bad.png").write_bytes(content)
    report = seeing.add([str(documents / "bad.md")])
    assert report.added == 1
    [found] = report.problems
    assert problem in found.problem and "bad.png" in found.problem and found.picture
    assert found.problem.endswith(".") and found.next_step.endswith(".")
    assert str(report).startswith("Documents: 1 added, 1 with pictures missing;")
    assert seeing.sources()[0].problems == report.problems == seeing.sync().problems
    assert seeing.search(["zebra text"], ["default"])
    assert seeing.search_figures(["good words"], [], ["default"])[0].name == "good.png"
    (documents / "bad.png").write_bytes(picture_file("fixed"))
    assert seeing.sync().problems == ()
    assert seeing.search_figures(["fixed"], [], ["default"])[0].text == "fixed"


def test_a_picture_that_was_too_large_is_taken_in_once_larger_ones_are_allowed(
    home: Path, hashing: HashingEmbedder, sight: ColourSight, documents: Path
) -> None:
    (documents / "large.png").write_bytes(picture_file("error 812 " * 40))
    (documents / "vpn.md").write_text("# VPN\n\n![x](large.png)\n")
    with closing(KnowledgeBase.open(home, hashing, 300, find_sight=lambda: sight)) as strict:
        assert "larger than" in strict.add([str(documents / "vpn.md")]).problems[0].problem
    with closing(KnowledgeBase.open(home, hashing, find_sight=lambda: sight)) as knowledge:
        report = knowledge.sync()
        assert (report.pictures, report.problems) == (1, ())


def test_a_picture_that_its_models_fail_on_keeps_no_other_from_being_looked_at(
    seeing: KnowledgeBase, sight: ColourSight, manual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = sight.look

    def fails(picture: Picture) -> Seen:
        if picture.name == "809.png":
            raise ValueError("Required inputs are missing from secret.png")
        return look(picture)

    monkeypatch.setattr(sight, "look", fails)
    report = seeing.add([str(manual)])
    assert report.pictures == 1 and seeing.search_figures(["paper tray"], [], ["default"])[0].name == "tray.png"
    [problem] = report.problems
    assert "809.png" in problem.problem and "ValueError" in problem.problem and "secret" not in problem.problem
    assert seeing.sync().problems == report.problems


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("models.pictures.opening._decoded", MemoryError()),
        ("tests.fakes.colour_sight.ColourSight.look", MemoryError()),
        ("tests.fakes.colour_sight.ColourSight.look", RuntimeError("Failed to allocate memory for requested buffer")),
        ("tests.fakes.colour_sight.ColourSight.look", OSError(errno.ENOMEM, "Cannot allocate memory")),
    ],
)
def test_a_picture_for_which_there_was_no_memory_is_looked_at_again(
    seeing: KnowledgeBase, manual: Path, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    def fails(*_: object) -> Seen:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(place, fails)
        report = seeing.add([str(manual)])
        assert report.pictures == 0 and report.added
        assert all("could not be looked at: there was no memory left." in each.problem for each in report.problems)
        assert seeing.sources()[0].problems == report.problems == seeing.sync().problems
    report = seeing.sync()
    assert (report.pictures, report.problems, seeing.sources()[0].problems) == (2, (), ())
    assert seeing.search_figures(["paper tray"], [], ["default"])[0].name == "tray.png"
    assert seeing.sync().pictures == 0


def test_models_that_cannot_look_keep_no_figure_from_being_found_by_its_caption(
    seeing: KnowledgeBase, sight: ColourSight, manual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Picture) -> Seen:
        raise ModelCorrupt("The model clip is damaged.", "Build it again.")

    with monkeypatch.context() as patch:
        patch.setattr(sight, "look", fails)
        with pytest.raises(ModelCorrupt):
            seeing.add([str(manual)])
    assert seeing._catalog.figure_ledger.count_to_embed() == 0
    assert seeing.sync().pictures == 2  # they are still owed


def test_many_missing_pictures_of_one_document_are_one_line(seeing: KnowledgeBase, documents: Path) -> None:
    (documents / "bad.md").write_text("# Bad\n\n" + "".join(f"![x]({n}.png)\n" for n in range(9)))
    [problem] = seeing.add([str(documents)]).problems
    assert "0.png" in problem.problem and "8 more" in problem.problem


def test_a_picture_whose_name_is_too_long_is_left_out_of_its_document(seeing: KnowledgeBase, documents: Path) -> None:
    (documents / "bad.md").write_text(f"# Bad\n\nThe zebra text.\n\n![x]({'x' * 300}.png)\n")
    report = seeing.add([str(documents)])
    assert report.added == 3
    [problem] = report.problems
    assert problem.picture and "it cannot be read: File name too long." in problem.problem
    assert seeing.search(["zebra text"], ["default"], 1)[0].document == "bad.md"


def test_pictures_that_many_documents_miss_are_said_once(seeing: KnowledgeBase, documents: Path) -> None:
    for n in range(18):
        (documents / f"page{n:02}.md").write_text(f"# Page {n}\n\n![x](shot{n}.png)\n")
    (documents / "page03.md").write_text("# Page 3\n\n![x](../outside.png)\n")
    (documents / "empty.md").write_text("")
    problems = seeing.add([str(documents)]).problems
    assert len(problems) == 19
    unreadable, missing, outside = merged_problems(problems)
    assert unreadable.document.endswith("empty.md") and outside.document.endswith("page03.md")
    assert missing.document.endswith("page00.md") and missing.next_step == "Correct the path, or add the picture."
    assert missing.problem == (
        "Its picture shot0.png is left out: it is not there. Pictures of 16 more documents are left out likewise."
    )
    assert outside in problems


@pytest.mark.parametrize(
    "place",
    [
        "../secret.png",
        "/../secret.png",
        "a/../../secret.png",
        "..%2Fsecret.png",
        "..\\secret.png",
        "link.png",
        "linked/secret.png",
    ],
)
def test_no_path_leads_out_of_the_source(
    seeing: KnowledgeBase, documents: Path, tmp_path: Path, place: str, home: Path, sight: ColourSight
) -> None:
    (tmp_path / "secret.png").write_bytes(picture_file("secret"))
    (documents / "link.png").symlink_to(tmp_path / "secret.png")
    (documents / "linked").symlink_to(tmp_path, target_is_directory=True)
    (documents / "page.md").write_text(f"# Page\n\n![x]({place})\n")
    report = seeing.add([str(documents)])
    assert any("outside" in problem.problem for problem in report.problems if problem.picture)
    assert sight.looked == []
    assert not list((home / "pictures").rglob("*.*"))


@pytest.mark.parametrize("place", [str(Path("/etc/passwd")), "file:///etc/passwd", "https://example.com/a.png", "//example.com/a.png"])  # fmt: skip  # noqa: E501
def test_a_file_names_no_other_place(
    seeing: KnowledgeBase, documents: Path, place: str, monkeypatch: pytest.MonkeyPatch, sight: ColourSight
) -> None:
    monkeypatch.setattr("httpx.Client", lambda **_: pytest.fail("the network was asked"))
    (documents / "page.md").write_text(f"# Page\n\n![x]({place})\n")
    seeing.add([str(documents)])
    assert sight.looked == []


def test_a_file_alone_shows_only_what_lies_below_its_folder(
    seeing: KnowledgeBase, documents: Path, tmp_path: Path
) -> None:
    (tmp_path / "beside.png").write_bytes(picture_file("beside"))
    (documents / "below.png").write_bytes(picture_file("below"))
    (documents / "page.md").write_text("# Page\n\n![x](../beside.png) ![y](below.png)\n")
    report = seeing.add([str(documents / "page.md")])
    assert (report.added, report.pictures, len(report.problems)) == (1, 1, 1)


def test_icons_are_neither_documents_nor_figures(seeing: KnowledgeBase, documents: Path) -> None:
    (documents / "icon.png").write_bytes(picture_file(size=(16, 16)))
    (documents / "dot.png").write_bytes(picture_file(size=(1, 1)))
    (documents / "page.md").write_text("# Page\n\n![x](icon.png)\n")
    report = seeing.add([str(documents)])
    assert (report.added, report.pictures, report.problems) == (3, 0, ())
    [problem] = seeing.add([str(documents / "dot.png")], "other").problems
    assert "too small" in problem.problem
    assert seeing.spaces() == ["default"]


class Site(Quiet, BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []
    missing: ClassVar[int] = 404

    def do_GET(self) -> None:
        Site.asked.append((self.path, self.headers.get("If-None-Match", "")))
        content = Site.pages.get(self.path)
        tag = f'"{hash(content)}"'
        same = content is not None and self.headers.get("If-None-Match") == tag
        self.send_response(Site.missing if content is None else 304 if same else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "image/png" if self.path.endswith(".png") else "text/html")
        self.end_headers()
        if content is not None and not same:
            self.wfile.write(content)


@pytest.fixture
def site() -> Iterator[str]:
    Site.pages = {"/wiki/page": b"<title>Wiki</title><p>The wiki says alpha.</p><img src='../a.png' alt='The a'>"}
    Site.pages["/a.png"] = picture_file("error 809", "red")
    Site.asked.clear()
    Site.missing = 404
    with serving(Site) as port:
        yield f"http://127.0.0.1:{port}"


def test_a_page_s_pictures_are_fetched_once_and_asked_for_with_their_tag(seeing: KnowledgeBase, site: str) -> None:
    report = seeing.add([f"{site}/wiki/page"])
    assert (report.pictures, report.problems) == (1, ())
    [figure] = seeing.search_figures(["error 809"], [], ["default"])
    assert (figure.alt, figure.name, figure.url) == ("The a", "a.png", f"{site}/wiki/page")
    Site.asked.clear()
    assert seeing.sync().pictures == 0
    assert [(path, bool(tag)) for path, tag in Site.asked] == [("/wiki/page", True), ("/a.png", True)]
    Site.pages["/a.png"] = picture_file("error 812", "red")
    assert seeing.sync().pictures == 1
    assert seeing.search_figures(["error 812"], [], ["default"])[0].text == "error 812"


def test_a_server_that_loses_a_picture_for_a_while_takes_none_away(seeing: KnowledgeBase, site: str) -> None:
    seeing.add([f"{site}/wiki/page"])
    for _ in range(2):
        lost = Site.pages.pop("/a.png")
        assert seeing.sync().problems == ()
        assert seeing.search_figures(["error 809"], [], ["default"])
        Site.pages["/a.png"] = lost
        assert seeing.sync().problems == ()


@pytest.mark.parametrize(("status", "syncs"), [(404, 2), (410, 1)])
def test_a_picture_that_was_taken_down_is_quoted_no_more(
    seeing: KnowledgeBase, site: str, status: int, syncs: int
) -> None:
    seeing.add([f"{site}/wiki/page"])
    taken_down = Site.pages.pop("/a.png")
    Site.missing = status
    for _ in range(syncs):
        assert seeing.search_figures(["error 809"], [], ["default"])
        report = seeing.sync()
    assert f"a.png is left out: the server answered {status}" in report.problems[0].problem
    assert not seeing.search_figures(["error 809"], [], ["default"])
    Site.pages["/a.png"] = taken_down
    assert (seeing.sync().problems, len(seeing.search_figures(["error 809"], [], ["default"]))) == ((), 1)


def test_a_server_of_pictures_that_does_not_answer_is_asked_once(
    seeing: KnowledgeBase, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def silent(address: str, *rest: Any) -> Page:
        if "//silent.example/" not in address:
            return fetch_picture(address, *rest)
        asked.append(address)
        raise Unreadable("The server did not answer.", "Try again later.") from httpx.ConnectTimeout("nobody is there")

    monkeypatch.setattr("knowledge.figures.servers.fetch_picture", silent)
    for page in ("one", "two"):
        shown = "".join(f"<img src='http://silent.example/{page}{n}.png' alt='x'>" for n in range(3))
        Site.pages[f"/wiki/{page}"] = f"<p>The {page} page.</p>{shown}<img src='/a.png' alt='y'>".encode()
    report = seeing.add([f"{site}/wiki/one", f"{site}/wiki/two"])
    assert (report.added, report.pictures, asked) == (2, 1, ["http://silent.example/one0.png"])
    assert all("did not answer" in problem.problem for problem in report.problems) and len(report.problems) == 2
    seeing.sync()
    assert len(asked) == 2  # a change later it may be back


def test_a_change_can_be_cancelled_between_two_pictures_of_a_page(seeing: KnowledgeBase, site: str) -> None:
    for n in range(3):
        Site.pages[f"/{n}.png"] = picture_file(f"error 80{n}", "red")
    Site.pages["/wiki/page"] = b"<p>The wiki says alpha.</p><img src='/0.png'><img src='/1.png'><img src='/2.png'>"
    seeing.add([f"{site}/wiki/page"], cancelled=lambda: any(path == "/0.png" for path, _ in Site.asked))
    assert [path for path, _ in Site.asked] == ["/wiki/page", "/0.png"]
    assert seeing.sync().pictures == 3


def test_a_page_does_not_send_deskside_into_its_own_network(seeing: KnowledgeBase, site: str, documents: Path) -> None:
    other = site.replace("127.0.0.1", "localhost")
    Site.pages["/wiki/page"] = f"<p>alpha</p><img src='{other}/a.png' alt='x'>".encode()
    report = seeing.add([f"{site}/wiki/page"])
    assert report.added == 1
    [problem] = report.problems
    assert "inside this network" in problem.problem
    assert [path for path, _ in Site.asked] == ["/wiki/page"]


def test_an_address_of_a_picture_is_a_document_of_its_own(seeing: KnowledgeBase, site: str) -> None:
    assert seeing.add([f"{site}/a.png"]).pictures == 1
    assert seeing.search(["error 809"], ["default"])[0].url == f"{site}/a.png"
