"""Removes from a page what a person cannot come to see; what a click opens stays, under the name of what is clicked."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_UNSEEN = ["script", "style", "noscript", "template", "svg", "nav", "footer", "button", "iframe"]
_UNSEEN_ROLES = ["navigation", "contentinfo"]
"""What `<nav>` and `<footer>` are called on pages that are made of `<div>` alone, as Confluence exports them."""

_STRUCK_OUT = frozenset({"del", "s", "strike"})
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through"
    r"|(?<![\w-])(?:font-size\s*:\s*(?:1px|0?\.[0-9]{1,3}p[xt])\b|text-indent\s*:\s*-\d{3,6}(?:px|pt|r?em)"
    r"|(?:left|top|right)\s*:\s*-\d{3,6}(?:px|pt|r?em)|mso-hide\s*:\s*all)",
    re.IGNORECASE,
)
"""How a style hides what it is on: not there, without size, or far off the page.

No opacity and no height of 0: many pages begin with those, and show by and by, or by a click, what has them.
"""
_INK = re.compile(r"(?<![\w-])(?P<what>color|background(?:-color)?)\s*:\s*(?P<value>#?\w+)", re.IGNORECASE)
_NAMES = ["h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"]


def remove_hidden(soup: "BeautifulSoup") -> None:
    """Removes what is hidden, struck out, or for machines."""
    from bs4 import Comment, Doctype, ProcessingInstruction

    opened = {name for opener in soup(True, {"aria-controls": True}) for name in str(opener["aria-controls"]).split()}
    _name_panels(soup)
    for button in soup("button"):
        _keep_name(button)
    for unseen in [*soup(_UNSEEN), *soup(True, {"role": _UNSEEN_ROLES})]:
        unseen.decompose()
    _show_alternatives(soup)
    for hidden in soup(lambda element: _is_hidden(element, opened)):
        hidden.decompose()
    for remark in soup(string=lambda string: isinstance(string, Comment | Doctype | ProcessingInstruction)):
        remark.extract()


def _show_alternatives(soup: "BeautifulSoup") -> None:
    """Shows all of what a script would show one of in the middle of a sentence: "press Command / Ctrl + S"."""
    for switch in [hidden.parent for hidden in soup("span", hidden=True)]:
        if switch is None:
            continue
        parts = switch.find_all(True, recursive=False)
        are_all = " ".join(part.get_text() for part in parts).split() == switch.get_text(" ").split()
        if are_all and len(parts) > 1 and all(part.name == "span" and part.has_attr("hidden") for part in parts):
            for part in parts:
                del part["hidden"]
            for part in parts[1:]:
                part.insert_before(" / ")


def _name_panels(soup: "BeautifulSoup") -> None:
    """Writes above each panel the words of its tab, which are taken from the row of tabs."""
    for beside, panel in [*_beside_each_other(soup)]:
        _put_name(beside, panel)
    tabs = soup(True, {"role": "tab"})
    by_id = {str(tab["id"]): tab for tab in tabs if tab.has_attr("id")}
    by_panel = {str(tab["aria-controls"]): tab for tab in tabs if tab.has_attr("aria-controls")}
    for panel in soup(True, {"role": "tabpanel"}):
        tab = by_id.get(str(panel.get("aria-labelledby"))) or by_panel.get(str(panel.get("id")))
        if tab is not None:
            _put_name(tab, panel)


def _put_name(tab: "Tag", panel: "Tag") -> None:
    if tab.get_text().strip() and all(above is not tab for above in [panel, *panel.parents]):
        name = tab.extract()
        name.name, name.attrs = "p", {}
        panel.insert(0, name)


def _beside_each_other(soup: "BeautifulSoup") -> "Iterator[tuple[Tag, Tag]]":
    """Tabs and panels that only their order brings together, as Docusaurus, MkDocs and VitePress have them."""
    for tabs, panels in (
        *((row(True, {"role": "tab"}), _outermost(row.parent, _is_panel)) for row in soup(role="tablist")),
        *((row("label"), _outermost(row.parent, _is_block)) for row in soup(class_="tabbed-labels")),
        *((group.select(".tabs label"), group.select(".blocks > div")) for group in soup(class_="vp-code-group")),
    ):
        if len(tabs) == len(panels) and not any(tab.has_attr("aria-controls") or tab.has_attr("id") for tab in tabs):
            yield from zip(tabs, panels, strict=True)


def _is_panel(element: "Tag") -> bool:
    return element.get("role") == "tabpanel"


def _is_block(element: "Tag") -> bool:
    return "tabbed-block" in element.get_attribute_list("class")


def _outermost(around: "Tag | None", is_one: "Callable[[Tag], bool]") -> "list[Tag]":
    """The elements of a kind that stand in no other of it."""
    found = list(around(is_one)) if around is not None else []
    inside = {id(below) for element in found for below in element(is_one)}
    return [element for element in found if id(element) not in inside]


def _keep_name(button: "Tag") -> None:
    """Makes words of a button that opens what stands below it; one that opens a menu is a button."""
    if button.find_parent(_NAMES):
        button.unwrap()
    elif (button.has_attr("aria-expanded") and not button.has_attr("aria-haspopup")) or (
        button.get("data-bs-toggle") == "collapse"
    ):
        button.name = "p"


def _is_without_ink(style: str) -> bool:
    """True for letters in the colour of what they stand on, or in none; "background-clip" fills them with a picture."""
    inks = {found["what"].lower().partition("-")[0]: found["value"].lower() for found in _INK.finditer(style)}
    ink = inks.get("color")
    return ink is not None and ink in ("transparent", inks.get("background")) and "-clip" not in style


def _is_hidden(element: "Tag", opened: set[str]) -> bool:
    """True for what a person does not see, or sees struck out; `opened` are the ids of what a click opens."""
    style = str(element.get("style", ""))
    if element.name in _STRUCK_OUT or (style and (_HIDING.search(style) or _is_without_ink(style))):
        return True
    is_openable = element.get("role") == "tabpanel" or element.get("hidden") == "until-found"
    return element.has_attr("hidden") and not is_openable and str(element.get("id")) not in opened
