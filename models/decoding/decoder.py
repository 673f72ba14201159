"""Writes several texts at once on one graph: prompts chunk by chunk, and between two chunks a few tokens of each text.

Askers call it from threads of their own. One thread of its own computes; it starts with the first text and ends with
the last, so that an idle decoder takes nothing but memory.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from threading import Lock, Thread, current_thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.decoding.graph import LONGEST_STEP, DecoderGraph
from models.decoding.pace import Pace
from models.decoding.text import Row, Text
from models.errors import WriterClosed
from models.progress import Cancelled, never

CHUNK_TOKENS = 128
"""The most tokens of a prompt that are read at once; a cancellation is seen between two such parts."""

ROUNDS_PER_CHUNK = 4
"""Rounds of writing between two chunks of prompts: a chunk takes as long as a dozen tokens."""

KEPT_TOKENS = 1_024
"""Tokens that a row keeps for the next prompt that begins alike; the memory of more is given back."""


class Decoder:
    """A graph with room for several texts; when all rows are taken, further texts wait in the order they came."""

    def __init__(self, graph: DecoderGraph, rows: int, ends: frozenset[int]) -> None:
        """`ends` are the tokens that end a text."""
        self._graph: DecoderGraph | None = graph
        self._ends = ends
        self._rows = [Row(number) for number in range(rows)]
        self._waiting: deque[Text] = deque()
        self._texts: list[Text] = []
        self._pace = Pace()
        self._lock = Lock()
        self._thread: Thread | None = None

    def tokens(
        self, prompt: Sequence[int], most: int, cancelled: Cancelled = never, *, lookup: bool = True
    ) -> Iterator[int]:
        """At most `most` tokens after the prompt, each the likeliest; `lookup` changes their speed, not the tokens.

        Ends where the model ends the text or when `cancelled()`; closing the iterator ends it too. Raises WriterClosed.
        """
        if most > 0 and prompt:
            yield from self._asked(Text(prompt, most, lookup=lookup), cancelled)

    def logits(self, prompt: Sequence[int]) -> Iterator[NDArray[Any]]:
        """The logits of all tokens of the prompt, (tokens, vocabulary), in parts."""
        if prompt:
            yield from self._asked(Text(prompt, 0, lookup=False, whole=True), never)

    def close(self) -> None:
        """Frees the graph and its memory; whoever waits for a token gets `WriterClosed`."""
        with self._lock:
            self._graph = None
            thread = self._thread
        if thread is not None and thread is not current_thread():
            thread.join()

    def _asked(self, text: Text, cancelled: Cancelled) -> Iterator[Any]:
        if cancelled():
            return
        with self._lock:
            if self._graph is None:
                raise WriterClosed
            self._waiting.append(text)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="deskside-decode", daemon=True)
                self._thread.start()
        yield from text.arriving(cancelled)

    def _work(self) -> None:
        try:
            while (graph := self._seated()) is not None:
                self._read_chunk(graph)
                for _ in range(ROUNDS_PER_CHUNK):
                    self._write_round(graph)
        except BaseException as error:  # raised in the threads of all who wait
            self._end_all(error)

    def _seated(self) -> DecoderGraph | None:
        """The graph, once texts that were left are freed and waiting ones have free rows; None if there is no text."""
        with self._lock:
            if self._graph is None:
                raise WriterClosed
            for text in [text for text in self._texts if text.left]:
                self._free(text, self._graph)
            while self._waiting and not all(row.taken for row in self._rows):
                text = self._waiting.popleft()
                if not text.left:
                    self._seat(text)
            if not self._texts:
                self._thread = None
                return None
            return self._graph

    def _seat(self, text: Text) -> None:
        """Gives the text the free row that begins most like its prompt, and keeps what they share."""
        shared = {row.number: 0 if text.whole else row.shares(text.prompt) for row in self._rows if not row.taken}
        row = self._rows[max(shared, key=lambda number: shared[number])]
        del row.tokens[shared[row.number] :]
        row.taken, text.row = True, row
        self._texts.append(text)

    def _free(self, text: Text, graph: DecoderGraph) -> None:
        """Takes the row from a text that has ended; a long one gives its memory back."""
        row = _row(text)
        self._texts.remove(text)
        del row.tokens[KEPT_TOKENS:]
        if row.peak > KEPT_TOKENS:
            graph.give_back(row.number, len(row.tokens))
        row.taken, row.peak, text.row = False, 0, None

    def _end_all(self, error: BaseException) -> None:
        with self._lock:
            texts = [*self._texts, *self._waiting]
            self._texts, self._waiting = [], deque()
            # Nobody knows what a failed run left in the rows.
            self._rows = [Row(row.number) for row in self._rows]
            self._thread = None
        for text in texts:
            text.give(error)

    def _read_chunk(self, graph: DecoderGraph) -> None:
        """Reads a part of the oldest prompt that is not read yet."""
        text = next((text for text in self._texts if text.unread), None)
        if text is None:
            return
        row, past = _row(text), len(_row(text).tokens)
        parts = -(-text.unread // CHUNK_TOKENS)
        chunk = text.prompt[past : past + -(-text.unread // parts)]
        logits = graph.run(row.number, [past], [chunk], len(chunk) if text.whole else 1)[0]
        _hold(row, chunk)
        if text.whole:
            text.give(logits)
        if not text.unread:
            self._given(text, [] if text.whole else [int(logits[-1].argmax())], (), graph)

    def _write_round(self, graph: DecoderGraph) -> None:
        """One run for all texts that are written: a token for each, and the drafted ones that are accepted."""
        writing = [text for text in self._texts if text.written and not text.left]
        if not writing:
            return
        numbers = [_row(text).number for text in writing]
        rows = self._rows[min(numbers) : max(numbers) + 1]
        drafts = [text.draft() for text in writing]
        length = self._pace.best_draft(
            len(writing),
            len(rows),
            lambda most: sum(text.expected(min(most, len(draft))) for text, draft in zip(writing, drafts, strict=True)),
            min(LONGEST_STEP - 1, max(len(draft) for draft in drafts)),
        )
        news = {
            number: [text.written[-1], *draft[:length]]
            for number, text, draft in zip(numbers, writing, drafts, strict=True)
        }
        steps = [news.get(row.number, []) for row in rows]
        longest = max(len(step) for step in steps)
        started = time.perf_counter()
        logits = graph.run(rows[0].number, [len(row.tokens) for row in rows], steps, longest)
        self._pace.add(len(rows) * longest, time.perf_counter() - started)
        likeliest: NDArray[np.intp] = logits.argmax(-1)
        for number, text, draft in zip(numbers, writing, drafts, strict=True):
            step = news[number]
            came = _accepted(step[1:], likeliest[number - rows[0].number].tolist())
            _hold(_row(text), step[: len(came)])
            self._given(text, came, draft, graph)

    def _given(self, text: Text, tokens: Sequence[int], draft: Sequence[int], graph: DecoderGraph) -> None:
        """Gives a text its tokens, and frees its row where they were the last."""
        if text.write(tokens, draft, self._ends) or text.whole:
            self._free(text, graph)
            text.give(None)


def _row(text: Text) -> Row:
    assert text.row is not None, "a text that is computed sits in a row"  # noqa: S101
    return text.row


def _hold(row: Row, tokens: Sequence[int]) -> None:
    """The row has the keys and values of these tokens too."""
    row.tokens += tokens
    row.peak = max(row.peak, len(row.tokens))


def _accepted(draft: Sequence[int], likeliest: Sequence[int]) -> list[int]:
    """The drafted tokens that the model would have chosen too, and the one that it chooses after them."""
    accepted = 0
    while accepted < len(draft) and draft[accepted] == likeliest[accepted]:
        accepted += 1
    return list(likeliest[: accepted + 1])
