"""Between read and write: behind "and for captains?", what names captains goes first.

Read behind the question before, "How much notice must engineers give? And captains?", the sentence about engineers fits
best: it has the words of the whole question. What the follow-up itself names is what is asked about now.
"""

from dataclasses import replace

from bot.grounding.self_contained import self_contained
from bot.grounding.terms import RULE_WORDS, stems
from bot.steps.evidence import Evidence, Reading
from bot.steps.search import names_another_thing

NAMED_BONUS, ABOUT_AS_WELL = 0.5, 0.6
"""How much more a unit is worth that names the other thing, itself or in the headings it stands under; and how well it
must fit without that, as a share of the best unit's score."""


def about_another_thing(follow_up: str, reading: Reading) -> Reading:
    """The reading with what names the thing of a follow-up in front; as it is behind any other question."""
    named = stems(follow_up) - RULE_WORDS
    if not reading.evidence or not named or not names_another_thing(follow_up):
        return reading
    least = ABOUT_AS_WELL * reading.evidence[0].score
    moved = [
        replace(evidence, score=evidence.score + NAMED_BONUS)
        if evidence.score >= least and named <= _words_at(reading, evidence)
        else evidence
        for evidence in reading.evidence
    ]
    return replace(reading, evidence=tuple(sorted(moved, key=lambda evidence: -evidence.score)))


def _words_at(reading: Reading, evidence: Evidence) -> frozenset[str]:
    excerpt = reading.excerpt_of(evidence)
    return stems(self_contained(excerpt, evidence.unit)) | excerpt.stems_of_headings[evidence.unit]
