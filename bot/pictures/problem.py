"""Names the problem in a picture: finds its error codes among other identifiers, and the line that describes it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.passage_counts import PassageCounts
from bot.pictures.condense import headline
from bot.pictures.identifiers import codes, exact_tokens, identifiers
from bot.pictures.paragraphs import is_prompt, without_log_prefix
from models.ocr import Line
from models.vision.kinds import Kind

LEFT_OUT = "…"
"""Replaces the name of a computer and the like in a headline, which would be taken for the problem."""

TERMINAL_LINES = 12
"""Last lines of a terminal that are searched for a failure; lines above belong to earlier commands."""

FEWEST_WORDS = 3
"""Words from which a line beside a code counts as its message."""

LISTED = 3
"""So many codes of one family that stand by themselves are a list, such as the keys of a tracker, and no errors."""

_ICON = re.compile(r"(?:[©®⊗⊘ⓘ①②③④⑤●○◉•×✕✖▲△Δ⚠❌❗⛔] ?){1,3}(?=[\"“'‘]?[^\W\d_])")
"""What is read for the icon in front of a message."""

_BESIDE_FAILURE = re.compile(
    r"\s*(?:\+ ?\S|(?:CategoryInfo|FullyQualifiedErrorId)\b|At (?:line:\d|\S+:\d+ char)|: ?\w+: \([^)]*\) \[|"
    r"npm (?:error|ERR!)\s*(?:$|A complete log))"
)
"""What PowerShell and npm print below the message: where it was, and what it is called inside."""
_IN_BRACKETS = re.compile(r"[.!?]\s*\((\d{3,5})\)\s*$")
_FAILS = re.compile(
    r"\b(?:err(?:or)?s?|fatal|fail(?:ed|ure|s)?|denied|refused|cannot|could not|can't|unable|not found|no such|invalid|"
    r"not recognized|exception|timed out|timeout|panic|abort(?:ed)?|unreachable|rejected|forbidden|unauthorized|"
    r"missing|expired)\b"
    r"|_(?:FAILED|ERROR|DENIED|REFUSED)\b|\w(?:Error|Exception)(?=:|$)",
    re.IGNORECASE,
)


def error_codes(lines: Sequence[Line], passage_counts: PassageCounts) -> tuple[str, ...]:
    """The error codes in a picture, those that the documents know first.

    The name of a computer and the number of a claim look like codes too. A code is an error's if it says so itself
    ("error 809", 0x80070005, TimeoutError), if a document has it, if it stands right behind the word "error", or if it
    opens a line ("LB-88: …").
    """
    found = list(
        dict.fromkeys(code for line in lines for code in (*codes(line.text), *_IN_BRACKETS.findall(line.text)))
    )
    tokens = {code: list(exact_tokens(code)) or [code] for code in found}
    known = passage_counts([token for several in tokens.values() for token in several]) if found else {}
    counts = {code: sum(known.get(token, 0) for token in several) for code, several in tokens.items()}
    meant = [
        code
        for code in found
        if counts[code] or _says_error(code) or _stands_behind_error(code, lines) or _opens_a_line(code, lines)
    ]
    return tuple(sorted(meant, key=lambda code: not counts[code]))


def headline_of(lines: Sequence[Line], size: tuple[int, int], kind: Kind | None, found_codes: Sequence[str]) -> str:
    """The line that describes the problem, word for word, with its code in front; empty if nothing is legible.

    Identifiers that are no error codes are left out of it.
    """
    cleaned = [replace(line, text=_without_other_codes(_without_icon(line.text), found_codes)) for line in lines]
    said = _without_other_codes(_last_failure(lines), found_codes) if _is_terminal(kind, lines) else ""
    said = said or headline(cleaned, size)
    code = next((code for code in found_codes if code.casefold() in said.casefold()), None)
    if code is None and found_codes:
        code = found_codes[0]
        said = f"{code}: {said}" if _is_message(said) else code
    if code is not None and said.casefold() == code.casefold() and (message := _message_beside(code, cleaned)):
        return f"{code}: {message}"
    return said


def reports_failure(text: str) -> bool:
    """Whether a line says that something went wrong."""
    return bool(_FAILS.search(text))


def _says_error(code: str) -> bool:
    return " " in code or code.lower().startswith("0x") or code.isalpha() or "_" in code


def _stands_behind_error(code: str, lines: Sequence[Line]) -> bool:
    pattern = re.compile(rf"\b(?:error|fehler)(?: code)?\W{{1,3}}{re.escape(code)}(?!\w)", re.IGNORECASE)
    return any(pattern.search(line.text) for line in lines)


def _opens_a_line(code: str, lines: Sequence[Line]) -> bool:
    pattern = re.compile(rf"\W*{re.escape(code)}\s*($|[:–—])")
    opened = [found for line in lines if (found := pattern.match(line.text))]
    return any(found[1] for found in opened) or (bool(opened) and not _is_listed(code, lines))


def _is_listed(code: str, lines: Sequence[Line]) -> bool:
    """Whether others like it stand by themselves too, as in a column of a table."""
    alike = re.compile(rf"\W*{re.escape(code.rstrip('0123456789'))}\d+\W*")
    return len({line.text.strip() for line in lines if alike.fullmatch(line.text)}) >= LISTED


def _without_icon(text: str) -> str:
    found = _ICON.match(text)
    return text[found.end() :] if found else text


def _without_other_codes(text: str, error_codes: Sequence[str]) -> str:
    """A line without GUIDs, and without the codes that are no error codes."""
    for found in reversed(identifiers(text)):
        if found.kind == "guid" or (found.kind == "code" and found.text not in error_codes):
            text = text[: found.start] + LEFT_OUT + text[found.end :]
    return text


def _is_terminal(kind: Kind | None, lines: Sequence[Line]) -> bool:
    return kind == "terminal" or (kind is None and any(is_prompt(line.text) for line in lines))


def _last_failure(lines: Sequence[Line]) -> str:
    """The last lines that report a failure, up to three that belong together, each once."""
    said = [without_log_prefix(line.text) for line in lines[-TERMINAL_LINES:]]
    last = [text for text in said if not _BESIDE_FAILURE.match(text)]
    fails = [n for n, text in enumerate(last) if _FAILS.search(text) and not is_prompt(text)]
    together = [last[n] for n in fails if fails[-1] - n <= 2]
    if together and together[-1].endswith(":"):
        together += [text for text in last[fails[-1] + 1 :][:1] if not is_prompt(text)]
    return " ".join(dict.fromkeys(together))


def _is_message(line: str) -> bool:
    return len(line.split()) >= FEWEST_WORDS and LEFT_OUT not in line


def _message_beside(code: str, lines: Sequence[Line]) -> str:
    """The message below the line with a code, or else above it; empty if there is none."""
    texts = [line.text for line in lines]
    at = next((n for n, text in enumerate(texts) if code.casefold() in text.casefold()), -1)
    near = [texts[n] for n in (at + 1, at - 1) if 0 <= n < len(texts) and at >= 0]
    return next(filter(_is_message, near), "")
