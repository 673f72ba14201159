"""Writes compound files and what Outlook packs into its messages, as "[MS-CFB]" and "[MS-OXRTFCP]" have them."""

import struct
from collections.abc import Mapping

_SECTOR, _MINI, _SMALLEST = 512, 64, 4096
_LAST, _TABLE, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


Files = Mapping[str, "bytes | Files"]


def compound_file(files: Files) -> bytes:
    """A compound file with these files and folders, the small ones packed together as the format wants it."""
    minis, mini_chain, sectors, chain = b"", list[int](), list[bytes](), list[int]()

    def put(content: bytes) -> int:
        """Writes whole sectors that follow one another; the number of the first."""
        pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
        first = len(sectors)
        sectors.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), _LAST] if pieces else [])
        return first if pieces else _LAST

    entries: list[bytes] = []

    def put_file(content: bytes) -> int:
        """Writes a file where its size has it; the number of its first sector."""
        nonlocal minis, mini_chain
        if len(content) >= _SMALLEST:
            return put(content)
        start = len(mini_chain)
        count = -(-len(content) // _MINI)
        minis += content.ljust(count * _MINI, b"\0")
        mini_chain += [*range(start + 1, start + count), _LAST] if count else []
        return start

    def put_folder(inside: Files) -> int:
        """Writes what is in a folder; the number of its first entry, behind which the others stand."""
        first = following = _FREE
        for name, content in reversed(inside.items()):  # a tree that is a list is a tree too
            if isinstance(content, bytes):
                entries.append(_entry(name, 2, following, _FREE, put_file(content), len(content)))
            else:
                child = put_folder(content)
                entries.append(_entry(name, 1, following, child, 0, 0))
            first = following = len(entries)
        return first

    top = put_folder(files)
    root = _entry("Root Entry", 5, _FREE, top, put(minis), len(minis))
    directory = put(b"".join([root, *entries]))
    mini_table = put(struct.pack(f"<{len(mini_chain)}I", *mini_chain)) if mini_chain else _LAST
    tables = 1
    while tables * _SECTOR // 4 < len(sectors) + tables:
        tables += 1
    named = [*range(len(sectors), len(sectors) + tables)]
    chain += [_TABLE] * tables
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    head = struct.pack(
        "<8s16x5H6x4I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0
    )
    head += struct.pack("<5I", _SMALLEST, mini_table, int(bool(mini_chain)), _LAST, 0)
    head += struct.pack("<109I", *named, *[_FREE] * (109 - tables))
    return head + b"".join(sectors) + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIQ", letters, len(letters) + 2, kind, 1, _FREE, right, child, start, size)


def packed_rich_text(content: bytes) -> bytes:
    """A rich text as Outlook packs it: what stands in the last 4,096 bytes is named by its place there."""
    window = bytearray(
        rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
        rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
        + b"\r\n"
        + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
    )
    pieces, at = [], 0
    while at < len(content):
        length = next((n for n in range(17, 1, -1) if content[at : at + n] in window[-4000:-18]), 0)
        length = min(length, len(content) - at)
        if length > 1:
            place = max(len(window) - 4000, 0) + window[-4000:-18].index(content[at : at + length])
            pieces.append((1, (place % 4096 << 4 | length - 2).to_bytes(2)))
        else:
            length = 1
            pieces.append((0, content[at : at + 1]))
        window += content[at : at + length]
        at += length
    pieces.append((1, (len(window) % 4096 << 4).to_bytes(2)))
    body = b""
    for start in range(0, len(pieces), 8):
        run = pieces[start : start + 8]
        body += bytes([sum(kind << bit for bit, (kind, _) in enumerate(run))]) + b"".join(said for _, said in run)
    return struct.pack("<II4sI", len(body) + 12, len(content), b"LZFu", 0) + body
