"""A text is, to the last bit, what it is when it is written alone and word by word: guessed ahead, or beside others."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.decoding.decoder import CHUNK_TOKENS, Decoder
from models.decoding.graph import DecoderGraph
from models.decoding.row import Row
from models.errors import WriterClosed
from tests.models.decoding.conftest import OpenDecoder

RANDOM = np.random.default_rng(7)
REPEATED = RANDOM.integers(3, 512, 12).tolist() * 8
PROMPTS: list[list[int]] = [RANDOM.integers(3, 512, length).tolist() for length in (5, 60, 140, 31, 9, 77)] + [REPEATED]
MOST = 40


class Runs:
    """What a decoder's graph was given to compute; it computes nothing before `begin` is set."""

    def __init__(self, decoder: Decoder, patch: pytest.MonkeyPatch, begin: threading.Event | None = None) -> None:
        self.news: list[list[int]] = []
        assert decoder._graph is not None
        run = decoder._graph.run

        def watched(first: int, pasts: Sequence[int], news: Sequence[Sequence[int]], wanted: int) -> NDArray[Any]:
            self.news.append([len(new) for new in news])
            assert begin is None or begin.wait(60)
            return run(first, pasts, news, wanted)

        patch.setattr(decoder._graph, "run", watched)

    @property
    def computed(self) -> int:
        """How many tokens, without the padding."""
        return sum(sum(news) for news in self.news)


def plain(decoder: Decoder, prompt: list[int], most: int = MOST) -> list[int]:
    """The tokens after a prompt, one by one."""
    return list(decoder.tokens(prompt, most, lookup=False))


def test_every_token_is_the_likeliest_by_the_logits_of_what_is_before_it(open_decoder: OpenDecoder) -> None:
    decoder = open_decoder()
    for prompt in PROMPTS:
        written = plain(decoder, prompt)
        logits = np.concatenate(list(decoder.logits(prompt + written)))
        assert logits.shape == (len(prompt) + MOST, 512)
        assert logits[len(prompt) - 1 : -1].argmax(-1).tolist() == written


