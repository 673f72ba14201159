"""What a conversation asked so far is told from what was only said in it."""

from bot.events import Turn
from bot.steps.asking.earlier_questions import asked_before, questions_before


def test_the_question_before_is_the_last_that_asked_for_something() -> None:
    history = (
        Turn("user", "Who approves leave?"),
        Turn("assistant", "The manager. [1]"),
        Turn("user", "And travel?"),
        Turn("assistant", "Finance. [1]"),
        Turn("user", "Tell me more"),
        Turn("assistant", "…"),
        Turn("user", "Thanks!"),
    )
    assert questions_before(history) == ["Who approves leave?", "And travel?"]
    assert asked_before(history)[-1] == ("And travel?", history[:2])
    assert not asked_before(history[4:])
    assert not asked_before(())


def test_neither_a_nod_nor_what_was_left_behind_is_the_question_before() -> None:
    history = (Turn("user", "How many days?"), Turn("assistant", "…"), Turn("user", "yes"))
    assert asked_before(history) == [("How many days?", ())]
    assert not asked_before((*history, Turn("user", "Start over"), Turn("user", "ok")))
