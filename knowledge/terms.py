"""Cuts text into the terms of the full-text index: stems of words, and identifiers both whole and in parts.

The same cut is used for passages and questions. Nothing of a question ever reaches SQLite but letters, digits and `_`,
so no question can break the full-text query's syntax.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# Scripts without spaces between words: Chinese, Japanese and Korean; Thai, Lao, Burmese and Khmer.
_UNSPACED = (
    "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
)
# Vowels and other signs at a letter that are no letters to `re`, but for those that are taken off as accents are.
_MARKS = "".join(
    chr(code)
    for scripts in (range(0x0700, 0x1AB0), range(0x1B00, 0x1DC0), range(0xA800, 0xAC00), range(0x11000, 0x12000))
    for code in scripts
    if unicodedata.category(chr(code)) in ("Mn", "Mc") and not unicodedata.combining(chr(code))
)
_WORD = rf"[^\W{_UNSPACED}]+(?:[{_MARKS}]+[^\W{_UNSPACED}]*)*"
# A word, an identifier with its joints (Set-Mailbox, file_name.txt, 10.0.0.1, a@b.example), or a run without spaces.
_TOKEN = re.compile(rf"[{_UNSPACED}]+|{_WORD}(?:['’.@+_-]{_WORD})*")
_SIGN = re.compile(rf".[{_MARKS}]*")
_JOINT = re.compile(r"['’.@+_-]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_PART = re.compile(rf"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+(?:[{_MARKS}]+[^\W\d_a-zA-Z]*)*")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")
_POSSESSIVE = re.compile(r"['’](s|t|re|ve|ll|d|m)?$", re.IGNORECASE)
_LONGEST_TERM = 64
_GRAM = 5
_of_thread = threading.local()

TERMS_FORMAT = "4"
"""Counts up with each change of how text is cut into terms: an index of another format is made again."""

# Letters that Unicode does not take apart, as they are written where a keyboard has none.
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h"}
    | {"Ħ": "H", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"}
)

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
"""What nobody sees inside of a word: a soft hyphen, joiners, marks of direction, choices of a letter's look, tags.

That is what Unicode calls default-ignorable in a text, but for gaps: a blank of no width ends a word, and Hangul's
fillers are seen. Words alone are compared without it; a text is shown with it, emoji and all.
"""

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being but by can could did do does "
    "doing don for from get had has have having he her here him his how i if in into is isn it its just like ll "
    "m may me might my no not of on or our out over please re s shall she should so some such t than that the "
    "their them then there these they this those to too up us ve very was we were what when where which while "
    "who whom why will with would you your".split()
)


def terms_of(text: str) -> Iterator[str]:
    """The terms of a text, in order and with repetitions, stop words left out."""
    for match in _TOKEN.finditer(_plain_letters(text)):
        yield from _terms_of_token(match.group())


def grams_of(text: str) -> Iterator[str]:
    """The runs of five letters in the words of a text: what OCR ran together or misread still shares most of them."""
    for match in _TOKEN.finditer(_plain_letters(text)):
        word = _small(_JOINT.sub("", match.group()))
        if word not in STOP_WORDS:
            yield from _grams_of_word(f"_{word}_")


@lru_cache(maxsize=65_536)
def _grams_of_word(word: str) -> tuple[str, ...]:
    return tuple(word[i : i + _GRAM] for i in range(max(1, len(word) - _GRAM + 1)))


def whole_terms(text: str) -> list[str]:
    """The terms that stand for the tokens of a text as a whole, without those of their parts."""
    tokens = _TOKEN.finditer(_plain_letters(text))
    return [terms[0] for token in tokens if (terms := _terms_of_token(token.group()))]


def visible(text: str) -> str:
    """The text without what nobody sees inside of a word: it is the same word with it."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def plain_word(word: str) -> str:
    """A word as all ways to write it have in common: without accents, and without hyphens between letters."""
    return _HYPHEN.sub("", _plain_letters(word))


def _plain_letters(text: str) -> str:
    """The text with accents, width variants and what nobody sees taken off, so that cafe finds café, Strasse Straße."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", visible(text).translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


@lru_cache(maxsize=65_536)
def _terms_of_token(token: str) -> tuple[str, ...]:
    if ord(token[0]) >= 0x0E01 and re.match(rf"[{_UNSPACED}]", token):
        signs = _SIGN.findall(token)
        return tuple(map("".join, pairwise(signs))) or (token,)
    token = _POSSESSIVE.sub("", token).strip("_")
    whole = _small(_JOINT.sub("_", _HYPHEN.sub("", token)))
    if whole in STOP_WORDS or not whole:
        return ()
    if _HEXADECIMAL.fullmatch(token) or len(token) < 2:
        return (whole[:_LONGEST_TERM],)
    parts = [_small(part) for piece in _JOINT.split(token) for part in _parts(piece)]
    kept = [part for part in parts if len(part) > 1 and part != whole and part not in STOP_WORDS]
    return tuple(stem_of(word)[:_LONGEST_TERM] for word in (whole, *kept))


def _small(word: str) -> str:
    """The word in small letters, with the Greek s of a word's end as the one within: SQLite keeps no other."""
    return word.lower().replace("ς", "σ")


def _parts(piece: str) -> list[str]:
    """The pieces of one word that capitals and digits mark, and the word itself where an identifier has joints."""
    found = _PART.findall(piece)
    if len(found) <= 1:
        return [piece]
    return [piece, *found]


@lru_cache(maxsize=65_536)
def stem_of(word: str) -> str:
    """The English (Porter 2) stem of a word in lower case; a word with anything but letters in it stays as it is."""
    if not word.isalpha():
        return word
    import snowballstemmer

    # A stemmer keeps the word it works on, so each thread needs its own.
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("english")
    stem: str = _of_thread.stemmer.stemWord(word)
    return stem
