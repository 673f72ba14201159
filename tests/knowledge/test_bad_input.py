"""Whatever is wrong with one file: a sentence, nothing half-done, and the other files go on."""

import errno
import logging
import os
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import pytest

from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown_file
from knowledge.reports import FileProblem
from knowledge.sources import web
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.web_server import Quiet, serving
from tests.knowledge.files import pdf_file


def test_a_bad_file_is_reported_and_the_others_go_on(knowledge: KnowledgeBase, documents: Path) -> None:
    (documents / "empty.md").write_bytes(b"")
    (documents / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" * 99)
    (documents / "locked.pdf").write_bytes(pdf_file(["x"], password="open sesame"))  # noqa: S106
    report = knowledge.add([str(documents), str(documents / "missing.md")])
    assert report.added == 2
    assert [Path(problem.document).name for problem in report.problems] == [
        "empty.md", "locked.pdf", "picture.md", "missing.md",
    ]  # fmt: skip
    assert all(problem.problem.endswith(".") and problem.next_step.endswith(".") for problem in report.problems)
    assert knowledge.sources()[0].problems == report.problems[:3]


def test_a_bad_file_named_itself_leaves_nothing_behind(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    assert len(knowledge.add([str(tmp_path / "empty.md")]).problems) == 1
    assert (knowledge.sources(), knowledge.spaces()) == ([], [])


def test_a_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = KnowledgeBase.open(tmp_path / "home", hashing)
    with (documents / "huge.md").open("wb") as huge:
        huge.truncate(500_000_000)
    report = knowledge.add([str(documents)])
    assert report.added == 2
    assert report.problems[0].problem == "It is 500 MB, larger than the 50 MB that are allowed."
    knowledge.close()


def test_a_file_that_becomes_unreadable_is_no_longer_quoted(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    (documents / "vpn.md").write_bytes(b"\x00\x01" * 100)
    report = knowledge.sync()
    assert (report.removed, len(report.problems)) == (1, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_keeps_what_is_known(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    (documents / "vpn.md").write_text("changed")
    (documents / "vpn.md").chmod(0)
    report = knowledge.sync()
    assert report.removed == 0
    assert "may not read" in report.problems[0].problem


def test_a_file_without_permission_is_said_in_a_sentence(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", denied)
    report = knowledge.add([str(documents)])
    assert {problem.problem for problem in report.problems} == {"You may not read it."}


@pytest.fixture
def locked(documents: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Takes the right to enter a folder with a file and a link: root may enter all, so the look itself is denied."""
    folder = documents / "locked"
    folder.mkdir()
    (folder / "plans.md").write_text("# Plans\n\nThe plans are here.\n")

    def lock() -> Path:
        for name in ("stat", "lstat"):
            look = getattr(Path, name)

            def denied(path: Path, look: Any = look, **how: bool) -> os.stat_result:
                if folder in path.parents:
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
                found: os.stat_result = look(path, **how)
                return found

            monkeypatch.setattr(Path, name, denied)
        return folder

    return lock


def test_a_folder_that_may_not_be_entered_keeps_what_is_known(
    knowledge: KnowledgeBase, documents: Path, locked: Callable[[], Path]
) -> None:
    assert knowledge.add([str(documents)]).added == 3
    (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    folder = locked()
    (folder / "linked").symlink_to(documents, target_is_directory=True)
    report = knowledge.sync()
    assert (report.removed, report.changed, report.unchanged) == (0, 1, 1)
    assert report.problems == (
        FileProblem(str(folder), "The folder cannot be entered.", "Give yourself the right to enter it."),
    )
    assert len(knowledge.documents()) == 3
    assert knowledge.add([str(folder)]).problems == report.problems


def test_a_place_that_may_not_be_looked_at_is_said_and_the_others_are_added(
    knowledge: KnowledgeBase, documents: Path, locked: Callable[[], Path]
) -> None:
    plans = str(locked() / "plans.md")
    report = knowledge.add([plans, "x" * 300, str(documents / "vpn.md")])
    assert report.added == 1
    assert [(problem.document, problem.problem) for problem in report.problems] == [
        (plans, "You may not look at it."),
        ("x" * 300, "It cannot be looked at: File name too long."),
    ]


def test_a_link_that_leads_round_in_circles_is_said(knowledge: KnowledgeBase, documents: Path) -> None:
    (documents / "loop.md").symlink_to(documents / "loop.md")
    [problem] = knowledge.add([str(documents / "loop.md")]).problems
    assert problem.problem == "It cannot be looked at: Too many levels of symbolic links."


def test_a_document_that_its_reader_fails_on_is_kept_and_the_others_go_on(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge.add([str(documents)])

    def fail(text: str, name: str) -> Document:
        if name == "leave.md":
            raise ValueError(f"nobody expected {text}")
        return read_markdown_file(text, name)

    monkeypatch.setattr("knowledge.readers.choose.read_markdown_file", fail)
    for name in ("leave.md", "vpn.md"):
        (documents / name).write_text("# Secret\n\nAll is new.\n")
    with caplog.at_level(logging.WARNING, "deskside"):
        report = knowledge.sync()
    assert (report.removed, report.changed) == (0, 1)
    assert report.problems == (
        FileProblem(
            str(documents / "leave.md"), "Its reader failed on it (ValueError).", "Save it again, or in another format."
        ),
    )
    assert "ValueError in" in caplog.text and "Secret" not in caplog.text
    assert knowledge.search(["thirty days of vacation"], ["default"], 1)[0].document == "leave.md"
    monkeypatch.undo()
    assert knowledge.sync().changed == 1


def test_a_page_that_its_reader_fails_on_is_a_line_in_the_report(
    knowledge: KnowledgeBase, site: str, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Document:
        raise ValueError("an odd page")

    monkeypatch.setattr("knowledge.readers.choose.read_page", fail)
    report = knowledge.add([f"{site}/wiki", str(documents)])
    assert (report.added, [problem.document for problem in report.problems]) == (2, [f"{site}/wiki"])


def test_a_pipe_does_not_block_a_sync(knowledge: KnowledgeBase, documents: Path) -> None:
    os.mkfifo(documents / "pipe.md")
    assert knowledge.add([str(documents)]).added == 2
    assert "not a file" in knowledge.add([str(documents.parent / "documents" / "pipe.md")], "other").problems[0].problem


class Site(Quiet, BaseHTTPRequestHandler):
    page: ClassVar[bytes] = b"<title>Wiki</title><p>The wiki says alpha.</p>"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Site.asked.append(self.headers.get("If-None-Match", ""))
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
            return
        tag = f'"{len(Site.page)}"'
        same = self.headers.get("If-None-Match") == tag
        self.send_response(404 if self.path == "/missing" else 304 if same else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if not same:
            self.wfile.write(Site.page if self.path != "/large" else b"x" * 60_000_000)


@pytest.fixture
def site() -> Iterator[str]:
    with serving(Site) as port:
        yield f"http://127.0.0.1:{port}"


def test_an_unchanged_page_costs_one_conditional_request(
    knowledge: KnowledgeBase, site: str, hashing: HashingEmbedder
) -> None:
    assert knowledge.add([f"{site}/wiki"]).added == 1
    [passage] = knowledge.search(["alpha"], ["default"])
    assert (passage.url, passage.title) == (f"{site}/wiki", "Wiki")
    hashing.embedded.clear()
    Site.asked.clear()
    assert knowledge.sync().unchanged == 1
    assert Site.asked == [f'"{len(Site.page)}"']
    assert hashing.embedded == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/missing", "answered 404"), ("/loop", "round in circles"), ("/large", "larger than 50 MB")],
)
def test_a_page_that_cannot_be_read_is_said_in_a_sentence(
    knowledge: KnowledgeBase, site: str, path: str, problem: str
) -> None:
    report = knowledge.add([site + path])
    assert problem in report.problems[0].problem
    assert knowledge.sources() == []


def test_an_address_with_a_password_is_not_kept(knowledge: KnowledgeBase, site: str) -> None:
    [problem] = knowledge.add([f"{site.replace('//', '//ann:hunter2@')}/wiki"]).problems
    assert "with every answer" in problem.problem
    assert knowledge.sources() == []


def test_a_server_that_sends_for_ever_is_left(
    knowledge: KnowledgeBase, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "_MOST_SECONDS", -1.0)
    assert "took more than" in knowledge.add([f"{site}/wiki"]).problems[0].problem


def test_only_web_addresses_are_fetched(knowledge: KnowledgeBase) -> None:
    for address in ("ftp://x.example/a", "file:///etc/passwd", "http://127.0.0.1:9/closed"):
        assert len(knowledge.add([address]).problems) == 1
    assert knowledge.sources() == []
