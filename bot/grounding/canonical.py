"""Brings text to a canonical form for the check: two texts with the same canonical words mean the same.

Articles, possessives, politeness and punctuation are left out. Numbers, signs, small words and their order all stay.
"""

import re

from bot.grounding.terms import NUMBER_WORDS, WORD, plain_number, without_link_targets
from knowledge.terms import visible

CanonicalWords = tuple[str, ...]

# Words that change no meaning, whether they are there or not.
_FREE = frozenset("a an the my your his her its our their that also please just simply very then however".split())
_SAME = {"are": "is", "am": "is", "were": "was", "have": "has", "do": "does", "cannot": "can not", "an": "a"}
_CONTRACTED = {
    "can't": "can not", "won't": "will not", "shan't": "shall not", "it's": "it is", "that's": "that is",
    "there's": "there is", "you're": "you is", "they're": "they is", "we're": "we is", "you'll": "you will",
    "it'll": "it will", "they'll": "they will", "we'll": "we will", "you've": "you has", "they've": "they has",
    "we've": "we has", "i'm": "i is", "let's": "let us",
}  # fmt: skip
_COMPARED = r"(?:[<>]=?|[!=]=|=[<>]|[≤≥≠‹›])"
# A sign before an amount or code compares, wherever it stands; a ">" before words belongs to a quote or a menu path.
_COMPARISON = rf"{_COMPARED}(?=\s?(?:[€£$¥]\s?)?[\d.`])|(?<=\S\s)(?![>›]\s){_COMPARED}(?=\s)"
_ARROW = r"(?:<-+>|-+>|<-+|[→←↔⇒⇐⇔])(?=\s*\S)"
_SIGN = r"(?:[-+−–~±$€£¥\#](?=\s?[\d.])|[-+−–~±](?=[$€£¥]\s?[\d.]))(?<![\w)]-)(?<![\w)]–)"
_UNIT_SIGN = r"(?<=\d)\s?[€£$¥°‰′″+]"
_FRACTION = r"(?<![\w.])\.\d+%?"
_WORD = re.compile(
    rf"(?P<sign>{_ARROW}|{_COMPARISON}|{_SIGN}|{_UNIT_SIGN})|(?P<fraction>{_FRACTION})|(?P<word>{WORD})", re.VERBOSE
)
_SAME_SIGN = {
    "<=": "≤", "=<": "≤", ">=": "≥", "!=": "≠", "==": "=", "‹": "<", "›": ">", "−": "-",
    "->": "→", "<-": "←", "<->": "↔", "=>": "⇒",
}  # fmt: skip
_LEAD = re.compile(
    r"^\W*(?:(?:(?:please )?note that|(?:however|also|additionally|in addition|moreover|furthermore),)\s+)+(?=\S)",
    re.IGNORECASE,
)


def canonical_words(text: str) -> CanonicalWords:
    """The words of a text in canonical form, in order."""
    found: list[str] = []
    for match in _WORD.finditer(visible(without_link_targets(text))):
        if match["sign"]:
            sign = match["sign"].strip()
            found.append(_SAME_SIGN.get(sign, sign))
        elif match["fraction"]:
            found += _form(f"0{match['fraction']}")
        else:
            found += _forms(match["word"])
    return tuple(word for word in found if word not in _FREE)


def without_lead(text: str) -> str:
    """The text without the words that only lead over to it ("However, …")."""
    return _LEAD.sub("", text, count=1)


def _forms(word: str) -> list[str]:
    """A word in canonical form: two words for a contraction ("don't")."""
    plain = word.lower().replace("’", "'").strip("'_").rstrip(".,;:!?")
    plain = _CONTRACTED.get(plain, plain)
    if plain.endswith("n't"):
        plain = f"{plain[:-3]} not"
    return [form for part in plain.split() for form in _form(part)]


def _form(word: str) -> tuple[str, ...]:
    word = NUMBER_WORDS.get(word, word.removesuffix("'s"))
    if word[:1].isdigit():
        number = plain_number(word)
        return (number[:-1], "%") if number.endswith("%") else (number,)
    if word in ("percent", "%"):
        return ("%",)
    word = _SAME.get(word, word)
    if word.isalpha() and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return (f"{word[:-3]}y",) if word.endswith("ies") else (word[:-1],)
    return tuple(word.split())
