"""Between read and write: where the question names an error code, what is said of other codes is no answer to it.

A table of codes and a page of them say much the same of each: the steps for error 809 fit "how do I fix error 789"
better than the sentence about 789, but for the number.
"""

import re
from dataclasses import replace

from bot.grounding.extract import block_around
from bot.steps.read import Evidence, Reading, codes_named

_IN_BRACKETS = re.compile(r"\((\d{3,5})\)")
"""How Windows ends the message of an error: "… is not responding. (809)"."""

_CONSTANT = re.compile(r"\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b")
"""AUTHENTICATION_FAILED, ERR_CONNECTION_REFUSED"""

TOLD = 0.4
"""What a unit that tells of the code is worth more than one that fits as well: no other is meant."""


def about_code(question: str, reading: Reading) -> Reading:
    """The reading with what tells of a code that the question names in front, and without what tells of other codes."""
    asked, named = _asked(question), _named_by_evidence(reading)
    if not any(codes & asked for codes in named.values()):
        return reading
    kept = [
        replace(evidence, score=evidence.score + TOLD * bool(codes & asked))
        for evidence, codes in named.items()
        if codes & asked or not codes
    ]
    return replace(reading, evidence=tuple(sorted(kept, key=lambda evidence: -evidence.score)))


def tells_of_code(question: str, reading: Reading) -> bool:
    """Whether something that was read tells of a code that the question names."""
    asked = _asked(question)
    return bool(asked) and any(codes & asked for codes in _named_by_evidence(reading).values())


def _asked(question: str) -> frozenset[str]:
    return _codes(question) | frozenset(_IN_BRACKETS.findall(question))


def _named_by_evidence(reading: Reading) -> dict[Evidence, frozenset[str]]:
    return {evidence: _named(reading, evidence) for evidence in reading.evidence}


def _named(reading: Reading, evidence: Evidence) -> frozenset[str]:
    """The codes that a unit names, or the block that it belongs to; where these name none, those of its headings."""
    excerpt = reading.excerpts[evidence.excerpt]
    if excerpt.units[evidence.unit].kind == "row":
        return _codes(excerpt.seen(evidence.unit, evidence.unit))
    here = _codes(excerpt.seen(*block_around(excerpt, evidence.unit)))
    return here or _codes("\n".join(excerpt.headings_over(evidence.unit)[1:]))


def _codes(text: str) -> frozenset[str]:
    return codes_named(text) | frozenset(constant.lower() for constant in _CONSTANT.findall(text))
