"""Sources that change what they are, go and come back: each is read as what it is now, and none is forgotten."""

from pathlib import Path

from knowledge.knowledge_base import KnowledgeBase


def names(knowledge: KnowledgeBase) -> list[str]:
    return [document.name for document in knowledge.documents()]


def test_a_space_whose_documents_went_before_it_leaves_nothing_in_chroma(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    knowledge.add([str(documents)], "team")
    for path in documents.iterdir():
        path.unlink()
    assert knowledge.sync().removed == 2
    knowledge.remove(str(documents))
    assert knowledge._vectors._client.list_collections() == []


def test_a_folder_that_stands_where_a_file_was_is_added_and_the_reverse(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    place = documents / "vpn.md"
    knowledge.add([str(place)])
    place.unlink()
    place.mkdir()
    (place / "error.md").write_text("# Error 809\n\nOpen UDP port 4500.\n")
    assert knowledge.add([str(place)]).problems == ()
    assert names(knowledge) == ["error.md"]
    (place / "error.md").unlink()
    place.rmdir()
    place.write_text("# VPN access\n\nAll is new.\n")
    assert knowledge.add([str(place)]).problems == ()
    assert names(knowledge) == ["vpn.md"]
    assert [source.kind for source in knowledge.sources()] == ["file"]


def test_a_hidden_folder_without_documents_yet_stays_a_source_beside_the_folder_around_it(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    (documents / ".notes").mkdir()
    knowledge.add([str(documents)])
    knowledge.add([str(documents / ".notes")])
    knowledge.sync()
    (documents / ".notes" / "first.md").write_text("# Notes\n\nFirst words.\n")
    assert knowledge.sync().added == 1


def test_a_large_table_that_is_away_for_a_while_is_read_when_it_is_back(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    table = documents / "prices.csv"
    rows = "Article,Price\n" + "".join(f"Part {n}, {'.' * 1_000} {n} euros\n" for n in range(120))
    table.write_text(rows)
    knowledge.add([str(documents)])
    assert knowledge.add([str(table)]).added == 1
    table.unlink()
    assert knowledge.sync().removed == 1
    knowledge.sync()
    table.write_text(rows)
    assert knowledge.sync().added == 1
