"""Blanks what a page does not say: comments, hidden elements, what is struck out, link definitions, marks of notes."""

import re

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<tag>\w+)\b[^>]{0,1000}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|\shidden[\s=>])"
    r"[^>]*>?.*?</(?P=tag)\s*>",
    re.IGNORECASE | re.DOTALL,
)
# Where a link by reference leads, or a remark; "[Note]: Call the desk." is a sentence.
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)(?P<label>[^\]\n]+)\]:[ \t]+(?:(?:#|<>)(?:[ \t][^\n]*)?"
    r"|(?P<target><[^<>\n]*>|\S+)(?:[ \t]+(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\)))?[ \t]*)$",
    re.MULTILINE,
)
# The mark of a note is a number or a name; `[^a-z]` and `[^"]` are what grep takes, and so is all that stands in code.
_NOTE_MARK = re.compile(
    r"^[ \t]*(?P<fence>```|~~~).*?(?:^[ \t]*(?P=fence)|\Z)|(?P<code>`{1,20})[^`]+(?P=code)"
    r"|(?P<note>^ {0,3}\[\^[^\]\s]+\]:)"
    r"|(?P<mark>\[\^(?!\w-\w\])(?:\d{1,3}|[^\W\d_][\w.-]{0,40})\])(?![(\[+*?{])",
    re.DOTALL | re.MULTILINE,
)
_STRUCK = re.compile(
    r"^[ \t]*(?P<fence>```|~~~).*?(?:^[ \t]*(?P=fence)|\Z)|(?P<code>`{1,20})[^`]+(?P=code)"
    r"|(?P<struck>(?P<item>^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?<![\\~])~~(?=[^\s~])"
    r"(?:[^~\n]|\n(?![ \t]*\n)){1,600}(?<=[^\s~])~~(?!~)(?(item)[ \t]*$))",
    re.DOTALL | re.MULTILINE,
)
_QUOTED = re.compile(r"(?P<margin>[ \t]*)(?:>[ \t]?)(?:[ \t]*>[ \t]?)*(?:\[!\w+\][ \t]*)?")
_LISTED = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}(?=[^`]*$)|~{3,})")
_SET_IN = 4
"""Columns behind the margin of its list from which a line is code and no longer a quoted line."""
# Letters that no font has: a model reads whole sentences in them. A flag has six at most ("gbeng") and an end.
_TAGS = "\U000e0001\U000e0020-\U000e007f"
_LOOKS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SMUGGLED = re.compile(rf"(?P<flag>\U0001f3f4[{_TAGS}]{{3,6}}\U000e007f)|[{_TAGS}]+|(?<=[{_LOOKS}])[{_LOOKS}]+")
_JOINER = "\u2060"
_GAP = re.compile(r"(?<! ) {4,}(?=[.,;:!?)\]])")


def hidden_blanked(text: str, is_markdown: bool = True) -> str:
    """The text with blanks in place of what the page does not show; line breaks stay, and so do all offsets.

    "[error]: http://…" defines a link in Markdown alone; in a log it is a message.
    What hides in Unicode's tags, or in one choice of a letter's look behind another, gives way to joiners, which part
    no word.
    """
    if not text.isascii():
        text = _SMUGGLED.sub(lambda found: found["flag"] or _JOINER * len(found.group()), text)
    if "<" in text:
        text = _HIDDEN.sub(lambda hidden: _blank(hidden.group()), text)
    if is_markdown and "]:" in text:
        text = _DEFINITION.sub(lambda defined: " " * len(defined.group()), text)
    if is_markdown and "~~" in text:
        text = _STRUCK.sub(lambda found: _blank(found.group()) if found["struck"] else found.group(), text)
    if "[^" in text:
        text = _NOTE_MARK.sub(lambda found: " " * len(found.group()) if found["mark"] else found.group(), text)
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def quote_marks_blanked(text: str) -> str:
    """A Markdown page with blanks in place of the ">" marks of block quotes, except in code."""
    if ">" not in text:
        return text
    lines: list[str] = []
    margin, fence, in_quote = 0, "", False
    for line in text.splitlines(keepends=True):
        mark = _QUOTED.match(line)
        if mark and (len(mark["margin"].expandtabs(_SET_IN)) >= margin + _SET_IN or (fence and not in_quote)):
            mark = None
        if in_quote and not mark:
            fence = ""  # a listing ends with the quoted lines that it stands in
        line = " " * mark.end() + line[mark.end() :] if mark else line
        lines.append(line)
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found["marks"].startswith(fence) else fence
        elif found:
            fence, in_quote = found["marks"], bool(mark)
        elif listed := _LISTED.match(line):
            margin = len(listed.group().expandtabs(_SET_IN))
        elif line.strip() and not line[0].isspace():
            margin = 0
    return "".join(lines)


def link_targets(text: str) -> dict[str, str]:
    """The targets of a page's reference links by label, in lower case; the first definition of a label counts."""
    if "]:" not in text:
        return {}
    defined = reversed([found for found in _DEFINITION.finditer(text) if found["target"]])
    return {" ".join(found["label"].lower().split()): found["target"] for found in defined}


def without_gaps(text: str) -> str:
    """A blanked text without the gap that a mark left before punctuation; its offsets are no longer the page's."""
    return _GAP.sub("", text)
