"""Reads the amount that is all of a table's cell, or of what an item says of its thing: "€9 per month", "4 weeks".

What is not surely one amount is none: "900 to 1,100 kg", "on request", "1.200", which is a thousand or hardly more
than one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.terms import NUMBER_WORDS, plain_number
from knowledge.terms import stem_of

_NUMBER = re.compile(
    r"(?<![\w.,:/+-])(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d\d?)?)(?![.,:/]?\d)"
    rf"|(?P<word>{'|'.join(NUMBER_WORDS)})\b)"
)
_MARKS = re.compile(r"[*_`]|\[\^?\w+\](?!\()")
_CURRENCIES = {
    name: currency
    for currency, names in {
        "eur": "€ eur euro euros", "usd": "$ usd dollar dollars", "gbp": "£ gbp pound pounds", "jpy": "¥ jpy yen",
        "chf": "chf", "sek": "sek", "nok": "nok", "dkk": "dkk", "pln": "pln", "czk": "czk", "cad": "cad",
    }.items()
    for name in names.split()
}  # fmt: skip
CURRENCY_WORDS = frozenset(name for name in _CURRENCIES if name.isalpha())
_KINDS = {
    "time": {
        "second": "second seconds sec", "minute": "minute minutes min mins", "hour": "hour hours h hr hrs",
        "day": "day days", "week": "week weeks", "month": "month months", "year": "year years",
    },
    "length": {"mm": "mm", "cm": "cm", "m": "m metre metres meter meters", "km": "km kilometres kilometers"},
    "mass": {"g": "g", "kg": "kg", "tonne": "tonne tonnes"},
    "data": {"kB": "kb", "MB": "mb", "GB": "gb", "TB": "tb"},
}  # fmt: skip
_UNITS = {
    word: (kind, unit) for kind, units in _KINDS.items() for unit, words in units.items() for word in words.split()
}
_EXACT = {
    "second": 1, "minute": 60, "hour": 3_600, "mm": 0.001, "cm": 0.01, "m": 1, "km": 1000, "g": 0.001, "kg": 1,
    "tonne": 1000, "kB": 0.001, "MB": 1, "GB": 1_000, "TB": 1_000_000,
}  # fmt: skip
_DAYS: tuple[dict[str, tuple[float, float]], ...] = (
    {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)},
    {
        "day": (7 / 24, 8 / 24),
        "week": (35 / 24, 40 / 24),
        "month": (140 / 24, 184 / 24),
        "year": (1_540 / 24, 2_096 / 24),
    },
)
"""What a day and what is longer may be, in days of 24 hours: by the calendar, and where people work."""

_UNIT = re.compile(
    r"#\s?(?P<kept>(?:(?:working|business|calendar|full|whole) )?)"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b"
)
_CURRENCY = re.compile("|".join(rf"(?<![^\W\d]){re.escape(name)}(?!\w*[^\W\d])" for name in _CURRENCIES))
_FREE = ("free", "free of charge", "no charge")


@dataclass(frozen=True)
class Amount:
    """A number of units. `kind` is money, time, length, mass, data, or `count` for anything else that is counted.

    `frame` is what stands around number and unit, the same for amounts that can be compared: `# per month`.
    """

    number: float
    unit: str
    kind: str
    frame: str


def amount_of(text: str) -> Amount | None:
    """The amount that a text is; None where it holds none, or more than one number."""
    plain = " ".join(_MARKS.sub("", text).lower().split()).rstrip(".;,")
    if plain in _FREE:
        return Amount(0, "", "money", "")
    found = list(_NUMBER.finditer(plain))
    if len(found) != 1:
        return None
    [match] = found
    around = f"{plain[: match.start()]}#{plain[match.end() :]}"
    if any(letter.isdigit() for letter in around):
        return None
    number = float(NUMBER_WORDS[match["word"]] if match["word"] else plain_number(match["digits"]))
    if currencies := [_CURRENCIES[name] for name in _CURRENCY.findall(around)]:
        return Amount(number, " ".join(currencies), "money", _frame(_CURRENCY.sub(" ", around)))
    if (unit := _UNIT.search(around)) is not None:
        kind, name = _UNITS[unit["unit"]]
        counted = f"# {unit['kept']}{kind}"
        return Amount(number, name, kind, _frame(f"{around[: unit.start()]}{counted}{around[unit.end() :]}"))
    return Amount(number, "", "count", _frame(around))


def kinds_named(header: str) -> frozenset[str]:
    """The kinds of units that the head of a column names: `Notice (weeks)` is of time."""
    words = re.findall(r"[^\W\d_]{2,}", header.lower())
    named = {_UNITS[word][0] for word in words if word in _UNITS}
    return frozenset(named | ({"money"} if _CURRENCY.search(header.lower()) else set()))


def extreme(amounts: Sequence[Amount], largest: bool) -> int | None:
    """The place of the one amount that is surely the largest, or the smallest; None where that is open."""
    priced = [amount for amount in amounts if amount.number or amount.unit] or amounts
    if len({(amount.kind, amount.frame) for amount in priced}) != 1 or len({amount.kind for amount in amounts}) != 1:
        return None
    units = {amount.unit for amount in priced}
    if len(units) == 1:
        return _outermost([(amount.number, amount.number) for amount in amounts], largest)
    if not units <= _EXACT.keys() | _DAYS[0].keys():
        return None
    found = {_outermost([_span(amount, days) for amount in amounts], largest) for days in _DAYS}
    return found.pop() if len(found) == 1 else None


def _outermost(spans: Sequence[tuple[float, float]], largest: bool) -> int | None:
    """The one span that lies wholly above all others, or below them."""
    for n, (low, high) in enumerate(spans):
        others = [*spans[:n], *spans[n + 1 :]]
        if all(low > other[1] if largest else high < other[0] for other in others):
            return n
    return None


def _span(amount: Amount, days: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """From what to what an amount may be, in the smallest units of its kind."""
    if amount.unit in _EXACT:
        return amount.number * _EXACT[amount.unit], amount.number * _EXACT[amount.unit]
    low, high = days[amount.unit]
    return amount.number * low * 86_400, amount.number * high * 86_400


def _frame(around: str) -> str:
    """What stands around a number, whatever its blanks and whether it is of one or of many."""
    return " ".join(stem_of(word) for word in re.findall(r"[#%~≈<>≤≥±+–-]|[^\W_#]+", around))
