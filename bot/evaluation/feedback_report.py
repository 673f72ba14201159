"""What people said of a space's answers, and what became of the questions that they were unhappy with."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from bot.evaluation.topics import Topic, topics
from bot.events import Answer, AnswerKind, Event, Failed, Question
from bot.feedback import Rated
from bot.naming import document_called
from bot.recall.same_question import normal_form
from knowledge.reports import DocumentStatus
from models.encoders.embedder import Embed
from models.progress import Progress, Step, silent

Ask = Callable[[Question], AsyncGenerator[Event, None]]


@dataclass(frozen=True)
class Week:
    """The verdicts of one week, which began on that Monday."""

    monday: date
    up: int
    down: int


@dataclass(frozen=True)
class DocumentVerdicts:
    """How often answers that cite a document were liked or not."""

    document: str
    down: int
    up: int


@dataclass(frozen=True)
class Reasked:
    """A question with a bad answer, asked again today.

    It is `fixed` if another answer cites the document that was named as the right one; where none was named, if
    something is found where nothing was, or a pinned answer stands there. Else it has `changed`, or is the `same`.
    """

    question: str
    was: AnswerKind
    now: AnswerKind | Literal["failed"]
    result: Literal["fixed", "changed", "same"]


@dataclass(frozen=True)
class FeedbackReport:
    """Everything that `deskside eval --feedback` shows."""

    space: str
    up: int
    down: int
    weeks: tuple[Week, ...]
    documents: tuple[DocumentVerdicts, ...]
    unanswered: tuple[Topic, ...]
    reasked: tuple[Reasked, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "space": self.space,
            "up": self.up,
            "down": self.down,
            "up_share": up_share(self.up, self.down),
            "weeks": [
                {"monday": w.monday.isoformat(), "up": w.up, "down": w.down, "up_share": up_share(w.up, w.down)}
                for w in self.weeks
            ],
            "documents": [asdict(document) for document in self.documents],
            "unanswered": [{"topic": topic.name, "questions": list(topic.questions)} for topic in self.unanswered],
            "reasked": [asdict(reasked) for reasked in self.reasked],
        }


async def report_on(
    space: str,
    rated: Sequence[Rated],
    unanswered: Sequence[str],
    documents: Sequence[DocumentStatus],
    ask: Ask,
    embed: Embed,
    progress: Progress = silent,
) -> FeedbackReport:
    """The report on a space; `unanswered` are questions of its conversations, `documents` all that it has now."""
    verdicts = Counter(item.feedback.verdict for item in rated)
    silent_on = [*unanswered, *(item.question for item in rated if item.question and item.kind == "not_found")]
    questions = list({normal_form(question): question for question in silent_on}.values())
    vectors = embed(questions) if questions else np.zeros((0, 1), dtype=np.float32)
    return FeedbackReport(
        space=space,
        up=verdicts["up"],
        down=verdicts["down"],
        weeks=_weeks(rated),
        documents=_documents(rated),
        unanswered=topics(questions, vectors),
        reasked=await _ask_again(space, downvoted(rated), documents, ask, progress),
    )


def up_share(up: int, down: int) -> float | None:
    """The share of good verdicts; None where there is none at all."""
    return round(up / (up + down), 4) if up + down else None


def downvoted(rated: Sequence[Rated]) -> list[Rated]:
    """The questions with a bad answer, each once with its last bad verdict; one that names a document goes first."""
    last: dict[object, Rated] = {}
    for item in rated:
        if item.feedback.verdict != "down" or not item.question:
            continue
        key = (normal_form(item.question), item.history)
        if key not in last or item.feedback.document or not last[key].feedback.document:
            last[key] = item
    return list(last.values())


def _weeks(rated: Sequence[Rated]) -> tuple[Week, ...]:
    counts: dict[date, Counter[str]] = {}
    for item in rated:
        day = item.given.astimezone().date()
        counts.setdefault(day - timedelta(days=day.weekday()), Counter())[item.feedback.verdict] += 1
    return tuple(Week(monday, counts[monday]["up"], counts[monday]["down"]) for monday in sorted(counts))


def _documents(rated: Sequence[Rated]) -> tuple[DocumentVerdicts, ...]:
    """The documents whose answers were voted down, the most often first."""
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    for item in rated:
        cited = {citation.document for citation in item.citations}
        (up if item.feedback.verdict == "up" else down).update(cited)
    ordered = sorted(down, key=lambda document: (-down[document], up[document], document))
    return tuple(DocumentVerdicts(document, down[document], up[document]) for document in ordered)


async def _ask_again(
    space: str, bad: Sequence[Rated], documents: Sequence[DocumentStatus], ask: Ask, progress: Progress
) -> tuple[Reasked, ...]:
    reasked = []
    for done, item in enumerate(bad):
        progress(Step("Asking again", done, len(bad)))
        async with aclosing(ask(Question(item.question, spaces=(space,), history=item.history))) as events:
            async for event in events:
                last = event
        match last:
            case Answer():
                reasked.append(Reasked(item.question, item.kind, last.kind, _result(item, last, documents)))
            case Failed():
                reasked.append(Reasked(item.question, item.kind, "failed", "same"))
    return tuple(reasked)


def _result(item: Rated, answer: Answer, documents: Sequence[DocumentStatus]) -> Literal["fixed", "changed", "same"]:
    if answer.text == item.answer:
        return "same"
    right = document_called(item.feedback.document, documents) if item.feedback.document else None
    if answer.kind not in ("grounded", "extract", "pinned"):
        return "changed"
    if right is not None:
        fixed = any(citation.document_key == right.key for citation in answer.citations)
    else:
        fixed = item.kind == "not_found" or answer.kind == "pinned"
    return "fixed" if fixed else "changed"
