"""What a document that is moved or copied costs: a passage that says the same somewhere else is not embedded again."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from tests.fakes.embedder import HashingEmbedder

PAGES = 130
"""More than are embedded at once."""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = tmp_path / "documents" / "team"
    folder.mkdir(parents=True)
    for n in range(PAGES):
        (folder / f"{n}.md").write_text(f"# Page {n}\n\nThe rule of the okapi{n}.\n")
    return folder


@pytest.fixture
def indexed(knowledge: KnowledgeBase, team: Path, hashing: HashingEmbedder) -> Iterator[KnowledgeBase]:
    knowledge.add([str(team.parent)])
    assert len(hashing.embedded) == PAGES
    hashing.embedded.clear()
    yield knowledge


def vectors_of(knowledge: KnowledgeBase, space: str = "default") -> dict[str, bytes]:
    """The vector of each document, which has one passage."""
    space_id = knowledge._catalog.spaces()[space]
    keys = {status.name: knowledge._catalog.chunk_keys(space_id, [status.key]) for status in knowledge.documents(space)}
    return {name: knowledge._vectors.get(space_id, key)[key[0]].tobytes() for name, key in keys.items()}


def test_a_renamed_folder_is_not_embedded_again(indexed: KnowledgeBase, team: Path, hashing: HashingEmbedder) -> None:
    before = vectors_of(indexed)
    team.rename(team.with_name("people"))
    report = indexed.sync()
    assert (report.added, report.removed, report.chunks) == (PAGES, PAGES, PAGES)
    assert hashing.embedded == []
    assert vectors_of(indexed) == {name.replace("team", "people"): vector for name, vector in before.items()}


def test_a_renamed_file_is_not_embedded_again(indexed: KnowledgeBase, team: Path, hashing: HashingEmbedder) -> None:
    before = vectors_of(indexed)
    (team / "7.md").rename(team / "seven.md")
    assert indexed.sync().chunks == 1
    assert hashing.embedded == []
    assert vectors_of(indexed)["team/seven.md"] == before["team/7.md"]


def test_a_file_that_moves_to_another_source_is_not_embedded_again(
    indexed: KnowledgeBase, team: Path, hashing: HashingEmbedder, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "own.md").write_text("# Own\n\nAnother matter.\n")
    indexed.add([str(elsewhere)], space="other")
    hashing.embedded.clear()
    before = vectors_of(indexed)
    (team / "7.md").rename(elsewhere / "7.md")
    assert indexed.sync().chunks == 1
    assert hashing.embedded == []
    assert vectors_of(indexed, "other")["7.md"] == before["team/7.md"]


def test_a_copy_is_not_embedded_again(indexed: KnowledgeBase, team: Path, hashing: HashingEmbedder) -> None:
    shutil.copytree(team, team.with_name("copy"))
    assert indexed.sync().chunks == PAGES
    assert hashing.embedded == []
    before = vectors_of(indexed)
    indexed.remove("team/7.md")
    assert vectors_of(indexed)["copy/7.md"] == before["team/7.md"]


def test_copies_that_are_added_together_are_embedded_once(
    knowledge: KnowledgeBase, tmp_path: Path, hashing: HashingEmbedder
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("# Page\n\nThe same in both.\n")
    assert knowledge.add([str(tmp_path / "a.md"), str(tmp_path / "b.md")]).chunks == 2
    assert len(hashing.embedded) == 1


def test_all_is_embedded_anew_by_another_embedder(indexed: KnowledgeBase, home: Path) -> None:
    indexed.close()
    other = HashingEmbedder("other")
    KnowledgeBase.open(home, other).close()
    assert len(other.embedded) == PAGES


def test_a_catalog_that_knows_no_hash_of_what_is_gone_is_opened(
    knowledge: KnowledgeBase, documents: Path, home: Path, hashing: HashingEmbedder
) -> None:
    knowledge.add([str(documents)])
    knowledge.close()
    with closing(sqlite3.connect(home / "catalog.sqlite")) as old:
        old.executescript("DROP TABLE orphans; CREATE TABLE orphans (chunk_id INTEGER PRIMARY KEY, space_id INTEGER);")
    again = KnowledgeBase.open(home, hashing)
    (documents / "vpn.md").rename(documents / "access.md")
    hashing.embedded.clear()
    again.sync()
    assert hashing.embedded == []
    again.close()
