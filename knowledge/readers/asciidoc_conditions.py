"""Reads the conditions of AsciiDoc: which lines are there, by the attributes that a page itself sets.

What is set where a page is built (in Antora's playbook, by `asciidoctor -a`) is not known here and counts as not set,
as it does for whoever opens the page alone. As in Asciidoctor, a condition counts in listings too, not in remarks.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from knowledge.readers.text_lines import Line

ATTRIBUTE = re.compile(r":(?P<name>!?[\w-]+!?):(?:\s+(?P<value>.*))?")
REMARK = re.compile(r"/{4,}")
LISTING = re.compile(r"-{4,}|\.{4,}|`{3}.*")

_CONDITION = re.compile(r"(?P<kind>ifn?def|ifeval)::(?P<names>[^\s\[]*)\[(?P<words>.*)\]")
_END = re.compile(r"endif::\S*\[.*\]")
_COMPARISON = re.compile(r"(?P<left>.*?[^ ]) *(?P<sign>[=!<>]=|[<>]) *(?P<right>.+)")
_REFERENCE = re.compile(r"\{([\w-]+)\}")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")

BROWSER = {
    "asciidoctor": "",
    "backend": "html5",
    "backend-html5": "",
    "basebackend": "html",
    "basebackend-html": "",
    "filetype": "html",
    "filetype-html": "",
}
"""What is set without anybody's doing where a page is shown in a browser, as most are."""

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def lines_there(lines: Sequence[Line]) -> list[Line]:
    """The lines that are there, without the conditions that decide it; an `endif` that is missing is at the end."""
    there: list[Line] = []
    attributes, open_conditions = dict(BROWSER), list[bool]()
    block = ""
    for line in lines:
        text = line.text
        may_decide = not line.indent and not REMARK.fullmatch(block)
        condition = _CONDITION.fullmatch(text) if may_decide else None
        if condition and condition["names"] and condition["words"] and condition["kind"] != "ifeval":
            if all(open_conditions) and _holds(condition, attributes):
                there.append(Line(0, condition["words"], line.is_code))
        elif condition and (condition["kind"] == "ifeval") != bool(condition["names"]):
            open_conditions.append(_holds(condition, attributes))
        elif may_decide and _END.fullmatch(text):
            del open_conditions[-1:]
        elif all(open_conditions):
            there.append(line)
            if block:
                block = "" if text == block else block
            elif REMARK.fullmatch(text) or LISTING.fullmatch(text):
                block = text
            elif not line.is_code and (attribute := ATTRIBUTE.fullmatch(text)):
                _set(attribute, attributes)
    return there


def _set(attribute: re.Match[str], attributes: dict[str, str]) -> None:
    name = attribute["name"].strip("!").lower()
    if "!" not in attribute["name"]:
        attributes[name] = _REFERENCE.sub(lambda one: attributes.get(one[1], one[0]), attribute["value"] or "")
    else:
        attributes.pop(name, None)


def _holds(condition: re.Match[str], attributes: Mapping[str, str]) -> bool:
    """Whether what stands below a condition, or in it, is there."""
    if condition["kind"] == "ifeval":
        return _compares(condition["words"], attributes)
    # Of `a,b` one has to be set, of `a+b` both.
    is_met = all if "+" in condition["names"] else any
    are_set = is_met(name in attributes for name in re.split("[,+]", condition["names"].lower()))
    return are_set == (condition["kind"] == "ifdef")


def _compares(words: str, attributes: Mapping[str, str]) -> bool:
    """Whether a comparison such as `"{edition}" == "team"` is true; one that cannot be made is not."""
    comparison = _COMPARISON.fullmatch(words.strip())
    if comparison is None:
        return False
    left, right = (_value(comparison[side], attributes) for side in ("left", "right"))
    try:
        return _COMPARED[comparison["sign"]](left, right)
    except TypeError:  # words and a number are neither more nor less than each other
        return False


def _value(words: str, attributes: Mapping[str, str]) -> str | float | bool | None:
    """What stands on one side of a comparison; an attribute that is not set is nothing."""
    value = _REFERENCE.sub(lambda one: attributes.get(one[1], ""), words)
    if words[0] in "\"'" and words[-1] == words[0]:
        return value[1:-1]
    if value in ("true", "false"):
        return value == "true"
    return float(value) if _NUMBER.fullmatch(value) else value or None
