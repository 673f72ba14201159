"""What comes with a question is made fit to be searched for and stored before anything is done with it."""

from bot.acceptance import accepted
from bot.conversations import MOST_TURNS
from bot.events import Attachment, Question, Turn
from bot.settings import Settings

SETTINGS = Settings(max_question_characters=100)


def test_a_long_turn_before_a_question_is_cut_to_its_two_ends() -> None:
    paste = "Error 809 when I connect. " + "trace " * 200_000 + "What does it mean?"
    [turn, short] = accepted(
        Question("and on a Mac?", history=(Turn("user", paste), Turn("assistant", "No."))), SETTINGS
    ).history
    assert turn.role == "user" and len(turn.text) <= 100
    assert turn.text.startswith("Error 809 when I connect. ") and turn.text.endswith(" What does it mean?")
    assert short == Turn("assistant", "No.")


def test_of_a_long_conversation_the_last_turns_are_leaned_on() -> None:
    history = tuple(Turn("user", str(number)) for number in range(1_000))
    assert accepted(Question("and on a Mac?", history=history), SETTINGS).history == history[-MOST_TURNS:]


def test_what_is_no_utf8_is_replaced_wherever_it_stands() -> None:
    odd = Question("posters \udcff?", (Attachment("caf\udce9.png", b"x"),), history=(Turn("user", "half \ud83d"),))
    taken = accepted(odd, SETTINGS)
    assert (taken.text, taken.images[0].name, taken.history[0].text) == ("posters ??", "caf?.png", "half ?")
