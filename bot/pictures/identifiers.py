"""Recognises what must be kept letter by letter: error codes, paths, addresses, names of exceptions and settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

IdentifierKind = Literal["guid", "url", "path", "exception", "code", "address", "key"]


@dataclass(frozen=True)
class Identifier:
    """A piece of text that is not a word, and what it is."""

    kind: IdentifierKind
    text: str
    start: int
    end: int


_CODE_WORD = (
    r"(?:(?:http )?status|error|err|code|http(?:/\d(?:\.\d)?)?|exit|event|errno|exception|reason|stop|result|fault|"
    r"fehler|erreur|errore|fout|erro)"
)
_PATTERNS: tuple[tuple[IdentifierKind, str], ...] = (
    ("guid", r"(?<![\w-])\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?(?![\w-])"),
    ("url", r"(?i:https?|ftp|wss?)://[^\s<>\"'“”]+|(?<![\w.])www\.[^\s<>\"'“”]+"),
    ("path", r"(?<!\w)[A-Za-z]:[\\/][^\s<>\"|?*:;,]*"),
    ("path", r"(?<![\w\\])\\\\[\w.$-]+(?:\\[^\s\\<>\"|?*:;,]+)+"),
    ("path", r"(?<!\w)(?:HKEY_[A-Z_]+|HK(?:LM|CU|CR|U|CC))(?:\\[^\s\\<>\"|?*:;,]+)+"),
    ("path", r"%\w+%(?:\\[^\s\\<>\"|?*:;,]+)+"),
    ("path", r"(?<![\w./:-])(?:~|\.{1,2})?(?:/[\w.@+-]+){2,}/?"),
    ("exception", r"(?<![\w.])(?:[A-Za-z_]\w*\.)*[A-Z]\w*[a-z]\w*(?:Exception|Error|Fault)(?!\w)"),
    # 0x80070005; the same with letters that a reader of pictures takes for digits is for `repair.py` to repair.
    ("code", r"(?<!\w)0[xX][0-9A-Fa-f]{2,16}(?!\w)"),
    # ORA-12154, AADSTS50011, CVE-2021-44228, KB5001716, TS2304, ERR-123, MX-E4471, AUTH-MFA-12
    ("code", r"(?<![\w-])[A-Z]{1,12}(?:-[A-Z]{1,8}){0,2}(?:[-_]?\d{3,}|[-_]\d+|-[A-Z]\d{2,})(?:-\d+)*(?![\w-])"),
    # 42P01, 08S01: the state of a database
    ("code", r"(?<![\w-])\d\d[PS]\d\d(?![\w-])"),
    # E_ACCESSDENIED, ERR_CONNECTION_REFUSED
    ("code", r"(?<![\w-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)"),
    # ECONNREFUSED, ENOENT, ERESOLVE: what the system and npm call what failed
    (
        "code",
        r"(?<![\w-])E(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|NOENT|ACCES|ADDRINUSE|ADDRNOTAVAIL|PERM|NOTFOUND|"
        r"HOSTUNREACH|NETUNREACH|PIPE|ISDIR|NOTDIR|NOTEMPTY|MFILE|NOSPC|ROFS|AI_AGAIN|RESOLVE|INTEGRITY|BADENGINE|"
        r"LIFECYCLE)(?!\w)",
    ),
    # 550 5.7.708: a mail server's answer
    ("code", r"(?<![\w.])[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}(?![\w.]*\d)"),
    # error 809, HTTP 404, Error code: 1603, Event ID 4625, exit code -1; but not "Err:2 http://…", the second of a list
    (
        "code",
        rf"(?i)(?<!\w)(?!err:\d+ \w+:/){_CODE_WORD}(?:\s{{0,8}}(?:code|number|no\.?|id|status))?"
        r"\s{0,8}[:=#(]{0,2}\s{0,8}-?\d[\d.-]*(?<![.-])(?!\w)\)?",
    ),
    ("address", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|/\d{1,2})?(?![\w.]*\d)"),
    ("address", r"(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}:\d{1,5}(?!\w)|(?<!\w)localhost:\d{1,5}(?!\w)"),
    ("address", r"(?i)(?<!\w)port\s*[:=]?\s*\d{2,5}(?!\w)"),
    ("key", r"(?<![\w-])--[a-z][\w-]+"),
    ("key", r"(?<![\w.@/\\-])[a-z]\w*(?:[.-][A-Za-z]\w*)*(?:_|\.(?=[a-z]\w*[.=:]))[A-Za-z]\w*(?![\w@])"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_TRAILING = ".,;:!?'\"“”’"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def identifiers(text: str) -> list[Identifier]:
    """The identifiers in a text, in order and not overlapping; what two patterns fit is of the first's kind."""
    taken: list[Identifier] = []
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(text):
            identifier = _trimmed(kind, found.group(), found.start())
            if identifier and not any(_overlap(identifier, other) for other in taken):
                taken.append(identifier)
    return sorted(taken, key=lambda identifier: identifier.start)


def codes(text: str) -> list[str]:
    """The error codes and names of exceptions in a text, each once, in order, as they are written."""
    return list(dict.fromkeys(found.text for found in identifiers(text) if found.kind in ("code", "exception")))


def exact_tokens(text: str) -> Iterator[str]:
    """What to look up of a text's codes: `809` of `error 809`, everything else whole."""
    for code in codes(text):
        number = re.fullmatch(rf"(?i){_CODE_WORD}\b.*?(-?\d[\d.-]*)\)?", code)
        yield number[1] if number else code


def _trimmed(kind: IdentifierKind, text: str, start: int) -> Identifier | None:
    """The identifier without the punctuation of the sentence it stands in."""
    kept = text
    while kept and (kept[-1] in _TRAILING or (kept[-1] in _PAIRS and _PAIRS[kept[-1]] not in kept)):
        kept = kept[:-1]
    return Identifier(kind, kept, start, start + len(kept)) if len(kept) > 1 else None


def _overlap(first: Identifier, second: Identifier) -> bool:
    return first.start < second.end and second.start < first.end
