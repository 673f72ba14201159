"""Bytes to text: the byte-order mark's word first, then UTF-8, what it is said to be, and what its letters tell."""

import codecs
import re

from knowledge.readers.legacy_encoding import legacy_encoding
from knowledge.readers.problem import Unreadable

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_TEXT_CODES = frozenset(b"\t\n\r\f\b\x1b")  # manual pages set bold letters twice, with a step back
_MOST_CONTROL_CODES = 0.01
_PLAIN = rb"\x41+AEE-"  # which the encodings of names and of mails read otherwise
_AS_READ_IN_BROWSERS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""By https://encoding.spec.whatwg.org: who names the first most often writes in the second, which holds more."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def decode(content: bytes, named: str | None = None) -> str:
    """The text of a text file, without a byte-order mark, in the encoding that it is `named` to be in if it can be.

    Raises `Unreadable` for a binary or an unknown encoding.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _decoded(content, encoding)
    if is_binary(content):
        raise Unreadable(
            "Its content is binary, not text.", "Give it the ending of its real format, or leave it out of the folder."
        )
    if content.isascii():  # an encoding of seven bits, such as ISO-2022-JP, if it is named to be one
        return _as_named(content, named) or content.decode("ascii")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(content, named)


def is_binary(content: bytes) -> bool:
    """Whether the first bytes hold what no text in a single-byte encoding or UTF-8 holds."""
    head = content[:8192]
    if b"\x00" in head:
        return True
    controls = sum(1 for byte in head if byte < 32 and byte not in _TEXT_CODES)
    return controls > _MOST_CONTROL_CODES * len(head)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"It starts like {encoding} but is not.", "Save it again as UTF-8.") from error


def _as_named(content: bytes, named: str | None) -> str | None:
    """The text in the encoding of this name; None where there is none, it is none for files, or the bytes are not."""
    try:
        encoding = codecs.lookup(named).name if named else ""
        encoding = _AS_READ_IN_BROWSERS.get(encoding, encoding)
        holds_plain = bool(encoding) and _PLAIN.decode(encoding) == _PLAIN.decode("ascii")
        return content.decode(encoding) if holds_plain else None
    except (LookupError, ValueError):  # the second for a name with odd characters too
        return None


def _not_quite_utf8(content: bytes, named: str | None) -> str:
    """A text in UTF-8 with a few bytes that are not, such as a log that was cut off, or one in an older encoding."""
    marked = content.decode("utf-8", errors="replace")
    broken = marked.count("\ufffd")
    if broken < sum(len(run) for run in _BEYOND_ASCII.findall(marked)) - broken:
        return marked
    as_named = _as_named(content, named)
    if as_named is not None:
        return as_named
    encoding = legacy_encoding(content)
    if encoding is None:
        raise Unreadable("It is not valid UTF-8, and no other encoding fits it.", "Save it again as UTF-8.")
    return content.decode(encoding)
