"""Beside reading: the entries of one list, table or glossary that are named for the things that a question compares.

What tells two roles, states or settings apart is what their list says of each. A sentence that only names both ("It can
be `read-only` or `write-only`.") fits the question better, and tells nothing.
"""

import re
from collections.abc import Iterator, Sequence

from bot.grounding.blocks import is_answer
from bot.grounding.cells import cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import end_of_item, list_around
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.grounding.terms import stems
from bot.steps.asking.comparisons import WHAT_IS, comparison_in
from bot.steps.asking.sides import Side, sides_of
from bot.steps.evidence import Reading
from bot.steps.extracts.sections import Extract

LONGEST_ENTRY = 4
"""Units of what an entry says: its item with what is set in below it, or the sentences of its paragraph."""

MOST_BESIDE = 2
"""Words that the name of an entry may have beside what a thing is called by: "Role `user` (default)"."""

_NAMED = re.compile(r"(?P<name>[^:(–—.]{1,80}?)(?: ?\([^()]{0,80}\))?(?:: | [–—-] )")
_MARKED = re.compile(r"`(?P<code>[^`]{1,80})`|\*\*(?P<bold>[^*]{1,80})\*\*")
"""How an item begins that is named by a code or in bold: "`base-url` is the root of all addresses"."""

LONGEST_NAME = 200
"""Letters of an entry in which its name is looked for."""


def entries_compared(question: str, reading: Reading) -> Extract | None:
    """What one place has an entry on each of, of the things that a question wants compared; None where none has."""
    sides = sides_of(question)
    comparison = comparison_in(" ".join(question.split())) if sides else None
    if comparison is None or comparison.asks != WHAT_IS:
        return None
    for excerpt in reading.excerpts:
        for entries in _beside_one_another(excerpt):
            named = [
                next((entry for entry in entries if _is_named(excerpt, entry, side, sides)), None) for side in sides
            ]
            meant = sorted(set(filter(None, named)), key=lambda entry: entry.start)
            if len(meant) == len(sides):
                return _shown(excerpt, meant)
    return None


def _shown(excerpt: Excerpt, entries: Sequence[range]) -> Extract:
    """The entries: those of a list or a table below what opens it, those of a glossary each by itself."""
    is_glossary = excerpt.units[entries[0].start].kind == "sentence"
    parts = entries if is_glossary else [[unit for entry in entries for unit in entry]]
    pieces = (Verified(quotation(excerpt, part), "document", 0, part[0], part[-1], opens_line=True) for part in parts)
    return Extract("", (excerpt,), tuple(pieces))


def _beside_one_another(excerpt: Excerpt) -> Iterator[list[range]]:
    """The entries of each list, table and glossary of an excerpt."""
    glossaries: dict[str, list[range]] = {}
    n = 0
    while n < len(excerpt.units):
        kind = excerpt.units[n].kind
        first, last = list_around(excerpt, n)
        if kind in ("item", "row"):
            entries = [m for m in range(first, last + 1) if excerpt.units[m].kind == kind and is_answer(excerpt, m)]
            yield [range(m, min(_end(excerpt, m), m + LONGEST_ENTRY - 1) + 1) for m in entries]
        elif kind == "sentence" and not (n and excerpt.runs_on(n - 1)) and is_answer(excerpt, n):
            end = min(_end(excerpt, n), n + LONGEST_ENTRY - 1)
            glossaries.setdefault(excerpt.heading_above(n), []).append(range(n, end + 1))
        n = last + 1
    yield from glossaries.values()


def _end(excerpt: Excerpt, unit: int) -> int:
    """The last unit of an entry."""
    if excerpt.units[unit].kind == "item":
        return end_of_item(excerpt, unit)
    end = unit
    while excerpt.runs_on(end):
        end += 1
    return end


def _is_named(excerpt: Excerpt, entry: range, side: Side, sides: Sequence[Side]) -> bool:
    """True if an entry is named for a side, and not for the others."""
    text = " ".join(excerpt.visible_text(entry[0]).split())
    kind = excerpt.units[entry[0]].kind
    if kind == "row":
        name = next((cell for cell in cells_of(text) if cell.strip()), "")
    elif kind == "item" and (marked := _MARKED.match(text)):
        name = marked["code"] or marked["bold"]
    else:
        found = _NAMED.match(text[:LONGEST_NAME].replace("*", ""))
        name = found["name"] if found else ""
    named = stems(name)
    is_another = any(other.own_stems <= named for other in sides if other is not side)
    return side.own_stems <= named and not is_another and len(named) <= len(side.own_stems) + MOST_BESIDE
