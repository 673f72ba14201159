"""The cache takes memory as texts grow, and gives it back."""

import ctypes
import mmap
import os
import sys
from itertools import pairwise

import numpy as np
import pytest

from models.decoding.arena import Arena

MEGABYTE = 1 << 20


def taken(arena: Arena, size: int) -> int:
    """How many of the arena's bytes lie in memory: of this process alone, whatever else runs in it."""
    pages = (ctypes.c_ubyte * (size // mmap.PAGESIZE))()
    failed = ctypes.CDLL(None).mincore(ctypes.c_void_p(arena.address(0, 0)), ctypes.c_size_t(size), pages)
    assert not failed
    return sum(page & 1 for page in pages) * mmap.PAGESIZE


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_only_what_is_written_takes_memory_until_it_is_given_back() -> None:
    arena = Arena([(2, 64)] * 4, rows=4, length=16_384, dtype=np.float32)
    row = 2 * 16_384 * 64 * 4
    size = 4 * 4 * row
    assert taken(arena, size) == 0, "128 MB are there, and none are taken"
    for layer in range(4):
        ctypes.memset(arena.address(layer, 1), 7, row)
    assert taken(arena, size) > 30 * MEGABYTE
    arena.release(1, 1_024)
    assert taken(arena, size) < 4 * MEGABYTE
    kept = (ctypes.c_ubyte * row).from_address(arena.address(3, 1))
    head = row // 2
    assert kept[0] == kept[1_024 * 256 - 1] == kept[head] == 7, "what was to be kept is there"
    assert kept[2_048 * 256] == kept[row - 1] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_a_cache_may_be_larger_than_the_memory_that_is_there() -> None:
    machine = os.sysconf("SC_PHYS_PAGES") * mmap.PAGESIZE
    arena = Arena([(1, 64)], rows=1, length=2 * machine // (64 * 4), dtype=np.float32)
    ctypes.memset(arena.address(0, 0), 7, mmap.PAGESIZE)
    assert taken(arena, MEGABYTE) == mmap.PAGESIZE


def test_rows_and_layers_lie_apart() -> None:
    arena = Arena([(2, 8), (2, 8), (1, 16)], rows=3, length=10, dtype=np.float16)
    places = sorted((arena.address(layer, row), layer) for layer in range(3) for row in range(3))
    sizes = [after[0] - before[0] for before, after in pairwise(places)]
    assert sizes == [2 * 10 * 8 * 2] * 6 + [1 * 10 * 16 * 2] * 2
