"""The words of a text as the checks see them: stems of content words, and the hard terms that must match exactly.

A hard term is what must never be changed in an answer: a number, an identifier, a path, a setting's name, a modal or
a quantifier ("must", "only", "until").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.terms import INVISIBLE, plain_word, stem_of, visible

STOP_WORDS = frozenset(
    "a an the this that these those it its itself they them their theirs he she his her hers him you your yours "
    "we our ours us i me my mine is are was were be been being am do does did doing done have has had having "
    "will would shall should of to in on at by for from with as into onto over under about and or so than then "
    "there here what which who whom whose when where why how also just very too such own same each per via s t "
    "ll re ve d m please eg ie etc however therefore thus".split()
)
NEGATORS = frozenset(
    "not no never none nothing neither nor without cannot cant can't don't doesn't didn't isn't aren't wasn't "
    "weren't won't wouldn't shouldn't couldn't mustn't haven't hasn't hadn't nobody nowhere "
    "nicht kein keine keinen keiner nie niemals ohne ne pas jamais sans nunca sin não nunca sem".split()
)
# Words that turn a rule into another rule: leaving one out or putting one in changes what is true.
RULE_WORDS = frozenset(
    "must may might can could should only all any every some most many few both either always sometimes often "
    "rarely before after until till within unless except if more less fewer maximum minimum "
    "least optional required mandatory allowed forbidden prohibited".split()
)
CONDITIONS = frozenset("if unless except only until without otherwise".split())
# Words without content of their own that relate the word behind them to the rest, or set its time.
RELATIONS = frozenset(
    "over under above below from to into onto out off between against or will was were would used "
    "than least most up down near until till before after".split()
)
# What a text says of a claim that it does not make itself.
DISTANCING = frozenset(
    "myth rumour rumor allegedly supposedly wrong false untrue incorrect incorrectly formerly previously obsolete "
    "outdated deprecated superseded withdrawn longer claim claims claimed believe believed think thought "
    "say says said tell tells told suppose pretend ignore".split()
)
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
WORD = r"""[A-Za-z]:\\[^\s"'<>|`]+            # a Windows path
      | (?:https?://|www\.)[^\s<>"')\]`*]+   # an address on the web
      | [\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+      # an e-mail address
      | 0x[0-9A-Fa-f]+
      | \d+(?:[.,:/-]\d+)*(?:st|nd|rd|th)?%?   # a number, a time, a version, a date
      | \w+(?:[-_.'’/\\]\w+)*"""
"""A word, as a pattern in verbose form."""

_TOKEN = re.compile(WORD, re.VERBOSE)
_LINK_TARGET = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True)
class Term:
    """A word with its place: `stem` to compare by, `hard` if it must be found exactly, `named` if it has a capital."""

    stem: str
    start: int
    end: int
    hard: bool
    named: bool


def terms(text: str) -> list[Term]:
    """The content words of a text, in order; stop words and the targets of Markdown links are left out."""
    found = []
    for word, start, end in _tokens(without_link_targets(text)):
        term = _term(word, start, end)
        if term is not None:
            found.append(term)
    return found


def without_link_targets(text: str) -> str:
    """The text with white space where the targets of its Markdown links stood, so that all places stay."""
    return _LINK_TARGET.sub(lambda link: "]" + " " * (len(link.group()) - 1), text)


def stems(text: str) -> frozenset[str]:
    """The set of stems of a text's content words."""
    return frozenset(term.stem for term in terms(text))


def title_stems(title: str) -> frozenset[str]:
    """The stems of a title, which may be the name of a file."""
    return stems(re.sub(r"[_.-]+", " ", title))


def words(text: str) -> list[str]:
    """All words of a text in lower case, stop words included."""
    return [word.lower().replace("’", "'") for word, _, _ in _tokens(text)]


def relations(text: str) -> frozenset[tuple[str, str]]:
    """Each relating word with the stem of the next word of content: ("over", "50"), ("from", "laptop")."""
    pairs: set[tuple[str, str]] = set()
    pending: list[str] = []
    for written, start, end in _tokens(text):
        word = written.lower()
        if word in RELATIONS:
            pending.append(word)
        if word in STOP_WORDS or word in RELATIONS:
            continue
        if (term := _term(written, start, end)) is not None:
            pairs.update((relation, term.stem) for relation in pending)
        pending.clear()
    return frozenset(pairs)


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text without what nobody sees in them, and where each begins and ends in the text."""
    plain = visible(text)
    seen = None if len(plain) == len(text) else [n for n, mark in enumerate(text) if not INVISIBLE.match(mark)]
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        yield (match.group(), start, end) if seen is None else (match.group(), seen[start], seen[end - 1] + 1)


def _term(word: str, start: int, end: int) -> Term | None:
    plain = word.lower().replace("’", "'").strip("'").removesuffix("'s")
    if plain in NEGATORS or plain.endswith("n't"):
        return None
    if plain in RULE_WORDS:
        return Term(plain, start, end, hard=True, named=False)
    if plain in STOP_WORDS or not plain:
        return None
    named = word[0].isupper()
    if plain in NUMBER_WORDS:
        return Term(NUMBER_WORDS[plain], start, end, hard=True, named=named)
    if any(letter.isdigit() for letter in plain):
        return Term(plain_number(plain), start, end, hard=True, named=named)
    identifier = any(mark in plain for mark in "\\/@_") or any(letter.isupper() for letter in word[1:])
    same = plain if identifier else plain_word(plain)
    stem = stem_of(same) if same.isalpha() else same
    return Term(stem, start, end, hard=identifier, named=named)


def plain_number(number: str) -> str:
    """A number without its thousands' commas: 1,000 and 1000 are one; 1.5 stays."""
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", number)
