"""A scanned page among pages of text is said for as long as it is there: nobody should think that it was read."""

from contextlib import closing
from pathlib import Path

import pytest

from knowledge.catalog.catalog import Catalog
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from knowledge.reports import FileProblem, pages_left_out
from tests.fakes.embedder import HashingEmbedder
from tests.knowledge.files import scanned_pdf

HANDBOOK = [("Badges are at the reception.", 0.0), ("", 1.0), ("Parking is free.", 0.0), ("", 0.9)]
NEXT_STEP = "Run it through a text recogniser (OCR) and put the result in its place."


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    path = tmp_path / "handbook.pdf"
    path.write_bytes(scanned_pdf(HANDBOOK))
    return path


@pytest.mark.parametrize(
    ("text", "covered", "is_scanned"),
    [
        ("", 1.0, True),
        ("2", 1.0, True),
        ("Page 2 of 3", 1.0, True),
        ("The second page.", 1.0, False),
        ("", 0.3, False),
        ("", 0.0, False),
    ],
)
def test_a_page_that_a_picture_covers_is_scanned_where_nothing_is_written_on_it(
    text: str, covered: float, is_scanned: bool
) -> None:
    document = read_document(scanned_pdf([("First page.", 0.0), (text, covered), ("Third page.", 0.0)]), "book.pdf")
    assert document.wordless == ((2,) if is_scanned else ())


def test_a_background_that_many_pages_share_is_no_scan() -> None:
    pages = [("First page.", 1.0), ("", 1.0), ("", 1.0)]
    assert read_document(scanned_pdf(pages, is_one_picture=True), "book.pdf").wordless == ()
    assert read_document(scanned_pdf(pages), "book.pdf").wordless == (2, 3)


def test_the_scanned_pages_of_a_document_are_told_and_the_others_are_read(
    knowledge: KnowledgeBase, handbook: Path
) -> None:
    report = knowledge.add([str(handbook)])
    problem = "Its pages 2 and 4 hold pictures but no text; the others are read."
    assert report.problems == (FileProblem(str(handbook), problem, NEXT_STEP, pages=True),)
    assert str(report).startswith("Documents: 1 added, 1 with pages unread; ")
    assert [passage.page for passage in knowledge.search(["parking"], ["default"], 1)] == [3]


def test_scanned_pages_are_told_until_they_hold_text(home: Path, hashing: HashingEmbedder, handbook: Path) -> None:
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        [told] = knowledge.add([str(handbook)]).problems
    with closing(KnowledgeBase.open(home, hashing)) as knowledge:
        assert knowledge.sources()[0].problems == (told,)
        report = knowledge.sync()
        assert (report.unchanged, report.problems) == (1, (told,))
        handbook.write_bytes(scanned_pdf([("Badges are at the reception.", 0.0), ("Doors close at six.", 1.0)]))
        assert knowledge.sync().problems == ()
        assert knowledge.sources()[0].problems == ()


def test_a_catalog_from_before_scanned_pages_were_told_takes_them_in(home: Path, handbook: Path) -> None:
    home.mkdir()
    with closing(Catalog.open(home / "catalog.sqlite")) as catalog, catalog.database.writing() as connection:
        connection.execute("DROP INDEX documents_wordless")
        connection.execute("ALTER TABLE documents DROP COLUMN wordless")
    with closing(KnowledgeBase.open(home, HashingEmbedder())) as knowledge:
        assert [problem.pages for problem in knowledge.add([str(handbook)]).problems] == [True]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([7], "Its page 7 holds a picture but no text;"),
        ([1, 2, 3, 8, 10, 11], "Its pages 1 to 3, 8, 10 and 11 hold pictures but no text;"),
        (list(range(1, 41, 2)), "Its pages 1, 3, 5, 7, 9, 11, 13, 15 and 12 more hold pictures but no text;"),
    ],
)
def test_many_pages_are_told_in_few_words(pages: list[int], said: str) -> None:
    assert pages_left_out("a.pdf", pages).problem == f"{said} the others are read."
