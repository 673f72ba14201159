"""An equation of a Word document as a line of text, as Word writes it in its linear form: `(a+b)/2`, `√(x^2)`."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from knowledge.readers.office_parts import OFF, child, children, local, named

_ALONE = re.compile(r"[^\W\d_]+|[\d.,]+|\S|\([^()]*\)")
"""What needs no brackets: a name, a number, one sign, and what stands in brackets."""


def linear(element: Element) -> str:
    """The text of an equation, or of a part of one; one that is not known is read as its parts one after another."""
    kind = local(element)
    if kind == "t":
        return element.text or ""
    if kind.endswith("Pr") or kind == "del":
        return ""
    write = _FORMS.get(kind)
    return write(element) if write else "".join(linear(part) for part in element)


def _part(element: Element, name: str) -> str:
    found = child(element, name)
    return "" if found is None else linear(found).strip()


def _grouped(element: Element, name: str) -> str:
    """A part in brackets where it is more than one thing."""
    text = _part(element, name)
    return text if not text or _ALONE.fullmatch(text) else f"({text})"


def _sign(element: Element, properties: str, name: str, usual: str) -> str:
    """A sign that the properties of an element set: none where they set an empty one."""
    found = child(element, f"{properties}/{name}")
    return usual if found is None else named(found, "val")


def _scripts(element: Element) -> str:
    below, above = _grouped(element, "sub"), _grouped(element, "sup")
    return (f"_{below}" if below else "") + (f"^{above}" if above else "")


def _fraction(element: Element) -> str:
    return f"{_grouped(element, 'num')}/{_grouped(element, 'den')}"


def _scripted(element: Element) -> str:
    return _grouped(element, "e") + _scripts(element)


def _prescripted(element: Element) -> str:
    return f"{_scripts(element)} {_grouped(element, 'e')}"


def _root(element: Element) -> str:
    hidden = child(element, "radPr/degHide")
    is_shown = hidden is None or named(hidden, "val") in OFF
    degree = _part(element, "deg") if is_shown else ""
    return f"√({degree}&{_part(element, 'e')})" if degree else f"√{_grouped(element, 'e')}"


def _fenced(element: Element) -> str:
    between = _sign(element, "dPr", "sepChr", "|")
    inside = between.join(linear(part).strip() for part in children(element, "e"))
    return f"{_sign(element, 'dPr', 'begChr', '(')}{inside}{_sign(element, 'dPr', 'endChr', ')')}"


def _sum(element: Element) -> str:
    return f"{_sign(element, 'naryPr', 'chr', '∫')}{_scripts(element)} {_part(element, 'e')}"


def _function(element: Element) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _limit(sign: str) -> Callable[[Element], str]:
    return lambda element: f"{_part(element, 'e')}{sign}{_grouped(element, 'lim')}"


def _matrix(element: Element) -> str:
    rows = ("&".join(linear(cell).strip() for cell in children(row, "e")) for row in children(element, "mr"))
    return f"■({'@'.join(rows)})"


def _rows(element: Element) -> str:
    return "; ".join(linear(row).strip() for row in children(element, "e"))


_FORMS: dict[str, Callable[[Element], str]] = {
    "f": _fraction,
    "sSub": _scripted,
    "sSup": _scripted,
    "sSubSup": _scripted,
    "sPre": _prescripted,
    "rad": _root,
    "d": _fenced,
    "nary": _sum,
    "func": _function,
    "limLow": _limit("_"),
    "limUpp": _limit("^"),
    "m": _matrix,
    "eqArr": _rows,
}
