"""What people said becomes figures, topics to write about, and a labelled set that can be measured."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.evaluation.feedback_export import export_feedback
from bot.evaluation.feedback_report import report_on
from bot.evaluation.labelled_set import load_labelled_set
from bot.events import Answer, AnswerKind, Citation, Event, Failed, Question, Turn
from bot.feedback import Feedback, FeedbackStore, Rated
from bot.recent_answers import Answered
from knowledge.catalog.catalog import Catalog
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.errors import UsageError
from tests.fakes.embedder import HashingEmbedder

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def rated(
    question: str,
    verdict: str = "down",
    document: str = "",
    kind: AnswerKind = "grounded",
    cited: str = "vpn.md",
    history: tuple[Turn, ...] = (),
    given: datetime = NOW,
) -> Rated:
    citations = (Citation(1, cited, "VPN", "", "quote", None, 1),) if cited else ()
    name = f"{abs(hash((question, verdict, document))):032x}"
    feedback = Feedback(name, verdict, "", document, "ann")  # type: ignore[arg-type]
    return Rated(feedback, given, question, history, ("default",), kind, f"About {question}", citations, given, {})


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    folder = tmp_path / "documents"
    (folder / "it").mkdir(parents=True)
    (folder / "it" / "vpn.md").write_text("# VPN\n\nConnect with OpenFort.\n\n## 809\n\nOpen UDP port 4500.\n")
    (folder / "leave.md").write_text("# Leave\n\nEverybody gets 28 days.\n")
    knowledge = KnowledgeBase.open(tmp_path / "home", HashingEmbedder())  # type: ignore[arg-type]
    knowledge.add([str(folder)])
    knowledge.close()
    return Catalog.open(tmp_path / "home" / "catalog.sqlite")


async def says(question: Question) -> AsyncGenerator[Event, None]:
    """Says something new to most questions, the old answer to "same", nothing to "gone", and breaks on "crash"."""
    if "crash" in question.text:
        yield Failed("It broke.", "Ask again.", "bug")
        return
    if "gone" in question.text:
        yield Answer("Not found.", "not_found")
        return
    text = f"About {question.text}" if "same" in question.text else f"New: {len(question.history)}"
    yield Answer(text, "grounded", (Citation(1, "leave.md", "Leave", "", "quote", None, 2),))


async def test_verdicts_are_counted_by_week_and_by_document(catalog: Catalog) -> None:
    earlier = datetime(2026, 11, 13, 12, tzinfo=UTC)
    said = [
        rated("a", "up", given=earlier),
        rated("b", "down", given=earlier),
        rated("c", "up"),
        rated("d", "up", cited="leave.md"),
        rated("e", "down", cited="leave.md"),
        rated("f", "down", cited="leave.md"),
    ]
    report = await report_on("default", said, [], catalog.statuses(), says, HashingEmbedder().embed)
    shown = report.as_json()
    assert (shown["up"], shown["down"], shown["up_share"]) == (3, 3, 0.5)
    assert [(week["monday"], week["up_share"]) for week in shown["weeks"]] == [("2026-11-09", 0.5), ("2026-11-23", 0.5)]
    assert shown["documents"] == [
        {"document": "leave.md", "down": 2, "up": 1},
        {"document": "vpn.md", "down": 1, "up": 2},
    ]
    assert json.loads(json.dumps(shown)) == shown


async def test_badly_answered_questions_are_asked_again_each_once_and_in_their_conversation(catalog: Catalog) -> None:
    before = (Turn("user", "My leave?"), Turn("assistant", "Which?"))
    leave = next(status.key for status in catalog.statuses() if status.name == "leave.md")
    assert leave in (1, 2)
    said = [
        rated("fixed", document="leave", kind="not_found", cited=""),
        rated("Fixed?", document=""),
        rated("other document", document="it/vpn.md" if leave == 2 else "leave.md"),
        rated("found now", kind="not_found", cited="", history=before),
        rated("same"),
        rated("gone"),
        rated("crash"),
        rated("liked", "up"),
    ]
    asked: list[Question] = []

    async def ask(question: Question) -> AsyncGenerator[Event, None]:
        asked.append(question)
        async for event in says(question):
            if isinstance(event, Answer):
                event = replace(event, citations=tuple(replace(c, document_key=leave) for c in event.citations))
            yield event

    report = await report_on("default", said, [], catalog.statuses(), ask, HashingEmbedder().embed)
    results = {item.question: item.result for item in report.reasked}
    assert results == {
        "fixed": "fixed", "other document": "changed" if leave == 2 else "fixed", "found now": "fixed",
        "same": "same", "gone": "changed", "crash": "same",
    }  # fmt: skip
    assert {question.spaces for question in asked} == {("default",)}
    assert [question.history for question in asked if question.text == "found now"] == [before]


async def test_questions_without_an_answer_are_grouped_by_topic(catalog: Catalog, embedder: Embedder) -> None:
    silent = [
        "How do I get a parking space?",
        "Where can I park my car at the office?",
        "Is there parking for visitors?",
        "How do I order business cards?",
    ]
    said = [rated("Can I get new business cards printed?", kind="not_found", cited="")]
    report = await report_on("default", said, silent, catalog.statuses(), says, embedder.embed)
    assert [len(topic.questions) for topic in report.unanswered] == [3, 2]
    assert "park" in report.unanswered[0].name
    nothing = await report_on("default", [], [], [], says, embedder.embed)
    assert (nothing.unanswered, nothing.as_json()["up_share"]) == ((), None)


def test_the_export_is_a_labelled_set_with_training_rows(catalog: Catalog, embedder: Embedder, tmp_path: Path) -> None:
    before = (Turn("user", "VPN?"), Turn("assistant", "Yes?"))
    said = [
        rated("how do i open the port", document="it/vpn", history=before, kind="not_found", cited=""),
        rated("who\tis\n'it'?\u2028", document="nowhere.md"),
        rated("liked", "up"),
    ]
    out = tmp_path / "deep" / "out"
    done = export_feedback(out, "default", said[:1], catalog, embedder.embed)
    assert done.unknown == ("it/vpn",)
    said[0] = rated("how do i open the port", document="vpn", history=before, kind="not_found", cited="")
    done = export_feedback(out, "default", said, catalog, embedder.embed)
    assert (done.questions, done.corrected, done.unknown) == (2, 1, ("nowhere.md",))

    labelled = load_labelled_set(out)
    known, unknown = labelled.questions
    assert (known.text, known.history, dict(known.relevant)) == (said[0].question, before, {"it/vpn.md": 1.0})
    assert (known.answerable, known.judges_abstention) == (True, True)
    assert (unknown.text, dict(unknown.relevant), unknown.judges_abstention) == (said[1].question, {}, False)
    assert set(labelled.texts) == {"it/vpn.md", "leave.md"}
    [row] = [json.loads(line) for line in (out / "training.jsonl").read_text().splitlines()]
    assert list(row) == [
        "id", "source", "licence", "question", "context", "answers", "answer_start", "answerable", "kind", "history",
    ]  # fmt: skip
    assert "UDP port 4500" in row["context"]
    assert (row["kind"], row["answerable"], row["answers"], row["answer_start"]) == ("evidence", True, [], None)
    assert sorted(path.name for path in out.iterdir()) == [
        "corpus.jsonl", "qrels.tsv", "queries.jsonl", "training.jsonl",
    ]  # fmt: skip


def test_nothing_to_export_is_said_so(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="voted down"):
        export_feedback(tmp_path / "out", "default", [rated("liked", "up")], catalog, HashingEmbedder().embed)
    assert not (tmp_path / "out").exists()


def test_an_export_never_holds_another_space(tmp_path: Path) -> None:
    store = FeedbackStore.open(tmp_path / "feedback.db")
    answer = Answer("Secret.", "grounded", id="a1")
    store.put(Feedback("a1", "down"), Answered("Salary?", (), ("people",), answer, NOW, {}))
    assert store.rated("default") == []
