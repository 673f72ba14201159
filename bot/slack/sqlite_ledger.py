"""The ledger of one process, in the data home. A thread of its own writes, so the event loop waits on no disk."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.slack import clock
from bot.slack.asked import Asked, blanked
from bot.slack.ledger import ASKED, OPINION, OUTCOME, STRUCK_KEPT, Entry, Ledger, Opinion, Outcome, State, Thread
from bot.slack.ledger_schema import MIGRATIONS
from bot.threads import in_executor
from knowledge.sqlite_file import SqliteFile
from models.errors import DesksideError

EVENTS_KEPT = 86_400
"""Seconds that an event's id is remembered; Slack's last redelivery comes within an hour."""

OPINIONS = "(SELECT json_group_array(opinion) FROM opinions WHERE opinions.key = questions.key)"
ENTRY = f"asked, state, reply, outcome, {OPINIONS}"

Result = TypeVar("Result")


class SlackRunsAlready(DesksideError):
    """Another process answers Slack from this data home."""

    code = "slack-runs"


class SqliteLedger(Ledger):
    """A `Ledger` in one SQLite file; while it is open, no other process can open it."""

    def __init__(self, file: SqliteFile, lock: Any) -> None:
        self._file = file
        self._lock = lock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="slack-ledger")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens the ledger, making it if need be. Raises `SlackRunsAlready` and what `SqliteFile.open` raises."""
        from filelock import FileLock, Timeout

        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as taken:
            raise SlackRunsAlready(
                "Another `deskside slack` runs with this data home.",
                "Stop it first, or let several replicas share a ledger with the setting slack.redis.",
            ) from taken
        return cls(SqliteFile.open(path, "Slack ledger", MIGRATIONS), lock)

    async def claim(self, asked: Asked, event: str) -> bool:
        def write(connection: sqlite3.Connection) -> bool:
            now = clock.now()
            if event and not connection.execute("INSERT OR IGNORE INTO events VALUES (?, ?)", (event, now)).rowcount:
                return False
            if connection.execute("SELECT 1 FROM struck WHERE key = ?", (asked.key,)).fetchone():
                return False
            row = (asked.key, asked.channel, asked.user, asked.at, ASKED.dump_json(asked).decode())
            claimed = (
                "INSERT OR IGNORE INTO questions (key, channel, user, at, state, asked) "
                "VALUES (?, ?, ?, ?, 'received', ?)"
            )
            return connection.execute(claimed, row).rowcount > 0

        return await self._write(write)

    async def once(self, name: str) -> bool:
        done = "INSERT OR IGNORE INTO done VALUES (?, ?)"
        return await self._write(lambda connection: connection.execute(done, (name, clock.now())).rowcount > 0)

    async def undo(self, name: str) -> None:
        await self._run("DELETE FROM done WHERE name = ?", (name,))

    async def find(self, key: str) -> Entry | None:
        found = await self._entries("WHERE key = ?", (key,))
        return found[0] if found else None

    async def begin(self, key: str) -> bool:
        begun = "UPDATE questions SET state = 'answering' WHERE key = ? AND state IN ('received', 'answering')"
        return await self._write(lambda connection: connection.execute(begun, (key,)).rowcount > 0)

    async def holds(self, key: str) -> bool:
        return bool(
            await self._rows("SELECT 1 FROM questions WHERE key = ? AND state IN ('received', 'answering')", (key,))
        )

    async def placed(self, key: str, reply: str) -> None:
        await self._run("UPDATE questions SET reply = ? WHERE key = ?", (reply, key))

    async def finish(self, key: str, state: State, outcome: Outcome | None = None) -> None:
        kept = OUTCOME.dump_json(outcome).decode() if outcome else None
        await self._run(
            "UPDATE questions SET state = ?, outcome = COALESCE(?, outcome) "
            "WHERE key = ? AND state IN ('received', 'answering')",
            (state, kept, key),
        )

    async def strike(self, key: str) -> list[Entry]:
        def write(connection: sqlite3.Connection) -> list[Entry]:
            # `$` is the character after `#`: all keys in between begin with the question's own.
            made = _read(connection, "WHERE key = ?1 OR key > ?1 || '#' AND key < ?1 || '$' ORDER BY key", (key,))
            if not any(entry.asked.key == key for entry in made):
                connection.execute("INSERT OR IGNORE INTO struck VALUES (?, ?)", (key, clock.now()))
            struck = [entry for entry in made if not entry.is_awaited_alone]
            connection.executemany(
                "UPDATE questions SET state = 'stopped', asked = ?, outcome = NULL WHERE key = ?",
                [(ASKED.dump_json(blanked(entry.asked)).decode(), entry.asked.key) for entry in struck],
            )
            return struck

        struck = await self._write(write)
        if struck:
            await self._emptied()
        return struck

    async def revise(self, key: str, text: str) -> Entry | None:
        def write(connection: sqlite3.Connection) -> Entry | None:
            found = _read(connection, "WHERE key = ?", (key,))
            if not found or found[0].is_struck:
                return None
            connection.execute("UPDATE questions SET asked = json_set(asked, '$.text', ?) WHERE key = ?", (text, key))
            return found[0]

        return await self._write(write)

    async def judge(self, key: str, user: str, opinion: Opinion) -> None:
        kept = OPINION.dump_json(opinion).decode()
        judged = "INSERT OR REPLACE INTO opinions SELECT key, ?, ? FROM questions WHERE key = ?"
        await self._run(judged, (user, kept, key))

    async def orphans(self) -> list[Entry]:
        """As `Ledger.orphans`: nobody else can have this file open, so all open questions are ours."""
        return await self._entries("WHERE state IN ('received', 'answering') ORDER BY at, key")

    async def keep(self) -> list[str]:
        """As `Ledger.keep`: there is no other process."""
        return []

    async def open_in(self, channel: str, thread: str) -> list[str]:
        entries = await self._entries("WHERE channel = ? AND state IN ('received', 'answering')", (channel,))
        return [e.asked.key for e in entries if e.asked.thread == thread and not e.asked.private]

    async def ask_to_stop(self, keys: Sequence[str]) -> None:
        """As `Ledger.ask_to_stop`: there is no other process."""

    async def is_reply(self, channel: str, ts: str) -> bool:
        return bool(await self._rows("SELECT 1 FROM questions WHERE channel = ? AND reply = ?", (channel, ts)))

    async def thread(self, channel: str, ts: str) -> Thread | None:
        rows = await self._rows(
            "SELECT conversation, asker, EXISTS (SELECT 1 FROM handed WHERE (channel, ts) = (?1, ?2)) "
            "FROM threads WHERE (channel, ts) = (?1, ?2)",
            (channel, ts),
        )
        return Thread(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None

    async def put_thread(self, channel: str, ts: str, thread: Thread) -> None:
        row = (channel, ts, thread.conversation, thread.asker, clock.now())
        await self._run("INSERT OR REPLACE INTO threads VALUES (?, ?, ?, ?, ?)", row)

    async def hand(self, channel: str, ts: str, matter: str) -> None:
        await self._run("INSERT OR IGNORE INTO handed VALUES (?, ?, ?, ?)", (channel, ts, matter, clock.now()))

    async def settle(self, channel: str, ts: str, matter: str) -> bool:
        def write(connection: sqlite3.Connection) -> bool:
            place = (channel, ts)
            connection.execute("DELETE FROM handed WHERE (channel, ts, matter) = (?, ?, ?)", (*place, matter))
            return not connection.execute("SELECT 1 FROM handed WHERE (channel, ts) = (?, ?)", place).fetchall()

        return await self._write(write)

    async def recent(self, user: str, limit: int) -> list[Entry]:
        return await self._entries("WHERE user = ? AND state = 'replied' ORDER BY at DESC LIMIT ?", (user, limit))

    async def since(self, moment: float) -> list[Entry]:
        return await self._entries("WHERE at >= ? ORDER BY at, key", (moment,))

    async def chosen(self) -> Mapping[str, str]:
        return dict(await self._rows("SELECT name, value FROM choices"))

    async def choose(self, name: str, value: str) -> None:
        if value:
            await self._run("INSERT OR REPLACE INTO choices VALUES (?, ?)", (name, value))
        else:
            await self._run("DELETE FROM choices WHERE name = ?", (name,))

    async def forget(self, before: float) -> None:
        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM events WHERE at < ?", (clock.now() - EVENTS_KEPT,))
            connection.execute(
                "DELETE FROM questions WHERE at < ? AND state NOT IN ('received', 'answering')", (before,)
            )
            connection.execute("DELETE FROM threads WHERE at < ?", (before,))
            connection.execute("DELETE FROM handed WHERE at < ?", (before,))
            connection.execute("DELETE FROM done WHERE at < ?", (before,))
            connection.execute("DELETE FROM struck WHERE at < ?", (clock.now() - STRUCK_KEPT,))

        await self._write(write)
        await self._emptied()

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        self._file.close()
        self._lock.release()

    async def _entries(self, where: str, values: tuple[Any, ...] = ()) -> list[Entry]:
        def read() -> list[Entry]:
            with self._file.reading() as connection:
                return _read(connection, where, values)

        return await in_executor(self._thread, read)

    async def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        def read() -> list[tuple[Any, ...]]:
            with self._file.reading() as connection:
                return connection.execute(query, values).fetchall()

        return await in_executor(self._thread, read)

    async def _emptied(self) -> None:
        """Leaves no word of what was removed in the write-ahead log."""
        await in_executor(self._thread, self._file.truncate_wal)

    async def _run(self, statement: str, values: tuple[Any, ...]) -> None:
        await self._write(lambda connection: connection.execute(statement, values))

    async def _write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        def write() -> Result:
            with self._file.writing() as connection:
                return work(connection)

        return await in_executor(self._thread, write)


def _read(connection: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[Entry]:
    # `where` is one of the constants above.
    rows = connection.execute(f"SELECT {ENTRY} FROM questions {where}", values).fetchall()  # noqa: S608
    return [
        Entry(
            ASKED.validate_json(asked),
            state,
            reply,
            OUTCOME.validate_json(kept) if kept else None,
            tuple(map(OPINION.validate_json, json.loads(opinions))),
        )
        for asked, state, reply, kept, opinions in rows
    ]
