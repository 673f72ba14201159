"""What a text goes on with is guessed from what stood in it before, and guesses that fail are given up."""

from models.decoding.lookup import Lookup
from models.decoding.pace import Pace


def test_what_followed_the_last_three_words_is_guessed() -> None:
    assert Lookup([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]).draft(7) == [4, 5, 6, 7, 8, 9, 10]


def test_three_words_count_more_than_two_and_the_last_place_more_than_the_first() -> None:
    assert Lookup([1, 2, 3, 10, 9, 2, 3, 20, 8, 1, 2, 3]).draft(1) == [10]
    assert Lookup([1, 2, 3, 10, 1, 2, 3, 20, 1, 2, 3]).draft(1) == [20]
    assert Lookup([2, 3, 10, 9, 8, 7, 2, 3]).draft(2) == [10, 9]


def test_nothing_is_guessed_after_words_that_never_stood_there() -> None:
    assert Lookup([1, 2, 3, 4]).draft(7) == []
    assert Lookup([]).draft(7) == Lookup([1]).draft(7) == []


def test_what_is_written_is_looked_up_too() -> None:
    lookup = Lookup([5, 6])
    for token in (1, 2, 3, 9, 1, 2):
        lookup.add(token)
    assert lookup.draft(3) == [3, 9, 1]


def test_guesses_that_fail_are_expected_to_fail_until_they_come_true_again() -> None:
    lookup, draft = Lookup([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3]), [4, 5, 6]
    assert lookup.draft(3) == draft
    before = lookup.expected(3)
    for _ in range(20):
        lookup.learn(draft, [0])
    assert lookup.expected(3) < 0.1 < before
    for _ in range(20):
        lookup.learn(draft, [4, 5, 6, 7])
    assert lookup.expected(3) > 2.5


def test_the_time_of_a_run_is_a_line_through_those_that_were_measured() -> None:
    pace = Pace()
    for tokens in [1, 8, 4, 16, 1, 8, 4, 16] * 20:
        pace.add(tokens, 0.010 + 0.001 * tokens)
    assert abs(pace.seconds(1) - 0.011) < 0.001
    assert abs(pace.seconds(32) - 0.042) < 0.004


def test_a_pace_that_knows_single_tokens_only_expects_more_to_cost_more() -> None:
    pace = Pace()
    for _ in range(200):
        pace.add(1, 0.010)
    assert 0.010 < pace.seconds(8) < 0.020


def test_drafts_are_as_long_as_they_pay() -> None:
    pace = Pace()
    assert pace.best_draft(1, 1, lambda length: 0.95 * length, 7) == 7
    assert pace.best_draft(1, 1, lambda length: 0.0, 7) == 0
    assert pace.best_draft(1, 1, lambda length: min(length, 2) * 0.9, 7) == 2
    # One of four texts copies: its long draft would make the others' padding too dear.
    assert pace.best_draft(4, 4, lambda length: 0.2 * length, 7) == 0
