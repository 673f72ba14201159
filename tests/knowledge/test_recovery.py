"""What survives a crash, a lost folder, another embedder and a full disk."""

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from chromadb import Collection
from chromadb.errors import InternalError

from knowledge.catalog.catalog import Catalog
from knowledge.catalog.ledger import VectorLedger
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown
from knowledge.vectors import indexing
from knowledge.vectors.vectors import Vectors
from models.errors import DesksideError, DiskFull
from tests.fakes.colour_sight import ColourSight
from tests.fakes.embedder import HashingEmbedder


class Crash(BaseException):
    """The process is killed here."""


def crash(*_: object) -> None:
    raise Crash


def vectors_equal_catalog(knowledge: KnowledgeBase) -> bool:
    catalog, vectors = knowledge._catalog, knowledge._vectors
    return all(
        catalog.ledger.embedded_chunks(space_id) == vectors.keys(space_id) for space_id in catalog.spaces().values()
    ) and not (catalog.ledger.count_to_embed() or catalog.ledger.orphans())


def test_a_crash_before_the_vectors_is_fixed_at_the_next_start(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(Vectors, "put", crash)
        knowledge.add([str(documents)])
    assert len(knowledge.documents()) == 2
    knowledge.close()
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    assert again.search(["vacation days"], ["default"], 1)[0].found_by.keys() == {"dense", "bm25"}
    again.close()


def test_a_crash_after_the_vectors_but_before_the_note_is_fixed(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(VectorLedger, "mark_embedded", crash)
        knowledge.add([str(documents)])
    knowledge.close()
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    again.close()


def test_a_crash_between_a_removal_and_its_vectors_is_fixed(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(Vectors, "remove", crash)
        knowledge.remove("vpn.md")
    assert {passage.document for passage in knowledge.search(["VPN router port"], ["default"])} == {"leave.md"}
    knowledge.close()
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    again.close()


def test_a_crash_inside_a_document_leaves_the_former_one_whole(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.add([str(documents)])
    (documents / "vpn.md").write_text("# VPN access\n\nAll is new.\n")
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr("knowledge.catalog.chunks._put_chunks", crash)
        knowledge.sync()
    [passage] = [p for p in knowledge.search(["UDP port 4500"], ["default"]) if p.document == "vpn.md"]
    assert "4500" in knowledge.document(passage.document_key).text
    assert knowledge.sync().changed == 1


def test_lost_vectors_are_made_again_from_the_catalog(home: Path, documents: Path, hashing: HashingEmbedder) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    knowledge._vectors.clear()
    knowledge.close()
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    again.close()


@pytest.fixture(scope="module")
def home_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of so many pages that Chroma wrote an index; to be copied, not opened."""
    home = tmp_path_factory.mktemp("many") / "home"
    with closing(KnowledgeBase.open(home, HashingEmbedder())) as knowledge:
        knowledge.add_documents([(f"{n}", read_markdown(f"# Page {n}\n\nPage {n}.\n", f"{n}")) for n in range(1_100)])
    return home


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"\xa5damaged" * 125)])
def test_damaged_vectors_are_made_again(
    home_of_many: Path, home: Path, hashing: HashingEmbedder, damage: Callable[[Path], object]
) -> None:
    shutil.copytree(home_of_many, home)
    indexes = list((home / "vectors").rglob("*.bin"))
    assert indexes
    for index in indexes:
        damage(index)
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    assert any("dense" in passage.found_by for passage in again.search(["page 7"], ["default"]))
    again.close()


def test_a_folder_of_vectors_whose_database_is_none_is_made_again(
    home: Path, documents: Path, hashing: HashingEmbedder
) -> None:
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        knowledge.add([str(documents)])
    (home / "vectors" / "chroma.sqlite3").write_bytes(b"this is not a database at all" * 100)
    with closing(KnowledgeBase.open(home, hashing)) as again:
        assert vectors_equal_catalog(again)


def test_a_disk_that_takes_no_vectors_is_said_in_a_sentence(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InternalError("Database error: (code: 778) disk I/O error")

    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        monkeypatch.setattr(Collection, "upsert", fail)
        with pytest.raises(DesksideError, match=r"vectors cannot be used: .+disk I/O error.+ Check the disk"):
            knowledge.add([str(documents)])
    monkeypatch.undo()
    with closing(KnowledgeBase.open(home, hashing)) as again:
        assert vectors_equal_catalog(again)


def test_processes_that_end_while_they_open_the_vectors_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker, counted = tmp_path / "vectors.opening", []
    monkeypatch.setattr("knowledge.vectors.vectors._client", lambda _: counted.append(marker.read_text()))
    for left in (None, "1", "2"):
        if left is not None:
            marker.write_text(left)
        Vectors.open(tmp_path / "vectors")
    assert counted == ["1", "2", "1"]


@pytest.mark.parametrize("marked", ["1", ""])
def test_vectors_survive_a_process_that_was_ended_while_it_opened_them(
    home: Path, documents: Path, hashing: HashingEmbedder, marked: str
) -> None:
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        knowledge.add([str(documents)])
    hashing.embedded.clear()
    (home / "vectors.opening").write_text(marked)
    with closing(KnowledgeBase.open(home, hashing)) as again:
        assert vectors_equal_catalog(again)
    assert hashing.embedded == []
    assert not (home / "vectors.opening").exists()


def test_vectors_that_ended_two_processes_that_opened_them_are_made_again(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    knowledge.close()
    (home / "vectors.opening").write_text("2")
    (home / "vectors" / "chroma.sqlite3").write_bytes(b"")
    again = KnowledgeBase.open(home, hashing)
    assert vectors_equal_catalog(again)
    assert len(hashing.embedded) == 4
    again.close()
    KnowledgeBase.open(home, hashing).close()
    assert len(hashing.embedded) == 4


def test_rebuild_needs_no_source(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    for path in documents.iterdir():
        path.unlink()
    assert knowledge.rebuild() == 2
    assert vectors_equal_catalog(knowledge)


def test_another_embedder_makes_all_vectors_again(home: Path, documents: Path, hashing: HashingEmbedder) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    knowledge.close()
    other = HashingEmbedder("another")
    again = KnowledgeBase.open(home, other)
    assert len(other.embedded) == 2
    assert vectors_equal_catalog(again)
    again.close()


def test_an_opening_that_is_cancelled_leaves_the_rest_to_the_next(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_BATCH", 1)
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    knowledge.close()
    other = HashingEmbedder("other")
    KnowledgeBase.open(home, other, cancelled=lambda: len(other.embedded) == 1).close()
    assert len(other.embedded) == 1
    again = KnowledgeBase.open(home, other)
    assert vectors_equal_catalog(again)
    assert len(other.embedded) == len(set(other.embedded)) == 2
    again.close()


def test_documents_are_read_again_once_where_readers_give_another_text(
    home: Path, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        knowledge.add([str(documents)])
    monkeypatch.setattr("knowledge.vectors.indexing.READERS_FORMAT", "another")
    for read_again in (2, 0):
        with closing(KnowledgeBase.open(home, hashing)) as knowledge:
            before = [(document.name, document.title) for document in knowledge.documents()]
            report = knowledge.sync()
            assert (report.changed, report.unchanged) == (read_again, 2 - read_again)
            assert [(document.name, document.title) for document in knowledge.documents()] == before
            assert vectors_equal_catalog(knowledge)


def test_words_are_indexed_again_once_where_they_are_cut_in_another_way(
    home: Path, manual: Path, hashing: HashingEmbedder, sight: ColourSight
) -> None:
    def empty_indexes(knowledge: KnowledgeBase) -> None:
        with knowledge._catalog.database.writing() as connection:
            for emptied in ("DELETE FROM fulltext_1", "DELETE FROM figuretext_1", "DELETE FROM figuregrams_1"):
                connection.execute(emptied)
        assert knowledge.passage_counts(["4500"], ["default"]) == {"4500": 0}

    with closing(KnowledgeBase.open(home, hashing, find_sight=lambda: sight)) as knowledge:
        knowledge.add([str(manual)])
        empty_indexes(knowledge)
        knowledge._catalog.database.set_fact("terms", "an earlier cut")
    with closing(KnowledgeBase.open(home, hashing, find_sight=lambda: sight)) as knowledge:
        assert knowledge.passage_counts(["4500"], ["default"]) == {"4500": 1}
        assert knowledge.search_figures(["paper tray"], (), ["default"])[0].found_by["bm25"].rank == 1
        assert vectors_equal_catalog(knowledge)
        empty_indexes(knowledge)
    with closing(KnowledgeBase.open(home, hashing, find_sight=lambda: sight)) as knowledge:
        assert knowledge.passage_counts(["4500"], ["default"]) == {"4500": 0}


def test_a_start_without_changes_embeds_nothing(home: Path, documents: Path, hashing: HashingEmbedder) -> None:
    knowledge = KnowledgeBase.open(home, hashing)
    knowledge.add([str(documents)])
    knowledge.close()
    hashing.embedded.clear()
    KnowledgeBase.open(home, hashing).close()
    assert hashing.embedded == []


def test_a_full_disk_in_the_catalog_is_said_and_leaves_nothing_half_done(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    knowledge.add([str(documents)])
    (documents / "new.md").write_text("# New\n\n" + "unusual words " * 30_000)
    with knowledge._catalog.database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(DiskFull, match="Free some space"):
        knowledge.sync()
    assert [document.name for document in knowledge.documents()] == ["leave.md", "vpn.md"]
    with knowledge._catalog.database.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert knowledge.sync().added == 1
    assert vectors_equal_catalog(knowledge)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("error: database or disk is full")]
)
def test_a_full_disk_in_the_vectors_is_said_and_made_good_later(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    class Full:
        def upsert(self, **_: object) -> None:
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(Vectors, "_collection", lambda *_: Full())
        with pytest.raises(DiskFull):
            knowledge.add([str(documents)])
    knowledge.sync()
    assert vectors_equal_catalog(knowledge)


def test_a_file_that_is_no_catalog_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"this is not a database at all" * 100)
    with pytest.raises(DesksideError, match="cannot be opened"):
        Catalog.open(tmp_path / "catalog.sqlite")


def test_a_catalog_that_is_damaged_inside_is_said_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite"
    catalog = Catalog.open(file)
    for number in range(200):
        catalog.database.set_fact(f"fact {number}", "word " * 100)
    catalog.close()
    content = file.read_bytes()
    file.write_bytes(content[:-40_000] + b"\xab" * 40_000)
    with (
        pytest.raises(DesksideError, match=r"The file of the catalog is damaged: .+ Put a backup"),
        ExitStack() as stack,
    ):
        damaged = stack.enter_context(closing(Catalog.open(file)))
        for number in range(200):
            damaged.database.fact(f"fact {number}")


def test_a_catalog_of_another_version_is_said_in_a_sentence(tmp_path: Path) -> None:
    Catalog.open(tmp_path / "catalog.sqlite").close()
    connection = sqlite3.connect(tmp_path / "catalog.sqlite")
    connection.execute("UPDATE facts SET value = '999' WHERE name = 'schema'")
    connection.commit()
    connection.close()
    with pytest.raises(DesksideError, match="another version"):
        Catalog.open(tmp_path / "catalog.sqlite")
