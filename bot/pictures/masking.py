"""Masks secrets in what was read from a picture, before it is logged, stored or searched with.

Error codes and GUIDs stay, for they are what is searched for, unless a word such as "secret" says what they are.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from models.ocr import Line

MASK = "•••"

_WORD = (
    r"(?:pass\s?words?|passwd|pwd|pass\s?phrase|pass\s?code|secrets?|tokens?|credentials?|"
    r"(?:api|access|account|private|client|shared|secret|signing|license|licence|product|recovery|encryption|auth)"
    r"[\s_-]?(?:keys?|secrets?|tokens?)|pin(?:\s?code)?|otp|kennwort|passwort|mot de passe|contraseña)"
)
# What stands after "Password:" in a message rather than in a field.
_NO_VALUE = (
    r"(?:required|expired|invalid|incorrect|missing|none|null|true|false|yes|no|not|is|was|has|must|cannot|and|or|to|for|"
    r"the|a|an|in|on|of|with|wrong|empty|unknown|changed?|reset|forgot|never|denied|failed|hidden|your|this|from|by)"
)
_KNOWN = (
    r"gh[oprsu]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abceoprs]-[\w-]{8,}|xapp-[\w-]{8,}",
    r"(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}",
    r"sk-[\w-]{16,}|[sr]k_(?:live|test)_\w{16,}|whsec_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|shp(?:at|ca|pa|ss)_\w{16,}",
    r"npm_\w{20,}|pypi-[\w-]{20,}|hf_\w{20,}|dckr_pat_[\w-]{16,}|dop_v1_\w{20,}|hv[sb]\.[\w-]{20,}|AGE-SECRET-KEY-\w+",
    r"eyJ[\w-]{8,}(?:\.[\w-]*){0,2}",
    r"(?<=hooks\.slack\.com/services/)[\w/]+",
)
_SECRETS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        *(rf"(?<![A-Za-z0-9]){known}" for known in _KNOWN),
        r"(?<=[Bb]earer )(?=\S*[\d.A-Z_-])[\w.~+/=-]{8,}|(?<=[Bb]asic )(?=\S*[\dA-Z=])[A-Za-z0-9+/]{12,}={0,2}",
        r"(?i)(?<=[?&;]sig=)[\w%+/=-]{8,}|(?<=accountkey=)[\w+/=-]{8,}",
        r"(?<=://)[^\s/:@]*:[^\s/@]+(?=@)",
    )
)
# What stands in brackets has a bound: words that each open one would have the rest of the text looked through.
_AFTER_WORD = re.compile(
    rf"(?i)(?<![A-Za-z]){_WORD}[\"']?\s*(?:\([^)]{{0,80}}\)\s*)?(?:[:=]+>?|\bis\b:?)\s*"
    rf"(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>(?:(?![;&]\w+=|[,;.](?:\s|$))[^\s\"'•●])+))"
)
_PHRASE = re.compile(
    r"(?im)(?<=pass[ -]phrase)[ ]*[:=][^\n]+|(?<=passphrase)[ ]*[:=][^\n]+|(?<=recovery key)[ ]*[:=][^\n]+"
)
_LONG = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/+-])")
_LABEL = re.compile(rf"(?i)^\W*(?:\w+\s){{0,3}}{_WORD}(?:\s*\([^)]*\)|\s(?:for|of)\s.*)?\s*+[*:]?\s*$")
_BUTTON = re.compile(
    r"(?i)^(?:ok|cancel|show|hide|copy|next|back|login|log in|sign in|submit|save|close|continue|forgot.*|\W*)$"
)
_TOKEN_ONLY = re.compile(r"^[\w.~+/=!@#$%^&*?-]{4,}$")
_WRAPPED = re.compile(r"^[A-Za-z0-9+/=_.-]{12,}$")


def masked(text: str) -> str:
    """The text with each secret replaced by dots: passwords, tokens, keys, what follows "Bearer" or "password="."""
    for pattern in _SECRETS:
        text = pattern.sub(MASK, text)
    text = _PHRASE.sub(f": {MASK}", text)
    text = _AFTER_WORD.sub(_mask_value, text)
    return _LONG.sub(lambda found: MASK if _is_random(found.group()) else found.group(), text)


def masked_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a picture with secrets masked, those too whose label or beginning stands in another line."""
    kept: list[Line] = []
    labels: list[Line] = []
    in_key_block = False
    for line in lines:
        begins, ends = "-BEGIN" in line.text and "PRIVATE" in line.text, "-END" in line.text
        in_key_block = in_key_block or begins
        before = kept[-1] if kept else None
        if in_key_block or _is_value_of_label(line, labels) or (before and _goes_on(before, line)):
            kept.append(replace(line, text=MASK))
        else:
            kept.append(replace(line, text=masked(line.text)))
        in_key_block = in_key_block and not ends
        if _LABEL.match(line.text):
            labels.append(line)
    return tuple(kept)


def _mask_value(found: re.Match[str]) -> str:
    group = next(name for name in ("double", "single", "bare") if found.group(name) is not None)
    value = found.group(group)
    if re.fullmatch(rf"(?i){_NO_VALUE}[.!]?|\W+|{re.escape(MASK)}", value):
        return found.group()
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found.group()[:start] + MASK + found.group()[end:]


def _is_random(text: str) -> bool:
    """Whether a long run of characters is a key, not a name or a hash: capitals, small letters and digits mixed."""
    if (
        re.fullmatch(r"[0-9a-f-]+|[0-9A-F-]+", text)
        or text.count("/") + text.count("-") + text.count("_") > len(text) / 8
    ):
        return False
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in text if c.isalnum()]
    changes = sum(first != second for first, second in pairwise(kinds))
    return len(set(kinds)) == 3 and changes > len(kinds) * 0.3


def _is_value_of_label(line: Line, labels: Sequence[Line]) -> bool:
    """Whether the line stands in a field: right of, or directly below, a line that says "Password" or the like."""
    text = line.text.strip()
    if not _TOKEN_ONLY.match(text) or _BUTTON.match(text):
        return False
    return any(_belongs(label, line) for label in labels)


def _belongs(label: Line, value: Line) -> bool:
    left, top, right, bottom = label.box
    height = bottom - top
    middle = (value.box[1] + value.box[3]) / 2
    beside = top <= middle <= bottom and 0 <= value.box[0] - right < 25 * height
    below = -0.5 * height <= value.box[1] - bottom < 2 * height and abs(value.box[0] - left) < 2 * height
    return beside or below


def _goes_on(before: Line, line: Line) -> bool:
    """Whether the line is the rest of a secret that did not fit into the line above."""
    directly_below = -0.5 <= (line.box[1] - before.box[3]) / (before.box[3] - before.box[1]) < 1
    return before.text.endswith(MASK) and directly_below and bool(_WRAPPED.match(line.text.strip()))
