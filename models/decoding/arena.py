"""The memory of the keys and values: one region for all rows, committed page by page as tokens come in."""

import mmap
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

PAGE = mmap.PAGESIZE
# Linux's MAP_NORESERVE, for which Python has no name before 3.12: most of the region is never written to, and a machine
# must not be asked for all of it.
NO_RESERVE = 0x4000 if sys.platform == "linux" else 0


class Arena:
    """For each key and value input of a graph a block of [rows, key heads, length, head size], in one mapping.

    A page takes no memory before something is written to it, and none after it was given back.
    """

    def __init__(self, layers: Sequence[tuple[int, int]], rows: int, length: int, dtype: DTypeLike) -> None:
        """`layers` has the key heads and the head size of each key and value input."""
        self.length = length
        self._row_bytes = [heads * length * size * np.dtype(dtype).itemsize for heads, size in layers]
        self._heads = [heads for heads, _ in layers]
        self._token_bytes = [size * np.dtype(dtype).itemsize for _, size in layers]
        self._starts = np.cumsum([0, *(rows * size for size in self._row_bytes)]).tolist()
        self._memory = _mapped(self._starts[-1])
        self._address = np.frombuffer(self._memory, np.uint8).ctypes.data

    def address(self, layer: int, row: int) -> int:
        """Where the row's keys or values of an input begin; the rows after it follow."""
        at: int = self._address + self._starts[layer] + row * self._row_bytes[layer]
        return at

    def release(self, row: int, first: int) -> None:
        """Gives the memory of the row's tokens from number `first` on back to the system."""
        advice = getattr(mmap, "MADV_DONTNEED", None)
        if advice is None:
            return  # Windows keeps what was touched, which is bounded by the rows and the context
        for layer, heads in enumerate(self._heads):
            head_bytes = self.length * self._token_bytes[layer]
            for head in range(heads):
                start = self._starts[layer] + row * self._row_bytes[layer] + head * head_bytes
                begin = -(-(start + first * self._token_bytes[layer]) // PAGE) * PAGE
                end = (start + head_bytes) // PAGE * PAGE
                if begin < end:
                    self._memory.madvise(advice, begin, end - begin)


def _mapped(size: int) -> mmap.mmap:
    if not hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size)
    # Python shares what it maps unless told otherwise, and shared pages are not given back.
    return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NO_RESERVE)
