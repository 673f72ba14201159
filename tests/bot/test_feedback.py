"""What people think of an answer is kept with all that it is about, once a person, whatever they type."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversations import Conversations
from bot.events import Answer, Citation, Question, Turn
from bot.feedback import MIGRATIONS, Feedback, FeedbackStore, checked
from bot.recent_answers import Answered, RecentAnswers
from knowledge.sqlite_file import SqliteFile
from models.errors import DesksideError, UsageError
from tests.conftest import REPOSITORY

CITATION = Citation(1, "vpn.md", "VPN", "Error 809", "Open UDP port 4500.", None, 7)


def answered(name: str = "a1", text: str = "Open UDP port 4500. [1]", question: str = "What is 809?") -> Answered:
    answer = Answer(text, "grounded", (CITATION,), id=name)
    history = (Turn("user", "My VPN is broken."), Turn("assistant", "What does it say?"))
    return Answered(question, history, ("it",), answer, datetime.now(UTC), {"writer": "w1", "embedder": "e1"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feedback.db"


@pytest.fixture
def store(file: Path) -> FeedbackStore:
    return FeedbackStore.open(file)


def test_feedback_is_kept_with_all_that_it_is_about(store: FeedbackStore, file: Path) -> None:
    said, about = Feedback("a1", "down", "Wrong port.", "ports.md", "ann"), answered()
    store.put(said, about)
    store.close()
    [kept] = FeedbackStore.open(file).rated()
    assert (kept.feedback, kept.question, kept.history, kept.spaces) == (said, "What is 809?", about.history, ("it",))
    assert (kept.kind, kept.answer, kept.citations) == ("grounded", about.answer.text, (CITATION,))
    assert (kept.answered, dict(kept.models)) == (about.at, {"writer": "w1", "embedder": "e1"})


def test_a_second_verdict_of_the_same_person_replaces_the_first(store: FeedbackStore) -> None:
    store.put(Feedback("a1", "down", "Wrong.", asker="ann"), answered())
    store.put(Feedback("a1", "up", asker="ann"), answered())
    store.put(Feedback("a1", "down", asker="bob"), answered())
    assert [(item.feedback.asker, item.feedback.verdict) for item in store.rated()] == [("ann", "up"), ("bob", "down")]
    assert store.rated()[0].feedback.reason == ""


def test_the_feedback_of_a_space_is_its_own(store: FeedbackStore) -> None:
    store.put(Feedback("a1", "up"), answered())
    assert len(store.rated("it")) == 1
    assert store.rated("people") == []


@pytest.mark.parametrize(
    "text",
    ["'); DROP TABLE feedback; --", "[/red] <script>", "a\0b", "\ud800 half a pair", "🦓 \u202e right to left", "%s{}"],
)
def test_hostile_text_is_kept_as_text(store: FeedbackStore, text: str) -> None:
    about = answered(text=f"{text} [1]", question=text)
    store.put(checked(Feedback("a1", "down", text, text, text)), about)
    [kept] = store.rated()
    whole = text.replace("\ud800", "?")
    clean = whole.replace("\0", "")
    assert (kept.question, kept.answer) == (whole, f"{whole} [1]")
    assert (kept.feedback.reason, kept.feedback.document, kept.feedback.asker) == (clean, clean, clean)


@pytest.mark.parametrize("feedback", [Feedback("a1", "sideways"), Feedback("a1", "down", "x" * 2_001)])  # type: ignore[arg-type]
def test_what_is_no_verdict_or_too_long_is_said_so(feedback: Feedback) -> None:
    with pytest.raises(UsageError):
        checked(feedback)


def test_many_people_may_rate_at_once(store: FeedbackStore, file: Path) -> None:
    other = FeedbackStore.open(file)
    with ThreadPoolExecutor(8) as threads:
        for number in range(80):
            threads.submit((store, other)[number % 2].put, Feedback("a1", "up", asker=f"p{number % 40}"), answered())
    assert len(store.rated()) == 40
    other.close()


def test_a_process_that_dies_between_two_writes_leaves_nothing_half_done(store: FeedbackStore, file: Path) -> None:
    store.put(Feedback("a1", "up", asker="ann"), answered())
    dying = (
        "import os, sys; from pathlib import Path; from knowledge.sqlite_file import SqliteFile; "
        "file = SqliteFile.open(Path(sys.argv[1]), 'feedback', ['']); "
        "transaction = file.writing(); connection = transaction.__enter__(); "
        "connection.execute('DELETE FROM feedback'); os._exit(9)"
    )
    run = subprocess.run([sys.executable, "-c", dying, str(file)], cwd=REPOSITORY, check=False)
    assert run.returncode == 9
    assert [item.feedback.asker for item in store.rated()] == ["ann"]
    store.put(Feedback("a1", "up", asker="bob"), answered())


def test_a_migration_that_fails_leaves_the_file_as_it_was(store: FeedbackStore, file: Path) -> None:
    store.put(Feedback("a1", "up"), answered())
    store.close()
    with pytest.raises(DesksideError, match="cannot be opened"):
        SqliteFile.open(file, "feedback", [*MIGRATIONS, "ALTER TABLE feedback ADD COLUMN stars; SELECT nonsense"])
    assert len(FeedbackStore.open(file).rated()) == 1
    added = SqliteFile.open(file, "feedback", [*MIGRATIONS, "ALTER TABLE feedback ADD COLUMN stars INTEGER"])
    added.close()
    with pytest.raises(DesksideError, match="newer version"):
        FeedbackStore.open(file)


def test_a_file_that_is_no_database_is_said_so(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DesksideError, match="cannot be opened"):
        FeedbackStore.open(file)


def test_a_file_that_is_damaged_inside_is_said_so_when_it_is_read_and_written(store: FeedbackStore, file: Path) -> None:
    for number in range(40):
        store.put(Feedback(f"a{number}", "up"), answered(text="Open UDP port 4500. " * 40))
    store.close()
    content = file.read_bytes()
    file.write_bytes(content[: 3 * 4096] + b"\xab" * (len(content) - 3 * 4096))
    damaged = FeedbackStore.open(file)
    with pytest.raises(DesksideError, match=r"The file of the feedback is damaged: .*malformed.*move it away"):
        damaged.rated()
    with pytest.raises(DesksideError, match="is damaged"):
        damaged.put(Feedback("a1", "up"), answered())
    damaged.close()


def test_only_the_last_answers_are_remembered() -> None:
    recent = RecentAnswers(most=2)
    for name in ("a", "b", "c"):
        recent.remember(answered(name))
    assert recent.find("a") is None
    assert recent.find("b") and recent.find("c")


def test_answers_with_long_histories_are_remembered_in_bounds() -> None:
    recent = RecentAnswers(most_characters=2_000)
    for name in ("a", "b", "c"):
        recent.remember(replace(answered(name), history=(Turn("user", "x" * 900),)))
    assert recent.find("a") is None
    assert recent.find("b") and recent.find("c")


def test_an_answer_in_a_conversation_can_be_rated_tomorrow(tmp_path: Path) -> None:
    conversations = Conversations.open(tmp_path / "conversations.db")
    name = conversations.start("ann")
    conversations.record(name, Question("Hello?", spaces=("it",)), Answer("Hello.", "chat", id="a0"))
    answer = Answer("Nothing.", "not_found", id="a1")
    conversations.record(name, Question("What is 809?", spaces=("it",)), answer, {"writer": "w1"})
    conversations.close()

    again = Conversations.open(tmp_path / "conversations.db")
    found = again.answered("a1")
    assert found is not None
    assert (found.question, found.spaces, dict(found.models)) == ("What is 809?", ("it",), {"writer": "w1"})
    assert found.history == (Turn("user", "Hello?"), Turn("assistant", "Hello."))
    assert (found.answer.kind, found.answer.id) == ("not_found", "a1")
    assert again.answered("nowhere") is None and again.answered("") is None
    assert (again.unanswered("it"), again.unanswered("people")) == (["What is 809?"], [])
