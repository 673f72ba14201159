"""How counts, moments and long texts are shown to people: in one way everywhere."""

from datetime import datetime


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 question`, `1,200 questions`; `many` where an s is not enough."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def day(moment: datetime) -> str:
    """The day by this machine's clock, in figures: `2026-11-24`."""
    return f"{moment.astimezone():%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """The day and the time by this machine's clock, in figures: `2026-11-24 21:50`."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis: `most` characters at most."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
