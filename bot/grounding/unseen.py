"""Finds what a Markdown page holds without showing it to a reader: comments, hidden elements, and link definitions."""

import re

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<tag>\w+)\b[^>]*?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|\shidden[\s=>])"
    r"[^>]*>?.*?</(?P=tag)\s*>"
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]+\S[^\n]*$",  # where a link by reference leads, or a remark
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)


def seen(text: str) -> str:
    """The text with blanks in the place of what nobody sees, line breaks kept, so that every offset stays."""
    if "<" not in text and "]:" not in text:
        return text
    return _UNSEEN.sub(lambda hidden: re.sub(r"[^\n]", " ", hidden.group()), text)
