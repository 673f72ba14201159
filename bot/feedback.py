"""What people think of answers, kept in SQLite with the question, its evidence and the answer.

This module stores verdicts and gives them back; it never decides what they mean.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import TypeAdapter

from bot.events import AnswerKind, Citation, Turn
from bot.recent_answers import Answered
from knowledge.names import storable
from knowledge.sqlite_file import SqliteFile
from models.errors import UsageError

Verdict = Literal["up", "down"]

LONGEST_REASON = 2_000
"""Characters of a reason or of a document's name."""

MIGRATIONS = (
    """
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        answer_id TEXT NOT NULL,
        asker TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
        reason TEXT NOT NULL,
        document TEXT NOT NULL,
        given TEXT NOT NULL,
        question TEXT NOT NULL,
        history TEXT NOT NULL,
        spaces TEXT NOT NULL,
        kind TEXT NOT NULL,
        answer TEXT NOT NULL,
        citations TEXT NOT NULL,
        answered TEXT NOT NULL,
        models TEXT NOT NULL,
        UNIQUE (answer_id, asker)
    )
    """,
)

_HISTORY = TypeAdapter(tuple[Turn, ...])
_CITATIONS = TypeAdapter(tuple[Citation, ...])


@dataclass(frozen=True)
class Feedback:
    """What one person says of one answer; `document` names the document that would have been the right one."""

    answer_id: str
    verdict: Verdict
    reason: str = ""
    document: str = ""
    asker: str = ""


@dataclass(frozen=True)
class Rated:
    """A piece of feedback with all that it is about: the question with the turns before it, and the answer it got.

    Of one whose conversation was deleted, no word is left.
    """

    feedback: Feedback
    given: datetime
    question: str
    history: tuple[Turn, ...]
    spaces: tuple[str, ...]
    kind: AnswerKind
    answer: str
    citations: tuple[Citation, ...]
    answered: datetime
    models: Mapping[str, str]


class FeedbackStore:
    """The store of feedback; safe to use from several threads and, as SQLite is, from several processes."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    def open(cls, file: Path) -> Self:
        """Opens the store, making it if need be; raises `DiskFull`, or says why the file cannot be used."""
        return cls(SqliteFile.open(file, "feedback", MIGRATIONS))

    def close(self) -> None:
        """Closes the store."""
        self._file.close()

    def put(self, feedback: Feedback, answered: Answered) -> None:
        """Keeps a verdict on an answer; a second one of the same asker replaces the first."""
        row = {
            **asdict(feedback),
            "given": datetime.now(UTC).isoformat(),
            "question": storable(answered.question),
            "history": _as_json(answered.history),
            "spaces": json.dumps(answered.spaces),
            "kind": answered.answer.kind,
            "answer": storable(answered.answer.text),
            "citations": _as_json(answered.answer.citations),
            "answered": answered.at.isoformat(),
            "models": json.dumps(dict(answered.models)),
        }
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO feedback (answer_id, asker, verdict, reason, document, given, question, history, spaces, "
                "kind, answer, citations, answered, models) VALUES (:answer_id, :asker, :verdict, :reason, :document, "
                ":given, :question, :history, :spaces, :kind, :answer, :citations, :answered, :models) "
                "ON CONFLICT (answer_id, asker) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, "
                "document = excluded.document, given = excluded.given",
                row,
            )

    def forget(self, answer_ids: Sequence[str]) -> None:
        """Blanks the words of all feedback on some answers, and those that it is about; the verdicts still count."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE feedback SET reason = '', document = '', question = '', history = '[]', answer = '', "
                "citations = '[]' WHERE answer_id = ?",
                [(answer_id,) for answer_id in answer_ids],
            )
        self._file.truncate_wal()

    def rated(self, space: str | None = None) -> list[Rated]:
        """All feedback on questions to a space, or to any, oldest first."""
        rows = self._file.rows(
            "SELECT * FROM feedback WHERE :space IS NULL "
            "OR EXISTS (SELECT 1 FROM json_each(spaces) WHERE value = :space) ORDER BY given, id",
            {"space": space},
        )
        return [_rated(row) for row in rows]


def checked(feedback: Feedback) -> Feedback:
    """The feedback as it is kept; raises `UsageError` for an unknown verdict or too long a reason."""
    if feedback.verdict not in get_args(Verdict):
        raise UsageError(f"{feedback.verdict!r} is not a verdict.", "Say up or down.")
    reason, document = _clean(feedback.reason), _clean(feedback.document)
    if max(len(reason), len(document)) > LONGEST_REASON:
        raise UsageError(f"A reason has at most {LONGEST_REASON:,} characters.", "Keep it shorter.")
    return Feedback(storable(feedback.answer_id), feedback.verdict, reason, document, _clean(feedback.asker))


def _clean(text: str) -> str:
    """The text without what no file takes and no screen shows."""
    return storable(text).replace("\0", "").strip()


def _as_json(parts: Sequence[Turn] | Sequence[Citation]) -> str:
    return storable(json.dumps([asdict(part) for part in parts], ensure_ascii=False))


def _rated(row: sqlite3.Row) -> Rated:
    return Rated(
        feedback=Feedback(row["answer_id"], row["verdict"], row["reason"], row["document"], row["asker"]),
        given=datetime.fromisoformat(row["given"]),
        question=row["question"],
        history=_HISTORY.validate_json(row["history"]),
        spaces=tuple(json.loads(row["spaces"])),
        kind=row["kind"],
        answer=row["answer"],
        citations=_CITATIONS.validate_json(row["citations"]),
        answered=datetime.fromisoformat(row["answered"]),
        models=json.loads(row["models"]),
    )
