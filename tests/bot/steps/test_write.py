"""The writer sees the question and the sentences worth seeing, and not much more."""

import pytest

from bot.events import Turn
from bot.steps.evidence import Reading
from bot.steps.write import EARLIER_TOKENS, EVIDENCE_TOKENS, INSTRUCTION, QUESTION_TOKENS, prompt
from models.writing.writer import Writer
from tests.bot.steps.readings import reading_of

PAGE = "The plotter is on floor 3. It prints posters up to size A0. The copier is on floor 1."
QUESTION = "Which printer prints posters?"


def asked(writer: Writer, reading: Reading, history: tuple[Turn, ...] = (), question: str = QUESTION) -> str:
    system, user = prompt(question, history, reading, writer)
    assert (system.role, system.content, user.role) == ("system", INSTRUCTION, "user")
    return user.content


def test_the_evidence_comes_in_reading_order_under_its_title(writer: Writer) -> None:
    assert asked(writer, reading_of(PAGE, best="prints posters", title="Printers")) == (
        "Notes:\nPrinters:\nThe plotter is on floor 3.\nIt prints posters up to size A0.\nThe copier is on floor 1.\n\n"
        f"Question: {QUESTION}"
    )


def test_a_step_keeps_its_number(writer: Writer) -> None:
    page = "To print a poster:\n\n1. Open the plotter.\n2. Press *Poster*.\n"
    assert "1. Open the plotter.\n2. Press *Poster*." in asked(writer, reading_of(page, best="Press"))


BEFORE = (Turn("user", "Where is the copier?"), Turn("assistant", "On the moon."))
THANKS = (Turn("user", "Thanks!"), Turn("assistant", "You're welcome!"))


@pytest.mark.parametrize("history", [BEFORE, (*BEFORE, *THANKS)])
def test_the_question_before_is_shown_with_a_follow_up_and_the_answer_before_is_not(
    writer: Writer, history: tuple[Turn, ...]
) -> None:
    text = asked(writer, reading_of(PAGE, best="prints posters"), history, "Does it print posters?")
    assert "Earlier question: Where is the copier?\nQuestion: " in text
    assert "moon" not in text and "Thanks" not in text


def test_a_question_that_stands_alone_is_shown_alone(writer: Writer) -> None:
    assert "Earlier question" not in asked(writer, reading_of(PAGE, best="prints posters"), BEFORE)


def test_the_evidence_stays_within_its_budget(writer: Writer) -> None:
    pages = [
        " ".join(f"Sentence {n} of page {page} speaks of {'very ' * 40}long things." for n in range(9))
        for page in range(8)
    ]
    text = asked(writer, reading_of(*pages, best="Sentence 4"))
    assert writer.count_tokens(text) < EVIDENCE_TOKENS + 100


def test_one_endless_sentence_is_left_out_instead_of_cut(writer: Writer) -> None:
    reading = reading_of("The plotter prints " + "very " * 1000 + "large posters.", PAGE, best="prints")
    assert "very" not in asked(writer, reading)


def test_of_a_pasted_log_the_writer_sees_both_ends(writer: Writer) -> None:
    log = f"It stopped printing. {'0x9f3a-7b ' * 780}Which printer prints posters?"
    page = reading_of(PAGE, best="prints posters")
    text = prompt(log, (Turn("user", log), Turn("assistant", "On floor 3.")), page, writer)[1].content
    earlier, asked_now = text.split("Earlier question: ")[1].split("Question: ")
    for told, most in ((earlier, EARLIER_TOKENS), (asked_now, QUESTION_TOKENS)):
        assert told.startswith("It stopped printing.")
        assert told.rstrip().endswith("prints posters?")
        assert writer.count_tokens(told) <= most + 2
