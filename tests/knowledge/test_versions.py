"""The version of a space tells, without a search, that a search could find something else."""

import sqlite3
from pathlib import Path

import pytest

from knowledge.catalog.database import Database
from knowledge.knowledge_base import KnowledgeBase
from tests.fakes.embedder import HashingEmbedder


@pytest.mark.parametrize("change", ["a document changes", "a document is added", "a document goes", "a name changes"])
def test_every_change_of_the_documents_gives_another_version(
    knowledge: KnowledgeBase, documents: Path, change: str
) -> None:
    knowledge.add([str(documents)])
    before = knowledge.versions(["default"])
    if change == "a document changes":
        (documents / "vpn.md").write_text("# VPN access\n\nThere is none any more.\n")
    elif change == "a document is added":
        (documents / "new.md").write_text("# New\n\nSomething new.\n")
    elif change == "a document goes":
        (documents / "vpn.md").unlink()
    else:
        (documents / "vpn.md").rename(documents / "tunnel.md")
    knowledge.sync()
    assert knowledge.versions(["default"]) != before


def test_a_sync_that_finds_nothing_new_keeps_the_version(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    before = knowledge.versions(["default"])
    knowledge.sync()
    assert knowledge.versions(["default"]) == before


def test_a_removed_and_a_rebuilt_space_have_another_version(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    seen = {knowledge.versions(["default"])}
    knowledge.rebuild()
    seen.add(knowledge.versions(["default"]))
    knowledge.remove(str(documents))
    seen.add(knowledge.versions(["default"]))
    knowledge.add([str(documents)])
    seen.add(knowledge.versions(["default"]))
    assert len(seen) == 4


def test_a_version_is_of_its_space_alone(knowledge: KnowledgeBase, documents: Path, tmp_path: Path) -> None:
    knowledge.add([str(documents)])
    before = knowledge.versions(["default"])
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("# A\n\nAnother team's page.\n")
    knowledge.add([str(other)], "other")
    assert knowledge.versions(["default"]) == before
    assert knowledge.versions(["default", "other"]) != before
    assert knowledge.versions(["attic"]) == ()


def test_vectors_that_come_after_their_passages_give_another_version(
    knowledge: KnowledgeBase, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two, a search by meaning misses the passage: what was found then must not count later."""
    during: list[object] = []
    embed = hashing.embed
    monkeypatch.setattr(
        hashing, "embed", lambda texts: (during.append(knowledge.versions(["default"])), embed(texts))[1]
    )
    knowledge.add([str(documents)])
    assert during and knowledge.versions(["default"]) not in during


def test_a_catalog_of_an_earlier_version_of_deskside_gets_its_versions(
    home: Path, documents: Path, hashing: HashingEmbedder
) -> None:
    first = KnowledgeBase.open(home, hashing)
    first.add([str(documents)])
    first.close()
    with sqlite3.connect(home / "catalog.sqlite") as old:
        triggers = [row[0] for row in old.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            old.execute(f"DROP TRIGGER {name}")
        old.execute("DROP TABLE versions")
    again = KnowledgeBase.open(home, hashing)
    before = again.versions(["default"])
    (documents / "vpn.md").unlink()
    again.sync()
    assert before and again.versions(["default"]) != before
    again.close()


def test_a_change_that_is_undone_counts_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.sqlite")
    with database.writing() as connection:
        connection.execute("INSERT INTO spaces (name) VALUES ('a')")
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute("INSERT INTO orphans (chunk_id, space_id) VALUES (1, 1)")
        connection.execute("DELETE FROM orphans")
        raise ZeroDivisionError
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM versions").fetchone()[0] == 0
    database.close()
