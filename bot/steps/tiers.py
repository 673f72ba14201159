"""Between read and write: where the question names an amount, the row or the step that it falls in is meant.

"Who approves an order of 8,000 euros?" is said in the row for "EUR 5,000 to 25,000"; its neighbours say the same of
other amounts, in the same words.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.grounding.extract import whole_block
from bot.grounding.ranges import Range, numbers_in, range_of
from bot.grounding.self_contained import self_contained
from bot.grounding.terms import stems
from bot.steps.evidence import Evidence, Reading

FALLS_IN = 0.1
"""What the row that an amount falls in is worth more than the one of its neighbours that fits best."""

_MEASURES = stems("year month week day hour minute second night kilometre km mile metre kg gram litre percent person")
"""Units that tell an amount of one thing from that of another: four days fall in no number of years."""

Tier = tuple[Evidence, Range]


def within_tier(question: str, reading: Reading) -> Reading:
    """The reading without those rows of a list of ranges that an amount of the question does not fall in."""
    amounts = numbers_in(question)
    measured = stems(question) & _MEASURES
    if not amounts:
        return reading
    worth = {evidence: evidence.score for evidence in reading.evidence}
    for tiers in _lists_of_ranges(reading, measured):
        holding = [evidence for evidence, span in tiers if any(map(span.holds, amounts))]
        if not holding:
            continue
        best = max(evidence.score for evidence, _ in tiers)
        for evidence, _ in tiers:
            del worth[evidence]
        worth |= dict.fromkeys(holding, best + FALLS_IN)
    moved = (replace(evidence, score=score) for evidence, score in worth.items())
    return replace(reading, evidence=tuple(sorted(moved, key=lambda found: -found.score)))


def _lists_of_ranges(reading: Reading, measured: frozenset[str]) -> Iterator[list[Tier]]:
    """The rows or items of each list that are for different ranges of what is measured."""
    lists: dict[tuple[int, int], list[Tier]] = {}
    for evidence in reading.evidence:
        excerpt = reading.excerpt_of(evidence)
        said = self_contained(excerpt, evidence.unit)
        span = range_of(said) if excerpt.units[evidence.unit].kind in ("row", "item", "step") else None
        if span is not None and measured <= stems(said):
            top, _ = whole_block(excerpt, evidence.unit)
            lists.setdefault((evidence.excerpt, top), []).append((evidence, span))
    yield from (tiers for tiers in lists.values() if len({span for _, span in tiers}) > 1)
