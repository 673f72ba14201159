"""Cuts prose into sentences: at full stops that end one, not at those of an abbreviation, a date, code or a bracket."""

import re
from collections.abc import Iterator

from bot.grounding.inline import CODE_SPAN

_CLOSERS = "\"'”’)]*_`"
_ENDS = (".", "!", "?")
_MARK = re.compile(r"[.!?…]+|[。！？]")
_TOGETHER = re.compile(rf"{CODE_SPAN}|\[[^\[\]]*\]\([^()]*\)|\([^()]*\)", re.DOTALL)
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_OPENING = re.compile(r"[`(\[]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|fig|figs|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|dept|est|ext|max|min"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|abb|abs|al|bspw|bzgl|bzw|ca|env|evtl|exkl|ggf|inkl|mio|mme|mrd"
    r"|nr|sog|tel|tsd|vgl|zzgl|(?-i:Sra?|Dra|Fa|Ing|Rev|Gen|Capt|Sgt|Gov|Sen|Hrn?|(?<![-–/])(?<![-–/]\s)Fr)|[a-z])"
    r"|\b(?:[a-z]\.){1,3}[a-z])$",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(
    r"(?:\b(?:no|nos|art|bd|ch|chap|ed|eq|hrs?|kap|mind|par|para|pos|pp|secs?|sect|tab|vol|ziff|apt|bldg|fl|rm"
    r"|mon|tues?|wed|thu|thurs?|fri|sat|sun|(?-i:Mo|Di|Mi|Do|Fr|Sa|So))|str)$",
    re.IGNORECASE,
)
"""What is a word too, or a name, and shortened only before a number: "Sec. 4.2", "Mon. 9:00", "Hauptstr. 5"."""

_NUMBER_ALONE = re.compile(r"[\W_]*\d{1,3}(?:\.\d{1,3})*")
"""What numbers the sentence behind it: "**1. Open it.**", "§ 5. The landlord may enter."."""

_CAPTIONED = re.compile(
    r"[\W_]*(?:fig(?:ure)?|tab(?:le)?|listing|example|procedure|abb(?:ildung)?|tabelle|tableau)\.?\s+\d{1,3}(?:[.-]\d{1,3})*",
    re.IGNORECASE,
)
"""What numbers a picture or a table above the words that name it: "Table 5.3. Account numbers"."""

_GOES_ON = re.compile(r"[–—]\s")
"""What goes on behind a question or a call: "Why is it slow? — It runs on battery."."""

_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}$")
_NUMBERED = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may|june|july|october|december|tag|monat|quartal"
    r"|lebensjahr|stock|obergeschoss|(?:0?[1-9]|1[0-2])\.\s?(?:\d\d){1,2}\b)",
    re.IGNORECASE,
)
"""What German writes an ordinal before, as in "am 31. März": the full stop is part of the number."""

_COUNTED = re.compile(r"\b(?:dem|der|des|den|das|die|am|im|zum|zur|vom|beim)\s+\d{1,2}$", re.IGNORECASE)
"""An ordinal by what German writes before it, as in "ab dem 4. Krankheitstag"."""

_DAY_AND_MONTH = re.compile(r"\b\d{1,2}\.\s\d{1,2}$")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets, without the white space between them."""
    begin = start
    together = [found.span() for found in _TOGETHER.finditer(text, start, end)]
    for mark in _MARK.finditer(text, start, end):
        stop = mark.end()
        while stop < end and text[stop] in _CLOSERS:
            stop += 1
        while together and together[0][1] <= mark.start():
            together.pop(0)
        if together and together[0][0] < mark.start() and stop < together[0][1]:
            continue
        if stop < end and mark.group()[0] not in "。！？" and not _ends_sentence(text, mark.start(), stop, end):
            continue
        is_label = _NUMBER_ALONE.fullmatch(text, begin, mark.start()) or _CAPTIONED.fullmatch(text, begin, mark.start())
        if stop < end and mark.group() == "." and is_label:
            continue
        if text[begin:stop].strip():
            yield _trimmed(text, begin, stop)
        begin = stop
    if text[begin:end].strip():
        yield _trimmed(text, begin, end)


def settled(text: str) -> int:
    """How far the sentences of a text that goes on are cut for good: up to code or a bracket that is still open."""
    for together in (_TOGETHER, _IN_BRACKETS):
        text = together.sub(lambda found: " " * len(found.group()), text)
    opening = _OPENING.search(text)
    return opening.start() if opening else len(text)


def is_caption(said: str) -> bool:
    """True for the name of a numbered picture or table, which says nothing by itself."""
    label = _CAPTIONED.match(said)
    return (
        label is not None and said[label.end() :].startswith((".", ":")) and not said.rstrip(_CLOSERS).endswith(_ENDS)
    )


def asks(said: str) -> bool:
    """True for a question: it says nothing, and what answers it stands elsewhere."""
    return said.rstrip(_CLOSERS).endswith(("?", "？"))


def _ends_sentence(text: str, mark: int, stop: int, end: int) -> bool:
    """A full stop ends a sentence before white space and a capital, unless an abbreviation or ordinal is before it."""
    if not text[stop].isspace():
        return False
    following = text[stop:end].lstrip().lstrip("\"'“‘([*_`")
    if following and (following[0].islower() or _GOES_ON.match(following)):
        return False
    if text[mark] != ".":
        return True
    before = text[max(0, mark - 12) : mark]
    if _ABBREVIATION.search(before) or (following[:1].isdigit() and _BEFORE_NUMBER.search(before)):
        return False
    is_counted = _COUNTED.search(before) if following[:1].isalpha() else _DAY_AND_MONTH.search(before)
    return not (is_counted or (_ORDINAL.search(before) and _NUMBERED.match(following)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
