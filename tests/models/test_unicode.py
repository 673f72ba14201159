"""A text with half a character is read as far as it can be."""

from models.unicode import storable


def test_half_a_pair_becomes_a_question_mark_and_a_whole_one_stays() -> None:
    assert storable("a\ud800b \U0001f4a1 é") == "a?b \U0001f4a1 é"
