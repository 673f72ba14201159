"""Conversations, kept in SQLite so that a follow-up works tomorrow and from another surface.

This module stores turns and gives them back; it never decides what they mean for a question.
"""

import json
import sqlite3
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter

from bot.events import Answer, AnswerKind, Citation, Question, Read, Turn
from bot.recent_answers import Answered
from bot.sightings import Sighting, restored, stored, words_and_headlines
from bot.wording import cut
from knowledge.names import folded
from knowledge.sqlite_file import SqliteFile
from models.errors import UsageError

MIGRATIONS = (
    """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    asker TEXT NOT NULL,
    started TEXT NOT NULL,
    touched TEXT NOT NULL,
    title TEXT
);
CREATE TABLE turns (
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    kind TEXT,
    citations TEXT,
    said TEXT NOT NULL,
    answer_id TEXT NOT NULL DEFAULT '',
    spaces TEXT NOT NULL DEFAULT '[]',
    models TEXT NOT NULL DEFAULT '{}',
    pictures TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (conversation, number)
);
CREATE INDEX conversations_by_use ON conversations (asker, touched);
CREATE INDEX turns_by_answer ON turns (answer_id)
""",
)

CALLED = """
CREATE TEMP VIEW called AS SELECT conversations.id AS conversation, first.number AS begun, COALESCE(
    title, NULLIF(first.text, ''), NULLIF(json_extract(first.pictures, '$[0].headline'), ''),
    json_extract(first.pictures, '$[0].name')
) AS name FROM conversations LEFT JOIN turns AS first
ON first.conversation = conversations.id AND first.number = 1
"""
"""What a conversation is called: its title, else its first question, else what its first picture shows."""

MOST_TURNS = 40
"""Turns before a question that it may refer to, more than any step looks at: a conversation may go on for years."""

TITLE_SHOWN = 80
"""Characters of a first question that serve as a title."""

Forget = Callable[[Sequence[str]], None]
"""Forgets, wherever else they are kept, the words of answers given by their ids."""

_CITATIONS = TypeAdapter(tuple[Citation, ...])


class NoSuchConversation(UsageError):
    """There never was such a conversation, or somebody deleted it."""

    code = "no-conversation"


@dataclass(frozen=True)
class ConversationSummary:
    """A conversation in a list; its title is its first question, shortened, until somebody renames it."""

    id: str
    title: str
    asker: str
    started: datetime
    touched: datetime
    turns: int


@dataclass(frozen=True)
class StoredTurn:
    """One thing said, as it was kept; `kind`, `citations` and `answer_id` are an answer's.

    `pictures` are a question's, by name, each with the text that was read in it.
    """

    number: int
    role: Literal["user", "assistant"]
    text: str
    kind: AnswerKind | None
    citations: tuple[Citation, ...]
    answer_id: str
    said: datetime
    pictures: tuple[Read, ...] = ()


@dataclass(frozen=True)
class ConversationWindow:
    """A stretch of a conversation, oldest turn first; `earlier` turns stand before it."""

    id: str
    title: str
    turns: tuple[StoredTurn, ...]
    earlier: int


