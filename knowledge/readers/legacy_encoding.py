"""Tells which of the encodings before UTF-8 a text is in, by the letters that a language writes with.

It decides only between encodings; whether bytes are text at all is told elsewhere.
"""

import re
import string

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
_NEIGHBOURHOOD = re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?")
# A letter, or a sign in the middle of a word, where none but an apostrophe, a dash or an ellipsis belongs.
_UNUSUAL = re.compile(r"[^\x00-\x7f\W]|(?<=[A-Za-z])[^\x00-\x7f\w’–—…\xad](?=[A-Za-z])")


def legacy_encoding(content: bytes) -> str | None:
    """The encoding of a text that is not in UTF-8; None where none fits."""
    accented = len(content) - len(content.translate(None, _HIGH))
    if accented > _MOST_ACCENTED * (accented + len(content) - len(content.translate(None, _LETTERS))):
        return _of_another_script(content)
    sample = b" ".join(_NEIGHBOURHOOD.findall(content)[:_NEIGHBOURHOODS])
    fits = {encoding: fit for encoding in _ALPHABETS if (fit := _fit(content, sample, encoding)) is not None}
    return max(fits, key=lambda encoding: fits[encoding], default=None)


def _fit(content: bytes, sample: bytes, encoding: str) -> float | None:
    """The share of the unusual letters that one language of the encoding has; None where the bytes are not in it."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return None
    unusual = _UNUSUAL.findall(sample.decode(encoding).lower())
    return max(
        sum(letter in alphabet for letter in unusual) / max(1, len(unusual)) for alphabet in _ALPHABETS[encoding]
    )


def _of_another_script(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    guess = from_bytes(content, cp_isolation=_OTHER_SCRIPTS).best() or from_bytes(content).best()
    return None if guess is None else guess.encoding
