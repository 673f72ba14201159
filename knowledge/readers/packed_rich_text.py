"""Unpacks the rich text (RTF) of a message of Outlook.

By Microsoft's "[MS-OXRTFCP]: Rich Text Format (RTF) Compression Algorithm".
"""

import struct

_PACKED, _AS_IT_IS = b"LZFu", b"MELA"
_HEADER = struct.Struct("<II4s4x")
MOST_UNPACKED = 30_000_000
_WINDOW = 4096
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What every text is likely to say, which is not packed with it."""


def unpacked(content: bytes) -> bytes:
    """The rich text; raises `ValueError` or `struct.error` for what is none, or is longer than a mail."""
    packed, length, kind = _HEADER.unpack_from(content)
    body = content[_HEADER.size : packed + 4]
    if kind == _AS_IT_IS:
        return body[:length]
    if kind != _PACKED:
        raise ValueError
    said, at = bytearray(_KNOWN), 0
    while at < len(body):
        if len(said) > MOST_UNPACKED:
            raise ValueError
        flags, at = body[at], at + 1
        for bit in range(8):
            if not flags & (1 << bit):
                said += body[at : at + 1]
                at += 1
                continue
            reference = int.from_bytes(body[at : at + 2])
            at += 2
            back = (len(said) - (reference >> 4)) % _WINDOW
            if not back or at > len(body):  # a reference to what comes next is the end
                return bytes(said[len(_KNOWN) :])
            if back > len(said):
                raise ValueError
            for _ in range((reference & 0xF) + 2):
                said.append(said[-back])
    return bytes(said[len(_KNOWN) :])
