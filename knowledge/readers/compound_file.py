"""Opens a compound file: the files in one that an old Office document or a message of Outlook is made of.

By Microsoft's "[MS-CFB]: Compound File Binary File Format". Every chain ends where the file does, whatever it claims.
"""

import struct
from collections.abc import Iterator, Sequence
from copy import copy
from typing import NamedTuple, Self

BEGINNING = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = struct.Struct("<30xHH6x9I")
_TABLES_AT, _FEWEST_BYTES = 76, 512
_SHIFTS = frozenset({9, 12})  # sectors of 512 and of 4,096 bytes
_MINI_SHIFT = 6
_ENTRY = struct.Struct("<64sHBx3I36xIQ")
_LAST = 0xFFFFFFFA
"""From this on a number names no sector, but says that there is none."""

_NO_ENTRY = 0xFFFFFFFF
_SIZE = 0xFFFFFFFF  # older programs leave anything in the upper half


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """The files at the top of a compound file, or of a folder in it.

    Raises `ValueError` or `struct.error` for one that is none.
    """

    def __init__(self, content: bytes) -> None:
        if not content.startswith(BEGINNING) or len(content) < _FEWEST_BYTES:
            raise ValueError
        shift, mini_shift, _, _, directory, _, smallest, minis, _, more, _ = _HEADER.unpack_from(content)
        if shift not in _SHIFTS or mini_shift != _MINI_SHIFT:
            raise ValueError
        self._content, self._shift, self._smallest = content, shift, smallest
        self._next: Sequence[int] = ()
        self._next = _numbers(b"".join(map(self._sector, dict.fromkeys(self._tables(more)))))
        self._next_mini = _numbers(self._joined(minis))
        self._entries = self._joined(directory)
        root = self._entry(0)
        self._minis = self._joined(root.start)
        self._files = {entry.name: entry for entry in self._beside(root.child)}

    def read(self, name: str) -> bytes:
        """The bytes of a file; empty where there is none."""
        entry = self._files.get(name)
        if entry is None:
            return b""
        if entry.size >= self._smallest:
            return self._joined(entry.start)[: entry.size]
        sectors = (
            self._minis[number << _MINI_SHIFT : (number + 1) << _MINI_SHIFT]
            for number in _chain(entry.start, self._next_mini)
        )
        return b"".join(sectors)[: entry.size]

    def folders(self, beginning: str) -> Iterator[Self]:
        """The folders whose names begin so, each with the files at its top; none within itself."""
        for entry in self._files.values():
            if entry.name.startswith(beginning) and entry.child != _NO_ENTRY:
                folder = copy(self)
                folder._files = {inside.name: inside for inside in self._beside(entry.child)}
                yield folder

    def _tables(self, more: int) -> Iterator[int]:
        """The sectors that say which sector comes behind which, named in the header and in sectors of their own."""
        yield from _numbers(self._content[_TABLES_AT:_FEWEST_BYTES])
        seen: set[int] = set()
        while more < _LAST and more not in seen:
            seen.add(more)
            *named, more = _numbers(self._sector(more)) or (_LAST,)
            yield from named

    def _sector(self, number: int) -> bytes:
        at = (number + 1) << self._shift
        return self._content[at : at + (1 << self._shift)] if number < _LAST else b""

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self._next)))

    def _entry(self, number: int) -> _Entry:
        name, length, _, left, right, child, start, size = _ENTRY.unpack_from(self._entries, number * _ENTRY.size)
        return _Entry(name[: max(length - 2, 0)].decode("utf-16-le"), left, right, child, start, size & _SIZE)

    def _beside(self, number: int) -> Iterator[_Entry]:
        """An entry and those beside it, which stand in a tree."""
        left, seen = [number], {_NO_ENTRY}
        while left:
            number = left.pop()
            if number not in seen:
                seen.add(number)
                entry = self._entry(number)
                left += [entry.left, entry.right]
                yield entry


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack_from(f"<{len(content) // 4}I", content)


def _chain(start: int, following: Sequence[int]) -> Iterator[int]:
    seen: set[int] = set()
    while start < len(following) and start not in seen:
        seen.add(start)
        yield start
        start = following[start]
