"""The words that the check compares are the same whoever asks, and whatever asks beside it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.grounding.support import find_support
from bot.grounding.terms import relations, stems, terms, words
from knowledge.terms import stem_of, terms_of
from tests.bot.grounding.passages import excerpt

TEXTS = [f"connections{'ing' * (n % 3)} replaced generously {chr(97 + n % 26)}ationally happily" for n in range(400)]


def test_threads_that_check_at_once_see_the_words_that_one_alone_sees() -> None:
    stem_of.cache_clear()
    alone = [stems(text) for text in TEXTS]
    stem_of.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(stems, TEXTS))
    assert together == alone


UNSEEN = "The Kranken\u00adver\u00adsicherung pays within 1\u20600 days over ABC\u2060-1234\u200e, by \ufeffpost."
SEEN = "The Krankenversicherung pays within 10 days over ABC-1234, by post."


def test_what_nobody_sees_inside_of_a_word_makes_no_other_word() -> None:
    assert stems(UNSEEN) == stems(SEEN)
    assert words(UNSEEN) == words(SEEN)
    assert relations(UNSEEN) == relations(SEEN)
    assert list(terms_of(UNSEEN)) == list(terms_of(SEEN))
    assert next(UNSEEN[term.start : term.end] for term in terms(UNSEEN)) == "Kranken\u00adver\u00adsicherung"


@pytest.mark.parametrize(
    "mark",
    [
        *"\u00ad\u034f\u061c\u180b\u180e\u200c\u200d\u200e\u202c",
        *"\u2060\u2066\u206a\ufe0e\ufe0f\ufeff\U000e0069\U000e0101",
    ],
    ids=ascii,
)
def test_no_mark_that_nobody_sees_cuts_a_word_in_two(mark: str) -> None:
    assert list(terms_of(f"print{mark}er")) == list(terms_of("printer")) == ["printer"]
    assert words(f"print{mark}er") == ["printer"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ask 👩\u200d💻 or ❤\ufe0f Ann", "Ask or Ann"),  # a sign of several signs, and the coloured one
        ("می\u200cخواهم", "میخواهم"),  # typed with and without the mark that keeps two letters unjoined
        ("क्\u200dषमा", "क्षमा"),
        ("printer\ufffapaper", "printer paper"),  # a reading beside a word
    ],
)
def test_a_sign_is_no_word_and_a_word_is_one_with_its_joiners_and_without(text: str, plain: str) -> None:
    assert list(terms_of(text)) == list(terms_of(plain))
    assert stems(text) == stems(plain)


@pytest.mark.parametrize(("page", "claim"), [(UNSEEN, SEEN), (SEEN, UNSEEN)])
def test_a_sentence_is_said_whatever_nobody_sees_inside_of_its_words(page: str, claim: str) -> None:
    assert find_support(claim, [excerpt(page)]) is not None


def test_a_blank_of_no_width_ends_a_word_for_the_search_and_for_the_check() -> None:
    assert stems("printer\u200bpaper") == stems("printer paper")
    assert list(terms_of("printer\u200bpaper")) == list(terms_of("printer paper"))


@pytest.mark.parametrize(("one", "other"), [("e-mail", "Email"), ("Straße", "Strasse"), ("café", "cafe")])
def test_a_word_that_is_written_in_two_ways_is_one_word_but_an_identifier_is_not(one: str, other: str) -> None:
    assert stems(one) == stems(other)
    assert stems("Set-Mailbox") != stems("SetMailbox")
