"""Puts the name of a remark before its words, as it is read aloud: `Warning: It cannot be undone.`

The makers of pages set the name beside the words or above them, in a table, as a heading or as a picture alone.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag
    from bs4.element import PageElement

_KINDS = frozenset("note tip important warning caution danger attention hint info".split())
"""What DocBook and others call a remark by its class alone."""

_REMARKS = frozenset("admonition admonitionblock theme-admonition custom-block".split())
_TITLES = re.compile(r"(?:admonition|custom-block)-title|admonitionHeading(?:_\w+)?|title")
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_HOLDS = frozenset("div section article aside td blockquote details".split())
_IN_A_LINE = frozenset("a abbr acronym b code em i kbd samp small span strong sub sup tt u var".split())
_LONGEST_NAME = 6
"""Words of a name that is read before the words of its remark; a longer one is a line of its own."""

_MOST_CELLS = 3
"""A sign, a name and the words."""


def name_remarks(page: "Tag") -> None:
    """Does it in a part of a page, and takes remarks out of the tables that set their signs beside them."""
    for remark in page(_is_remark):
        name = _taken_from_table(remark) or _taken_title(remark)
        if name:
            _put_before(remark, name)


def _is_remark(element: "Tag") -> bool:
    classes = set(element.get_attribute_list("class"))
    if not classes & _REMARKS and (not classes & _KINDS or element.name != "div"):
        return False
    return bool(classes & _REMARKS) or element.find(["table", *_HEADINGS], recursive=False) is not None


def _taken_from_table(remark: "Tag") -> str:
    """The name of a remark that is a table, which its words replace; empty where it is none.

    DocBook has the sign and the name in the first row, AsciiDoctor the sign beside the words.
    """
    table = remark.find("table", recursive=False)
    if table is None:
        return ""
    own = [cell for cell in table.find_all(["th", "td"]) if cell.find_parent("table") is table]
    *signs, words = own or [table]
    pictures = [sign for cell in signs for sign in cell(["img", "i"])]
    is_remark = bool(pictures) or not _REMARKS.isdisjoint(remark.get_attribute_list("class"))
    if not 1 < len(own) <= _MOST_CELLS or not is_remark:
        return ""
    said = [cell.get_text(" ", strip=True) for cell in signs]
    meant = [str(sign.get("alt") or sign.get("title") or "").strip("[] ") for sign in pictures]
    table.replace_with(words)
    words.name = "div"
    return next(filter(None, [*said, *meant]), "")


def _taken_title(remark: "Tag") -> str:
    """The title that a remark begins with, which is taken out of it; empty where it has none."""
    first = remark.find(True, recursive=False)
    if first is None or not any(_TITLES.fullmatch(name) for name in first.get_attribute_list("class") if name):
        return ""
    name = first.get_text(" ", strip=True)
    first.decompose()
    return name


def _put_before(remark: "Tag", name: str) -> None:
    """Puts a name before the first words of a remark, or above what is no paragraph."""
    from bs4 import Tag

    name = " ".join(name.split())
    name = name.capitalize() if name.lower() in _KINDS else name
    is_long = len(name.split()) > _LONGEST_NAME or name.endswith((".", "!", "?"))
    first = _first_with_words(remark)
    while isinstance(first, Tag) and first.name in _HOLDS:
        first = _first_with_words(first)
    if _says_first(remark, name):
        return
    if first is None:
        remark.insert(0, name)
    elif is_long or (isinstance(first, Tag) and first.name not in ("p", *_IN_A_LINE)):
        line = Tag(name="p")
        line.string = name if is_long else f"{name.removesuffix(':')}:"
        first.insert_before(line)
    elif isinstance(first, Tag) and first.name == "p":
        first.insert(0, f"{name.removesuffix(':')}: ")
    else:
        first.insert_before(f"{name.removesuffix(':')}: ")


def _says_first(remark: "Tag", name: str) -> bool:
    """True if a remark's own words begin with its name: "Warning: It cannot be undone." below "Warning"."""
    return remark.get_text(" ", strip=True).lower().startswith(f"{name.removesuffix(':').lower()}:")


def _first_with_words(element: "Tag") -> "PageElement | None":
    """The first child that a person sees something of."""
    from bs4 import Tag

    for child in element.children:
        is_seen = child.get_text(strip=True) or child.find("img") if isinstance(child, Tag) else str(child).strip()
        if is_seen:
            return child
    return None
