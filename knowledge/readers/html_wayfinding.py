"""Takes out of a page what helps to find one's way: tables of contents, links to headings, marks of notes, trails."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_CONTENTS = re.compile(r"(?:^|[-_ ])(?:toc|toctree|table[-_ ]of[-_ ]contents)(?:$|[-_ ])", re.IGNORECASE)
_LISTS = ["ul", "ol", "dl", "menu"]
_FEWEST_ENTRIES = 3
_LINKED_SHARE = 0.9
"""A table of contents is links, and perhaps numbers before them."""

_NOTE_ROLES = frozenset({"doc-noteref", "doc-backlink"})
_NOTE_CLASSES = frozenset({"footnote-reference", "footnote-ref", "footnote-backref", "fn-backref", "fn-bracket"})
_EDIT_CLASSES = frozenset({"headerlink", "header-anchor", "anchor-link", "anchorjs-link", "mw-editsection"})
_NOTE = re.compile(r"\[\s*(?:\d{1,3}|[a-z]|\*)\s*\]", re.IGNORECASE)
_RAISED_NOTE = re.compile(r"\[?\s*(?:\d{1,3}|[*†‡§])\s*\]?")
_TRAILS = frozenset({"navheader", "navfooter", "breadcrumb", "breadcrumbs", "breadcrumb-section", "pagination"})
_SAYS_SOMETHING = re.compile(r"[^\W_]")


def take_out_wayfinding(page: "Tag") -> None:
    """Takes it out of a part of a page, but of a page that is nothing else leaves the table of contents."""
    for mark in page(["a", "span", "sup"]):
        if not mark.decomposed and _is_mark(mark):
            mark.decompose()
    for trail in page(_is_trail):
        trail.decompose()
    contents = [element for element in page([*_LISTS, "div"]) if _is_contents(element)]
    outermost = [element for element in contents if not any(other in element.parents for other in contents)]
    if len(_words(page)) > sum(len(_words(element)) for element in outermost):
        for element in outermost:
            element.decompose()


def _is_mark(element: "Tag") -> bool:
    """True for the sign beside a heading that links to it, and for the number that leads to a note or back."""
    classes = set(element.get_attribute_list("class"))
    if element.get("role") in _NOTE_ROLES or classes & (_NOTE_CLASSES | _EDIT_CLASSES):
        return True
    words = element.get_text().strip()
    if element.name == "sup":
        link = element.find("a", href=_is_within_page)
        return link is not None and bool(_RAISED_NOTE.fullmatch(words))
    if element.name != "a" or not _is_within_page(element.get("href")):
        return False
    return bool(_NOTE.fullmatch(words)) or (not _SAYS_SOMETHING.search(words) and element.find("img") is None)


def _is_trail(element: "Tag") -> bool:
    """True for the links to the pages before, behind and above, by the names that generators of pages give them."""
    return not _TRAILS.isdisjoint([*element.get_attribute_list("class"), element.get("id")])


def _is_within_page(address: object) -> bool:
    return isinstance(address, str) and address.startswith("#")


def _is_contents(element: "Tag") -> bool:
    """True for what is links alone, if it says that it is contents, or as a list whose links all lead to a heading."""
    links = element.find_all("a", href=True)
    if not links:
        return False
    linked = sum(len(_words(link)) for link in links)
    if linked < _LINKED_SHARE * len(re.sub(r"[\d.]", "", _words(element))):
        return False
    named = [*element.get_attribute_list("class"), str(element.get("id") or ""), str(element.get("role") or "")]
    if any(_CONTENTS.search(str(name)) for name in named):
        return True
    leads = all("#" in str(link["href"]) for link in links)
    return element.name in _LISTS and len(links) >= _FEWEST_ENTRIES and leads


def _words(element: "Tag") -> str:
    return "".join(element.get_text().split())
