"""Finds the pinned answer to a question: the same words, or a question that asks the same in other words."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recall.pins import Pin, Pins
from bot.recall.same_question import NEAR, asks_the_same, normal_form
from models.encoders.embedder import Embedder
from models.errors import DiskFull


@dataclass(frozen=True)
class _Wordings:
    """All wordings of some pins: row n of `vectors` is of wording `number[n]` of `pin[n]`."""

    pins: tuple[Pin, ...]
    pin: tuple[int, ...]
    number: tuple[int, ...]
    vectors: NDArray[np.float32]


class PinBoard:
    """The pins as they are now, ready to be compared with questions. Thread-safe."""

    def __init__(self, pins: Pins, embedder: Embedder) -> None:
        self._pins = pins
        self._embedder = embedder
        self._version: object = None
        self._by_space: dict[str, _Wordings] = {}
        self._lock = threading.Lock()

    def find(self, question: str, spaces: Sequence[str], *, stands_alone: bool = True) -> Pin | None:
        """The pin of one of these spaces that answers a question, or None.

        A question that refers to what was said before has none, unless it is pinned in the very same words.
        """
        current = self._current()
        boards = [current[space] for space in spaces if space in current]
        asked = normal_form(question)
        for board in boards:
            for pin in board.pins:
                if any(normal_form(wording) == asked for wording in pin.wordings):
                    return pin
        if not boards or not stands_alone:
            return None
        vector = self._embedder.embed([question])[0]
        near = [
            (float(cosine), board, row)
            for board in boards
            for row, cosine in enumerate(board.vectors @ vector)
            if cosine >= NEAR
        ]
        for _, board, row in sorted(near, key=lambda found: -found[0]):
            pin = board.pins[board.pin[row]]
            if asks_the_same(question, pin.wordings, board.number[row], self._embedder.embed):
                return pin
        return None

    def _current(self) -> dict[str, _Wordings]:
        """The wordings by space, read anew if a pin came or went."""
        with self._lock:
            version = self._pins.version()
            if version != self._version:
                pins = self._pins.listed()
                self._by_space = self._with_vectors(pins) if pins else {}
                self._version = version
            return self._by_space

    def _with_vectors(self, pins: Sequence[Pin]) -> dict[str, _Wordings]:
        vectors = self._pins.vectors(self._embedder.fingerprint)
        missing = [wording for pin in pins for wording in pin.wordings if wording not in vectors]
        if missing:
            made = dict(zip(missing, self._embedder.embed(missing), strict=True))
            with suppress(DiskFull):  # they are kept to save time, and no answer waits for a disk
                self._pins.keep_vectors(self._embedder.fingerprint, made)
            vectors |= made
        return {
            space: _wordings([pin for pin in pins if pin.space == space], vectors)
            for space in {pin.space for pin in pins}
        }


def _wordings(pins: Sequence[Pin], vectors: dict[str, NDArray[np.float32]]) -> _Wordings:
    rows = [(n, number) for n, pin in enumerate(pins) for number in range(len(pin.wordings))]
    return _Wordings(
        pins=tuple(pins),
        pin=tuple(n for n, _ in rows),
        number=tuple(number for _, number in rows),
        vectors=np.stack([vectors[pins[n].wordings[number]] for n, number in rows]),
    )
