"""Makes text from documents, models, file names and errors fit to be shown: it can neither steer the terminal nor lie.

For the commands and the chat, which show it in a terminal. Whatever shows such text also turns markup off
(`markup=False`, a `Text` or a `Content`): brackets are plain characters.
"""

import re

# A whole sequence goes, not only its escape character: "[31m" left behind would be noise.
_SEQUENCES = re.compile(
    r"\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC: titles, links, the clipboard
    r"|\x1b[PX^_][^\x1b\n]*(?:\x1b\\)?"  # DCS, SOS, PM, APC: pictures, private commands
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours and the cursor
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_UNSEEN = re.compile(f"{_CONTROLS.pattern}|{_SURROGATES.pattern}")

TAB = "    "


def shown(text: str) -> str:
    """The text without control characters, escape sequences and marks that turn its direction; lines stay lines."""
    text = _LINE_ENDS.sub("\n", _SEQUENCES.sub("", text))
    return _SURROGATES.sub("�", _CONTROLS.sub("", text)).replace("\t", TAB)


def shown_line(text: str) -> str:
    """The text as `shown`, on one line, its white space single blanks."""
    return " ".join(shown(text).split())


def escaped(json: str) -> str:
    """JSON that means the same, with what `shown` takes out as escapes: where it is printed it steers no terminal."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def first_line(text: str, width: int) -> str:
    """The first line that says something, cut at `width` characters; an ellipsis says that there is more."""
    lines = [line for line in map(shown_line, shown(text).split("\n")) if line]
    if not lines:
        return ""
    is_whole = len(lines) == 1 and len(lines[0]) <= width
    return lines[0] if is_whole else f"{lines[0][: width - 1].rstrip()}…"


def shortened(text: str, width: int) -> str:
    """A line of at most `width` characters, the middle left out where it is longer: both ends of a path tell most."""
    if len(text) <= width:
        return text
    if width < 3:
        return text[:width]
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"
