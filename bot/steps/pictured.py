"""Between look and search: what a picture shows becomes wordings to search for, and part of the question to read by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.sightings import Sighting, asked_words
from bot.steps.search import Wordings

if TYPE_CHECKING:
    from models.sight import Seen

NAMES_A_FAILURE = ("error dialog", "terminal", "code editor")
"""Kinds of pictures whose headline is something to be fixed."""


def pictured(put: Wordings, words: str, sightings: Sequence[Sighting]) -> Wordings:
    """How a question with pictures is put; `put` is how its words alone would be, and `words` may be empty."""
    if not sightings:
        return put
    told = asked_in_words(words, sightings)
    alone = told if put.alone == words else asked_in_words(put.alone, sightings)
    screens = [sighting.text for sighting in sightings if sighting.is_legible]
    searched = (*put.searched, told, *screens) if words else (*screens, told)
    return Wordings(alone, tuple(dict.fromkeys(text for text in searched if text)), _seen(sightings), told)


def asked_in_words(words: str, sightings: Sequence[Sighting]) -> str:
    """The question in words alone; without words of the asker it asks how what the pictures show is fixed."""
    if words:
        return asked_words(words, sightings)
    headlines = asked_words("", sightings)
    fails = any(sighting.codes or sighting.kind in NAMES_A_FAILURE for sighting in sightings)
    return f"How do I fix {headlines}" if fails and headlines else headlines


def _seen(sightings: Sequence[Sighting]) -> "tuple[Seen, ...]":
    return tuple(sighting.seen() for sighting in sightings)
