"""Do two wordings ask for the same thing? Nearness of meaning proposes, words refuse; a doubt is a no.

An embedding hardly sees what turns a question into another one: a number, a name, a "not", a "before" in the place of
an "after". So two questions that are near count as the same only when nothing of that kind differs.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from bot.grounding.terms import NEGATORS, RULE_WORDS, Term, relations, terms, words
from knowledge.terms import stem_of
from models.encoders.embedder import Embed

NEAR = 0.84
"""Cosine of two questions from which they may be one, if their words do not say otherwise.

`benchmarks/quality/pins.py` measures it: from 0.82 on, none of 106,200 questions of another item of the `workarena` set
finds a pin, at 0.80 three do. A step above, for items that are nearer to each other than those.
"""

NEAR_WORDS = 0.68
"""Cosine of two words from which one may stand for the other ("staff", "employees") in an otherwise equal question."""

# Words of asking and of wishes about the answer's form ("Give me just the exact number"): they ask for nothing else.
_ASKING = frozenset(
    stem_of(word)
    for word in "answer ask question tell give provide state specify indicate mention say know find want need please "
    "just only exact precise simply number detail inform explain describe show list current currently help get make go "
    "use information like let look respond reply response format form value digit could can would should may might "
    "word confirm identify clarify many much specific total full complete official figure term count quantity "
    "title".split()
)
# Of two words between bars, each says what the other does not; a question with one never stands for one with the other.
_CONTRASTS = tuple(
    frozenset(stem_of(word) for word in contrast.split())
    for contrast in (
        "before after | enable disable | activate deactivate | install uninstall | add remove delete | "
        "open close | start stop | begin end | lock unlock | connect disconnect | increase decrease | "
        "raise lower | buy sell | send receive | upload download | import export | join leave | "
        "accept reject decline | approve reject decline | allow forbid | allowed forbidden prohibited | "
        "required optional | internal external | inside outside | private public | incoming outgoing | "
        "new old | first last second third | full part | maximum minimum | most least | more less fewer | "
        "earliest latest | start finish | hourly daily weekly monthly quarterly yearly annual | "
        "hour day week month quarter year | monday tuesday wednesday thursday friday saturday sunday weekend | "
        "january february march april may june july august september october november december | "
        "today tomorrow yesterday | morning afternoon evening night | spring summer autumn winter | "
        "north south east west | left right | red green blue yellow black white | who when where why"
    ).split(" | ")
)
_RULES = RULE_WORDS - frozenset("can could may might should must any some many most least only all every both".split())
_DIRECTIONS = frozenset("from to into onto out off over under above below".split())
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s)\W*+(\w+)")


def normal_form(question: str) -> str:
    """The question without what changes no question: the spacing, the capital it starts with, the mark at its end.

    Capitals inside stay, for "IT" is not "it".
    """
    text = " ".join(unicodedata.normalize("NFC", question).split()).rstrip("?!. ")
    first = text.partition(" ")[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]


def asks_the_same(asked: str, wordings: Sequence[str], nearest: int, embed: Embed) -> bool:
    """True if a question asks what a pin's wordings ask, of which the `nearest` is near to it in meaning.

    Nothing that would change the answer may differ from that wording; the others show which words may be left out or
    stand for each other.
    """
    wording = wordings[nearest]
    left, right = terms(asked), terms(wording)
    return (
        _codes(left) == _codes(right)
        and _negators(asked) == _negators(wording)
        and _rules(left) == _rules(right)
        and not _contradict(asked, wording)
        and not _lead_elsewhere(asked, wording)
        and _names(asked, left) <= _stems(right)
        and _names(wording, right) <= _stems(left)
        and _same_but_for_synonyms(asked, wordings, nearest, embed)
    )


def _stems(said: Iterable[Term]) -> frozenset[str]:
    return frozenset(term.stem for term in said)


def _is_code(term: Term) -> bool:
    return any(letter.isdigit() or letter in "\\/@_" for letter in term.stem)


def _codes(said: Iterable[Term]) -> frozenset[str]:
    """The numbers and identifiers of a question, such as 809 and `net_use`."""
    return frozenset(term.stem for term in said if _is_code(term))


def _negators(text: str) -> int:
    """How often a question says "not" in any way."""
    return sum(word in NEGATORS or word.endswith("n't") for word in words(text))


def _rules(said: Iterable[Term]) -> frozenset[str]:
    return _stems(said) & _RULES


def _contradict(asked: str, pinned: str) -> bool:
    """True if one question has a word where the other has its opposite."""
    left, right = ({stem_of(word) for word in words(text)} for text in (asked, pinned))
    return any(left & line and right & line and left & line != right & line for line in _CONTRASTS)


def _lead_elsewhere(asked: str, pinned: str) -> bool:
    """True if the same thing is gone to in one question and left in the other ("from Leeds to Berlin")."""
    left, right = _directions(asked), _directions(pinned)
    return any(left[stem] != right[stem] for stem in left.keys() & right.keys())


def _directions(text: str) -> dict[str, set[str]]:
    """By stem, the words of direction right before it."""
    found: dict[str, set[str]] = {}
    for word, stem in relations(text):
        if word in _DIRECTIONS:
            found.setdefault(stem, set()).add(word)
    return found


def _names(text: str, said: Iterable[Term]) -> frozenset[str]:
    """The stems of words with a capital that no start of a sentence explains."""
    starts = {match.start(1) for match in _SENTENCE_START.finditer(text)}
    is_rule = RULE_WORDS.__contains__
    return frozenset(
        term.stem
        for term in said
        if (term.named and term.start not in starts) or (term.hard and not is_rule(term.stem) and not _is_code(term))
    )


def _same_but_for_synonyms(asked: str, wordings: Sequence[str], nearest: int, embed: Embed) -> bool:
    """False if a question is the nearest wording but for words of which none stands for another.

    Such a question is near whatever the other word is ("a meal", "a hotel"), so the words themselves must be near.
    Questions that are worded differently throughout are near only if they mean the same.
    """
    said = _content(asked)
    pinned = [_content(wording) for wording in wordings]
    shared = said.keys() & pinned[nearest].keys()
    if len(shared) < max(len(said), len(pinned[nearest])) / 2:
        return True
    known = {stem: word for content in pinned for stem, word in content.items()}
    extra = [word for stem, word in said.items() if stem not in known]
    in_all = set.intersection(*(set(content) for content in pinned))
    missing = [known[stem] for stem in sorted(in_all - said.keys())]
    return _have_near(extra, list(known.values()), embed) and _have_near(missing, list(said.values()), embed)


def _content(text: str) -> dict[str, str]:
    """By stem, the words that say what a question is about."""
    said = (term for term in terms(text) if term.stem not in _ASKING and term.stem not in RULE_WORDS)
    return {term.stem: text[term.start : term.end].lower() for term in said}


def _have_near(asked: Sequence[str], known: Sequence[str], embed: Embed) -> bool:
    """True if every word has one near to it among those known."""
    if not asked or not known:
        return not asked
    vectors = embed([*asked, *known])
    near = vectors[: len(asked)] @ vectors[len(asked) :].T
    return bool((near.max(axis=1) >= NEAR_WORDS).all())
