"""Shows a number of a spreadsheet as its cell does: a date, an amount, a percentage, by the cell's format code.

What the code leaves to the settings of whoever looks, such as the order of day and month, is shown as ISO 8601 has it.
"""

import operator
import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from knowledge.readers.date_formats import is_date_format, shown_date

GENERAL = "General"

_DAY = "yyyy-mm-dd"
# Ids that every file may use without a code. In the ids for amounts each country has its own currency: none is shown.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00",
    9: "0%", 10: "0.00%", 11: "0.00E+00", 14: _DAY, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: f"{_DAY} hh:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), _DAY),
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    48: "0.0E+0", 49: "@",
}  # fmt: skip
"""The format codes that have no need to stand in the file, by their ids."""

_SYSTEMS_DATE, _SYSTEMS_TIME = re.compile(r"\[\$-F800\].*", re.IGNORECASE), re.compile(r"\[\$-F400\]", re.IGNORECASE)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>_.)|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>General|Standard)|(?P<digit>[0#?])|(?P<power>E[+-])|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_HOLDS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_EXACT = 1e15
"""From here on a number has no decimals to be rounded."""

Token = tuple[str, str]


def shown_number(value: float, code: str, from_1904: bool = False) -> str:
    """A number as a format code shows it; `from_1904` says that days are counted from there, as old Macs did."""
    sections = _sections(code)
    section, magnitude = _chosen(value, sections)
    if is_date_format(section):
        return shown_date(value, section, from_1904) or general(value)
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    if not tokens:
        return ""
    is_fraction = "digit" in kinds and ("literal", "/") in tokens
    if kinds & {"general", "text"} or is_fraction or abs(value) >= _EXACT:
        return _around(tokens, general(magnitude))
    shown = _scientific(magnitude, tokens) if "power" in kinds else _digits(abs(magnitude), tokens)
    return f"-{shown}" if magnitude < 0 and re.search("[1-9]", shown) else shown


def shown_text(text: str, code: str) -> str:
    """A text as a format code shows it, which may put words around it."""
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1]
    tokens = _tokens(section)
    if len(sections) > 3 and not section.strip():
        return ""
    return _around(tokens, text) if any(kind == "text" for kind, _ in tokens) else text


def general(value: float) -> str:
    """A number without a format: up to eleven digits, and whole ones with all of theirs."""
    if value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    return f"{value:.11g}".replace("e", "E")


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[str, ...]:
    """The parts of a code for positive and negative numbers, zero and text."""
    code = _SYSTEMS_DATE.sub(_DAY, _SYSTEMS_TIME.sub("", code))
    found: list[str] = []
    at = 0
    while at <= len(code):
        section = _SECTION.match(code, at)
        found.append(section[0] if section else "")
        at += len(found[-1]) + 1
    return tuple(found)


def _chosen(value: float, sections: Sequence[str]) -> tuple[str, float]:
    """The section for a number, and the number as it is shown there: one for negative ones has its own sign."""
    conditions = [_CONDITION.search(section) for section in sections[:3]]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=False):
            if condition is None or _HOLDS[condition[1]](value, float(condition[2])):
                return section, value
        return sections[-1], value
    if value < 0 and len(sections) > 1:
        return sections[1], abs(value)
    return sections[2] if value == 0 and len(sections) > 2 else sections[0], value


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[Token, ...]:
    return tuple(_kinds(section))


def _kinds(section: str) -> Iterator[Token]:
    for token in _TOKEN.finditer(section):
        kind = token.lastgroup or ""
        if kind in ("quoted", "escaped", "currency"):
            yield "literal", token[kind]
        elif kind == "space":
            yield "literal", " "
        elif kind == "other":
            yield {",": "comma", ".": "point", "%": "percent"}.get(token[0], "literal"), token[0]
        elif kind:
            yield kind, token[0]


def _around(tokens: Sequence[Token], words: str) -> str:
    """What stands around a value that is shown as it is."""
    shown = [words if kind in ("general", "text") else text for kind, text in tokens if kind != "digit"]
    return "".join(shown) if words in shown else words


def _scientific(value: float, tokens: Sequence[Token]) -> str:
    kinds = [kind for kind, _ in tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    return f"{value:.{kinds[point : kinds.index('power')].count('digit')}E}"


def _digits(value: float, tokens: Sequence[Token]) -> str:
    """A number whose digits take the places that a section has for them."""
    kinds = [kind for kind, _ in tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    places = [n for n, kind in enumerate(kinds) if kind == "digit"]
    before, behind = [n for n in places if n < point], [n for n in places if n > point]
    last = max(places, default=-1)
    thousands = kinds[last + 1 : last + 1 + _run_of_commas(kinds, last + 1)]
    exact = Decimal(repr(float(value))) * 100 ** kinds.count("percent") / 1000 ** len(thousands)
    rounded = exact.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    groups = any(kinds[n] == "comma" for n in range(min(before, default=0), max(before, default=0)))
    shown = {
        **_whole("" if whole == "0" else whole, before, tokens, groups),
        **_fraction(fraction, behind, tokens),
    }
    if any(shown[n] for n in behind):
        shown[point] = "."
    return "".join(
        text if kind in ("literal", "percent") else shown.get(n, "") for n, (kind, text) in enumerate(tokens)
    )


def _run_of_commas(kinds: Sequence[str], at: int) -> int:
    """How many commas stand from a place on: each behind the last digit divides by a thousand."""
    return next((n for n, kind in enumerate(kinds[at:]) if kind != "comma"), len(kinds) - at)


def _whole(digits: str, places: Sequence[int], tokens: Sequence[Token], groups: bool) -> dict[int, str]:
    """The digits before the point in their places, from the last one on; the first place takes all that are left."""
    asked_for = max((len(places) - n for n, place in enumerate(places) if tokens[place][1] == "0"), default=0)
    digits = digits.rjust(asked_for, "0")
    parts = [
        digit + ("," if groups and behind and behind % 3 == 0 else "")
        for behind, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True)
    ]
    shown: dict[int, str] = {}
    for behind, place in enumerate(reversed(places)):
        end = max(len(parts) - behind, 0)
        shown[place] = "".join(parts[0 if place == places[0] else max(end - 1, 0) : end])
    return shown


def _fraction(digits: str, places: Sequence[int], tokens: Sequence[Token]) -> dict[int, str]:
    """The digits behind the point in their places; zeros at the end only where the code asks for them."""
    always = max((n + 1 for n, place in enumerate(places) if tokens[place][1] == "0"), default=0)
    kept = max(always, len(digits.rstrip("0")))
    return {place: digits[n] if n < kept else "" for n, place in enumerate(places)}
