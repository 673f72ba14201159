"""Parts the bytes of a rich text (RTF) into its signs: groups, words of control, and the bytes of text.

By Microsoft's "Rich Text Format (RTF) Specification", version 1.9.1.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_SIGN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|\\'(?P<code>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}\r\n\x00]+)"
    rb"|[\r\n\x00]+",
    re.DOTALL,
)
_BINARY = "bin"

_OF_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""The encodings of the character sets that fonts name; the others are in that of the whole text."""

_OF_PAGES = {
    20127: "cp1252", 20866: "koi8_r", 21866: "koi8_u", 50220: "iso2022_jp", 50221: "iso2022_jp", 51932: "euc_jp",
    51949: "euc_kr", 54936: "gb18030", 65001: "utf-8", **{28590 + part: f"iso8859_{part}" for part in range(1, 16)},
}  # fmt: skip
"""The encodings whose code pages Python calls otherwise."""

WINDOWS = "cp1252"
OF_MACHINES = {"ansi": WINDOWS, "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
"""The encodings that a whole text is in by the machine that it names."""


class Sign(NamedTuple):
    """A sign: `kind` is `{`, `}`, `word`, `symbol`, or `text`, `code` and `bin` for bytes."""

    kind: str
    word: str = ""
    number: int | None = None
    content: bytes = b""


def signs(content: bytes) -> Iterator[Sign]:
    """The signs of a text in order; what is none, such as a backslash at its end, is left out."""
    at = 0
    while found := _SIGN.search(content, at):
        at = found.end()
        kind = found.lastgroup
        if found["word"]:
            word, number = found["word"].decode(), found["number"]
            if word == _BINARY:
                length = max(int(number or 0), 0)
                yield Sign(_BINARY, content=content[at : at + length])
                at += length
            else:
                yield Sign("word", word, None if number is None else int(number))
        elif kind == "code":
            yield Sign("code", content=bytes.fromhex(found["code"].decode()))
        elif kind == "symbol":
            yield Sign("symbol", found["symbol"].decode("latin-1"))
        elif kind == "group":
            yield Sign(found["group"].decode())
        elif kind == "text":
            yield Sign("text", content=found["text"])


def encoding_of_charset(number: int) -> str:
    """The encoding of a font's character set; empty for that of the whole text."""
    return _OF_CHARSETS.get(number, "")


def encoding_of_page(number: int) -> str:
    """The encoding of a code page by its number; Windows' for one that nobody knows."""
    name = _OF_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return WINDOWS
