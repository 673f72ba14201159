"""The things that a question names side by side, each of which the documents may treat in a place of its own.

"How many days of leave do I get in Berlin, Lisbon and Leeds?" is answered on three pages, and no passage has it all; so
is "What is the leave in each office?". Whether each is asked about by itself is decided when the whole has been read
(`bot/steps/sides.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.grounding.terms import stems
from bot.steps.asking.comparisons import comparison_in

MOST_SIDES = 4
"""Things that are asked about one by one; a question that names more is answered as one."""

MOST_WORDS = 30
"""Words of a question with sides; what is longer tells a story or shows a log."""

_SENTENCE_END = re.compile(r"[.!?:;] ")
# What describes a problem ("When you open SharePoint or OneDrive, you get …") asks about neither by itself.
_ASKS = re.compile(r"^(?:what|which|how|who|where)\b|\?$|^\S+(?: \S+){0,7}$", re.IGNORECASE)

# Berlin, Health Plus, PU-14, error 809; not "I", nor a month or a day, which make a date or a span.
_CALENDAR = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_WORD_OF_NAME = rf"(?!(?:I|{_CALENDAR})\b)(?:(?-i:[A-Z])[\w.+#'’-]*|(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]+|\d{{3,}}\b)"
_NAME = rf"{_WORD_OF_NAME}(?: {_WORD_OF_NAME})*"
_LED_NAME = rf"(?:[a-z]+ ){{0,2}}{_NAME}"
_LISTED = re.compile(
    rf"(?<=[\w,] ){_NAME}(?:, {_LED_NAME})*,? (?:and|or|versus|vs\.?|as well as) {_LED_NAME}(?![\w-])", re.IGNORECASE
)
_IS_NAME = re.compile(_WORD_OF_NAME, re.IGNORECASE)
_BETWEEN_SIDES = re.compile(r",? (?:and|or|versus|vs\.?|as well as) |, ", re.IGNORECASE)
_TOGETHER = frozenset("between both either neither".split())
"""What stands in front of names that are meant together."""

_PLACED = re.compile(r"\b(?:in|at|for|of|on|with|from|by|under|to) (?!.*\b(?:in|at|for|of|on|with|from|by|under|to) )")

# "in each office", "for all of our plans", "at the different sites"
_OWNED, _SEVERAL = r"(?:the|our|your)", r"(?:different|various|other|single|individual)"
_EACH = rf"(?:(?:each|every|all)(?: of)?(?: {_OWNED})?(?: {_SEVERAL})?|{_OWNED} {_SEVERAL})"
OF_EACH = re.compile(rf"\b(?:in|at|on|of|for|across) (?P<each>{_EACH} (?P<kind>[a-z]{{3,}}))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Side:
    """One of the things, the question that is asked about it, and the stems of its name that no other has."""

    name: str
    question: str
    own_stems: frozenset[str]


def names_several(question: str) -> bool:
    """True if the question names things side by side, or each thing of a kind."""
    return bool(sides_of(question)) or OF_EACH.search(question) is not None


def sides_of(question: str) -> tuple[Side, ...]:
    """The things that a question names side by side or compares, in their order; none where it names one or many."""
    asked = " ".join(question.split())
    if len(asked.split()) > MOST_WORDS:
        return ()
    if comparison := comparison_in(asked):
        named = [(_bare(name), comparison.question(name)) for name in _spelt_out(comparison.things)]
    else:
        named = list(_listed(asked)) if _ASKS.search(asked) and not _SENTENCE_END.search(asked) else []
    if not 2 <= len(named) <= MOST_SIDES:
        return ()
    named_by = [stems(name) for name, _ in named]
    others = [frozenset().union(*(words for words in named_by if words is not own)) for own in named_by]
    sides = tuple(
        Side(name, about, own - other) for (name, about), own, other in zip(named, named_by, others, strict=True)
    )
    return sides if all(side.own_stems for side in sides) else ()


def _listed(question: str) -> Iterator[tuple[str, str]]:
    """Each name of the list of names in a question, with the question as it is with that name alone."""
    found = _LISTED.search(question)
    if found is None:
        return
    before, behind = question[: found.start()], question[found.end() :]
    lead = before.split()
    if not _TOGETHER.isdisjoint(word.lower() for word in lead[-2:]):
        return
    for thing in _BETWEEN_SIDES.split(found.group()):
        first, _, rest = thing.partition(" ")
        # "in Berlin and in Lisbon": what leads to the first name stands in front of the list.
        put = rest if rest and first.lower() == lead[-1].lower() else thing
        name = _bare(put)
        if not _IS_NAME.match(name):
            return
        yield f"{lead[-1]} {name}" if name.isdigit() else name, f"{before}{put}{behind}"


def _spelt_out(things: str) -> list[str]:
    """The things of a comparison, each with the words that are said once for all: "leave in Berlin and Lisbon"."""
    first, *rest = [thing.strip() for thing in _BETWEEN_SIDES.split(things) if thing.strip()] or [""]
    placed = _PLACED.search(first)
    said_of_all = rest[-1].partition(" ")[2] if rest and _bare(rest[-1]) == rest[-1] else ""
    if said_of_all and not placed and " " not in _bare(first):
        return [*(f"{thing} {said_of_all}" for thing in (first, *rest[:-1])), rest[-1]]
    spelt = [first]
    for thing in rest:
        if placed and (repeated := re.match(rf"{placed.group().strip()} (?=\S)", thing, re.IGNORECASE)):
            spelt.append(first[: placed.end()] + thing[repeated.end() :])
        elif placed and not _PLACED.search(thing):
            spelt.append(first[: placed.end()] + thing)
        elif kind := re.search(rf" {re.escape(thing.split()[0])} ", first, re.IGNORECASE):
            spelt.append(first[: kind.start() + 1] + thing)
        else:
            spelt.append(thing)
    return spelt


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|an?|my|our|your) ", "", name, flags=re.IGNORECASE)
