"""Labelled sets with pictures: as questions, and as documents."""

import json
from dataclasses import replace

from PIL import Image

from bot.attachments import MOST_BYTES
from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet, load_labelled_set
from bot.evaluation.run import ranked_documents
from bot.events import Attachment
from tests.bot.evaluation.conftest import QUERIES, WriteSet
from tests.bot.evaluation.test_run import evaluated
from tests.fakes.lexical_engine import LexicalEngine
from tests.fakes.sample_events import FIGURES, PASSAGES


async def test_a_question_of_pictures_reaches_the_engine_with_and_without_words(write_set: WriteSet) -> None:
    queries = [
        {"id": "q1", "text": "How do I fix this?", "images": ["error.png"]},
        {"id": "q2", "text": "", "images": ["error.png", "error.png"]},
    ]
    folder = write_set(queries="\n".join(map(json.dumps, queries)), qrels="query-id\tcorpus-id\tscore\nq1\tvpn\t1\n")
    (folder / "images").mkdir(exist_ok=True)
    Image.new("RGB", (4, 4)).save(folder / "images" / "error.png")
    engine = LexicalEngine()
    await evaluated(folder, engine)
    error = Attachment.of(folder / "images" / "error.png")
    assert [(question.text, question.images) for question in engine.asked] == [
        ("How do I fix this?", (error,)), ("", (error, error)),
    ]  # fmt: skip
    assert [question.shown for question in load_labelled_set(folder).questions] == [
        "How do I fix this? [error.png]", "[error.png] [error.png]",
    ]  # fmt: skip


async def test_a_picture_that_is_too_large_fails_its_question_and_no_other(write_set: WriteSet) -> None:
    queries = [{"id": "q1", "text": "How is this fixed?", "images": ["film.png"]}, QUERIES[0] | {"id": "q2"}]
    folder = write_set(queries="\n".join(map(json.dumps, queries)), qrels="query-id\tcorpus-id\tscore\nq2\tvpn\t1\n")
    (folder / "images").mkdir()
    with (folder / "images" / "film.png").open("wb") as film:
        film.truncate(MOST_BYTES + 1)
    first, second = (await evaluated(folder, LexicalEngine())).outcomes
    assert first.kind == "failed" and "film.png" in first.text
    assert second.answered


def test_a_document_that_is_a_picture_is_ranked_as_a_figure() -> None:
    labelled = LabelledSet(
        "set", (LabelledQuestion("q", "?"),), {name: name[:1] for name in ("a.png", "b.png", "c.png", "d.md")}
    )
    passages = [
        replace(PASSAGES[0], document=name, score=score)
        for name, score in (("a.png", 0.9), ("b.png", 0.8), ("c.png", 0.7), ("d.md", 0.5))
    ]
    figures = [
        replace(FIGURES[0], document="b.png", name="b.png", score=0.6),
        replace(FIGURES[0], document="c.png", name="c.png", score=0.4),
        replace(FIGURES[0], document="d.md", name="images/d.png", score=0.99),
    ]
    ranked = ranked_documents(labelled, passages, figures)
    assert [(one.document, round(one.score, 2)) for one in ranked] == [("b", 0.6), ("d", 0.5), ("c", 0.4), ("a", 0.36)]
    assert [one.document for one in ranked_documents(labelled, passages)] == ["a", "b", "c", "d"]
