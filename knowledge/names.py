"""Names and texts as people and systems write them, and as they are kept and compared. Pure functions."""

import unicodedata

from models.unicode import without_lone_surrogates


def composed(text: str) -> str:
    """The text in one of the ways that Unicode has to write it (NFC): macOS takes the letters of `é` apart."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """The text without capitals and without what `composed` evens out, to look for one text in another."""
    return text.lower() if text.isascii() else composed(composed(text).casefold())


def storable(text: str) -> str:
    """The text in which half a pair of UTF-16, or a byte of a name that is no UTF-8, became a question mark.

    It is as long as before.
    """
    return without_lone_surrogates(text)
