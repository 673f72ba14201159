"""Removes from a page what its site puts around every text: banners, shares, and the question whether it helped."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_NAMED = re.compile(
    r"cookie-?(?:banner|notice|bar|popup|modal|overlay|consent|law|dialog|message)|cookieconsent|onetrust[\w-]*|cc-window"
    r"|cybotcookiebot\w*|usercentrics[\w-]*|didomi[\w-]*|"
    r"(?:article|page|doc|docs|kb)-(?:votes?|feedback|rating|share|subscribe)|intercom-reaction-picker|kb-breadcrumb"
    r"|md-(?:feedback|source-file|consent)|(?:social|share)-(?:share|buttons?|links?|icons?)|addtoany\w*|sharedaddy"
    r"|page-metadata|printfooter|catlinks|navbox|sitesub|jump-to-nav|mw-jump-link|site-?header|site-?footer"
    r"|page-header-icon|theme-doc-version-badge|theme-doc-toc-mobile|skip-(?:link|navigation)|skiptocontent|vpskiplink",
    re.IGNORECASE,
)
"""What the makers of sites name such parts, by class or id, up to what a bundler puts behind."""

_COMMENT = re.compile(r"cmnt\d+$")
"""What Google Docs calls a comment, which it puts behind the text of a page."""

_SUFFIX = re.compile(r"_\w+$")
_SKIPS = re.compile(r"(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation|search|main)\W*", re.IGNORECASE)
_ASKS = re.compile(
    r"\W*(?:(?:was|is|did|has) this (?:page |article |answer |content |information |document |topic |section )?"
    r"(?:answer(?:ed)? your question|helpful|useful|help you|resolve your issue|to you)"
    r"|did you find (?:this|it) (?:page |article )?(?:helpful|useful)|helpful(?=\?)|rate this (?:page|article)"
    r"|war dieser (?:artikel|beitrag) hilfreich|cet article vous a-t-il été utile)"
    r"\W*(?:(?:yes|no|ja|nein|oui|non)\W*)*",
    re.IGNORECASE,
)
_MOST_ANSWERS = 8
"""Words beside the question whether a page helped: "Yes", "No", "3 out of 5 found this helpful"."""

_SAYS_SOMETHING = re.compile(r"[^\W\d_]")
_BLOCKS = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "table", "img"]
_SECTIONS = ["h1", "h2"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def remove_boilerplate(page: "Tag") -> None:
    """Removes it from a part of a page."""
    for element in page(_is_boilerplate):
        if not element.decomposed:
            element.decompose()
    for question in page(string=_asks):
        if question.parent is not None and not question.decomposed:
            _answered(question.parent, page).decompose()


def remove_space(page: "BeautifulSoup") -> None:
    """Takes the name of its space off what a page is called that Confluence exported: "Handbook : Annual leave"."""
    space = page.select_one("#breadcrumbs a")
    if space is None or page.find(id="title-text") is None:
        return
    for named in filter(None, (page.title, page.find(id="title-text"))):
        behind = named.get_text().strip().removeprefix(f"{space.get_text().strip()} : ")
        named.string = behind


def _asks(words: str | None) -> bool:
    return bool(words and _ASKS.fullmatch(words))


def _is_boilerplate(element: "Tag") -> bool:
    if any(_is_name(name) for name in element.get_attribute_list("class")):
        return True
    # A section about such a thing has its name for an anchor.
    if _is_name(element.get("id")) and element.name in ("div", "aside", "form") and not element.find(_SECTIONS):
        return "section" not in element.get_attribute_list("class")
    if element.name == "div" and (link := element.a) is not None and _COMMENT.match(str(link.get("id"))):
        return link.find_previous_sibling(True) is None and element.find("div") is None
    if element.get("aria-hidden") == "true":
        return _is_drawn(element)
    if element.name == "header":
        return _heads_site(element)
    if element.name == "a":
        return bool(_SKIPS.fullmatch(element.get_text().strip()))
    return element.name == "span" and element.get("class") == ["lang"] and _labels_code(element)


def _is_name(name: object) -> bool:
    return bool(name) and bool(_NAMED.fullmatch(_SUFFIX.sub("", str(name))))


def _is_drawn(element: "Tag") -> bool:
    """True for signs and numbers that are no words, and for a formula that stands there for readers aloud as well."""
    if "katex-html" in element.get_attribute_list("class"):
        return True
    return not _SAYS_SOMETHING.search(element.get_text()) and element.find("img") is None


def _heads_site(element: "Tag") -> bool:
    """True for the top of a site, which has its name and its menu and no heading."""
    if element.find(_HEADINGS) is not None or any(above.name in ("main", "article") for above in element.parents):
        return False
    linked = sum(len(link.get_text().split()) for link in element("a"))
    says = [block for block in element(["p", "pre", "table"]) if block.find_parent("a") is None]
    return linked > 0 and 2 * linked > len(element.get_text().split()) and not says


def _labels_code(element: "Tag") -> bool:
    following = element.find_next_sibling(True)
    return following is not None and following.name == "pre"


def _answered(question: "Tag", page: "Tag") -> "Tag":
    """The largest element that holds little more than a question and its answers."""
    most = len(question.get_text().split()) + _MOST_ANSWERS
    found = question
    while found.parent is not None and found is not page and found.parent is not page:
        above = found.parent
        others = [block for block in above(_BLOCKS) if block is not found and found not in block.parents]
        if len(above.get_text().split()) > most or any(block is not question for block in others):
            break
        found = above
    return found
