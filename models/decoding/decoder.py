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
from models.decoding.request import Request
from models.decoding.row import Row
from models.errors import WriterClosed
from models.progress import Cancelled, never

CHUNK_TOKENS = 128
"""The most tokens of a prompt that are read at once; a cancellation is seen between two such parts."""

ROUNDS_PER_CHUNK = 4
"""Rounds of writing between two chunks of prompts: a chunk takes as long as a dozen tokens."""

KEPT_TOKENS = 1_024
"""Tokens that a row keeps for the next prompt that begins alike; the memory of more is given back."""


class Decoder:
    """A graph with room for several texts; when all rows are taken, further requests wait in the order they came."""

    def __init__(self, graph: DecoderGraph, rows: int, ends: frozenset[int]) -> None:
        """`ends` are the tokens that end a text."""
        self._graph: DecoderGraph | None = graph
        self._ends = ends
        self._rows = [Row(number) for number in range(rows)]
        self._waiting: deque[Request] = deque()
        self._running: list[Request] = []
        self._pace = Pace()
        self._lock = Lock()
        self._thread: Thread | None = None

    def tokens(
        self, prompt: Sequence[int], max_tokens: int, cancelled: Cancelled = never, *, lookup: bool = True
    ) -> Iterator[int]:
        """At most `max_tokens` tokens after the prompt, each the likeliest; `lookup` changes their speed alone.

        Ends where the model ends the text or when `cancelled()`; closing the iterator ends it too. Raises WriterClosed.
        """
        if max_tokens > 0 and prompt:
            yield from self._submit(Request(prompt, max_tokens, lookup=lookup), cancelled)

    def logits(self, prompt: Sequence[int]) -> Iterator[NDArray[Any]]:
        """The logits of all tokens of the prompt, (tokens, vocabulary), in parts."""
        if prompt:
            yield from self._submit(Request(prompt, 0, lookup=False, wants_logits=True), never)

    def close(self) -> None:
        """Frees the graph and its memory; whoever waits for a token gets `WriterClosed`."""
        with self._lock:
            self._graph = None
            thread = self._thread
        if thread is not None and thread is not current_thread():
            thread.join()

    def _submit(self, request: Request, cancelled: Cancelled) -> Iterator[Any]:
        if cancelled():
            return
        with self._lock:
            if self._graph is None:
                raise WriterClosed
            self._waiting.append(request)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="deskside-decode", daemon=True)
                self._thread.start()
        yield from request.results(cancelled)

    def _run(self) -> None:
        try:
            while (graph := self._scheduled()) is not None:
                self._prefill_chunk(graph)
                for _ in range(ROUNDS_PER_CHUNK):
                    self._write_round(graph)
        except BaseException as error:  # raised in the threads of all who wait
            self._fail_all(error)

    def _scheduled(self) -> DecoderGraph | None:
        """The graph, once abandoned requests are released and waiting ones have rows; None where all have ended."""
        with self._lock:
            if self._graph is None:
                raise WriterClosed
            for request in [request for request in self._running if request.is_abandoned]:
                self._release(request, self._graph)
            while self._waiting and not all(row.is_taken for row in self._rows):
                request = self._waiting.popleft()
                if not request.is_abandoned:
                    self._start(request)
            if not self._running:
                self._thread = None
                return None
            return self._graph

    def _start(self, request: Request) -> None:
        """Gives the request the free row that begins most like its prompt, and keeps the prefix that they share."""
        free = [row for row in self._rows if not row.is_taken]
        shared = {row.number: 0 if request.wants_logits else row.shared_prefix(request.prompt) for row in free}
        row = self._rows[max(shared, key=lambda number: shared[number])]
        del row.tokens[shared[row.number] :]
        row.is_taken, request.row = True, row
        self._running.append(request)

    def _release(self, request: Request, graph: DecoderGraph) -> None:
        """Takes the row from a request that has ended; a long one gives its memory back."""
        row = _row_of(request)
        self._running.remove(request)
        del row.tokens[KEPT_TOKENS:]
        if row.peak > KEPT_TOKENS:
            graph.release(row.number, len(row.tokens))
        row.is_taken, row.peak, request.row = False, 0, None

    def _fail_all(self, error: BaseException) -> None:
        with self._lock:
            requests = [*self._running, *self._waiting]
            self._running, self._waiting = [], deque()
            # Nobody knows what a failed run left in the rows.
            self._rows = [Row(row.number) for row in self._rows]
            self._thread = None
        for request in requests:
            request.deliver(error)

    def _prefill_chunk(self, graph: DecoderGraph) -> None:
        """Reads a part of the oldest prompt that is not read yet."""
        request = next((request for request in self._running if request.unread), None)
        if request is None:
            return
        row = _row_of(request)
        past = len(row.tokens)
        parts = -(-request.unread // CHUNK_TOKENS)
        chunk = request.prompt[past : past + -(-request.unread // parts)]
        logits = graph.run(row.number, [past], [chunk], len(chunk) if request.wants_logits else 1)[0]
        row.extend(chunk)
        if request.wants_logits:
            request.deliver(logits)
        if not request.unread:
            self._write(request, [] if request.wants_logits else [int(logits[-1].argmax())], (), graph)

    def _write_round(self, graph: DecoderGraph) -> None:
        """One run for all texts that are written: a token for each, and the drafted ones that are accepted."""
        writing = [request for request in self._running if request.written and not request.is_abandoned]
        if not writing:
            return
        numbers = [_row_of(request).number for request in writing]
        rows = self._rows[min(numbers) : max(numbers) + 1]
        drafts = [request.draft() for request in writing]
        length = self._draft_length(writing, drafts, len(rows))
        steps = {
            number: [request.written[-1], *draft[:length]]
            for number, request, draft in zip(numbers, writing, drafts, strict=True)
        }
        longest = max(len(step) for step in steps.values())
        started = time.perf_counter()
        news = [steps.get(row.number, []) for row in rows]
        logits = graph.run(rows[0].number, [len(row.tokens) for row in rows], news, longest)
        self._pace.add(len(rows) * longest, time.perf_counter() - started)
        likeliest: NDArray[np.intp] = logits.argmax(-1)
        for number, request, draft in zip(numbers, writing, drafts, strict=True):
            step = steps[number]
            tokens = _accepted(step[1:], likeliest[number - rows[0].number].tolist())
            _row_of(request).extend(step[: len(tokens)])
            self._write(request, tokens, draft, graph)

    def _draft_length(self, writing: Sequence[Request], drafts: Sequence[Sequence[int]], rows: int) -> int:
        """How much of the drafts is worth computing in a run over so many rows."""

        def expected(most: int) -> float:
            pairs = zip(writing, drafts, strict=True)
            return sum(request.expected(min(most, len(draft))) for request, draft in pairs)

        longest = min(LONGEST_STEP - 1, max(len(draft) for draft in drafts))
        return self._pace.best_draft(len(writing), rows, expected, longest)

    def _write(self, request: Request, tokens: Sequence[int], draft: Sequence[int], graph: DecoderGraph) -> None:
        """Delivers tokens, and releases the row where they were the last."""
        if request.write(tokens, draft, self._ends) or request.wants_logits:
            self._release(request, graph)
            request.deliver(None)


def _row_of(request: Request) -> Row:
    assert request.row is not None, "a request that is computed has a row"  # noqa: S101
    return request.row


def _accepted(draft: Sequence[int], likeliest: Sequence[int]) -> list[int]:
    """The drafted tokens that the model would have chosen too, and the one that it chooses after them."""
    accepted = 0
    while accepted < len(draft) and draft[accepted] == likeliest[accepted]:
        accepted += 1
    return list(likeliest[: accepted + 1])
