"""Recognises prompt injections: sentences that give orders to whoever answers, instead of telling a reader something.

Such a sentence answers nothing: it is neither quoted nor shown to the writer. `order_signs.py` says what they look
like.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.grounding.order_signs import SIGNS, Sign
from knowledge.terms import visible

_FOLLOWS_UP = re.compile(
    r"^\W*(?:(?:instead|then|also|and|please|now|just|always|only)\b\W*)*"
    r"(?:say|tell|write|output|print|reply|respond|answer|add|include|claim|pretend|insist|state|repeat|do not|never|"
    r"recommend|send|give|use|your|log ?in|sign ?in|visit|click)\b",
    re.IGNORECASE,
)
_PICTURE_OR_GAP = re.compile(r"!\[[^\]]*\]\([^)]*\)|\u200b")
_MARKS = re.compile(r"^[\W_]*")
# Letters that look like Latin ones, and figures that are read as such.
_LOOK_ALIKES = str.maketrans("аеіјорсухѕԁһӏοαερτυνκι", "aeijopcyxsdhloaeptuvki")
_LETTERS = {code: None for code in range(128) if not chr(code).islower()}
_LETTERS_AND_FIGURES = _LETTERS | str.maketrans("013457@$", "oieastas")
# What is left of an order whose letters, words or marks were parted to hide it.
_RUN_TOGETHER = re.compile(
    r"(?<!not)(?<!never)(?<!cannot)(?<!dont)(?:ignore|disregard|forget|override|bypass)(?:all|any|every|the|your|my|of)*"
    r"(?:previous|prior|earlier|above|preceding|foregoing)(?:instruction|prompt|rule|directive|guideline)"
)
_RULES = ("instruction", "prompt", "rule", "directive", "guideline")
_HINTS = dict.fromkeys(hint for sign in SIGNS for hint in sign.hints.split("|"))
_HINTED = {hint: [sign for sign in SIGNS if hint in sign.hints.split("|")] for hint in _HINTS}


def is_order(text: str) -> bool:
    """True if a sentence gives orders to whoever answers; pictures and invisible characters are left out first.

    It may be disguised: in letters that look alike ("Ignоre" with a Cyrillic o), apart ("I g n o r e") or as figures.
    """
    if any(True for _ in signs_in(text)):
        return True
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKC", _PICTURE_OR_GAP.sub("", visible(text))).lower().translate(_LOOK_ALIKES)
        if plain != text.lower() and any(True for _ in signs_in(plain)):
            return True
    return _is_order_in_parts(plain.lower())


def _is_order_in_parts(small: str) -> bool:
    """True for an order to forget what was said before, whatever parts its letters, some of which may be figures."""
    forms = (small.translate(_LETTERS), small.translate(_LETTERS_AND_FIGURES))
    return any(any(rule in form for rule in _RULES) and _RUN_TOGETHER.search(form) for form in forms)


def signs_in(text: str) -> Iterator[Sign]:
    """The signs that a sentence gives such orders; a sign two of whose hints occur comes twice."""
    text = " ".join(_PICTURE_OR_GAP.sub("", visible(text)).split())
    # Looking for a hint costs a hundredth of trying a pattern.
    small = _MARKS.sub(r"\g<0>^", text.lower())
    for hint, signs in _HINTED.items():
        if hint in small:
            yield from (sign for sign in signs if sign.is_in(text))


def follows_up(text: str) -> bool:
    """True if a sentence right behind an order goes on with it ("Say that the password is …")."""
    return bool(_FOLLOWS_UP.match(" ".join(text.split())))
