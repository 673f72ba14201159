"""The sample knowledge and its labelled set keep what their README promises.

Texts are read with the plain libraries, not with this project's readers: a mistake of a reader must not hide a
mistake of the set.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import mammoth
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from pypdf import PdfReader

SAMPLE = Path(__file__).parents[2] / "docs" / "sample"
READABLE = {".md", ".html", ".pdf", ".docx"}
DOCUMENTS = {path.stem: path for path in sorted((SAMPLE / "documents").rglob("*")) if path.suffix in READABLE}
PICTURES = sorted((SAMPLE / "documents" / "images").glob("*.png"))
QUERIES: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "queries.jsonl").read_text("utf-8").splitlines()
]
ANSWERABLE = [query for query in QUERIES if query["answerable"]]
FIELDS = {"id", "text", "history", "answer", "answers", "answerable", "images"}


def qrels() -> dict[str, set[str]]:
    """The gold documents of each query."""
    gold: dict[str, set[str]] = {}
    head, *lines = (SAMPLE / "qrels.tsv").read_text("utf-8").splitlines()
    assert head.split("\t") == ["query-id", "corpus-id", "score"]
    for line in lines:
        query, document, score = line.split("\t")
        assert score == "1"
        gold.setdefault(query, set()).add(document)
    return gold


@cache
def text_of(path: Path) -> str:
    """The text of a document with single spaces."""
    if path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".docx":
        with path.open("rb") as file:
            text = mammoth.extract_raw_text(file).value
    elif path.suffix == ".html":
        text = BeautifulSoup(path.read_text("utf-8"), "lxml").get_text(" ")
    else:
        text = path.read_text("utf-8")
    return " ".join(text.split())


def test_the_handbook_has_the_promised_number_of_documents_of_each_kind() -> None:
    kinds = [path.suffix for path in DOCUMENTS.values()]
    assert len(kinds) >= 40
    assert kinds.count(".html") >= 5
    assert kinds.count(".pdf") >= 3
    assert kinds.count(".docx") >= 3
    assert len(PICTURES) >= 12


def test_the_set_has_the_promised_number_of_questions_of_each_kind() -> None:
    assert len(ANSWERABLE) >= 80
    assert len(QUERIES) - len(ANSWERABLE) >= 20
    assert sum(bool(query["history"]) for query in ANSWERABLE) >= 12
    assert sum(bool(query["images"]) for query in ANSWERABLE) >= 12


def test_document_ids_are_unique() -> None:
    stems = [path.stem for path in (SAMPLE / "documents").rglob("*") if path.is_file()]
    assert len(stems) == len(set(stems))


def test_query_ids_are_unique_and_rows_have_the_fields_of_the_format() -> None:
    assert len({query["id"] for query in QUERIES}) == len(QUERIES)
    assert all(query.keys() == FIELDS for query in QUERIES)
    assert all(turn[0] in ("user", "assistant") and len(turn) == 2 for query in QUERIES for turn in query["history"])
    assert all(query["text"] or query["images"] for query in QUERIES)


def test_every_answerable_question_has_gold_documents_that_exist_and_no_other_has_any() -> None:
    gold = qrels()
    assert gold.keys() == {query["id"] for query in ANSWERABLE}
    assert set().union(*gold.values()) <= DOCUMENTS.keys()


@pytest.mark.parametrize("query", ANSWERABLE, ids=lambda query: query["id"])
def test_every_acceptable_answer_stands_verbatim_in_a_gold_document_and_each_gold_has_one(
    query: dict[str, Any],
) -> None:
    assert query["answer"]
    assert query["answers"]
    texts = {document: text_of(DOCUMENTS[document]) for document in qrels()[query["id"]]}
    for answer in query["answers"]:
        assert any(answer in text for text in texts.values()), f"no gold document says {answer!r}"
    for document, text in texts.items():
        assert any(answer in text for answer in query["answers"]), f"{document} gives none of the answers"


def test_unanswerable_questions_carry_no_answer() -> None:
    assert all(query["answer"] is None and query["answers"] == [] for query in QUERIES if not query["answerable"])


def test_pictures_are_valid_small_and_not_those_of_the_handbook() -> None:
    attached = [SAMPLE / "images" / name for query in QUERIES for name in query["images"]]
    assert {path.name for path in attached} == {path.name for path in (SAMPLE / "images").iterdir()}
    for path in attached + PICTURES:
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            picture.verify()
        assert path.stat().st_size < 60_000
    assert not {path.read_bytes() for path in attached} & {path.read_bytes() for path in PICTURES}


def test_every_picture_that_a_page_shows_exists_and_every_picture_is_shown() -> None:
    shown = set()
    pages = [path for path in DOCUMENTS.values() if path.suffix in (".md", ".html")]
    for page in pages + sorted((SAMPLE / "sources").glob("*.md")):
        for target in re.findall(r'(?:!\[[^\]]*\]\(|<img src=")([^)"]+)', page.read_text("utf-8")):
            picture = (page.parent / target).resolve()
            assert picture.is_file(), f"{page.name} shows {target}"
            shown.add(picture)
    assert shown == {path.resolve() for path in PICTURES}


@pytest.mark.parametrize("path", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_documents_have_a_readable_length(path: Path) -> None:
    assert 200 <= len(text_of(path).split()) <= 1000
