"""The file behind a citation."""

from pathlib import Path

import pytest

from bot.events import Citation
from knowledge.reports import DocumentSummary
from tests.fakes.scripted_engine import ScriptedEngine
from tui.document_file import document_file


def cited(document: str, key: int = 1, url: str | None = None) -> Citation:
    return Citation(1, document, "", "", "", url, key)


def engine_with(monkeypatch: pytest.MonkeyPatch, name: str, *locations: str) -> ScriptedEngine:
    """An engine with documents of one name, whose keys count from 1."""

    async def documents(*_: object) -> list[DocumentSummary]:
        return [DocumentSummary(key, name, "", "it", None, place) for key, place in enumerate(locations, start=1)]

    engine = ScriptedEngine()
    monkeypatch.setattr(engine, "documents", documents)
    return engine


async def test_of_two_documents_of_one_name_in_one_space_the_cited_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / folder / "vpn.md" for folder in ("berlin", "lisbon")]
    for file in files:
        file.parent.mkdir()
        file.write_text("VPN", encoding="utf-8")
    engine = engine_with(monkeypatch, "vpn.md", *map(str, files))
    assert [await document_file(engine, cited("vpn.md", key)) for key in (1, 2)] == files
    assert await document_file(engine, cited("vpn.md", 3)) is None


async def test_a_page_a_text_and_a_file_that_is_gone_have_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_with(monkeypatch, "gone.md", str(tmp_path / "gone.md"), "texts:gone.md")
    assert [await document_file(engine, cited("gone.md", key)) for key in (1, 2)] == [None, None]
    assert await document_file(engine, cited("page.html", url="https://wiki.example/page.html")) is None
