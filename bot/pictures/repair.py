"""Repairs characters that were misread in codes (0 and O, 1 and l, 5 and S), by what is known and what is possible.

A code that the knowledge base holds as it was read stays as it was read. So does one that is well formed and could
be meant: better a code that finds nothing than another one's answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from bot.passage_counts import PassageCounts
from models.ocr import Line

_READ_FOR_DIGITS = {"0": "OoDQ", "1": "lIi", "2": "Zz", "5": "Ss", "6": "Gb", "7": "T", "8": "B", "9": "gq"}
_CONFUSED = (
    _READ_FOR_DIGITS
    | {letter: digit for digit, letters in _READ_FOR_DIGITS.items() for letter in letters}
    | {"l": "1I", "I": "1l", "i": "1l", "|": "1lI", "!": "1lI", "¢": "c", "—": "-", "–": "-"}
)
"""What is read for what. Both ways, for either may be meant."""

_TO_DIGIT = str.maketrans("OoQlIi|!ZzSsGgqT", "0001111122556997")
"""The digit that a letter is read for where only digits can stand, or the hexadecimal ones: A to F are not in it."""
_DELIBERATE = frozenset("BDGQSTZbgqsz")
"""Letters that stand in codes of their own (`B200`, `42S02`, `ERR-1B`), and are seldom misread digits."""
REST_FOR_LETTER, REST_FOR_DIGIT = 5, 7
"""So many other letters and digits a token needs for a digit in it to be taken for such a letter, and the reverse."""
MOST_CHANGES = 3
MOST_VARIANTS = 300
_TOKEN = re.compile(r"(?<![\w|!])[\w|!¢][\w|!¢$.—–-]*[\w|!](?![\w|!])")
_HEX_PREFIX = re.compile(r"(?<!\w)[0OoQ][xX×](?=[0-9A-Fa-fOoQlISZG|]{4,16}(?!\w))|(?<!\w)0×(?=[0-9A-F]{2,3}(?!\w))")
_HEX = re.compile(r"0[xX][0-9A-Fa-f]+")
_HEX_LIKE = re.compile(r"(0[xX])([0-9A-Fa-fOoQlIi|!SsZzGgqT]+)")
_GUID_LIKE = re.compile(r"[0-9A-Fa-fOoQlIi|SsZz]{8}(?:-[0-9A-Fa-fOoQlIi|SsZz]{4}){3}-[0-9A-Fa-fOoQlIi|SsZz]{12}")
_ADDRESS_LIKE = re.compile(r"[0-9OolI|]{1,3}(?:\.[0-9OolI|]{1,3}){3}")
_LETTERS_THEN_NUMBER = re.compile(r"([A-Z]{2,}[-_]|[A-Z]{2,}(?=\d))([0-9OolI|]+)")
_ZERO_BEFORE_LETTERS = re.compile(r"^0(?=[A-Z]{2,}[-_]\w*\d)")
_NUMBER_LIKE = re.compile(r"-?[0-9OolI|]+")
_CAR_CODE = re.compile(r"[BCPU]0[0-9A-F]{3}")
"""P0AFA, as a car's computer names what is wrong."""
_WORD_WITH_ZERO = re.compile(r"[A-Z_0-9]+")
_SPACED_CONSTANT = re.compile(r"(?<!\w)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?: [A-Z][A-Z0-9_]*){1,7}(?!\w)")
_CONSTANT_START = re.compile(r"(?:ERR|E|STATUS|DNS|NT|SEC|SSL|NET)[ _]")
_AFTER_CODE_WORD = re.compile(r"(?i)(?:error|code|http|status|event|id|port|errno|#)\s*+(?:code|id)?\s*+[:=#(]*+\s*$")


def repaired(text: str, passage_counts: PassageCounts) -> str:
    """The text with misread codes repaired."""
    return _with_changes(text, _changes([text], passage_counts))


def repaired_lines(lines: Sequence[Line], passage_counts: PassageCounts) -> tuple[Line, ...]:
    """The lines of a picture with misread codes repaired; the knowledge base is asked at most twice."""
    changes = _changes([line.text for line in lines], passage_counts)
    return tuple(replace(line, text=_with_changes(line.text, changes)) for line in lines)


def _with_changes(text: str, changes: Mapping[str, str]) -> str:
    text = _HEX_PREFIX.sub("0x", text)
    text = _SPACED_CONSTANT.sub(lambda found: _joined(text, found, changes), text)
    return _TOKEN.sub(lambda found: changes.get(_key(text, found), found.group()), text)


def _changes(texts: Sequence[str], passage_counts: PassageCounts) -> dict[str, str]:
    """What each token that was misread should be, by its key."""
    suspects: dict[str, str] = {}
    for text in texts:
        text = _HEX_PREFIX.sub("0x", text)
        suspects |= {_key(text, found): found.group() for found in _TOKEN.finditer(text) if _is_suspect(found.group())}
    known = _known(list(dict.fromkeys(suspects.values())), passage_counts)
    unknown = {key: token for key, token in suspects.items() if token not in known}
    variants = {
        token: [v for v in dict.fromkeys(_variants(token)) if _may_be(token, v)] for token in set(unknown.values())
    }
    constants = {part: part.replace(" ", "_") for text in texts for part in _spaced_constants(text)}
    asked = [variant for found in (*variants.values(), constants.values()) for variant in found]
    known = _known(list(dict.fromkeys(asked)), passage_counts)
    changes = {spaced: constant for spaced, constant in constants.items() if constant in known}
    for key, token in unknown.items():
        repair = _nearest(token, [v for v in variants[token] if v in known]) or _by_shape(token, key.endswith("#"))
        if repair != token:
            changes[key] = repair
    return changes


