"""Before search: corrects spelling in words that neither the documents nor the language have."""

import re
from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase

from bot.passage_counts import PassageCounts
from knowledge.terms import STOP_WORDS

SHORTEST = 6
"""Letters of a word that is corrected: a shorter one is near too many words, and may be a name."""

LONG = 9
"""Letters from which any wrong letter is corrected: of shorter words too many differ by one ("scaring", "scaling")."""

SHORTEST_PART = 4
"""Letters of each of two words that were run together."""

VOWELS = "aeiou"
"""Confused by ear, and so corrected in shorter words too: "calender", "docter"."""

MOST_WORDS = 40
"""Words of a question that is corrected: a longer one is a pasted log or mail."""

# Names, paths, options and what stands in quotes are left as they are written.
_TYPED = re.compile(rf"(?<![\w./\\@#:=`\"'“-])[a-z]{{{SHORTEST},}}(?![\w/\\@:=`\"'”-]|\.\w)")


def corrected(question: str, is_word: Callable[[str], bool], passage_counts: PassageCounts) -> str:
    """The question with misspelt words as the documents spell them, one typing error away ("pasword", "nightshift").

    `is_word` says whether the language has a word, `passage_counts` how many passages have each of some words.
    """
    if len(question.split()) > MOST_WORDS:
        return question
    unknown = {word for word in _TYPED.findall(question) if not is_word(word)}
    unknown -= {word for word, many in passage_counts(sorted(unknown)).items() if many} if unknown else set()
    meant = {word: spelt for word in unknown if (spelt := _correction(word, is_word, passage_counts)) is not None}
    return _TYPED.sub(lambda found: meant.get(found.group(), found.group()), question)


def _correction(word: str, is_word: Callable[[str], bool], passage_counts: PassageCounts) -> str | None:
    """The word one error away that most passages have; else the two words that were run together."""
    near = sorted({other for other in _one_error_away(word) if is_word(other)})
    parts = [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
    pairs = [" ".join(pair) for pair in parts if all(map(is_word, pair)) and STOP_WORDS.isdisjoint(pair)]
    return _best_known(near, passage_counts) or _best_known(pairs, passage_counts)


def _best_known(spellings: Sequence[str], passage_counts: PassageCounts) -> str | None:
    """The spelling that most passages have, of two words the rarer one counting; None if none has any."""
    many = passage_counts(spellings) if spellings else {}
    return max((spelt for spelt in spellings if many.get(spelt)), key=lambda spelt: many[spelt], default=None)


def _one_error_away(word: str) -> Iterator[str]:
    """The words that differ by one letter more, less or other, or by two letters swapped; the first letter stays."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
        if tail and len(word) >= LONG:
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        elif tail and tail[0] in VOWELS:
            yield from (head + letter + tail[1:] for letter in VOWELS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
