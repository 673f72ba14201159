"""The ways to ask for the one of several that has the most or the least of something: "which plan is the cheapest?".

Each superlative says of which columns of a table it speaks; nothing here looks at a table.
"""

import re
from dataclasses import dataclass

from bot.grounding.terms import stems

_TIME = "duration length term time takes long lasts days weeks months years hours minutes"
_MONEY = (
    "price prices cost costs fee charge rate rent tariff monthly yearly annual annually month year night day hour user "
    "seat person"
)
_SIZE = (
    "size area capacity desks seats people persons employees staff headcount members rooms spaces storage volume users"
)
_DISTANCE = "distance away walk"


@dataclass(frozen=True)
class Degree:
    """What a superlative compares: the kinds of its amounts, the words of its columns, and whether it wants the most.

    `columns` are the words that a column of them is called by, as written: rooms are counted, a room has a number. A
    degree without any says nothing by itself: the question has to name what is measured.
    """

    largest: bool
    kinds: frozenset[str]
    columns: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """What a question with a superlative asks for, in stems.

    `things` are what one of is wanted, none for "who"; `measure` is what is said to be the most, if that is named;
    `all` is all that the question says beside the superlative. With `of_many` the measure is a number of them.
    """

    degree: Degree
    things: frozenset[str]
    measure: frozenset[str]
    all: frozenset[str]
    of_people: bool = False
    of_many: bool = False


def _degree(largest: bool, kinds: str, columns: str) -> Degree:
    return Degree(largest, frozenset(kinds.split()), frozenset(columns.split()))


_ANY = "money time length mass data count"
_DEGREES = {
    word: degree
    for words, degree in {
        "cheapest|least expensive|most affordable": _degree(False, "money", _MONEY),
        "most expensive|priciest|dearest|costliest": _degree(True, "money", _MONEY),
        "longest": _degree(True, "time length", _TIME),
        "shortest": _degree(False, "time length", _TIME),
        "biggest|largest": _degree(True, "count length data", _SIZE),
        "smallest": _degree(False, "count length data", _SIZE),
        "fastest|quickest": _degree(True, "count", "speed bandwidth throughput"),
        "slowest": _degree(False, "count", "speed bandwidth throughput"),
        "heaviest": _degree(True, "mass", "weight"),
        "lightest": _degree(False, "mass", "weight"),
        "nearest|closest": _degree(False, "length", _DISTANCE),
        "farthest|furthest": _degree(True, "length", _DISTANCE),
        "highest|most": _degree(True, _ANY, ""),
        "lowest|fewest|least": _degree(False, _ANY, ""),
    }.items()
    for word in words.split("|")
}
_MOST = rf"(?P<degree>{'|'.join(sorted(_DEGREES, key=len, reverse=True))})"
_WORD = r"(?!(?:is|are|was|were|has|have|gets?)\b)[^\s,;:?]+"
_THINGS = rf"(?:of )?(?:the |our |your |my |all |these )*(?P<things>{_WORD}(?: {_WORD}){{0,5}}?)"
_HAS = r"(?:has|have|gets?|offers?|gives?|includes?|comes? with|needs?|requires?|takes?)"
_NOUN_WORD = r"(?!(?:i|we|you|they|he|she|to)\b)[^\s,;:]+"
_NOUN = rf"{_NOUN_WORD}(?: {_NOUN_WORD}){{0,7}}?"
_DONE = r"(?P<measure>(?!(?:the|for)\b)[a-z]+)"
_OFFERED = r"(?: (?:that )?(?:we|you|they) (?:have|offer|sell|run|use|own))?"
_WAYS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Which plan is the cheapest? Which hotel is closest to the fairground?
        rf"(?:which|what)(?: one)? {_THINGS} (?:is|are) (?:the )?{_MOST}(?: one)?"
        r"(?P<more> (?:in|at|for|near|from|to|on|of) .+)?",
        # Who has the longest notice period? Which office has the fewest desks?
        rf"(?:(?:which|what)(?: one)? {_THINGS}|(?P<who>who)) {_HAS} (?:the )?{_MOST} (?P<measure>[^,;:]+)",
        # Which backup is kept the longest? Which plan costs the least?
        rf"(?:which|what)(?: one)? {_THINGS} (?:(?:is|are) )?{_DONE}(?: for)? (?:the )?{_MOST}",
        # What's our biggest office? What is the highest per diem?
        rf"(?:(?:what|which)(?:['’]s| is| are) )?(?:the |our |your |my )?{_MOST} (?P<noun>{_NOUN}){_OFFERED}",
    )
]  # fmt: skip
_RELATES = re.compile(
    r" (?:of|for|in|on|at|from|to|with|by|about|under|near|that|which|who|where|when)\b.*", re.IGNORECASE
)
_PLEASE = re.compile(r",? please$", re.IGNORECASE)
_COSTS = stems("cost costs costing")
_POINTERS = stems("one ones option options thing things")
_SAME = {
    "kept": "keep retent retain store", "keep": "kept retent retain store", "retain": "kept keep retent store",
    "store": "kept keep retent retain", "take": "durat length time", "last": "durat length time",
}  # fmt: skip
"""What a column may be called instead of the word that a question has, in stems."""


def superlatives_in(question: str) -> tuple[Asked, ...]:
    """The ways in which a question asks for an extreme; none for any other question.

    "What is the longest trip?" asks for one of the trips, "the longest notice period?" for one of who gives notice.
    """
    bare = _PLEASE.sub("", " ".join(question.split()).rstrip(" ?!."))
    found = next((match for way in _WAYS if (match := way.fullmatch(bare))), None)
    if found is None:
        return ()
    said = found.groupdict()
    degree = _DEGREES[found["degree"].lower()]
    if noun := said.get("noun"):
        named, things = stems(noun), _last_word(noun)
        readings = [Asked(degree, things, frozenset(), named), Asked(degree, frozenset(), named, named)]
    else:
        measure = stems(said.get("measure") or "")
        if measure and measure <= _COSTS:
            degree, measure = _cost(degree.largest), frozenset()
        things = _last_word(said["things"] or "")
        named = stems(said["things"] or "") | measure | stems(said.get("more") or "")
        readings = [Asked(degree, things, measure, named, bool(said.get("who")), _is_of_many(found["degree"], said))]
    return tuple(asked for asked in readings if _is_whole(asked))


def other_words(stem: str) -> frozenset[str]:
    """The stem with those of other words for the same."""
    return frozenset((stem, *_SAME.get(stem, "").split()))


def _is_of_many(degree: str, said: dict[str, str | None]) -> bool:
    """Whether most is said of what is counted: "the most desks", but not "the most storage"."""
    first = _RELATES.sub("", said.get("measure") or "")
    return degree.lower() in ("most", "fewest", "least") and first.endswith("s")


def _cost(largest: bool) -> Degree:
    return _DEGREES["most expensive" if largest else "cheapest"]


def _is_whole(asked: Asked) -> bool:
    """False where the question points at what was said before, or does not say what is measured."""
    names_one = asked.of_people or bool(asked.things or asked.measure)
    return names_one and not asked.things & _POINTERS and bool(asked.measure or asked.degree.columns)


def _last_word(named: str) -> frozenset[str]:
    """The stem of what the words name: the last one before what is said of it."""
    bare = _RELATES.sub("", named.strip()).split()
    return stems(bare[-1]) if bare else frozenset()
