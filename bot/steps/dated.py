"""Between read and write: where the question names a day, keeps the rows and the sections that are for it.

"Who is on call on 9 December?" is answered in the row from the 7th to the 14th, "Is Ida working on Tuesday?" in the
rota of that week; the others say the same of other days, in the same words.
"""

from datetime import date

from bot.grounding.blocks import whole_block
from bot.grounding.days import Days, days_asked, days_in, days_of
from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading

ABOUT_AS_WELL = 0.6
"""How well the best of what is for the day must fit, as a share of the score of what is not."""

Alternatives = dict[tuple[str, int, int], dict[Evidence, Days]]


def on_days(question: str, reading: Reading, today: date) -> Reading:
    """The reading without what is for other days than the question's, where something beside it is for that day."""
    asked = days_asked(question, today)
    if not asked:
        return reading
    others: set[Evidence] = set()
    for dated in _alternatives(reading, today).values():
        meant = {evidence for evidence, days in dated.items() if any(map(days.meet, asked))}
        best = max((evidence.score for evidence in meant), default=0.0)
        others |= {e for e in dated if e not in meant and best >= ABOUT_AS_WELL * e.score}
    return reading.with_only(lambda evidence: evidence not in others)


def speaks_of_other_days(question: str, reading: Reading, today: date) -> bool:
    """Whether the best of what was read is a row for another day than a date of the question, as its whole table is."""
    asked = days_in(question, today) if days_asked(question, today) else []
    for (kind, _, _), dated in (_alternatives(reading, today) if asked else {}).items():
        if kind == "row" and reading.evidence[0] in dated and len({*dated.values()}) > 1:
            return not any(days.meet(one) for days in dated.values() for one in asked)
    return False


def _alternatives(reading: Reading, today: date) -> Alternatives:
    """The rows or items of each list that have their days, and what stands under dated headings of each document."""
    found: Alternatives = {}
    for evidence in reading.evidence:
        excerpt, unit = reading.excerpt_of(evidence), evidence.unit
        if excerpt.units[unit].kind in ("row", "item") and (days := days_of(excerpt.visible_text(unit), today)):
            top, _ = whole_block(excerpt, unit)
            found.setdefault((excerpt.units[unit].kind, evidence.excerpt, top), {})[evidence] = days
        if days := _days_above(excerpt, unit, today):
            found.setdefault(("heading", reading.document_of(evidence), 0), {})[evidence] = days
    return found


def _days_above(excerpt: Excerpt, unit: int, today: date) -> Days | None:
    """The days of the nearest heading that names some."""
    above = (days_of(heading, today) for heading in reversed(excerpt.headings_over(unit)[1:]))
    return next(filter(None, above), None)
