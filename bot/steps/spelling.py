"""Before the search: mends slips of the keyboard, in words that neither the documents nor the language have."""

import re
from collections.abc import Callable, Iterator
from string import ascii_lowercase

from bot.pictures.repair import Knows

SHORTEST = 6
"""Letters of a word that is mended: a shorter one has too many neighbours, and may be a name."""

LONG = 9
"""Letters of a word in which another letter is a slip too: "scaring" and "scaling" are both words."""

MOST_WORDS = 40
"""Words of a question that is looked through: a longer one is a log or a mail, and none was typed."""

# Names, paths, options and what stands between quotes are meant as they are written.
_TYPED = re.compile(rf"(?<![\w./\\@#:=`\"'“-])[a-z]{{{SHORTEST},}}(?![\w/\\@:=`\"'”-]|\.\w)")


def mended(question: str, is_word: Callable[[str], bool], knows: Knows) -> str:
    """The question with each such word as the documents spell it, one slip away ("pasword", "lenght").

    `is_word` tells words of the language, `knows` how many passages have each of some words.
    """
    if len(question.split()) > MOST_WORDS:
        return question
    unknown = {word for word in _TYPED.findall(question) if not is_word(word)}
    unknown -= {word for word, many in knows(sorted(unknown)).items() if many} if unknown else set()
    meant = {word: spelt for word in unknown if (spelt := _meant(word, is_word, knows)) is not None}
    return _TYPED.sub(lambda found: meant.get(found.group(), found.group()), question)


def _meant(word: str, is_word: Callable[[str], bool], knows: Knows) -> str | None:
    """The word one slip away that most passages have."""
    near = sorted({other for other in _one_slip_away(word) if is_word(other)})
    many = knows(near) if near else {}
    return max((other for other in near if many.get(other)), key=lambda other: many[other], default=None)


def _one_slip_away(word: str) -> Iterator[str]:
    """What becomes of a word by one letter less or more, or by two changing places; its first letter stays."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
        if tail and len(word) >= LONG:
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
