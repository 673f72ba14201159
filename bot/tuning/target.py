"""The answer that a tuned writer should give: units of the notes that it sees, word for word and in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.grounding.blocks import block_around
from bot.steps.evidence import Reading
from bot.tuning.posed import Posed

MOST_SENTENCES = 3
MOST_WORDS = 110
"""Words of a target: about 150 tokens, what the writer may write."""

FITS = 0.7
"""How well the next sentence must fit, beside the best one, to be part of the answer."""


def target_of(posed: Posed, reading: Reading, seen: Mapping[int, Sequence[int]]) -> str | None:
    """The answer in the words of the units that the writer sees; None where none of them answers.

    One sentence for a fact, up to three for a place, the steps for a list of steps.
    """
    for evidence in reading.evidence:
        excerpt = reading.excerpt_of(evidence)
        is_answer_kind = posed.names_its_answer or excerpt.units[evidence.unit].kind in ("sentence", "item", "step")
        is_seen = evidence.unit in seen.get(evidence.excerpt, ())
        if is_seen and is_answer_kind and posed.is_answered_by(excerpt, evidence.unit):
            return _answer_text(posed, reading, evidence.excerpt, evidence.unit, seen[evidence.excerpt])
    return None


def _answer_text(posed: Posed, reading: Reading, number: int, unit: int, seen: Sequence[int]) -> str:
    excerpt = reading.excerpts[number]
    first, last = block_around(excerpt, unit)
    if any(place.kind != "sentence" for place in excerpt.units[first : last + 1]):
        if posed.names_its_answer:
            return excerpt.marked(unit)
        return "\n".join(_cut([excerpt.marked(n) for n in _run(unit, seen, first, last)]))
    first = unit - (excerpt.refers_back(unit) and unit - 1 in seen)
    last = unit
    while not posed.names_its_answer and last + 1 - first < MOST_SENTENCES:
        if not (last + 1 in seen and excerpt.runs_on(last) and reading.fits(number, last + 1, FITS)):
            break
        last += 1
    return " ".join(_cut([excerpt.marked(n) for n in range(first, last + 1)]))


def _run(unit: int, seen: Sequence[int], first: int, last: int) -> range:
    """The units from `first` to `last` that are seen without a gap around one of them."""
    low = high = unit
    while low - 1 >= first and low - 1 in seen:
        low -= 1
    while high + 1 <= last and high + 1 in seen:
        high += 1
    return range(low, high + 1)


def _cut(lines: list[str]) -> list[str]:
    """The first lines, as many as an answer may have words; one at least."""
    kept: list[str] = []
    for line in lines:
        if kept and len(" ".join([*kept, line]).split()) > MOST_WORDS:
            break
        kept.append(line)
    return kept


def without_units(reading: Reading, gone: Mapping[int, frozenset[int]]) -> Reading:
    """The reading as if these units, by excerpt, stood in no document."""
    kept = {
        number: [n for n in range(len(excerpt.units)) if n not in gone.get(number, frozenset())]
        for number, excerpt in enumerate(reading.excerpts)
    }
    excerpts = tuple(
        replace(excerpt, units=tuple(excerpt.units[n] for n in kept[number]))
        for number, excerpt in enumerate(reading.excerpts)
    )
    evidence = tuple(
        replace(found, unit=kept[found.excerpt].index(found.unit))
        for found in reading.evidence
        if found.unit in kept[found.excerpt]
    )
    return replace(reading, excerpts=excerpts, evidence=evidence)
