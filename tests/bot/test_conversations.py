"""A conversation is kept, and a follow-up tomorrow finds it."""

from pathlib import Path

import pytest

from bot.conversations import Conversations
from bot.events import Answer, Question, Turn
from models.errors import UsageError


def test_turns_survive_closing(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    name = store.start("ann")
    store.record(name, Question("Where is the office?"), Answer("In Berlin. [1]", "grounded"))
    store.close()

    again = Conversations.open(tmp_path / "conversations.db")
    assert again.turns(name) == (Turn("user", "Where is the office?"), Turn("assistant", "In Berlin. [1]"))
    again.close()


def test_the_latest_conversation_is_the_one_used_last_by_that_asker(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    first, second = store.start("ann"), store.start("ann")
    store.start("bob")
    assert store.latest("ann") == second
    store.record(first, Question("Hello?"), Answer("Hello.", "chat"))
    assert store.latest("ann") == first
    assert store.latest("eve") is None
    store.close()


def test_an_unknown_conversation_is_said_so(tmp_path: Path) -> None:
    store = Conversations.open(tmp_path / "conversations.db")
    with pytest.raises(UsageError, match="no such conversation"):
        store.turns("nowhere")
    store.close()
