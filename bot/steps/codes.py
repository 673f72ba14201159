"""Around read: what follows where a question names an error code: that nobody knows it, or that others are not meant.

A page that lists codes says much the same of each: but for the number, the steps for error 809 fit "how do I fix error
789" better than the sentence about 789 does.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.grounding.blocks import block_around
from bot.grounding.excerpt import Excerpt
from bot.pictures.identifiers import exact_tokens
from bot.steps.evidence import Evidence, Reading

# LB-88, 0x80070005, PU-17; and a number of three or more digits behind the word that makes it a code. Plain words take
# a hyphen before a number too.
_NAMED = re.compile(
    r"\b(?:error|code)(?:\s+code)?[\s:#-]{1,3}(?P<number>\d{3,})\b"
    r"|\b(?P<code>(?!(?:mid|pre|post|under|over|top|covid|early|late|since|until|age)-)[a-z]{1,6}-\d{2,}|0x[0-9a-f]{4,})\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\((\d{3,5})\)")
"""How Windows ends the message of an error: "… is not responding. (809)"."""

_CODE = re.compile(
    r"-?\d{3,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]+[-_]?\d{4,}(?:-\d+)*|0[xX]\w+|[\w.]+(?:Exception|Error|Fault)"
    r"|[A-Z]+-(?:[A-Z]\d{2,}|(?:[A-Z]{1,8}-){1,2}\d{2,})|\d\d[PS]\d\d"
)
"""Which identifiers are codes, and not products or standards: HTTP 503, Event ID 4625, AUTHENTICATION_FAILED,
AADSTS700082, CVE-2021-44228, 0x80070005, NullPointerException, MX-E4471, 42P01; but not M365 and UTF-8."""

_YEAR = re.compile(r"[A-Z]*-?(?:19|20)\d\d")
"""An event of 2026, FY2026."""

_SHORT = re.compile(
    r"\b[a-z][\w.-]*: \((?P<bracketed>\d{1,2})\)"
    r"|\bexit(?:s|ed)?(?: (?:status|code|value))?(?: with| of)? (?P<status>\d{1,3})\b",
    re.IGNORECASE,
)
"""How programs print codes of few digits: "curl: (60) SSL certificate problem", "exit status 4"."""

_BEGINS_WITH = re.compile(r"\W*(?P<number>\d{1,3})\b(?![.,:/-]?\d|[.)])")
"""How a list of short codes begins an entry: "60 Peer certificate cannot be authenticated", "| 4 | bad option |"."""

NAMED_BONUS, FIRST_BONUS = 0.4, 0.35
"""Bonus for a unit about the code in question, so that none about another fits better; and for one that begins with the
code, as the row of a table of codes does, where a report of an incident only mentions it."""


@dataclass(frozen=True)
class _Match:
    """The codes that a question names, and for each unit of the evidence the codes that it is about."""

    asked: frozenset[str]
    by_unit: Mapping[Evidence, frozenset[str]]


def about_code(question: str, reading: Reading) -> Reading:
    """The reading with what is about a code of the question in front, and without what is about other codes."""
    match = _short_codes(question, reading) or _long_codes(question, reading)
    if match is None:
        return reading
    return reading.weighed(
        replace(evidence, score=evidence.score + _bonus(reading, evidence, codes & match.asked))
        for evidence, codes in match.by_unit.items()
        if codes & match.asked or not codes
    )


def speaks_of_code(question: str, reading: Reading) -> bool:
    """Whether something that was read is about a code that the question names."""
    return _long_codes(question, reading) is not None


def names_unknown_code(question: str, excerpts: Sequence[Excerpt]) -> bool:
    """Whether a question names a code that nothing of what was read has."""
    said = frozenset().union(*(stems for excerpt in excerpts for stems in (excerpt.topic_stems, *excerpt.stems)))
    return any(code not in said and not _is_spelt(code, excerpts) for code in _codes_named(question))


def speaks_of_another(question: str, reading: Reading) -> bool:
    """Whether the best of what was read is about a name like the one that is asked for, of which nothing speaks.

    ERR_CANNOT_CONNECT and ERR_CONNECTION_REFUSED share words, so that the steps for one fit a question on the other.
    """
    asked = {code for code in _codes_in(question) if "_" in code}
    if not asked or not reading.evidence or speaks_of_code(question, reading):
        return False
    families = {code.partition("_")[0] for code in asked}
    others = _codes_of_unit(reading, reading.evidence[0])
    return bool(others) and all("_" in code and code.partition("_")[0] in families for code in others)


def _long_codes(question: str, reading: Reading) -> _Match | None:
    asked = _codes_in(question) | frozenset(_IN_BRACKETS.findall(question))
    return _matched(asked, reading, _codes_of_unit)


def _short_codes(question: str, reading: Reading) -> _Match | None:
    asked = frozenset(found["bracketed"] or found["status"] for found in _SHORT.finditer(question))
    return _matched(asked, reading, _short_code_of_unit)


def _matched(
    asked: frozenset[str], reading: Reading, codes_of: Callable[[Reading, Evidence], frozenset[str]]
) -> _Match | None:
    """The codes that are asked about beside those of each unit; None where no unit is about any of the former."""
    if not asked:
        return None
    by_unit = {evidence: codes_of(reading, evidence) for evidence in reading.evidence}
    return _Match(asked, by_unit) if any(asked & codes for codes in by_unit.values()) else None


def _bonus(reading: Reading, evidence: Evidence, matching: frozenset[str]) -> float:
    text = reading.excerpt_of(evidence).visible_text(evidence.unit).lstrip(' |*`"“[(').lower()
    return NAMED_BONUS * bool(matching) + FIRST_BONUS * any(text.startswith(code) for code in matching)


def _codes_of_unit(reading: Reading, evidence: Evidence) -> frozenset[str]:
    """The codes in a unit or in the block that it belongs to; where there are none, those in its headings."""
    excerpt = reading.excerpt_of(evidence)
    if excerpt.units[evidence.unit].kind == "row":
        return _codes_in(excerpt.visible_text(evidence.unit))
    in_block = _codes_in(excerpt.visible_text(*block_around(excerpt, evidence.unit)))
    return in_block or _codes_in("\n".join(excerpt.headings_over(evidence.unit)[1:]))


def _short_code_of_unit(reading: Reading, evidence: Evidence) -> frozenset[str]:
    """The code of few digits that a unit begins with; a step begins with its own number."""
    excerpt = reading.excerpt_of(evidence)
    found = _BEGINS_WITH.match(excerpt.visible_text(evidence.unit))
    return frozenset([found["number"]] if found and excerpt.units[evidence.unit].kind != "step" else [])


def _codes_in(text: str) -> frozenset[str]:
    certain = (token for token in exact_tokens(text) if _CODE.fullmatch(token) and not _YEAR.fullmatch(token))
    codes = _codes_named(text) | {token.lower() for token in certain}
    return frozenset(code for code in codes if not any(other.startswith(f"{code}-") for other in codes))


def _codes_named(text: str) -> frozenset[str]:
    """The codes in a text, in small letters: "lb-88", "0x80070005", and "809" of "error 809" and "Error code: 809"."""
    return frozenset((found["number"] or found["code"]).lower() for found in _NAMED.finditer(text))


def _is_spelt(code: str, excerpts: Sequence[Excerpt]) -> bool:
    """True if what was read has a code with a blank or with nothing for its hyphen ("ISO 27001")."""
    letters, hyphen, digits = code.partition("-")
    if not hyphen:
        return False
    spelt = re.compile(rf"\b{letters}[\s_–-]*{digits}\b", re.IGNORECASE)
    return any(spelt.search("\n".join((*e.headings_over(0), e.passage.text))) for e in excerpts)
