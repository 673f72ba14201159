"""Between look and search: turns what pictures show into search queries and into words of the question."""

from collections.abc import Sequence
from dataclasses import replace

from bot.grounding.terms import stems
from bot.pictures.problem import reports_failure
from bot.sightings import Sighting, words_and_headlines
from bot.steps.search import SearchQueries
from knowledge.documents import Figure

NAMES_A_FAILURE = ("error dialog", "terminal", "code editor")
"""Kinds of pictures whose headline is something to be fixed."""

FEWEST_WORDS = 4
"""Content words from which a question is searched for by its own words too ("how do I fix this?" has none).

Measured on the 66 pictured questions of support, cut to their first words, recall@5 of the article: of 4 words with the
picture's text .697, of those together with its headline and with its text .636; of 8 words .833 and .833, of 30 .955
and .970. Searching for the words alone beside them is worse at every length but the whole text's (8 words: .758)."""


def with_pictures(queries: SearchQueries, words: str, sightings: Sequence[Sighting]) -> SearchQueries:
    """The queries of a question with pictures; `queries` are those of its `words` alone, which may be empty."""
    if not sightings:
        return queries
    standalone = question_in_words(queries.standalone, sightings)
    legible = [" ".join(sighting.text.split()) for sighting in sightings if sighting.is_legible]
    texts = [f"{queries.standalone} {text}" for text in legible]
    if len(stems(queries.standalone)) >= FEWEST_WORDS or not legible:
        texts.insert(0, standalone)
    return SearchQueries(
        standalone=standalone,
        texts=tuple(text for text in texts if text.strip()),
        pictures=tuple(sighting.seen() for sighting in sightings),
        for_writer=question_in_words(words, sightings),
    )


def shows_failure(sighting: Sighting) -> bool:
    """Whether a picture shows something to be fixed."""
    return bool(sighting.codes) or sighting.kind in NAMES_A_FAILURE or reports_failure(sighting.headline)


def failures_apart(words: str, sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """The pictures that each show a failure of their own, where the words leave it to them what is asked; or none."""
    failures = {one.headline: one for one in sightings if one.is_legible and shows_failure(one)}
    return tuple(failures.values()) if len(failures) > 1 and len(stems(words)) < FEWEST_WORDS else ()


def for_look_alike(queries: SearchQueries, alike: Figure) -> SearchQueries:
    """The queries of a picture without legible text: they ask about the figure that looks the same."""
    question = f"How do I fix {alike.alt or alike.location or alike.title}"
    return replace(queries, standalone=question, for_writer=question)


def question_in_words(words: str, sightings: Sequence[Sighting]) -> str:
    """The question with its pictures put into words; pictures alone ask how to fix what they show."""
    if words:
        # The words of a follow-up may include the question before it, and with it the headline of its picture.
        return words_and_headlines(words, [one for one in sightings if words_and_headlines("", [one]) not in words])
    headlines = words_and_headlines("", sightings)
    fails = any(map(shows_failure, sightings))
    return f"How do I fix {headlines}" if fails and headlines else headlines
