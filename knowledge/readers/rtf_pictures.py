"""The pictures in a rich text (RTF): their bytes, as they are or as digits, stand behind what says their kind."""

import re

_KINDS = frozenset({"pngblip", "jpegblip"})
_SIDES = {"picwgoal": "width", "pichgoal": "height"}
_TWIPS = 15  # to a pixel
_NO_DIGIT = re.compile(rb"[^0-9A-Fa-f]")


class Picture:
    """A picture that is being read."""

    def __init__(self) -> None:
        self._is_read = False
        self._sides: dict[str, int] = {}
        self._digits: list[bytes] = []
        self._binary = b""

    def define(self, word: str, number: int | None) -> None:
        """Takes what is said of it; only some kinds can be looked at."""
        self._is_read = self._is_read or word in _KINDS
        if word in _SIDES:
            self._sides[_SIDES[word]] = (number or 0) // _TWIPS

    def add(self, content: bytes, is_binary: bool) -> None:
        """Takes some of its bytes."""
        if is_binary:
            self._binary = content
        else:
            self._digits.append(content)

    @property
    def content(self) -> bytes:
        """Its bytes; empty for one that nobody can look at."""
        if not self._is_read or self._binary:
            return self._binary if self._is_read else b""
        digits = _NO_DIGIT.sub(b"", b"".join(self._digits))
        return bytes.fromhex(digits[: len(digits) & ~1].decode())

    def html(self, place: str) -> str:
        """The picture as HTML."""
        sides = "".join(f' {side}="{pixels}"' for side, pixels in self._sides.items() if pixels > 0)
        return f'<img src="{place}" alt=""{sides}>'
