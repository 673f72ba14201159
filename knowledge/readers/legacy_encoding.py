"""Tells which of the encodings before UTF-8 a text is in, by the letters and signs that a language writes with.

It decides only between encodings; whether bytes are text at all is decided elsewhere.
"""

import re
import string
from collections import Counter
from itertools import islice, pairwise

_ALPHABETS: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíóúüñ¿¡ªº",  # Spanish
        "áàâãçéêíóôõúüªº",  # Portuguese
        "àèéìîòù",  # Italian
        "åäöéü",  # Swedish, Finnish
        "åæøéèêóòôü",  # Danish, Norwegian
        "àçéèíïóòúü·",  # Catalan
        "äëéèïöüáíóú",  # Dutch
        "áðéíóúýþæö",  # Icelandic
        "äõöüšž",  # Estonian
        "éèêçñöüïâ",  # English: the words that it took from others
    ),
    "cp1250": (
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíľĺňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćđšž",  # Croatian, Slovene, Bosnian
    ),
    "cp1254": ("çğıöşüâîû",),  # Turkish; its capital dotted I is small in no other language
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),  # Lithuanian, Latvian
    "cp850": ("äöüß", "àâçéèêëîïôùûü", "áéíóúüñ¿¡ªº", "áàâãçéêíóôõúü", "àèéìòù", "åäöé", "åæøéè"),
    "mac_roman": ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúüñ¿¡ªº", "áàâãçéêíóôõúü", "àèéìòù", "åäöé", "åæøéè"),
}
"""What stands beside a to z in the languages of each encoding, the commoner encoding first."""

_OTHER_SCRIPTS = ["cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
_MOST_ACCENTED = 0.4
"""Of a text's letters. Languages that write with a to z stay below 0.2, other scripts above 0.5, short texts aside."""

_NEIGHBOURHOODS = 20_000  # more don't change what is told
_HIGH = bytes(range(0x80, 0x100))
_LETTERS = string.ascii_letters.encode()
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")

_SIGNS = "\xa0\xad’‘“”„‚«»‹›–—…€£¥¢°±×÷§©®™¶•·µ¹²³¼½¾"
_IN_PLACE = re.compile(
    r"""
    (?<=\w)[’\xad] | ’(?=\w) | (?<=[.,!?…])’            # an apostrophe, or the end of a quotation
    | (?<!\w)[„‚](?=\w) | (?<=\S)”(?!\w)                 # quotation marks, none of which stands inside a word
    | (?<!\w)[“‘«»‹›](?=\S) | (?<=\S)[“‘«»‹›](?!\w)
    | (?<!\S)[–—](?!\S) | (?<=\w)[–—](?=\w)
    | (?<!\w)… | …(?!\w)
    | (?<![^\W\d])[€£¥¢±×÷§©¶·¹¼½¾](?![^\W\d])        # beside numbers and blanks
    | (?<=[\d.,:;!?%)§°«])\xa0(?=\S) | (?<=\S)\xa0(?=[\d:;!?%(»–—€])
    | (?<![^\W\d])°(?=[CFK\W\d]|$)
    | (?<![^\W\d])µ(?=[a-zA-Z])
    | (?<=\w)[²³®™](?!\w)
    | (?<!\w)•
    """,
    re.VERBOSE,
)
"""A sign where people set it."""

_OUT_OF_PLACE = re.compile(rf"[^\x00-\x7f\w{_SIGNS}]|(?<=[A-Za-z])[^\x00-\x7f\w’–—…\xad](?=[A-Za-z])")
"""A sign that texts don't have, or one in the middle of a word."""


def legacy_encoding(content: bytes) -> str | None:
    """The encoding of a text that is not in UTF-8; None where none fits."""
    accented = len(content) - len(content.translate(None, _HIGH))
    if accented > _MOST_ACCENTED * (accented + len(content) - len(content.translate(None, _LETTERS))):
        return _of_another_script(content)
    found = islice(_BEYOND_ASCII.finditer(content), _NEIGHBOURHOODS)
    sample = b"\n".join(content[max(0, run.start() - 1) : run.end() + 1] for run in found)
    fits = {encoding: fit for encoding in _ALPHABETS if (fit := _fit(content, sample, encoding)) is not None}
    return max(fits, key=lambda encoding: fits[encoding], default=None)


def _fit(content: bytes, sample: bytes, encoding: str) -> float | None:
    """The share of letters and signs that are at home in one language of the encoding; None if it has not the bytes."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return None
    text = sample.decode(encoding)
    letters = Counter(letter for letter in text.lower() if not letter.isascii() and letter.isalpha() and letter != "µ")
    signs = len(_IN_PLACE.findall(text))
    odd = len(_OUT_OF_PLACE.findall(text)) + _capitals_inside(text)
    fitting = max(sum(letters[letter] for letter in alphabet) for alphabet in _ALPHABETS[encoding])
    return (fitting + signs) / max(1, letters.total() + signs + odd)


def _capitals_inside(text: str) -> int:
    """How many accented capitals stand behind a small letter: "ItÕs"."""
    return sum(not after.isascii() and after.isupper() and before.islower() for before, after in pairwise(text))


def _of_another_script(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    guess = from_bytes(content, cp_isolation=_OTHER_SCRIPTS).best() or from_bytes(content).best()
    return None if guess is None else guess.encoding
