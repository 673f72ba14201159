"""A Word document as Word shows it: without what is hidden or struck out twice, with what mammoth passes over."""

import re
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from zipfile import ZipFile

from knowledge.readers.docx_math import linear
from knowledge.readers.office_parts import OFF, OfficeParts, local, named

_PARTS = re.compile(r"word/[^/]+\.xml")
_STYLES = "word/styles.xml"
_KEPT = frozenset({"rPr", "fldChar", "instrText"})
"""What stays of a hidden run: its fields may end in one that is shown."""

_WRAPPING = frozenset({"fldSimple", "dir", "bdo"})
"""What text may stand in that is nothing of it: a simple field, and a direction of writing."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def as_shown(content: bytes) -> bytes:
    """The bytes of a .docx file as shown; raises `Unreadable` for one that is too large, and errors of zipfile and
    ElementTree for one that is damaged.
    """
    shown, parts = BytesIO(), OfficeParts(content)
    hidden = _hidden_styles(parts.parsed(_STYLES)) if _STYLES in parts.names else frozenset()
    with ZipFile(shown, "w") as written:
        for name in parts.names:
            is_text = _PARTS.fullmatch(name)
            written.writestr(name, _part(parts.parsed(name), hidden) if is_text else parts.read(name))
    return shown.getvalue()


def _part(root: Element, hidden: frozenset[str]) -> bytes:
    above = {below: element for element in root.iter() for below in element}
    for run in root.iterfind(".//{*}r"):
        if _is_hidden(run, above, hidden) or _is_struck_twice(run):
            run[:] = [child for child in run if local(child) in _KEPT]
    for element in list(root.iter()):
        element[:] = [shown for child in element for shown in _unwrapped(child)]
    return ElementTree.tostring(root)


def _unwrapped(element: Element) -> list[Element]:
    """What stands in a wrapping, the words of an equation, or another element itself."""
    kind = local(element)
    if kind == "oMathPara":
        return [_run("; ".join(linear(equation).strip() for equation in element.iterfind("{*}oMath")))]
    if kind == "oMath":
        return [_run(linear(element).strip())]
    if kind not in _WRAPPING:
        return [element]
    return [shown for child in element for shown in _unwrapped(child)]


def _run(words: str) -> Element:
    run = Element(f"{_WORD}r")
    SubElement(run, f"{_WORD}t").text = words
    return run


def _is_hidden(run: Element, above: dict[Element, Element], hidden: frozenset[str]) -> bool:
    """Whether a run is hidden: by itself, or by its style or its paragraph's where it says nothing of itself."""
    itself = _vanishes(run.find("{*}rPr"))
    if itself is not None:
        return itself
    paragraph = above[run]
    while paragraph in above and not paragraph.tag.endswith("}p"):
        paragraph = above[paragraph]
    styles = [run.find("{*}rPr/{*}rStyle"), paragraph.find("{*}pPr/{*}pStyle")]
    return any(named(style, "val") in hidden for style in styles if style is not None)


def _is_struck_twice(run: Element) -> bool:
    """Whether a run is struck out by two lines, which mammoth passes over; of one line it tells."""
    struck = run.find("{*}rPr/{*}dstrike")
    return struck is not None and named(struck, "val") not in OFF


def _vanishes(properties: Element | None) -> bool | None:
    """What properties of text say on its being hidden; None where they say nothing."""
    vanish = None if properties is None else properties.find("{*}vanish")
    return None if vanish is None else named(vanish, "val") not in OFF


def _hidden_styles(styles: Element) -> frozenset[str]:
    """The ids of the styles that hide text, themselves or by the one that they are based on."""
    by_id = {named(style, "styleId"): style for style in styles.iterfind(".//{*}style")}
    return frozenset(style_id for style_id in by_id if _style_vanishes(style_id, by_id))


def _style_vanishes(style_id: str, by_id: dict[str, Element]) -> bool:
    seen: set[str] = set()
    while style_id in by_id and style_id not in seen:
        seen.add(style_id)
        vanishes = _vanishes(by_id[style_id].find("{*}rPr"))
        if vanishes is not None:
            return vanishes
        based_on = by_id[style_id].find("{*}basedOn")
        style_id = "" if based_on is None else named(based_on, "val")
    return False
