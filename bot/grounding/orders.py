"""Recognises prompt injections: sentences that give orders to whoever answers, instead of telling a reader something.

Such a sentence answers nothing: it is neither quoted nor shown to the writer. `order_signs.py` says what they look
like.
"""

import re
from collections.abc import Iterator

from bot.grounding.order_signs import SIGNS, Sign
from knowledge.terms import visible

_FOLLOWS_UP = re.compile(
    r"^\W*(?:(?:instead|then|also|and|please|now|just|always|only)\b\W*)*"
    r"(?:say|tell|write|output|print|reply|respond|answer|add|include|claim|pretend|insist|state|repeat|do not|never|"
    r"recommend|send|give|use|your)\b",
    re.IGNORECASE,
)
_PICTURE_OR_GAP = re.compile(r"!\[[^\]]*\]\([^)]*\)|\u200b")
_MARKS = re.compile(r"^[\W_]*")
_HINTS = dict.fromkeys(hint for sign in SIGNS for hint in sign.hints.split("|"))
_HINTED = {hint: [sign for sign in SIGNS if hint in sign.hints.split("|")] for hint in _HINTS}


def is_order(text: str) -> bool:
    """True if a sentence gives orders to whoever answers; pictures and invisible characters are left out first."""
    return any(True for _ in signs_in(text))


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
