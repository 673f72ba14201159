"""Brings text to a canonical form for the check: two texts with the same canonical words mean the same.

Articles, possessives, politeness and punctuation are left out. Numbers, signs, small words and their order all stay,
and so do the letters that capitals tell apart: "-F" is another option than "-f", and 5 MB is more than 5 Mb.
"""

import re
import unicodedata

from bot.grounding.terms import NUMBER_WORDS, WORD, plain_number, without_link_targets
from knowledge.terms import visible

CanonicalWords = tuple[str, ...]

# Words that change no meaning, whether they are there or not.
_FREE = frozenset("a an the my your his her its our their that also please simply very then however".split())
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
_ARROW = r"(?:<-{1,40}>|-{1,40}>|<-+|[→←↔⇒⇐⇔])(?=\s*\S)"
_SIGN = r"(?:[-+−–~±$€£¥\#](?=\s?[\d.])|[-+−–~±](?=[$€£¥]\s?[\d.]))(?<![\w)]-)(?<![\w)]–)"
_UNIT_SIGN = r"(?<=\d)\s?[€£$¥°‰′″+]"
_POWER = r"(?<=[\w)])\^(?=[-\w(\{])"
_OF_A_NAME = r"(?<=\b[A-Za-z])(?:\+\+|\#)|(?<![\w.])\.(?=[A-Za-z]\w)"
# What begins a path: /etc is not etc. That of "</b>" ends a tag.
_ROOT = r"(?<![\w/.~<])(?:~|\.{1,2})?/(?=\w)"
_FRACTION = r"(?<![\w.])\.\d+%?"
_OPTION = r"(?<![\w+-])(?:--?|\+)[A-Za-z][\w-]*"
# Any mark that is not on a keyboard; only those that are symbols count ("✗", "₹", "×", "≈").
_SYMBOL = r"[^\w\s\x00-\x7f]"
_WORD = re.compile(
    rf"(?P<sign>{_ARROW}|{_COMPARISON}|{_SIGN}|{_UNIT_SIGN}|{_POWER}|{_OF_A_NAME})|(?P<root>{_ROOT})"
    rf"|(?P<fraction>{_FRACTION})|(?P<option>{_OPTION})|(?P<word>{WORD})|(?P<symbol>{_SYMBOL})",
    re.VERBOSE,
)
_RANGE = re.compile(r"(?<=\d)\s?–\s?(?=\d)")
_OF_NO_MEANING = "®™©℠"
_BULLETS = "●○■▪▫◆◇►▸▶❖➢➤ "
# A size in which a capital makes another one: of bits and bytes, of thousandths and millions.
_SIZE = re.compile(r"(?:(?i:[kmgtp]i?b(?:ps|its?)?|m(?:wh?|v|ah?|hz|j|pa|g|l|s))(?:/\w{1,3})?|[mM])")
_NO_PLURAL = frozenset("https ftps ldaps imaps smtps mqtts customs goods means news savings".split())
_IN_CAPITALS = frozenset(("IT", "US"))
_DAYS = frozenset("mondays tuesdays wednesdays thursdays fridays saturdays sundays".split())
# "Dr." ends no sentence.
_BEGINS = re.compile(r"(?:^|(?:\w{3}|[^\w\s])[.!?:;]|[:;])\W*$")
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
    plain = _RANGE.sub("-", visible(without_link_targets(text))).lstrip(_BULLETS)
    before = ""
    for match in _WORD.finditer(plain):
        if match["sign"]:
            sign = match["sign"].strip()
            found.append(_SAME_SIGN.get(sign, sign))
        elif match["fraction"]:
            found += _form(f"0{match['fraction']}")
        elif match["word"]:
            found += _forms(match, before)
        elif match["symbol"] is None or _is_symbol(match["symbol"]):
            found.append(match.group())
        before = "root" if match["root"] else "number" if match["fraction"] or match.group()[0].isdigit() else ""
    return tuple(word for word in found if word not in _FREE)


def without_lead(text: str) -> str:
    """The text without the words that only lead over to it ("However, …")."""
    return _LEAD.sub("", text, count=1)


def _is_name(found: re.Match[str]) -> bool:
    """True for a word with an s at its end that a capital shows to be no plural; one where a sentence begins may be."""
    word, place = found.group(), found.start()
    if not word.isalpha() or word[-1] not in "sS" or not word[0].isupper():
        return False
    if word.isupper():
        return True
    begins = place == 0 or bool(_BEGINS.search(found.string[max(0, place - 8) : place]))
    return not word[:-1].isupper() and not (begins and word[1:].islower())


def _is_symbol(mark: str) -> bool:
    """True for a mark that says something: "✗" and "₹", unlike a dash and a quotation mark."""
    return unicodedata.category(mark) in ("Sm", "Sc", "So") and mark not in _OF_NO_MEANING


def _forms(found: re.Match[str], before: str) -> list[str]:
    """A word in canonical form: two words for a contraction ("don't").

    `before` tells whether the root of a path or a number stands before it.
    """
    word = found.group()
    exact = word.rstrip(".,;:!?")
    if before == "root" or "://" in word or exact in _IN_CAPITALS:
        return [exact]
    if before == "number" and _SIZE.fullmatch(exact):
        return ["".join(letter if letter in "mMbB" else letter.lower() for letter in exact)]
    # A name is no plural: Peters is not Peter, and HTTPS is not HTTP.
    if _is_name(found) and exact.lower() not in _DAYS:
        return [exact.lower()]
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
    if word.isalpha() and len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word not in _NO_PLURAL:
        return (f"{word[:-3]}y",) if word.endswith("ies") else (word[:-1],)
    return tuple(word.split())
