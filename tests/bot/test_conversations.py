"""A conversation is kept, and a follow-up tomorrow finds it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.conversations import MOST_TURNS, Conversations, NoSuchConversation
from bot.events import Answer, Citation, Question, Turn
from models.errors import DesksideError, UsageError


def test_turns_survive_closing(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    name = store.start("ann")
    store.record(name, Question("Where is the office?"), Answer("In Berlin. [1]", "grounded"))
    assert {file.stat().st_mode & 0o077 for file in tmp_path.iterdir()} == {0}  # whatever the folder allows
    store.close()

    again = Conversations.open(tmp_path / "conversations.db")
    assert again.turns(name) == (Turn("user", "Where is the office?"), Turn("assistant", "In Berlin. [1]"))
    again.close()


def test_a_file_that_is_damaged_further_in_is_told(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    store = Conversations.open(file)
    name = store.start("ann")
    for number in range(200):
        store.record(name, Question(f"Question {number}?"), Answer("Yes. " * 40, "extract"))
    store.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:20_000] + b"\xff" * (len(whole) - 40_000) + whole[-20_000:])
    store = Conversations.open(file)
    with pytest.raises(DesksideError, match=r"The file of the conversations is damaged: .+ Put a backup"):
        store.turns(name)
    store.close()


def test_of_a_conversation_that_goes_on_for_years_the_last_turns_are_given(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    name = store.start("ann")
    for number in range(MOST_TURNS):
        store.record(name, Question(f"Question {number}?"), Answer("Yes.", "extract", id=f"a{number}"))
    turns = store.turns(name)
    assert [turn.text for turn in turns if turn.role == "user"] == [f"Question {n}?" for n in range(20, 40)]
    answered = store.answered(f"a{MOST_TURNS - 1}")
    assert answered is not None
    assert answered.question == "Question 39?"
    assert answered.history[-2:] == turns[-4:-2]
    assert len(answered.history) == MOST_TURNS
    store.close()


def test_an_unknown_conversation_is_said_so(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    with pytest.raises(NoSuchConversation, match="no such conversation"):
        store.turns("nowhere")
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Conversations]:
    opened = Conversations.open(tmp_path / "conversations.db")
    yield opened
    opened.close()


def talk(store: Conversations, *questions: str, asker: str = "ann") -> str:
    name = store.start(asker)
    for number, question in enumerate(questions):
        store.record(name, Question(question), Answer(f"Answer to {question}", "grounded", id=f"id{number}"))
    return name


def test_conversations_are_listed_by_use_each_under_its_first_question(store: Conversations) -> None:
    office = talk(store, "Where is\nthe office?", "And the desk?")
    leave = talk(store, "How much leave do I get " + "in the long run " * 20)
    talk(store, "Whose is this?", asker="bob")
    store.start("ann")
    listed = store.listed("ann", "", 10)
    assert [found.id for found in listed] == [leave, office]
    assert (listed[1].title, listed[1].turns) == ("Where is the office?", 4)
    assert len(listed[0].title) <= 80 and listed[0].title.endswith("…")
    assert [found.id for found in store.listed("ann", "", 1)] == [leave]


@pytest.mark.parametrize("text", ["DESK", "answer to and", "größe", "100%"])
def test_a_conversation_is_found_by_what_was_said_in_it(store: Conversations, text: str) -> None:
    wanted = talk(store, "Where is the office?", "And the desk? Welche GRÖßE? 100% sure?")
    talk(store, "How much leave?")
    assert [found.id for found in store.listed("ann", text, 10)] == [wanted]


def test_a_new_title_is_shown_and_found_until_it_is_taken_away(store: Conversations) -> None:
    name = talk(store, "Where is the office?")
    store.rename(name, "  Moving house ")
    assert [found.title for found in store.listed("ann", "moving", 10)] == ["Moving house"]
    store.rename(name, "")
    assert store.listed("ann", "moving", 10) == []
    assert store.window(name, None, 1).title == "Where is the office?"


def test_a_long_conversation_is_read_in_windows_from_its_end(store: Conversations) -> None:
    name = talk(store, *(f"question {number}" for number in range(1, 501)))
    last = store.window(name, None, 40)
    assert (len(last.turns), last.earlier, last.turns[-1].text) == (40, 960, "Answer to question 500")
    before = store.window(name, last.turns[0].number, 40)
    assert (before.turns[-1].number, before.earlier) == (960, 920)
    assert store.window(name, 1, 40).turns == ()


def test_a_turn_keeps_its_answers_id_kind_and_citations(store: Conversations) -> None:
    citation = Citation(1, "office.md", "Office", "Desk", "The desk.", None, 7)
    name = store.start("ann")
    store.record(name, Question("Where?"), Answer("There. [1]", "extract", (citation,), id="abc"))
    asked, answered = store.window(name, None, 10).turns
    assert (asked.role, asked.kind, asked.citations, asked.answer_id) == ("user", None, (), "")
    assert (answered.kind, answered.citations, answered.answer_id) == ("extract", (citation,), "abc")
    assert answered.said.tzinfo is not None


def test_a_deleted_conversation_is_gone_with_its_turns(store: Conversations) -> None:
    name = talk(store, "Where is the office?")
    store.delete(name)
    assert store.listed("ann", "office", 10) == []
    for gone in (store.turns, store.delete, lambda name: store.window(name, None, 1), lambda n: store.rename(n, "x")):
        with pytest.raises(UsageError, match="no such conversation"):
            gone(name)


def test_old_conversations_of_some_askers_are_forgotten(store: Conversations, tmp_path: Path) -> None:
    old, other = talk(store, "Marmalade?", asker="slack:U1"), talk(store, "Where is tea?", asker="ann")
    moment = datetime.now(UTC)
    fresh = talk(store, "Who prints?", asker="slack:U2")
    assert store.forget("slack:", moment.astimezone(timezone(timedelta(hours=9)))) == 1
    assert [bool(store.turns(kept)) for kept in (fresh, other)] == [True, True]
    with pytest.raises(UsageError, match="no such conversation"):
        store.turns(old)
    assert not any(b"Marmalade" in file.read_bytes() for file in tmp_path.iterdir())
