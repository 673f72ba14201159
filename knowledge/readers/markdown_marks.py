"""Reads the marks in lines that Markdown's dialects add, as the Markdown or the words that a page shows for them.

They are those of Obsidian and of wikis (`[[page|words]]`, `==marked==`, `^block`), of MkDocs and of Kramdown, and the
empty boxes of lists of things to do (`- [ ] Buy`).
"""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from knowledge.readers.illustrations import ANYWHERE
from knowledge.readers.markdown_code import mark, outside_code

ATTRIBUTES = r"\{:?[ \t]*(?:(?:[#.][a-zA-Z_][\w:.-]*|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w%.-]+))(?:[ \t]+|(?=\})))+\}"
"""What Python-Markdown, Kramdown and Pandoc write behind what it belongs to: `{ #name .class width="300" }`."""

_MARK = mark(
    rf"""(?x:
      (?<![\w\]])(?P<shows>!)?\[\[(?![\s:]|\d*\]\])(?P<page>(?:[^\[\]|\n\\]|\\(?!\|)){{1,120}})(?:\\?\|(?P<words>[^\[\]\n]*))?\]\](?![(\[:])
    | \{{[\w:+.-]+\}}`(?P<role>[^`<\n]+?)(?:[ ]*<[^`<>\n]*>)?`
    | (?<!!)\[\]\(<?(?P<target>[^()\s<>]+)>?\)
    | (?<!\])\[(?P<span>[^\[\]\n^]+)\]{ATTRIBUTES}
    | (?<=[)\]`*])(?P<given>{ATTRIBUTES})
    | (?P<open>^[ \t]{{0,20}}(?:[-*+]|\d{{1,9}}[.)])[ ]{{1,4}})\[[ ]\][ ]+(?=\S)
    | (?P<heading>^[ ]{{0,3}}\#{{1,6}}[ \t][^\n]{{0,300}}?(?<=\S))[ \t]+(?:{ATTRIBUTES}|\{{:[^{{}}\n]*\}})(?=[ \t]*\r?$)
    | (?<=\S)[ \t]+(?:\{{:[^{{}}\n]*\}}|\{{[ ]?[.\#][\w-]+[ ]?\}})(?=[ \t]*\r?$)
    | (?<=\S)[ \t]+(?P<block>\^(?=[\d-]*[a-zA-Z])[a-zA-Z0-9-]{{3,}})(?=[ \t]*\r?$)
    | (?<![=\w])==(?=[^\s=])(?P<marked>[^=\n]+?)(?<=[^\s=])==(?![=\w])
    | (?<!\^)\^\^(?=\S)(?P<added>[^\^\n]+?)(?<=\S)\^\^(?!\^)
    | (?<![\w+])\+\+(?P<keys>[a-z0-9-]+(?:\+(?:[a-z0-9-]+|"[^"\n]+"))*)\+\+(?![\w+])
    | :(?:material|fontawesome|octicons|simple)-[\w/-]+:(?:{ATTRIBUTES})?[ ]?
    | (?<=[^\s\\][ ])\\(?P<sign>[-+=>~])(?=[ ])
    | (?<![\w\\:.])(?P<escaped>\w+(?:\\[_-]\w+)+)(?![\w\\])
    | (?<![\]\\])\\\((?P<round>[^()\\\n]{{1,200}})\\\)
    | (?P<size>(?<=\S)[ ]=\d*x\d*)(?=\))
    )"""
)
_SHOWN = ("open", "sign", "heading", "span", "role", "marked", "added")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|svg)$", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:x\d+)?|left|right|center|thumb|frame", re.IGNORECASE)


def without_marks(text: str) -> str:
    """A Markdown text with what a person sees of such marks in their place; in code they are what they are."""
    return outside_code(_MARK, _shown, text)


def _shown(found: re.Match[str]) -> str:
    if found["page"] is not None:
        return _picture(found) if found["shows"] else _link(found["page"], found["words"] or "")
    if found["target"]:
        return _name_of(found["target"])
    if found["keys"]:
        return f"`{'+'.join(key.strip(chr(34)).capitalize() for key in found['keys'].split('+'))}`"
    if found["round"]:
        return f"({found['round']})"
    if found["escaped"]:
        return found["escaped"].replace("\\", "")
    return next((found[kind] for kind in _SHOWN if found[kind]), "")


def _picture(found: re.Match[str]) -> str:
    """A picture that a page shows; another page that it shows is read in its own place."""
    place = found["page"].split("#")[0].strip()
    if not _PICTURE.search(place):
        return ""
    words = (found["words"] or "").rpartition("|")[2]
    return f"![{'' if _SIZE.fullmatch(words.strip()) else words}](<{ANYWHERE}{place}>)"


def _link(page: str, words: str) -> str:
    """The words of a link to another page, or the page's name and the heading that it leads to."""
    if words and not _is_address(words, page):
        return words.rpartition("|")[2] if words.count("|") else words
    name, _, heading = page.partition("#")
    parts = [name.strip().rstrip("/").rpartition("/")[2].removesuffix(".md"), *heading.split("#")]
    return " > ".join(part.strip() for part in parts if part.strip() and not part.startswith("^"))


def _name_of(target: str) -> str:
    """What a link without words of its own leads to, whose name MyST shows: a setting, a heading, a page."""
    page, _, label = target.partition("#")
    return label.rpartition(":")[2].lstrip("*.") or PurePosixPath(page.partition("?")[0]).stem


def _is_address(words: str, page: str) -> bool:
    """Whether the page's name stands first and its address last, as in the wikis of GitHub and GitLab."""
    words = unquote(words.strip())
    return " " not in words and ("-" in words or "/" in words) and " " in page.strip()
