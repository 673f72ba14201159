"""Between read and write: where the question names an error code, what is said of other codes is no answer to it.

A table of codes and a page of them say much the same of each: the steps for error 809 fit "how do I fix error 789"
better than the sentence about 789, but for the number.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.grounding.extract import block_around
from bot.pictures.identifiers import exact_tokens
from bot.steps.evidence import Evidence, Reading
from bot.steps.read import codes_named

_IN_BRACKETS = re.compile(r"\((\d{3,5})\)")
"""How Windows ends the message of an error: "… is not responding. (809)"."""

_SURE = re.compile(
    r"-?\d{3,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]+[-_]?\d{4,}(?:-\d+)*|0[xX]\w+|[\w.]+(?:Exception|Error|Fault)"
)
"""What of the identifiers in a text is a code, and no product or norm: HTTP 503, Event ID 4625, AUTHENTICATION_FAILED,
AADSTS700082, CVE-2021-44228, 0x80070005, NullPointerException; but not M365 and UTF-8."""

_YEAR = re.compile(r"[A-Z]*-?(?:19|20)\d\d")
"""Event 2026, FY2026."""

_SHORT = re.compile(
    r"\b[a-z][\w.-]*: \((?P<bracketed>\d{1,2})\)"
    r"|\bexit(?:s|ed)?(?: (?:status|code|value))?(?: with| of)? (?P<status>\d{1,3})\b",
    re.IGNORECASE,
)
"""How programs tell codes of few digits: "curl: (60) SSL certificate problem", "exit status 4"."""

_BEGINS_WITH = re.compile(r"\W*(?P<number>\d{1,3})\b(?![.,:/-]?\d|[.)])")
"""How a list of them tells one, and no step: "60 Peer certificate cannot be authenticated", "| 4 | bad option |"."""

_Told = tuple[frozenset[str], dict[Evidence, frozenset[str]]]

TOLD, BEGINS = 0.4, 0.35
"""What a unit that tells of the code is worth more than one that fits as well: no other is meant; and what it is worth
to begin with it, as the row of a table of codes does, where a report of an incident only mentions it."""


def about_code(question: str, reading: Reading) -> Reading:
    """The reading with what tells of a code that the question names in front, and without what tells of other codes."""
    told = _short_told(question, reading) or _told(question, reading)
    if told is None:
        return reading
    asked, named = told
    kept = [
        replace(evidence, score=evidence.score + _worth(reading, evidence, codes & asked))
        for evidence, codes in named.items()
        if codes & asked or not codes
    ]
    return replace(reading, evidence=tuple(sorted(kept, key=lambda evidence: -evidence.score)))


def tells_of_code(question: str, reading: Reading) -> bool:
    """Whether something that was read tells of a code that the question names."""
    return _told(question, reading) is not None


def _told(question: str, reading: Reading) -> _Told | None:
    return _if_told(_codes(question) | frozenset(_IN_BRACKETS.findall(question)), reading, _named)


def _short_told(question: str, reading: Reading) -> _Told | None:
    asked = (found["bracketed"] or found["status"] for found in _SHORT.finditer(question))
    return _if_told(frozenset(asked), reading, _begun_with)


def _if_told(
    asked: frozenset[str], reading: Reading, named: Callable[[Reading, Evidence], frozenset[str]]
) -> _Told | None:
    """The codes that are asked about and those that each unit tells of; None where none of the former is among them."""
    if not asked:
        return None
    codes = {evidence: named(reading, evidence) for evidence in reading.evidence}
    return (asked, codes) if any(asked & told for told in codes.values()) else None


def _worth(reading: Reading, evidence: Evidence, told: frozenset[str]) -> float:
    said = reading.excerpt_of(evidence).visible_text(evidence.unit).lstrip(' |*`"“[(').lower()
    return TOLD * bool(told) + BEGINS * any(said.startswith(code) for code in told)


def _named(reading: Reading, evidence: Evidence) -> frozenset[str]:
    """The codes that a unit names, or the block that it belongs to; where these name none, those of its headings."""
    excerpt = reading.excerpt_of(evidence)
    if excerpt.units[evidence.unit].kind == "row":
        return _codes(excerpt.visible_text(evidence.unit))
    here = _codes(excerpt.visible_text(*block_around(excerpt, evidence.unit)))
    return here or _codes("\n".join(excerpt.headings_over(evidence.unit)[1:]))


def _begun_with(reading: Reading, evidence: Evidence) -> frozenset[str]:
    """The code of few digits that a unit tells of."""
    excerpt = reading.excerpt_of(evidence)
    begun = _BEGINS_WITH.match(excerpt.visible_text(evidence.unit))
    return frozenset([begun["number"]] if begun and excerpt.units[evidence.unit].kind != "step" else [])


def _codes(text: str) -> frozenset[str]:
    sure = (token for token in exact_tokens(text) if _SURE.fullmatch(token) and not _YEAR.fullmatch(token))
    named = codes_named(text) | {token.lower() for token in sure}
    return frozenset(code for code in named if not any(other.startswith(f"{code}-") for other in named))
