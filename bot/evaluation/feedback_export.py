"""Writes the questions with a bad answer as a labelled set, and those with a named right document as training rows.

The set is of one space, and holds all of its documents: a question is only as hard as what stands beside the answer.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.feedback_report import downvoted
from bot.feedback import Rated
from bot.naming import document_called
from knowledge.catalog.catalog import Catalog
from knowledge.chunking import chunk_document
from knowledge.documents import Document
from knowledge.reports import DocumentStatus
from models.encoders.embedder import Embed
from models.errors import UsageError
from models.whole_files import whole_file


@dataclass(frozen=True)
class Exported:
    """How many questions were written, how many with a right document, and the names that are no document's."""

    questions: int
    corrected: int
    unknown: tuple[str, ...]


def export_feedback(folder: Path, space: str, rated: Sequence[Rated], catalog: Catalog, embed: Embed) -> Exported:
    """Writes `queries.jsonl`, `qrels.tsv`, `corpus.jsonl` and `training.jsonl`, each whole or not at all.

    Raises `UsageError` if no answer of the space was voted down or its folder cannot be written.
    """
    bad = downvoted(rated)
    documents = catalog.statuses(space)
    if not bad or not documents:
        raise UsageError(f"No answer from {space} was voted down.", "Rate one: deskside feedback down.")
    ids = _ids(documents)
    right: dict[int, DocumentStatus] = {}
    for row, item in enumerate(bad):
        if item.feedback.document and (found := document_called(item.feedback.document, documents)):
            right[row] = found
    stored = {status.key: catalog.document(status.key) for status in documents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "corpus.jsonl", _corpus(ids, stored))
        _write(folder / "queries.jsonl", (_query(item, row in right) for row, item in enumerate(bad)))
        _write_text(folder / "qrels.tsv", _qrels((bad[row].feedback.answer_id, ids[d.key]) for row, d in right.items()))
        rows = ((bad[row], document) for row, status in right.items() if (document := stored[status.key]))
        _write(folder / "training.jsonl", (_training_row(item, document, embed) for item, document in rows))
    except OSError as refused:
        raise UsageError(f"{folder} cannot be written: {refused.strerror}.", "Name another folder.") from None
    unknown = (item.feedback.document for row, item in enumerate(bad) if item.feedback.document and row not in right)
    return Exported(len(bad), len(right), tuple(dict.fromkeys(unknown)))


def _ids(documents: Sequence[DocumentStatus]) -> dict[int, str]:
    """By key, the document's id in the set: its name, with its key where two sources have the same."""
    names = {document.key: " ".join(document.name.split()) for document in documents}
    often = Counter(names.values())
    return {key: name if often[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def _corpus(ids: dict[int, str], stored: dict[int, Document | None]) -> Iterable[dict[str, object]]:
    for key, document in stored.items():
        if document is not None:
            yield {"id": ids[key], "title": document.title, "text": document.text}


def _query(item: Rated, corrected: bool) -> dict[str, object]:
    """A line of `queries.jsonl`; whether an uncorrected question has an answer at all, nobody said."""
    return {
        "id": item.feedback.answer_id,
        "text": item.question,
        "history": [[turn.role, turn.text] for turn in item.history],
        "answerable": True,
        **({} if corrected else {"answerability": "UNKNOWN"}),
    }


def _qrels(judgments: Iterable[tuple[str, str]]) -> str:
    rows = [f"{question}\t{document}\t1\n" for question, document in judgments]
    return "".join(["query-id\tcorpus-id\tscore\n", *rows])


def _training_row(item: Rated, document: Document, embed: Embed) -> dict[str, object]:
    """A row of evidence: the passage of the right document that is nearest to the question."""
    passages = [chunk.text for chunk in chunk_document(document)] or [document.text]
    vectors = embed([item.question, *passages])
    best = int((vectors[1:] @ vectors[0]).argmax())
    return {
        "id": f"feedback-{item.feedback.answer_id}",
        "source": "feedback",
        "licence": "the team's own",
        "question": item.question,
        "context": passages[best],
        "answers": [],
        "answer_start": None,
        "answerable": True,
        "kind": "evidence",
        "history": [[turn.role, turn.text] for turn in item.history],
    }


def _write(file: Path, rows: Iterable[dict[str, object]]) -> None:
    _write_text(file, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write_text(file: Path, text: str) -> None:
    with whole_file(file) as partial:
        partial.write_text(text, encoding="utf-8")
