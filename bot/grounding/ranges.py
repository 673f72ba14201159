"""Reads the ranges in rows of a table or items of a list: "EUR 500 to 5,000", "more than 10 years"."""

import re
from dataclasses import dataclass
from math import inf

_NUMBER = r"(?P<{name}>[-−]?\d+(?:[.,]\d{{3}})*(?:[.,]\d+)?)"
_LOW, _HIGH = _NUMBER.format(name="low"), _NUMBER.format(name="high")
_SIGN = r"(?:[€$£]|[A-Z]{3})?\s?"
_BETWEEN = re.compile(
    rf"(?<![\w:/.,-]){_LOW}\s?[^\s\d–—-]{{0,4}}?\s*(?:to|till|until|bis|[–—-])\s*{_SIGN}{_HIGH}(?![\d:/-])"
)
_BELOW = re.compile(
    rf"\b(?:up to|until|at most|below|under|less than|fewer than|max\.?|bis):?\s+{_SIGN}{_HIGH}", re.IGNORECASE
)
_ABOVE = re.compile(rf"\b(?:above|over|more than|at least|from|beyond|min\.?|ab|über):?\s+{_SIGN}{_LOW}", re.IGNORECASE)
_ASKED = re.compile(
    r"(?<![\w.,:/#-])[€$£]?(?P<number>[-−]?\d+(?:,\d{3})*(?:\.\d+)?)(?P<thousand>k(?![gm]\b))?"
    r"(?:(?=(?:[kmc]?m|k?g|m?l|lbs?|h|hrs?|mins?|eur|gbp|usd)\b)|(?![\w:/-]|[.,]\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included."""

    low: float
    high: float

    def holds(self, number: float) -> bool:
        """True if a number lies in the range."""
        return self.low <= number <= self.high

    def is_beyond(self, other: "Range") -> bool:
        """True if both end above alone and this one further on: "up to 20", "up to 10"; "over 5", "over 10" add up."""
        return self.low == other.low == -inf and other.high < self.high


def range_of(text: str) -> Range | None:
    """The first range in a text; None if it has none."""
    if found := _BETWEEN.search(text):
        low, high = _value(found["low"]), _value(found["high"])
        return Range(min(low, high), max(low, high))
    if found := _BELOW.search(text):
        return Range(-inf, _value(found["high"]))
    if found := _ABOVE.search(text):
        return Range(_value(found["low"]), inf)
    return None


def numbers_in(question: str) -> list[float]:
    """The amounts in a question, without codes and dates."""
    return [_value(found["number"]) * (1000 if found["thousand"] else 1) for found in _ASKED.finditer(question)]


def _value(written: str) -> float:
    """The value of a number as it is written, with or without thousands separators."""
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", written.replace("−", "-"))
    return float(plain.replace(",", "."))
