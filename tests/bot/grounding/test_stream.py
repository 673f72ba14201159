"""Streamed text is cut into finished sentences, however it is broken into pieces."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.stream import SentenceStream, WrittenSentence

TEXT = "Use version 4.5, e.g. on Linux. Then restart it.\n1. Open Settings. Wait.\n2. Select VPN"


def fed(pieces: list[str]) -> list[WrittenSentence]:
    stream = SentenceStream()
    written = [sentence for piece in pieces for sentence in stream.feed(piece)]
    return written + stream.flush()


def test_sentences_come_with_the_marker_of_their_line() -> None:
    assert [(w.lead, w.text) for w in fed([TEXT])] == [
        ("", "Use version 4.5, e.g. on Linux."),
        ("", "Then restart it."),
        ("1.", "Open Settings."),
        ("", "Wait."),
        ("2.", "Select VPN"),
    ]


def test_a_sentence_that_begins_like_a_row_is_a_sentence() -> None:
    assert [w.text for w in fed(["| Room | Floor |\n| The lift is out of order.\n| Stairs work |"])] == [
        "| Room | Floor |",
        "The lift is out of order.",
        "Stairs work",
    ]


def test_a_sentence_is_given_back_as_soon_as_the_next_one_starts() -> None:
    stream = SentenceStream()
    assert stream.feed("It works.") == []
    assert [w.text for w in stream.feed(" Good")] == ["It works."]


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_the_cut_does_not_depend_on_the_pieces(places: list[int]) -> None:
    edges = [0, *sorted(places), len(TEXT)]
    pieces = [TEXT[a:b] for a, b in pairwise(edges)]
    assert fed(pieces) == fed([TEXT])


def test_a_sentence_waits_for_the_end_of_its_code() -> None:
    stream = SentenceStream()
    assert stream.feed("Build it. Run `git add . && git commit -m X. Y") == [WrittenSentence("", "Build it.")]
    assert stream.feed("` for it. Then") == [WrittenSentence("", "Run `git add . && git commit -m X. Y` for it.")]
