"""Between look and search: what a picture shows becomes queries to search with, and part of the question to read by."""

from collections.abc import Sequence
from dataclasses import replace

from bot.grounding.terms import stems
from bot.sightings import Sighting, asked_words
from bot.steps.problem import tells_of_failure
from bot.steps.search import SearchQueries
from knowledge.documents import Figure

NAMES_A_FAILURE = ("error dialog", "terminal", "code editor")
"""Kinds of pictures whose headline is something to be fixed."""

FEWEST_WORDS = 4
"""Words of content with which a question says something beside its picture ("how do I fix this?" says nothing).

Measured on the 66 pictured questions of support, cut to their first words, recall@5 of the article: of 4 words with the
picture's text .697, of those together with its headline and with its text .636; of 8 words .833 and .833, of 30 .955
and .970. Searching for the words alone beside them is worse at every length but the whole text's (8 words: .758)."""


def pictured(queries: SearchQueries, words: str, sightings: Sequence[Sighting]) -> SearchQueries:
    """The queries of a question with pictures; `queries` are those of its words alone, and `words` may be empty."""
    if not sightings:
        return queries
    standalone = asked_in_words(queries.standalone, sightings)
    said = [" ".join(sighting.text.split()) for sighting in sightings if sighting.is_legible]
    texts = [f"{queries.standalone} {text}" for text in said]
    if len(stems(queries.standalone)) >= FEWEST_WORDS or not said:
        texts.insert(0, standalone)
    return SearchQueries(
        standalone=standalone,
        texts=tuple(text for text in texts if text.strip()),
        pictures=tuple(sighting.seen() for sighting in sightings),
        for_writer=asked_in_words(words, sightings),
    )


def by_looks(queries: SearchQueries, alike: Figure) -> SearchQueries:
    """The queries of a picture without legible text, asked by the figure that looks the same."""
    asked = f"How do I fix {alike.alt or alike.location or alike.title}"
    return replace(queries, standalone=asked, for_writer=asked)


def asked_in_words(words: str, sightings: Sequence[Sighting]) -> str:
    """The question in words alone; without words of the asker it asks how what the pictures show is fixed."""
    if words:
        # A follow-up is put behind the question before it, whose picture is in its words already.
        return asked_words(words, [one for one in sightings if asked_words("", [one]) not in words])
    headlines = asked_words("", sightings)
    fails = any(one.codes or one.kind in NAMES_A_FAILURE or tells_of_failure(one.headline) for one in sightings)
    return f"How do I fix {headlines}" if fails and headlines else headlines
