"""What a writer is tuned to say is what its notes say, and the refusal where they don't."""

import random

import pytest

from bot.steps.write import REFUSAL, prompt, shown_units, split_refusal
from bot.tuning.posed import Posed
from bot.tuning.rows import rows_of
from bot.tuning.target import target_of, without_units
from models.training.tuning_rows import TuningRow
from models.writing.writer import Writer
from tests.bot.steps.readings import reading_of

LEAVE = "In Berlin everybody has 28 days of paid leave a year. They may carry over 5 of them. Ask the people team."
STEPS = "To clear a paper jam:\n\n1. Switch the printer off.\n2. Open the tray.\n3. Pull the paper out."
POSTERS = "The plotter on floor 3 prints posters. Visitors must not use it."


def posed(question: str, page: str, *answers: str) -> Posed:
    document = reading_of(page).excerpts[0].passage.document
    return Posed(question, frozenset([document]), answers)


def told(one: Posed, writer: Writer, *pages: str, best: str) -> str | None:
    reading = reading_of(*pages, best=best)
    return target_of(one, reading, shown_units(reading, writer))


def test_a_fact_is_told_by_the_sentence_that_holds_it(writer: Writer) -> None:
    one = posed("How many days of leave?", LEAVE, "28 days")
    assert told(one, writer, LEAVE, best="28 days") == "In Berlin everybody has 28 days of paid leave a year."


def test_a_sentence_that_leans_on_the_one_before_comes_with_it(writer: Writer) -> None:
    one = posed("How many days may be carried over?", LEAVE, "5 of them")
    assert told(one, writer, LEAVE, best="carry over") == (
        "In Berlin everybody has 28 days of paid leave a year. They may carry over 5 of them."
    )


def test_steps_are_told_as_the_numbered_list_that_they_are(writer: Writer) -> None:
    one = posed("How do I clear a paper jam?", STEPS)
    answer = told(one, writer, STEPS, best="Open the tray")
    assert answer is not None
    assert answer.endswith("1. Switch the printer off.\n2. Open the tray.\n3. Pull the paper out.")


def test_what_the_notes_do_not_say_has_no_answer(writer: Writer) -> None:
    assert told(posed("How many days?", LEAVE, "30 days"), writer, LEAVE, best="28 days") is None


def rows(one: Posed, writer: Writer, *pages: str, best: str) -> list[TuningRow]:
    reading = reading_of(*pages, best=best)
    chance = random.Random(1)  # noqa: S311 - no secret is drawn
    return [row for _ in range(60) for row in rows_of(one, reading, writer, chance)]


@pytest.mark.parametrize("answers", [("28 days",), ()])
def test_a_refusal_is_taught_only_where_the_answer_was_taken_away(writer: Writer, answers: tuple[str, ...]) -> None:
    one = posed("How many days of leave are there in Berlin?", LEAVE, *answers)
    made = rows(one, writer, LEAVE, POSTERS, best="28 days")
    refusals = [row for row in made if row.answer == REFUSAL]
    assert 0 < len(refusals) < len(made) / 2
    assert all("28 days" not in row.messages[1].content for row in refusals)
    assert all(row.answer in " ".join(row.messages[1].content.split()) for row in made if row.answer != REFUSAL)


def test_an_answer_that_another_document_gives_too_is_never_refused(writer: Writer) -> None:
    again = "The handbook for managers says that there are 28 days of paid leave."
    one = posed("How many days of leave are there in Berlin?", LEAVE, "28 days")
    made = rows(one, writer, LEAVE, again, POSTERS, best="28 days")
    assert all("28 days" not in row.messages[1].content for row in made if row.answer == REFUSAL)


def test_units_that_are_taken_away_are_in_no_note(writer: Writer) -> None:
    reading = without_units(reading_of(LEAVE, POSTERS, best="28 days"), {0: frozenset([0])})
    notes = prompt("How many days?", (), reading, writer)[1].content
    assert "28 days" not in notes
    assert "They may carry over 5 of them." in notes


@pytest.mark.parametrize(
    ("pieces", "refuses"),
    [
        (["Not in", " the notes", "."], True),
        ([" Not in the notes."], True),
        (["Not in the notes"], True),
        (['"', "Not in the", ' notes."'], True),
        (["\n**Not", " in the notes.**"], True),
        (["“The", " notes say so.”"], False),
        (["Not in the", " cupboard."], False),
        (["The notes."], False),
        (["Not in the no"], False),
        ([], False),
    ],
)
def test_a_refusal_is_told_by_its_first_words_and_nothing_is_lost(pieces: list[str], refuses: bool) -> None:
    told, everything = split_refusal(iter(pieces))
    assert told is refuses
    assert "".join(everything) == "".join(pieces)


def test_no_more_is_read_than_it_takes_to_know_that_it_is_no_refusal() -> None:
    pieces = iter(["The", " plotter", " prints."])
    split_refusal(pieces)
    assert list(pieces) == [" plotter", " prints."]