def _spaced_constants(text: str) -> Iterator[str]:
    """What may be a name like ERR_FAILED with underscores read as spaces: words in capitals, the most first."""
    for found in _SPACED_CONSTANT.finditer(text):
        words = found.group().split(" ")
        for count in range(len(words), 1, -1):
            yield from (" ".join(words[at : at + count]) for at in range(len(words) - count + 1))


def _joined(text: str, found: re.Match[str], changes: Mapping[str, str]) -> str:
    """Words in capitals joined where the knowledge base knows them so, or where "code:" says that they are one name."""
    run = found.group()
    known = next((part for part in _spaced_constants(run) if part in changes), None)
    if known is not None:
        return run.replace(known, changes[known])
    named = _AFTER_CODE_WORD.search(text[: found.start()]) and _CONSTANT_START.match(run)
    return run.replace(" ", "_") if named else run


def _key(text: str, found: re.Match[str]) -> str:
    """The token, marked where a word before it says that it is a number: by itself `8O9` may be something else."""
    numbered = _AFTER_CODE_WORD.search(text[: found.start()]) is not None
    return found.group() + ("#" if numbered else "")


def _known(tokens: list[str], passage_counts: PassageCounts) -> set[str]:
    return {token for token, count in passage_counts(tokens).items() if count > 0} if tokens else set()


def _is_suspect(token: str) -> bool:
    """Whether a token can be a code with a misread character in it: it mixes digits and letters, or is all capitals."""
    has_digit = any(c.isdigit() for c in token)
    has_letter = any(c.isalpha() or c in "|!" for c in token)
    return (has_digit and has_letter) or "_" in token or (token.isupper() and len(token) >= 4)


def _variants(token: str) -> Iterator[str]:
    """What may have been meant, fewest changes first; of a well-formed hexadecimal number nothing else."""
    if _HEX.fullmatch(token) or re.fullmatch(r"[0-9.]+", token):
        return
    start = 2 if _HEX_LIKE.fullmatch(token) else 0
    places = [at for at in range(start, len(token)) if token[at] in _CONFUSED]
    made = 0
    for count in range(1, min(MOST_CHANGES, len(places)) + 1):
        for chosen in combinations(places, count):
            for letters in product(*(_CONFUSED[token[at]] for at in chosen)):
                if made == MOST_VARIANTS:
                    return
                made += 1
                changed = list(token)
                for at, letter in zip(chosen, letters, strict=True):
                    changed[at] = letter
                yield "".join(changed)
    whole = token[:start] + token[start:].translate(_TO_DIGIT)
    if whole != token:
        yield whole


def _may_be(token: str, variant: str) -> bool:
    """Whether a known variant can have been meant: `B2B` is no `828` and `ERR-1B` no `ERR-18`, known as these are."""
    changed = [(old, new) for old, new in zip(token, variant, strict=True) if old != new]
    if _HEX_LIKE.fullmatch(token) or not any({old, new} & _DELIBERATE for old, new in changed):
        return True
    rest = sum(c.isalnum() for c in token) - len(changed)
    read_as_letter = any(old in _DELIBERATE for old, _ in changed)
    is_number = not any(c.isalpha() for c in variant)
    return rest >= (REST_FOR_DIGIT if read_as_letter else REST_FOR_LETTER) and not (read_as_letter and is_number)


def _nearest(token: str, known: Sequence[str]) -> str | None:
    """The known variant with the fewest changes; none where two are as near and differ in more than their case."""
    if not known:
        return None
    changes = [sum(a != b for a, b in zip(token, variant, strict=True)) for variant in known]
    nearest = [variant for variant, count in zip(known, changes, strict=True) if count == min(changes)]
    return nearest[0] if len({variant.casefold() for variant in nearest}) == 1 else None


def _by_shape(token: str, numbered: bool) -> str:
    """The token, with what its shape does not allow repaired: no letter O stands in a number."""
    if found := _HEX_LIKE.fullmatch(token):
        return found[1].lower() + found[2].translate(_TO_DIGIT) if not _HEX.fullmatch(token) else token
    if _GUID_LIKE.fullmatch(token) or _ADDRESS_LIKE.fullmatch(token):
        return token.translate(_TO_DIGIT)
    if numbered and _NUMBER_LIKE.fullmatch(token) and any(c.isdigit() for c in token):
        return token.translate(_TO_DIGIT)
    token = _ZERO_BEFORE_LETTERS.sub("O", token)
    if (found := _LETTERS_THEN_NUMBER.fullmatch(token)) and sum(c.isdigit() for c in found[2]) >= 2:
        return found[1] + found[2].translate(_TO_DIGIT)
    if _WORD_WITH_ZERO.fullmatch(token) and not _CAR_CODE.fullmatch(token):
        return _letters_for_zeros(token)
    return token


def _letters_for_zeros(token: str) -> str:
    """`ERR0R` as `ERROR`: a zero with two capitals on each side, or near the end, in a word without other digits."""
    if re.search(r"[1-9]", token):
        return token
    return re.sub(r"(?<=[A-Z]{2})0(?=[A-Z])|(?<=[A-Z])0(?=[A-Z]{2})", "O", token)
