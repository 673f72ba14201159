"""A search finds or says in a sentence, whatever is added, rebuilt or removed while it runs."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.catalog.database import Database
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown
from knowledge.vectors.vectors import Vectors
from models.errors import UsageError
from tests.fakes.colour_sight import picture_file
from tests.fakes.embedder import HashingEmbedder


def test_chosen_documents_are_searched_before_their_vectors_are_made(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    (documents / "new.md").write_text("# Kettle\n\nThe kettle is on floor 2.\n")
    found = []

    def search_meanwhile() -> bool:
        if key := [document.key for document in knowledge.documents() if document.name == "new.md"]:
            found.extend(knowledge.search(["kettle floor"], ["default"], documents=key))
        return bool(key)

    knowledge.sync(cancelled=search_meanwhile)
    assert [(passage.document, passage.found_by.keys()) for passage in found[:1]] == [("new.md", {"bm25"})]


def test_searches_go_on_while_all_vectors_are_made_again(knowledge: KnowledgeBase, documents: Path) -> None:
    knowledge.add([str(documents)])
    vectors, rebuilt = knowledge._vectors, Event()
    query = HashingEmbedder().embed(["router port"])
    failures = []

    def search() -> None:
        while not rebuilt.is_set():
            try:
                vectors.nearest(1, query, 5)
                vectors.count(1)
            except Exception as failure:
                failures.append(failure)

    searching = [Thread(target=search) for _ in range(3)]
    for thread in searching:
        thread.start()
    for _ in range(10):
        knowledge.rebuild()
    rebuilt.set()
    for thread in searching:
        thread.join()
    assert failures == []
    assert len(vectors.nearest(1, query, 5)[0]) == 2


def test_a_space_that_is_removed_during_a_search_is_told_like_one_that_is_not_there(
    knowledge: KnowledgeBase, documents: Path, hashing: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.add([str(documents)])
    knowledge.add([str(documents)], "it")
    embed = hashing.embed

    def removed_meanwhile(texts: Sequence[str]) -> NDArray[np.float32]:
        monkeypatch.undo()
        knowledge.remove(str(documents), "it")
        return embed(texts)

    monkeypatch.setattr(hashing, "embed", removed_meanwhile)
    with pytest.raises(UsageError, match="no space called 'it'"):
        knowledge.search(["router port"], ["default", "it"])
    assert [passage.space for passage in knowledge.search(["router port"], ["default"], 1)] == ["default"]


def test_a_search_finds_as_much_while_all_documents_are_written_anew(knowledge: KnowledgeBase, documents: Path) -> None:
    _write_rules(documents, "2025")
    knowledge.add([str(documents)])
    _write_rules(documents, "2026")
    found = []
    knowledge.sync(progress=lambda step: found.append(knowledge.search(["hotel limit per night"], ["default"])))
    assert {len(passages) for passages in found} == {10}


def test_vectors_of_what_is_gone_hide_none_that_lie_behind_them(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.add([str(documents)])
    rules = [(f"{n}.md", read_markdown(f"# Router port\n\nRouter port {n}.\n", f"{n}.md")) for n in range(150)]
    knowledge.add_documents(rules)
    monkeypatch.setattr(knowledge, "_remove_leftovers", lambda: None)
    knowledge.remove("texts:")
    [vpn] = [passage for passage in knowledge.search(["router port"], ["default"]) if passage.document == "vpn.md"]
    assert vpn.found_by["dense"].rank == 1


def test_any_number_of_passages_is_searched_where_one_has_no_vector_yet(home: Path) -> None:
    vectors = Vectors.open(home)
    vectors.put(1, [1, 2], np.eye(2, 4, dtype=np.float32))
    [found] = vectors.nearest(1, np.eye(1, 4, dtype=np.float32), 5, among=range(1, 40_000))
    assert [key for key, _ in found] == [1, 2]
    vectors.close()


def _write_rules(folder: Path, year: str) -> None:
    for n in range(60):
        text = f"# Expense rules {year}, site {n}\n\nThe hotel limit of site {n} is {100 + n} euros a night.\n"
        (folder / f"rules{n}.md").write_text(text)


def test_all_that_is_read_at_once_is_of_one_state(home: Path) -> None:
    home.mkdir()
    database = Database(home / "catalog.sqlite")
    database.set_fact("weather", "rain")
    with database.reading() as connection:
        before, after = (_weather_then_sun(connection, database) for _ in range(2))
    assert (before, after, database.fact("weather")) == ("rain", "rain", "sun")
    database.close()


def _weather_then_sun(connection: sqlite3.Connection, database: Database) -> str:
    found = str(connection.execute("SELECT value FROM facts WHERE name = 'weather'").fetchone()[0])
    database.set_fact("weather", "sun")
    return found


@pytest.mark.parametrize("change", ["removed", "changed"])
def test_a_document_that_goes_between_search_and_reading_costs_its_passages_only(
    knowledge: KnowledgeBase, documents: Path, change: str
) -> None:
    knowledge.add([str(documents)])
    found = knowledge.search(["router port"], ["default"])
    if change == "removed":
        knowledge.remove("vpn.md")
    else:
        (documents / "vpn.md").write_text("# VPN access\n\nAsk.\n")
        knowledge.sync()
    assert [context.passage.document for context in knowledge.in_context(found)] == ["leave.md"]


def test_asking_for_what_is_near_makes_no_collection(home: Path) -> None:
    vectors = Vectors.open(home)
    assert vectors.nearest(7, np.ones((2, 4), dtype=np.float32), 5) == [[], []]
    assert vectors._client.list_collections() == []
    vectors.close()


def test_figures_that_go_in_a_sync_take_no_places_of_others(seeing: KnowledgeBase, manual: Path) -> None:
    (manual / "old.md").write_text("# Old\n\n" + "".join(f"![Error 809](images/old{n}.png)\n\n" for n in range(3)))
    for n in range(3):
        (manual / "images" / f"old{n}.png").write_bytes(picture_file(f"VPN connection\nError 809 no answer {n}", "red"))
    later = manual.parent / "later.md"
    later.write_text("# Later\n\nIt is looked at behind the folder.\n")
    seeing.add([str(manual), str(later)])
    (manual / "old.md").unlink()
    found: list[list[str]] = []

    def search_meanwhile() -> bool:
        if "old.md" not in {document.name for document in seeing.documents()}:
            found.append([figure.document for figure in seeing.search_figures(["Error 809"], (), ["default"], 2)])
        return False

    for n in range(3):
        (manual / "images" / f"old{n}.png").unlink()
    seeing.sync(cancelled=search_meanwhile)
    assert found and all(documents == ["vpn.md", "printing.md"] for documents in found)
