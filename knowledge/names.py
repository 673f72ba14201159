"""Names and texts as people and systems write them, and as they are kept and compared. Pure functions."""

import unicodedata

from models.unicode import storable

__all__ = ["composed", "folded", "storable"]


def composed(text: str) -> str:
    """The text in one of the ways that Unicode has to write it (NFC): macOS takes the letters of `é` apart."""
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """The text without capitals and without what `composed` evens out, to look for one text in another."""
    return text.lower() if text.isascii() else composed(composed(text).casefold())
