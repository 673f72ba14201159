"""Removes from a page what helps to find one's way: tables of contents, links to headings, marks of notes, trails."""

import re
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

_CONTENTS = re.compile(r"(?:^|[-_ ])(?:toc|toctree|table[-_ ]of[-_ ]contents)(?:$|[-_ ])", re.IGNORECASE)
_LISTS = frozenset({"ul", "ol", "dl", "menu"})
_FEWEST_ENTRIES = 3
_LINKED_SHARE = 0.9
"""A table of contents is links, and perhaps numbers before them."""

_LONGEST_NAME = 30
"""Letters of what stands above one: "Table of contents", "On this page"."""

_RELATED = frozenset(
    "related-articles related-posts related-pages related-topics article-relatives recent-articles".split()
)

_NAMES_RELATED = re.compile(
    r"(?:related|other|further) (?:topics?|articles?|pages?|posts?|tasks?|content|information|links|reading)"
    r"|see also|siehe auch|verwandte (?:themen|artikel|seiten)|voir aussi|articles (?:connexes|liés)|véase también",
    re.IGNORECASE,
)
"""What stands above links that lead on from the end of a page."""

_PAGE_ADDRESS = re.compile(
    r"(?![a-z][\w+.-]*:|//)(?:[^?#]*/)?(?:[^./?#]*|[^/?#]*\.(?:x?html?|aspx?|php|md))(?:[?#].*)?", re.IGNORECASE
)
"""The address of another page of the same site; no file to load, no form elsewhere, no mail address."""

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_NOTE_ROLES = frozenset({"doc-noteref", "doc-backlink"})
_NOTE_CLASSES = frozenset({"footnote-reference", "footnote-ref", "footnote-backref", "fn-backref", "fn-bracket"})
_EDIT_CLASSES = frozenset({"headerlink", "header-anchor", "anchor-link", "anchorjs-link", "mw-editsection"})
_NOTE = re.compile(r"\[\s*(?:\d{1,3}|[a-z]|\*)\s*\]", re.IGNORECASE)
_RAISED_NOTE = re.compile(r"\[?\s*(?:\d{1,3}|[*†‡§])\s*\]?")
_TRAILS = frozenset({"navheader", "navfooter", "breadcrumb", "breadcrumbs", "breadcrumb-section", "pagination"})
_SAYS_SOMETHING = re.compile(r"[^\W_]")


def remove_navigation(page: "Tag") -> None:
    """Removes it from a part of a page, but leaves the table of contents of a page that is nothing else."""
    for is_removed in (_is_mark, _is_trail, _is_aside_of_links):
        for element in page(is_removed):
            if not element.decomposed:
                element.decompose()
    _remove_related(page)
    contents: dict[int, Tag] = {}
    for element in page(_may_be_contents):
        if contents.keys().isdisjoint(map(id, element.parents)) and _is_contents(element):
            contents[id(element)] = element
    if len(_words(page)) > sum(len(_words(element)) for element in contents.values()):
        for element in contents.values():
            element.decompose()


def _is_mark(element: "Tag") -> bool:
    """True for the sign beside a heading that links to it, and for the number that leads to a note or back."""
    if element.name not in ("a", "span", "sup"):
        return False
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


def _is_aside_of_links(element: "Tag") -> bool:
    """True for what stands beside the text and only leads to other pages, perhaps under a heading."""
    if element.name != "aside" and _RELATED.isdisjoint(element.get_attribute_list("class")):
        return False
    headings = element.find_all(["h2", "h3", "h4", "h5", "h6"])
    return _is_linked(element, sum(len(_words(heading)) for heading in headings if heading.find("a") is None))


def _remove_related(page: "Tag") -> None:
    """Removes links to other pages under a name such as "See also": each of them says no more than a page's title."""
    for name in page(_names_related):
        if name.decomposed:
            continue
        while name.parent is not None and name.parent is not page and _words(name.parent) == _words(name):
            name = name.parent
        below = list(takewhile(lambda beside: beside.name not in _HEADINGS, name.find_next_siblings(True)))
        said = [element for element in below if _words(element)]
        is_all = len(_words(name)) + sum(len(_words(element)) for element in said) == len(_words(page))
        if said and all(map(_is_related, said)) and not is_all:
            for element in [name, *below]:
                element.decompose()


def _names_related(element: "Tag") -> bool:
    is_block = element.name in ("p", "div", *_HEADINGS[1:])
    return is_block and bool(_NAMES_RELATED.fullmatch(element.get_text().strip().rstrip(":")))


def _is_related(element: "Tag") -> bool:
    """True for links alone, all of which lead to other pages of the same site."""
    return _is_linked(element) and all(_PAGE_ADDRESS.fullmatch(str(link["href"])) for link in element("a", href=True))


def _is_within_page(address: object) -> bool:
    return isinstance(address, str) and address.startswith("#")


def _may_be_contents(element: "Tag") -> bool:
    """True for a list that stands in no other, and for what says that it is contents."""
    return _says_contents(element) or (
        element.name in _LISTS and all(above.name not in _LISTS for above in element.parents)
    )


def _says_contents(element: "Tag") -> bool:
    """True for what has the name of a table of contents, by which generators of pages tell it."""
    named = (*element.get_attribute_list("class"), element.get("id"), element.get("role"))
    return any(_CONTENTS.search(str(name)) for name in named if name)


def _is_contents(element: "Tag") -> bool:
    """True for what is links alone, if it says that it is contents, or as a list whose links all lead to a heading."""
    if not _is_linked(element) and not (_says_contents(element) and _is_linked(element, _LONGEST_NAME)):
        return False
    links = element.find_all("a", href=True)
    leads = len(links) >= _FEWEST_ENTRIES and all("#" in str(link["href"]) for link in links)
    return leads or _says_contents(element)


def _is_linked(element: "Tag", others: int = 0) -> bool:
    """True for links alone, and at most so many letters beside them."""
    links = element.find_all("a", href=True)
    linked = sum(len(_words(link)) for link in links)
    return bool(links) and linked >= _LINKED_SHARE * len(re.sub(r"[\d.]", "", _words(element))) - others


def _words(element: "Tag") -> str:
    return "".join(element.get_text().split())
