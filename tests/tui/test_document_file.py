"""The file behind a citation."""

from pathlib import Path

from bot.events import Citation
from knowledge.reports import DocumentSummary, SourceStatus
from tests.fakes.scripted_engine import THEN, ScriptedEngine
from tui.document_file import document_file


def cited(document: str, key: int = 1, url: str | None = None) -> Citation:
    return Citation(1, document, "", "", "", url, key)


async def test_a_document_is_found_below_the_source_of_its_own_space(tmp_path: Path) -> None:
    for space in ("default", "it"):
        (tmp_path / space).mkdir()
        (tmp_path / space / "vpn.md").write_text(space, encoding="utf-8")
    engine = ScriptedEngine()
    engine.source_list = [
        SourceStatus(str(tmp_path / space), space, "folder", 1, 1, THEN, ()) for space in ("default", "it")
    ]

    async def documents(*_: object) -> list[DocumentSummary]:
        return [DocumentSummary(n, "vpn.md", "", space, None) for n, space in enumerate(("default", "it"))]

    engine.documents = documents  # type: ignore[method-assign]
    assert await document_file(engine, cited("vpn.md", 0)) == tmp_path / "default" / "vpn.md"
    assert await document_file(engine, cited("vpn.md", 1)) == tmp_path / "it" / "vpn.md"


async def test_a_file_that_was_added_by_itself_is_found(tmp_path: Path) -> None:
    (tmp_path / "lease.pdf").write_bytes(b"x")
    engine = ScriptedEngine()
    engine.source_list = [SourceStatus(str(tmp_path / "lease.pdf"), "default", "file", 1, 1, THEN, ())]
    assert await document_file(engine, cited("lease.pdf")) == tmp_path / "lease.pdf"
    assert await document_file(engine, cited("other.pdf")) is None


async def test_a_page_and_a_file_that_is_gone_have_none(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    engine.source_list = [
        SourceStatus(str(tmp_path), "default", "folder", 1, 1, THEN, ()),
        SourceStatus("texts:", "default", "texts", 1, 1, THEN, ()),
    ]
    assert await document_file(engine, cited("gone.md")) is None
    assert await document_file(engine, cited("page.html", url="https://wiki.example/page.html")) is None
