"""Names and texts of every kind: another way to write them finds them, and none of them stops or bloats an add."""

import os
import unicodedata
from contextlib import closing
from pathlib import Path
from time import process_time

import pytest

from knowledge.catalog.catalog import Catalog
from knowledge.chunking import LONGEST_STRETCH, chunk_document
from knowledge.documents import Document, Illustration, Section
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.text import read_text
from tests.fakes.embedder import HashingEmbedder

TAKEN_APART = unicodedata.normalize("NFD", "Café-Übersicht.md")


def test_a_name_that_is_no_utf_8_is_one_line_in_the_report(knowledge: KnowledgeBase, documents: Path) -> None:
    bad = os.fsencode(documents) + b"/caf\xe9"
    Path(os.fsdecode(bad)).mkdir()
    Path(os.fsdecode(bad + b"/menu.md")).write_text("# Menu\n\nSoup.\n")
    Path(os.fsdecode(bad + b"/link.md")).symlink_to("/nowhere")
    report = knowledge.add([str(documents), os.fsdecode(bad)])
    assert report.added == 2
    assert [problem.document for problem in report.problems] == [
        f"{documents}/caf?/link.md", f"{documents}/caf?/menu.md", f"{documents}/caf?",
    ]  # fmt: skip
    assert report.problems[1].problem == "Its name is not written in UTF-8."
    assert knowledge.sources()[0].problems == report.problems[:2]


def test_half_a_character_in_a_text_becomes_a_question_mark(knowledge: KnowledgeBase) -> None:
    picture = Illustration(0, "a \ud800", "b\ud800.png")
    knowledge.add_documents(
        [("x", Document("T\ud800", "new \ud800 kettle", (Section(0, 12, ("H\udfff",)),), (picture,)))]
    )
    [passage] = knowledge.search(["kettle"], ["default"])
    assert (passage.title, passage.headings, passage.text) == ("T?", ("H?",), "new ? kettle"[:12])


@pytest.mark.parametrize("text", ["Café", "café", "CAFÉ", "übersicht", unicodedata.normalize("NFD", "Über")])
def test_a_document_is_listed_by_its_name_in_any_letters(knowledge: KnowledgeBase, documents: Path, text: str) -> None:
    (documents / TAKEN_APART).write_text("# ÖFFNUNGSZEITEN\n\nNoon.\n")
    knowledge.add([str(documents)])
    assert [found.document for found in knowledge.find_documents(text=text)] == [TAKEN_APART]
    assert [found.document for found in knowledge.find_documents(text="öffnung")] == [TAKEN_APART]


def test_a_document_is_listed_by_the_name_that_a_wider_folder_gives_it(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    for folder, name in ((documents, "vpn.md"), (documents.parent, "documents/vpn.md")):
        knowledge.add([str(folder)])
        assert [found.document for found in knowledge.find_documents(text=name.upper())] == [name]


def test_a_catalog_from_before_folded_names_were_kept_lists_its_documents_by_them(
    home: Path, documents: Path, hashing: HashingEmbedder
) -> None:
    (documents / TAKEN_APART).write_text("# ÖFFNUNGSZEITEN\n\nNoon.\n")
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        knowledge.add([str(documents)])
    with closing(Catalog.open(home / "catalog.sqlite")) as catalog, catalog.database.writing() as connection:
        connection.execute("DROP INDEX documents_by_words")
        for column in ("folded_name", "folded_title"):
            connection.execute(f"ALTER TABLE documents DROP COLUMN {column}")
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        for text in ("café", "öffnung"):
            assert [found.document for found in knowledge.find_documents(text=text)] == [TAKEN_APART]


def test_a_document_is_named_and_removed_by_its_name_however_its_letters_are_put_together(
    knowledge: KnowledgeBase, documents: Path
) -> None:
    (documents / TAKEN_APART).write_text("# Coffee\n\nNoon.\n")
    knowledge.add([str(documents)])
    typed = unicodedata.normalize("NFC", TAKEN_APART)
    named = knowledge.document_named("default", typed)
    assert named is not None and named.document == TAKEN_APART
    assert knowledge.remove(typed) == 1


@pytest.mark.parametrize("question", ["Krankenversicherung", "error ABC-1234"])
def test_what_nobody_sees_inside_a_word_does_not_hide_it(knowledge: KnowledgeBase, question: str) -> None:
    text = "Die Kranken\u00adver\u00adsicherung zahlt. It says ABC\u2060-1234\u200e on the card."
    knowledge.add_documents([("x", read_text(text, "x"))])
    assert "bm25" in knowledge.search([question], ["default"])[0].found_by
    assert knowledge.passage_counts(["ABC-1234"], ["default"]) == {"ABC-1234": 1}


@pytest.mark.parametrize("question", ["κωδικός", "ΚΩΔΙΚΟΣ", "κωδικοσ"])
def test_a_greek_word_is_found_with_the_s_of_a_word_s_end(knowledge: KnowledgeBase, question: str) -> None:
    knowledge.add_documents([("x", read_text("Ο κωδικός λήγει κάθε ενενήντα ημέρες.", "x"))])
    assert "bm25" in knowledge.search([question], ["default"])[0].found_by
    assert knowledge.passage_counts([question], ["default"]) == {question: 1}


def test_a_page_in_one_heading_does_not_repeat_it_in_every_passage(home: Path, knowledge: KnowledgeBase) -> None:
    heading = "word " * 20_000
    text = f"{heading}\n\n" + "\n\n".join(f"Paragraph {n}. " + "Some more words. " * 30 for n in range(100))
    knowledge.add_documents([("x", Document(heading, text, (Section(0, len(text), (heading,)),)))])
    assert knowledge.find_documents()[0].title.endswith("word…")
    assert (home / "catalog.sqlite").stat().st_size < 20 * len(text)


@pytest.mark.parametrize("line", ["a1b2", "Some words of a line. ", "Ein Satz.\n"])
def test_a_text_in_one_line_is_cut_in_a_time_that_grows_with_its_length(line: str) -> None:
    def seconds(length: int) -> float:
        document = read_text((line * (length // len(line) + 1))[:length], "x")
        began = process_time()
        chunks = chunk_document(document)
        took = process_time() - began
        assert "".join("".join(chunk.text for chunk in chunks).split()) == "".join(document.text.split())
        return took

    once = seconds(2 * LONGEST_STRETCH)
    assert seconds(16 * LONGEST_STRETCH) < 3 * 8 * once
