"""Counts the parts that a file says it is stored in, before any decoder walks through them in Python."""

import struct

MOST_BLOCKS = 20_000
"""Chunks of a PNG, frames and remarks of a GIF: of 8 kB as they are written, 64 MB have 8,000."""
MOST_PIECES = 500_000
"""Pieces of 255 bytes that a GIF's blocks come in: 64 MB have 250,000."""
MOST_VALUES = 100_000
"""Values of a TIFF's first directory, those of bytes and letters aside: one for each strip of rows, and its length."""
MOST_VALUE_BYTES = 64_000_000
"""What all values of a directory, which may each be the same bytes again, take when they are copied out."""

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_BYTES_AND_LETTERS = (1, 2, 6, 7)
_EXTENSION, _FRAME = 0x21, 0x2C


def has_too_many_parts(content: bytes, kind: str) -> bool:
    """Whether a picture is stored in more parts than any program writes; what is damaged is for its decoder to say."""
    if kind == "PNG":
        return _png_has_too_many(content)
    if kind == "GIF":
        return _gif_has_too_many(content)
    return kind == "TIFF" and has_too_many_values(content)


def has_too_many_values(content: bytes) -> bool:
    """Whether the first directory of a TIFF, or of an EXIF block, holds more than any program writes into one."""
    order = "<" if content[:2] == b"II" else ">"
    if len(content) < 8:
        return False
    place = int(struct.unpack_from(f"{order}I", content, 4)[0])
    if place + 2 > len(content):
        return False
    count = int(struct.unpack_from(f"{order}H", content, place)[0])
    values = taken = 0
    for at in range(place + 2, min(place + 2 + 12 * count, len(content) - 11), 12):
        kind, held = struct.unpack_from(f"{order}HI", content, at + 2)
        values += 0 if kind in _BYTES_AND_LETTERS else held
        taken += min(held * _SIZES.get(kind, 0), len(content))
    return values > MOST_VALUES or taken > MOST_VALUE_BYTES


def _png_has_too_many(content: bytes) -> bool:
    """Whether a PNG has too many chunks."""
    chunks, place = 0, 8
    while chunks <= MOST_BLOCKS and place + 12 <= len(content):
        chunks += 1
        place += 12 + int.from_bytes(content[place : place + 4], "big")
    return chunks > MOST_BLOCKS


def _gif_has_too_many(content: bytes) -> bool:
    """Whether a GIF has too many frames and remarks, or too many pieces in them."""
    blocks = pieces = 0
    place = 13 + _palette(content, 10)
    while place < len(content) and content[place] in (_EXTENSION, _FRAME):
        blocks += 1
        place += 11 + _palette(content, place + 9) if content[place] == _FRAME else 2
        while place < len(content) and content[place]:
            pieces += 1
            place += 1 + content[place]
            if pieces > MOST_PIECES:
                return True
        place += 1
        if blocks > MOST_BLOCKS:
            return True
    return False


def _palette(content: bytes, at: int) -> int:
    """How many bytes the palette takes that the flags at a place tell of."""
    flags = content[at] if at < len(content) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
