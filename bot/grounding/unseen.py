"""Finds what a Markdown page holds without showing it: comments, hidden elements, link definitions, marks of notes."""

import re

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<tag>\w+)\b[^>]*?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|\shidden[\s=>])"
    r"[^>]*>?.*?</(?P=tag)\s*>"
    # Where a link by reference leads, or a remark.
    r"|^ {0,3}\[(?!\^)(?P<label>[^\]\n]+)\]:[ \t]+(?P<target><[^<>\n]*>|\S+)[^\n]*$",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
# The mark of a note is a number or a name; `[^a-z]` and `[^"]` are what grep takes, and so is all that stands in code.
_NOTE_MARK = re.compile(
    r"^[ \t]*(?P<fence>```|~~~).*?(?:^[ \t]*(?P=fence)|\Z)|(?P<code>`+)[^`]+(?P=code)"
    r"|(?P<note>^ {0,3}\[\^[^\]\s]+\]:)"
    r"|(?P<mark>\[\^(?!\w-\w\])(?:\d{1,3}|[^\W\d_][\w.-]{0,40})\])(?![(\[+*?{])",
    re.DOTALL | re.MULTILINE,
)
_GAP = re.compile(r" {4,}(?=[.,;:!?)\]])")


def seen(text: str) -> str:
    """The text with blanks in the place of what nobody sees, line breaks kept, so that every offset stays."""
    if "<" in text or "]:" in text:
        text = _UNSEEN.sub(lambda hidden: re.sub(r"[^\n]", " ", hidden.group()), text)
    if "[^" in text:
        text = _NOTE_MARK.sub(lambda found: " " * len(found.group()) if found["mark"] else found.group(), text)
    return text


def link_targets(text: str) -> dict[str, str]:
    """Where the links by reference of a page lead, by their labels in lower case; the first of a label counts."""
    if "]:" not in text:
        return {}
    defined = [found for found in _UNSEEN.finditer(text) if found["label"]]
    return {" ".join(found["label"].lower().split()): found["target"] for found in reversed(defined)}


def closed(text: str) -> str:
    """A seen text without the blanks that a mark left before a full stop; its offsets are no longer the page's."""
    return _GAP.sub("", text)
