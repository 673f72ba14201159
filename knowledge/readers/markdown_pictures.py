"""Finds the pictures that a Markdown text shows, with their offsets: CommonMark's, HTML's and Microsoft Learn's."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from knowledge.documents import Illustration
from knowledge.readers.illustrations import LEAST_SIDE, illustration

_SHOWS_PICTURES = re.compile(r"!\[|<img\b|:::\s*image\b", re.IGNORECASE)
_ALT = r"!\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,1000})\]"
_TITLE = r"""(?:[ \t\n]+(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?"""
_INLINE = re.compile(_ALT + r"\([ \t]*(?:<([^<>\n]{1,2000})>|([^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,2000}){0,4}))" + _TITLE + r"[ \t\n]*\)")  # fmt: skip  # noqa: E501
_REFERENCE = re.compile(_ALT + r"(?:\[([^\[\]]{0,500})\])?(?![\[(:])")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,500})\]:[ \t]*\n?[ \t]*(?:<([^<>\n]{1,2000})>|(\S{1,2000}))", re.MULTILINE)  # fmt: skip  # noqa: E501
_TAG = re.compile(r"""<img\b((?:[^<>"']|"[^"]*"|'[^']*'){0,4000})>""", re.IGNORECASE)
_LEARN = re.compile(r""":::\s*image\b((?:[^:"]|"[^"]*"|:(?!::)){0,4000}):::""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CODE_OR_REMARK = re.compile(r"(?<!`)(`{1,8})(?!`)(?s:.{1,2000}?)(?<!`)\1(?!`)|<!--(?s:.*?)-->")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]+)(?<=\S)\1|`([^`]+)`")


def pictures_in(text: str, code: Iterable[tuple[int, int]]) -> tuple[Illustration, ...]:
    """The pictures in a Markdown text, in order; `code` are the ranges of its listings, where nothing is shown."""
    if not _SHOWS_PICTURES.search(text):
        return ()
    shown = _masked(text, code)
    found = [*_marked(shown), *_tagged(shown, _TAG), *_tagged(shown, _LEARN)]
    return tuple(sorted((picture for picture in found if picture), key=lambda picture: picture.at))


def _masked(text: str, code: Iterable[tuple[int, int]]) -> str:
    """The text, as long as it was, with blanks for whatever stands in code and in comments."""
    for start, end in code:
        text = text[:start] + " " * (end - start) + text[end:]
    return _CODE_OR_REMARK.sub(_without_pictures, text)


def _without_pictures(code: re.Match[str]) -> str:
    return " " * len(code.group()) if _SHOWS_PICTURES.search(code.group()) else code.group()


def _marked(text: str) -> Iterator[Illustration | None]:
    definitions = {_label(found[1]): found[2] or found[3] for found in _DEFINITION.finditer(text)}
    taken: set[int] = set()
    for found in _INLINE.finditer(text):
        taken.add(found.start())
        yield illustration(found.start(), _words(found[1]), _unescaped(found[2] or found[3] or ""))
    for found in _REFERENCE.finditer(text) if definitions else ():
        place = definitions.get(_label(found[2] or found[1]))
        if found.start() not in taken and place:
            yield illustration(found.start(), _words(found[1]), _unescaped(place))


def _tagged(text: str, pattern: re.Pattern[str]) -> Iterator[Illustration | None]:
    for found in pattern.finditer(text):
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[1])}
        if not is_icon(attributes.get("width"), attributes.get("height")) and attributes.get("type") != "icon":
            alt = attributes.get("alt") or attributes.get("alt-text") or attributes.get("title") or ""
            yield illustration(found.start(), alt, attributes.get("src") or attributes.get("source") or "")


def is_icon(*sides: object) -> bool:
    """Whether a width or a height in pixels, as a page writes it, is an icon's."""
    numbers = [re.fullmatch(r"\s*(\d{1,9})(?:\.\d+)?\s*(?:px)?\s*", str(side)) for side in sides if side is not None]
    return any(int(number[1]) < LEAST_SIDE for number in numbers if number)


def _label(words: str) -> str:
    return " ".join(words.casefold().split())


def _unescaped(place: str) -> str:
    return unescape(_ESCAPE.sub(r"\1", place))


def _words(alt: str) -> str:
    """An alt text without the marks of emphasis and code."""
    return unescape(_ESCAPE.sub(r"\1", _EMPHASIS.sub(lambda found: found[2] or found[3], alt)))
