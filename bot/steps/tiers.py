"""Between read and write: where the question names an amount, keeps the row or step whose range holds it.

"Who approves an order of 8,000 euros?" is answered in the row for "EUR 5,000 to 25,000"; the other rows say the same of
other amounts, in the same words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.grounding.blocks import whole_block
from bot.grounding.ranges import Range, numbers_in, range_of
from bot.grounding.self_contained import self_contained
from bot.grounding.terms import stems
from bot.steps.evidence import Evidence, Reading

TIER_BONUS = 0.1
"""How far the row for the amount scores above the best row of its list."""

_MEASURES = stems("year month week day hour minute second night kilometre km mile metre kg gram litre percent person")
"""Stems of units of measure: an amount in days falls in no range of years."""

Tier = tuple[Evidence, Range]


def within_tier(question: str, reading: Reading) -> Reading:
    """The reading without the rows of other ranges, where an amount of the question falls in the range of one row."""
    amounts = numbers_in(question)
    measured = stems(question) & _MEASURES
    if not amounts:
        return reading
    scores = {evidence: evidence.score for evidence in reading.evidence}
    for tiers in _lists_of_ranges(reading, measured):
        holding = [tier[0] for tier in tiers if any(_is_meant(reading, tier, tiers, amount) for amount in amounts)]
        if not holding:
            continue
        best = max(evidence.score for evidence, _ in tiers)
        for evidence, _ in tiers:
            del scores[evidence]
        scores |= dict.fromkeys(holding, best + TIER_BONUS)
    return reading.weighed(replace(evidence, score=score) for evidence, score in scores.items())


def _is_meant(reading: Reading, tier: Tier, tiers: Sequence[Tier], amount: float) -> bool:
    """True if a range holds an amount and no nearer one does: 7 kg are "up to 10 kg" and "up to 20 kg" too.

    What the question names goes first: 150 euros are "London: up to 220" before they are "Berlin: up to 160".
    """
    evidence, span = tier
    if not span.holds(amount):
        return False
    rivals = [other for other, nearer in tiers if span.is_beyond(nearer) and nearer.holds(amount)]
    named = reading.asked & reading.words_at(evidence) if rivals else frozenset()
    return not any(named <= reading.words_at(rival) for rival in rivals)


def _lists_of_ranges(reading: Reading, measured: frozenset[str]) -> Iterator[list[Tier]]:
    """The rows, items or steps of each list that are for different ranges of what the question measures."""
    lists: dict[tuple[int, int], list[Tier]] = {}
    for evidence in reading.evidence:
        excerpt = reading.excerpt_of(evidence)
        text = self_contained(excerpt, evidence.unit)
        span = range_of(text) if excerpt.units[evidence.unit].kind in ("row", "item", "step") else None
        if span is not None and measured <= stems(text):
            top, _ = whole_block(excerpt, evidence.unit)
            lists.setdefault((evidence.excerpt, top), []).append((evidence, span))
    yield from (tiers for tiers in lists.values() if len({span for _, span in tiers}) > 1)