def test_guessing_changes_no_token(open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [plain(open_decoder(), prompt) for prompt in PROMPTS]
    decoder = open_decoder()
    runs = Runs(decoder, monkeypatch)
    assert [list(decoder.tokens(prompt, MOST)) for prompt in PROMPTS] == expected
    assert max(max(news) for news in runs.news if len(news) == 1 and news[0] <= 8) > 1, "nothing was ever guessed"


def test_bad_guesses_change_no_token_either(open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.decoding import lookup, pace

    expected = [plain(open_decoder(), prompt) for prompt in PROMPTS]
    numbers = np.random.default_rng(3)
    monkeypatch.setattr(lookup.Lookup, "draft", lambda _, most: numbers.integers(3, 512, most).tolist())
    monkeypatch.setattr(pace.Pace, "best_draft", lambda *arguments: arguments[-1])
    decoder = open_decoder()
    assert [list(decoder.tokens(prompt, MOST)) for prompt in PROMPTS] == expected


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_askers_at_once_get_what_they_get_alone(open_decoder: OpenDecoder, rows: int) -> None:
    expected = [plain(open_decoder(), prompt) for prompt in PROMPTS]
    decoder = open_decoder(rows)
    with ThreadPoolExecutor(len(PROMPTS)) as threads:
        assert list(threads.map(lambda prompt: list(decoder.tokens(prompt, MOST)), PROMPTS)) == expected
        assert list(threads.map(lambda prompt: plain(decoder, prompt), PROMPTS)) == expected


def test_logits_are_the_same_to_the_last_bit_in_whatever_parts_they_are_computed(open_decoder: OpenDecoder) -> None:
    graph = open_decoder()._graph
    assert graph is not None
    ids = RANDOM.integers(3, 512, 200).tolist()

    def in_parts(row: int, lengths: list[int]) -> NDArray[Any]:
        parts, past = [], 0
        for length in lengths:
            parts.append(graph.run(row, [past], [ids[past : past + length]], length)[0])
            past += length
        return np.concatenate(parts)

    expected = in_parts(0, [200])
    for lengths in ([128, 72], [1] * 200, [8] * 25, [100, 1, 1, 7, 1, 90]):
        np.testing.assert_array_equal(in_parts(1, lengths), expected)
    for past in (50, 120, 7):  # three texts side by side, the middle one idle, then each with another number of tokens
        graph.run(0, [0], [ids[:past]], 1)
        graph.run(1, [0], [ids[:33]], 1)
        graph.run(2, [0], [ids[: past + 9]], 1)
        beside = graph.run(0, [past, 33, past + 9], [ids[past : past + 3], [], ids[past + 9 : past + 10]], 3)
        np.testing.assert_array_equal(beside[0], expected[past : past + 3])
        np.testing.assert_array_equal(beside[2, 0], expected[past + 9])
        np.testing.assert_array_equal(graph.run(1, [33], [ids[33:35]], 2)[0], expected[33:35])


def test_a_prompt_that_begins_like_the_last_one_is_not_computed_again(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt, other = PROMPTS[2], PROMPTS[1]
    decoder = open_decoder(rows=2)
    first = plain(decoder, prompt)
    runs = Runs(decoder, monkeypatch)
    assert plain(decoder, prompt) == first
    assert runs.news[0] == [1]
    # The answer is kept with its prompt: what goes on from it is read from there.
    followed = prompt + first[:20] + other[:10]
    before = runs.computed
    again = plain(decoder, followed, 5)
    assert runs.computed - before == 10 + 4
    assert plain(open_decoder(), followed, 5) == again


def test_a_row_is_told_by_the_longest_beginning_and_leaves_one_token_to_compute() -> None:
    row = Row(0, [1, 2, 3, 4])
    assert [row.shared_prefix(prompt) for prompt in ([1, 2, 9], [1, 2, 3, 4, 5], [1, 2, 3, 4], [7], [1])] == [
        2,
        4,
        3,
        0,
        0,
    ]


def test_a_text_ends_before_its_end_token_and_at_its_most(open_decoder: OpenDecoder) -> None:
    written = plain(open_decoder(), PROMPTS[1])
    end = written[10]
    ending = open_decoder(ends=frozenset([end]))
    assert plain(ending, PROMPTS[1]) == written[: written.index(end)]
    assert list(ending.tokens(PROMPTS[1], MOST)) == written[: written.index(end)]
    assert list(ending.tokens(PROMPTS[1], 0)) == list(ending.tokens([], 5)) == list(ending.logits([])) == []


def test_the_whole_context_can_be_filled(open_decoder: OpenDecoder) -> None:
    decoder = open_decoder()
    ids = RANDOM.integers(3, 512, 256).tolist()
    assert len(plain(decoder, ids[:200], 56)) == 56
    assert len(list(decoder.tokens(ids[:200], 56))) == 56
    assert np.concatenate(list(decoder.logits(ids))).shape == (256, 512)
    assert len(plain(decoder, ids[:100], 20)) == 20


def test_who_comes_while_a_long_prompt_is_read_or_a_long_text_written_does_not_wait_for_its_end(
    open_decoder: OpenDecoder,
) -> None:
    decoder = open_decoder(rows=2)
    long = decoder.tokens(PROMPTS[0], 250)
    next(long)
    assert len(plain(decoder, PROMPTS[1], 3)) == 3
    assert len(list(long)) == 249


def test_those_who_wait_are_served_in_the_order_of_their_coming(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = open_decoder(rows=1)
    first = decoder.tokens(PROMPTS[0], 250)
    next(first)
    runs = Runs(decoder, monkeypatch)
    with ThreadPoolExecutor(3) as threads:
        for number in (1, 2, 3):
            threads.submit(plain, decoder, PROMPTS[number], 3)
            wait_until(lambda number=number: len(decoder._waiting) == number)  # type: ignore[misc]
        first.close()  # type: ignore[attr-defined]
    assert [news[0] for news in runs.news if news[0] > 8] == [60, 70, 70, 31]


def test_an_asker_who_leaves_makes_room_within_a_token(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = open_decoder(rows=1)
    text = decoder.tokens(PROMPTS[0], 200, lookup=False)
    next(text)
    text.close()  # type: ignore[attr-defined]
    runs = Runs(decoder, monkeypatch)
    assert len(plain(decoder, PROMPTS[1], 2)) == 2
    # At most the run that was under way, then the prompt and one token.
    assert len(runs.news) <= 3


def test_an_asker_who_leaves_the_line_is_never_served(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder, begin = open_decoder(rows=1), threading.Event()
    runs = Runs(decoder, monkeypatch, begin)
    with ThreadPoolExecutor(1) as other:
        served = other.submit(plain, decoder, PROMPTS[0], 2)
        wait_until(lambda: runs.news)
        assert list(decoder.tokens(PROMPTS[2], 9, cancelled=lambda: bool(decoder._waiting))) == []
        begin.set()
        assert len(served.result(30)) == 2
    wait_until(lambda: decoder._thread is None)
    assert all(new <= 8 for news in runs.news for new in news), "its prompt was read"


def test_a_long_prompt_is_read_in_parts_and_left_between_two(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = open_decoder()
    runs = Runs(decoder, monkeypatch)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    # On a fast machine a token may be there before a cancellation is looked for.
    assert len(list(decoder.tokens(PROMPTS[2], 9, cancelled))) <= 1
    wait_until(lambda: decoder._thread is None)
    assert runs.news[0] == [70] and all(new <= CHUNK_TOKENS for news in runs.news for new in news)


def test_what_goes_wrong_reaches_everybody_and_the_next_is_served(
    open_decoder: OpenDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoder = open_decoder(rows=2)
    expected = plain(decoder, PROMPTS[3], 5)
    texts = [decoder.tokens(PROMPTS[number], 200) for number in (0, 1)]
    for text in texts:
        next(text)

    def broken(*_: object) -> None:
        raise MemoryError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(DecoderGraph, "run", broken)
        for text in [*texts, decoder.tokens(PROMPTS[2], 5)]:
            with pytest.raises(MemoryError, match="no room"):
                list(text)
    assert plain(decoder, PROMPTS[3], 5) == expected


def test_closing_while_texts_are_written_tells_their_askers_and_leaves_no_thread(open_decoder: OpenDecoder) -> None:
    decoder = open_decoder(rows=1)
    text = decoder.tokens(PROMPTS[0], 250)
    next(text)
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(list, decoder.tokens(PROMPTS[1], 5))
        wait_until(lambda: bool(decoder._waiting))
        decoder.close()
        with pytest.raises(WriterClosed):
            waiting.result(30)
    with pytest.raises(WriterClosed):
        list(text)
    with pytest.raises(WriterClosed):
        list(decoder.tokens(PROMPTS[1], 5))
    decoder.close()
    assert not any(thread.name == "deskside-decode" for thread in threading.enumerate())


def wait_until(true: Any) -> None:
    """Waits for another thread, not longer than a minute."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)
