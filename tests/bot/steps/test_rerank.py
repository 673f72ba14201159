"""The reader moves the passage that answers up, and says so."""

from bot.steps.rerank import PASSAGES_RERANKED, rerank
from models.encoders.reader import Reader
from tests.bot.grounding.passages import passage

QUESTION = "What is the fee for a replacement badge?"
ANSWER = "A replacement badge costs 15 euros, which is taken from the next salary."
NEAR = "Badges are printed at the reception on the ground floor of the office."


def test_of_two_equal_passages_the_one_that_answers_comes_first(reader: Reader) -> None:
    found = rerank(QUESTION, [passage(NEAR, "Badges", key=1), passage(ANSWER, "Badges", key=2)], reader).passages
    assert [p.text for p in found] == [ANSWER, NEAR]
    assert [p.found_by["reader"].rank for p in found] == [1, 2]
    assert 0 < found[1].found_by["reader"].score < found[0].found_by["reader"].score < 1


def test_what_is_too_far_down_keeps_its_place(reader: Reader) -> None:
    passages = [passage(f"{NEAR} Floor {n}.", "Badges", key=n) for n in range(PASSAGES_RERANKED + 2)]
    found = rerank(QUESTION, passages, reader).passages
    assert [p.chunk_key for p in found[PASSAGES_RERANKED:]] == [PASSAGES_RERANKED, PASSAGES_RERANKED + 1]
    assert all("reader" not in p.found_by for p in found[PASSAGES_RERANKED:])


def test_nothing_found_stays_nothing(reader: Reader) -> None:
    assert rerank(QUESTION, [], reader).passages == ()
