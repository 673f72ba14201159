"""Shows units of a passage as Markdown that reads well: a sentence stays a sentence, steps stay the list they are."""

import re

from bot.grounding.excerpt import Excerpt

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")
_CODE_SPAN = re.compile(r"(`+[^`]*`+)")
_MARK_OF_A_SOURCE = re.compile(r"(?<![\w\]])\[(\d{1,3})\](?![(\[])|(?<=[a-z.,;)])\[(\d{1,3})\](?![(\[])")
# An underscore inside of a word and a backslash before a letter mean nothing to Markdown, and stay as they are.
_MEANT_AS_MARKUP = re.compile(r"[*`<\[\]|~]|(?<!\w)_|_(?!\w)|\\(?=[^\w\s])|(?<=^)[#>]")
_COLUMN = re.compile(r"(?<!\\)\|")
_IN_A_STEP = "   "


def shown(excerpt: Excerpt, first: int, last: int) -> str:
    """Units as Markdown that reads well by itself: no pictures, no links that lead nowhere.

    What stands below a step, and what is between two, is set in, so that the numbers go on.
    """
    if first == last and excerpt.units[first].kind == "row":
        return "\n".join(_row(excerpt, first))
    listed = [n for n in range(first, last + 1) if excerpt.units[n].kind in ("item", "step")]
    margin = min((excerpt.indent(n) for n in listed), default=0)
    lines: list[str] = []
    for n in range(first, last + 1):
        unit, text = excerpt.units[n], plain_inline(excerpt.seen(n, n))
        if unit.kind == "code":
            lines.append(f"```\n{excerpt.text(n, n)}\n```")
        elif unit.kind == "header":
            lines += ["", text, _rule(text)]
        elif unit.kind == "row":
            lines.append(text)
        elif unit.kind in ("item", "step") and first != last:
            lines.append(_IN_A_STEP * (excerpt.indent(n) > margin + 1) + plain_inline(excerpt.marked(n)))
        elif unit.kind == "sentence" and n > first and excerpt.units[n - 1].kind == "sentence":
            lines[-1] += f" {text}"
        elif text and unit.kind not in ("order", "heading"):
            between = bool(listed) and listed[0] < n < listed[-1]
            lines.append(_IN_A_STEP * between + text)
    return "\n".join(lines).replace("\n```\n```\n", "\n")


def plain_inline(text: str) -> str:
    """Markdown without images, relative links, HTML tags, and marks that look like this answer's own citations.

    What stands between backticks is typed as it is, and stays.
    """
    parts = _CODE_SPAN.split(text)
    parts[::2] = [_MARK_OF_A_SOURCE.sub(_in_brackets, _HTML_TAG.sub("", part)) for part in parts[::2]]
    return " ".join(_RELATIVE_LINK.sub(r"\1", _IMAGE.sub("", "".join(parts))).split())


def literal(text: str) -> str:
    """Somebody's own words as Markdown that shows them as they are: no emphasis, no link, no tag, no citation."""
    return _MEANT_AS_MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _in_brackets(mark: re.Match[str]) -> str:
    return f"({mark[1] or mark[2]})"


def _row(excerpt: Excerpt, n: int) -> list[str]:
    """A table row under its header, as a table of one row."""
    top = n
    while top > 0 and excerpt.units[top].kind == "row":
        top -= 1
    row = plain_inline(excerpt.seen(n, n))
    if excerpt.units[top].kind != "header":
        return [row]
    header = plain_inline(excerpt.seen(top, top))
    return [header, _rule(header), row]


def _rule(header: str) -> str:
    """The line below a table's header; a pipe behind a backslash is part of a cell."""
    return "|" + " --- |" * max(1, len(_COLUMN.findall(header)) - 1)