class Conversations:
    """The store of conversations; safe to use from several threads."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    def open(cls, file: Path) -> Self:
        """Opens the store, making it if need be; raises `DiskFull`, or says why the file cannot be used."""
        opened = SqliteFile.open(file, "conversations", MIGRATIONS)
        with opened.writing() as connection:
            connection.create_function("folded", 1, folded, deterministic=True)
            connection.execute(CALLED)
        return cls(opened)

    def close(self) -> None:
        """Closes the store."""
        self._file.close()

    def start(self, asker: str) -> str:
        """Starts a conversation and returns its id."""
        name = uuid.uuid4().hex
        now = _now()
        with self._file.writing() as connection:
            connection.execute(
                "INSERT INTO conversations (id, asker, started, touched) VALUES (?, ?, ?, ?)", (name, asker, now, now)
            )
        return name

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        """What was said last in a conversation, oldest first; raises `NoSuchConversation` if it is not there.

        In a question's text, its pictures stand as the lines that name the problem in them.
        """
        with self._file.reading() as connection:
            known = connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation,)).fetchone()
            rows = connection.execute(
                "SELECT role, text, pictures FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?",
                (conversation, MOST_TURNS),
            ).fetchall()
        if not known:
            raise _unknown()
        return tuple(_turn(*row) for row in reversed(rows))

    def last_questions(self, conversation: str, most: int) -> list[tuple[str, tuple[Sighting, ...]]]:
        """The last questions of a conversation, the latest first: their words, and what their pictures showed."""
        rows = self._file.rows(
            "SELECT text, pictures FROM turns WHERE conversation = ? AND role = 'user' ORDER BY number DESC LIMIT ?",
            (conversation, most),
        )
        return [(text, restored(pictures)) for text, pictures in rows]

    def listed(self, asker: str, text: str, limit: int) -> list[ConversationSummary]:
        """An asker's conversations with `text` in their title or a turn, the last used first; none without a turn."""
        rows = self._file.rows(
            "SELECT id, called.name, asker, started, touched, "
            "(SELECT count(*) FROM turns WHERE conversation = id) FROM conversations "
            "JOIN called ON called.conversation = id AND called.begun "
            "WHERE asker = :asker AND (:text = '' OR instr(folded(COALESCE(title, '')), :text) OR EXISTS "
            "(SELECT 1 FROM turns WHERE conversation = id AND (instr(folded(turns.text), :text) OR "
            "EXISTS (SELECT 1 FROM json_each(pictures) "
            "WHERE instr(folded(json_extract(value, '$.text')), :text))))) "
            "ORDER BY touched DESC, conversations.rowid DESC LIMIT :limit",
            {"asker": asker, "text": folded(text.strip()), "limit": limit},
        )
        return [
            ConversationSummary(
                name, _shortened(title), asker, datetime.fromisoformat(started), datetime.fromisoformat(touched), turns
            )
            for name, title, asker, started, touched, turns in rows
        ]

    def window(self, conversation: str, before: int | None, limit: int) -> ConversationWindow:
        """The last `limit` turns, or the last before number `before`; `NoSuchConversation` if it is not there."""
        with self._file.reading() as connection:
            head = connection.execute("SELECT name FROM called WHERE conversation = ?", (conversation,)).fetchone()
            rows = connection.execute(
                "SELECT * FROM turns WHERE conversation = :name AND (:before IS NULL OR number < :before) "
                "ORDER BY number DESC LIMIT :limit",
                {"name": conversation, "before": before, "limit": limit},
            ).fetchall()
        if head is None:
            raise _unknown()
        turns = tuple(_stored(row) for row in reversed(rows))
        title = _shortened(head[0] or "New conversation")
        return ConversationWindow(conversation, title, turns, earlier=turns[0].number - 1 if turns else 0)

    def rename(self, conversation: str, title: str) -> None:
        """Gives a conversation a title; an empty one brings its first question back; raises `NoSuchConversation`."""
        renamed = "UPDATE conversations SET title = ? WHERE id = ?"
        with self._file.writing() as connection:
            if not connection.execute(renamed, (title.strip() or None, conversation)).rowcount:
                raise _unknown()

    def delete(self, conversation: str, forget: Forget = lambda _: None) -> None:
        """Deletes a conversation with its turns; `NoSuchConversation` if it is not there."""
        if not self._remove("id = :conversation", {"conversation": conversation}, forget):
            raise _unknown()

    def forget(self, askers: str, before: datetime, forget: Forget = lambda _: None) -> int:
        """Deletes the conversations last used before a moment of all whose name begins with `askers`; how many."""
        old = "substr(asker, 1, length(:askers)) = :askers AND touched < :before"
        return self._remove(old, {"askers": askers, "before": before.astimezone(UTC).isoformat()}, forget)

    def answered(self, answer_id: str) -> Answered | None:
        """The question of an answer with what was said before it, as it was answered; None if it is in no turn."""
        if not answer_id:
            return None
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT conversation, number, text, kind, citations, said, spaces, models FROM turns "
                "WHERE answer_id = ? AND role = 'assistant'",
                (answer_id,),
            ).fetchone()
            if row is None:
                return None
            conversation, number, text, kind, citations, at, spaces, models = row
            earlier = connection.execute(
                "SELECT role, text, pictures FROM turns WHERE conversation = ? AND number < ? "
                "ORDER BY number DESC LIMIT ?",
                (conversation, number, MOST_TURNS + 1),
            ).fetchall()
        *history, question = (_turn(*turn) for turn in reversed(earlier))
        cited = _CITATIONS.validate_json(citations)
        return Answered(
            question=question.text,
            history=tuple(history),
            spaces=tuple(json.loads(spaces)),
            answer=Answer(text, kind, cited, conversation=conversation, id=answer_id),
            at=datetime.fromisoformat(at),
            models=json.loads(models),
        )

    def unanswered(self, space: str) -> list[str]:
        """The questions to a space that got no answer, each once, oldest first."""
        rows = self._file.rows(
            "SELECT question.role, question.text, question.pictures FROM turns AS answer JOIN turns AS question "
            "ON question.conversation = answer.conversation AND question.number = answer.number - 1 "
            "WHERE answer.kind = 'not_found' AND EXISTS "
            "(SELECT 1 FROM json_each(answer.spaces) WHERE value = ?) ORDER BY answer.said",
            (space,),
        )
        return list(dict.fromkeys(text for row in rows if (text := _turn(*row).text)))

    def record(
        self,
        conversation: str,
        question: Question,
        answer: Answer,
        models: Mapping[str, str] | None = None,
        sightings: Sequence[Sighting] = (),
    ) -> None:
        """Adds a question and its answer to a conversation, both or neither; `models` tells which ones answered.

        Of its pictures only what was made out in them is kept. Raises `NoSuchConversation` if the conversation is gone.
        """
        now = _now()
        citations = json.dumps([asdict(citation) for citation in answer.citations])
        made_by = json.dumps(question.spaces), json.dumps(dict(models or {}))
        with self._file.writing() as connection:
            touched = "UPDATE conversations SET touched = ? WHERE id = ?"
            if not connection.execute(touched, (now, conversation)).rowcount:
                raise _unknown()
            (last,) = connection.execute(
                "SELECT COALESCE(MAX(number), 0) FROM turns WHERE conversation = ?", (conversation,)
            ).fetchone()
            connection.execute(
                "INSERT INTO turns (conversation, number, role, text, said, pictures) VALUES (?, ?, 'user', ?, ?, ?)",
                (conversation, last + 1, question.text, now, stored(sightings)),
            )
            connection.execute(
                "INSERT INTO turns (conversation, number, role, text, kind, citations, said, answer_id, spaces, "
                "models) VALUES (?, ?, 'assistant', ?, ?, ?, ?, ?, ?, ?)",
                (conversation, last + 2, answer.text, answer.kind, citations, now, answer.id, *made_by),
            )

    def _remove(self, which: str, values: Mapping[str, str], forget: Forget) -> int:
        """Deletes the conversations that a condition holds for; `forget` is done with their answers, or nothing is."""
        with self._file.writing() as connection:
            answers = connection.execute(
                "SELECT answer_id FROM turns WHERE role = 'assistant' AND answer_id <> '' "  # noqa: S608 ours
                f"AND conversation IN (SELECT id FROM conversations WHERE {which})",
                values,
            ).fetchall()
            forget([answer for (answer,) in answers])
            gone = connection.execute(f"DELETE FROM conversations WHERE {which}", values).rowcount  # noqa: S608 ours
        self._file.truncate_wal()
        return gone


def _turn(role: Literal["user", "assistant"], text: str, pictures: str) -> Turn:
    return Turn(role, words_and_headlines(text, restored(pictures)))


def _stored(row: sqlite3.Row) -> StoredTurn:
    return StoredTurn(
        number=row["number"],
        role=row["role"],
        text=row["text"],
        kind=row["kind"],
        citations=_CITATIONS.validate_json(row["citations"]) if row["citations"] else (),
        answer_id=row["answer_id"],
        said=datetime.fromisoformat(row["said"]),
        pictures=tuple(Read(seen["name"], seen["kind"], seen["text"]) for seen in json.loads(row["pictures"])),
    )


def _shortened(title: str) -> str:
    return cut(" ".join(title.split()), TITLE_SHOWN)


def _unknown() -> NoSuchConversation:
    return NoSuchConversation("There is no such conversation.", "Ask without naming one to start another.")


def _now() -> str:
    return datetime.now(UTC).isoformat()
