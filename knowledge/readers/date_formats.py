"""Shows the dates and times of a spreadsheet, which are days since its first one, as a format code has them."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
"""The 31st of December 9999."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|General|Standard', re.IGNORECASE)
_FIELD = re.compile(r"[ymdhs]", re.IGNORECASE)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<passed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<half>AM/PM|A/P)|(?P<field>y+|m+|d+|h+|s+)|(?P<parts>\.0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SECONDS = {"h": 3_600, "m": 60, "s": 1}

Token = tuple[str, str]


@lru_cache(maxsize=512)
def is_date_format(section: str) -> bool:
    """Whether a section of a format code shows numbers as dates, as times or as time that has passed."""
    return bool(_FIELD.search(_LITERAL.sub("", section)))


def shown_date(days: float, section: str, from_1904: bool) -> str:
    """A number of days as a section of a format code shows it; empty for one that is no date."""
    tokens = _tokens(section)
    if not 0 <= days <= _LAST_DAY:
        return ""
    parts = max((len(text) - 1 for kind, text in tokens if kind == "parts"), default=0)
    seconds = round(days * 86_400, parts)
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=seconds)
    if days < 60 and not from_1904:  # Excel's 1900 has a 29th of February
        moment += timedelta(days=1)
    halved = any(kind == "half" for kind, _ in tokens)
    return "".join(_shown(token, moment, seconds, halved) for token in tokens)


@lru_cache(maxsize=512)
def _tokens(section: str) -> tuple[Token, ...]:
    found: list[Token] = []
    for token in _TOKEN.finditer(section):
        kind = token.lastgroup or ""
        if kind in ("quoted", "escaped", "other"):
            found.append(("literal", token[kind]))
        elif kind:
            found.append((kind, token[kind].lower()))
    return tuple(_with_minutes(found))


def _with_minutes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each `m` beside hours or seconds as minutes: by itself it is a month."""
    fields = [n for n, (kind, _) in enumerate(tokens) if kind in ("field", "passed")]
    found = list(tokens)
    letters = ["", *(tokens[n][1][0] for n in fields), ""]
    for before, n, behind in zip(letters, fields, letters[2:], strict=False):
        kind, text = tokens[n]
        if kind == "field" and text in ("m", "mm") and (before == "h" or behind == "s"):
            found[n] = ("minutes", text)
    return found


def _shown(token: Token, moment: datetime, seconds: float, halved: bool) -> str:
    kind, text = token
    if kind == "literal":
        return text
    if kind == "half":
        return ("PM" if moment.hour >= 12 else "AM")[: 2 if text == "am/pm" else 1]
    if kind == "parts":
        return f"{moment.microsecond / 1e6:.{len(text) - 1}f}"[1:]
    if kind == "passed":
        return str(int(seconds // _SECONDS[text[0]])).zfill(len(text))
    if kind == "minutes":
        return str(moment.minute).zfill(len(text))
    return _field(text, moment, halved)


def _field(text: str, moment: datetime, halved: bool) -> str:
    width = len(text)
    if text[0] == "y":
        return f"{moment.year:04}" if width > 2 else f"{moment.year % 100:02}"
    if text[0] == "m" and width > 2:
        month = _MONTHS[moment.month - 1]
        return month[:3] if width == 3 else month[:1] if width == 5 else month
    if text[0] == "d" and width > 2:
        day = _DAYS[moment.weekday()]
        return day[:3] if width == 3 else day
    hour = (moment.hour - 1) % 12 + 1 if halved else moment.hour
    return str({"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[text[0]]).zfill(min(width, 2))
