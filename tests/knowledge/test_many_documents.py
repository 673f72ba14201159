"""What a change costs does not grow with all that is there already, and what is removed in bulk is as gone as ever."""

from collections.abc import Callable
from pathlib import Path

from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown


def pages(prefix: str, many: int) -> list[tuple[str, Document]]:
    return [(f"{prefix}{n}.md", read_markdown(f"# {prefix} {n}\n\n{prefix}word{n}\n", f"{n}.md")) for n in range(many)]


def steps_of(knowledge: KnowledgeBase, work: Callable[[], object]) -> int:
    """How many thousands of steps SQLite takes for some work."""
    steps: list[None] = []
    database = knowledge._catalog.database
    with database.reading() as reader, database.writing() as writer:
        for connection in (reader, writer):
            connection.set_progress_handler(lambda: steps.append(None), 1_000)
    work()
    return len(steps)


def test_a_single_file_costs_the_same_beside_many_documents(knowledge: KnowledgeBase, documents: Path) -> None:
    places = [str(documents / name) for name in ("vpn.md", "leave.md")]
    alone = steps_of(knowledge, lambda: knowledge.add(places[:1]))
    knowledge.add_documents(pages("other", 300))
    assert steps_of(knowledge, lambda: knowledge.add(places[1:])) <= alone + 5


def test_a_folder_costs_the_same_beside_many_documents_that_lie_elsewhere(
    knowledge: KnowledgeBase, documents: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "travel.md").write_text("# Travel\n\nBook early.\n")
    knowledge.add([str(documents), str(other)])
    alone = steps_of(knowledge, lambda: knowledge._catalog.known_documents(knowledge._catalog.sources()[0]))
    knowledge.add_documents(pages("other", 300))
    with_many = steps_of(knowledge, lambda: knowledge._catalog.known_documents(knowledge._catalog.sources()[0]))
    assert with_many <= alone + 1


def _noting(texts: list[str]) -> Callable[[str], str]:
    def note(text: str) -> str:
        texts.append(text)
        return text

    return note


def test_a_document_is_looked_for_without_folding_the_names_of_all(knowledge: KnowledgeBase) -> None:
    folded_for_it: list[str] = []
    knowledge.add_documents(pages("other", 30))
    with knowledge._catalog.database._reader.reading() as connection:
        connection.create_function("folded", 1, _noting(folded_for_it), deterministic=True)
    assert [found.document for found in knowledge.find_documents(text="OTHER 7")] == ["other7.md"]
    assert folded_for_it == []


def test_what_is_removed_in_bulk_is_not_found_and_in_no_file(
    knowledge: KnowledgeBase, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(120):
        (folder / f"{n}.md").write_text(f"# Page {n}\n\nThe zanzibar{n} rule.\n")
    knowledge.add([str(folder)])
    knowledge.add_documents(pages("kept", 3))
    assert knowledge.remove(str(folder)) == 120
    assert knowledge.passage_counts(["zanzibar7", "keptword2"], ["default"]) == {"zanzibar7": 0, "keptword2": 1}
    assert [passage.document for passage in knowledge.search(["keptword2"], ["default"], 1)] == ["kept2.md"]
    assert not any(b"zanzibar" in path.read_bytes() for path in home.rglob("*") if path.is_file())
    knowledge.add_documents(pages("new", 1))
    assert knowledge.passage_counts(["newword0"], ["default"]) == {"newword0": 1}
