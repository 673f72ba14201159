"""The paragraphs of a shape on a slide, and which of them are items of a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from knowledge.readers.office_parts import child, children, local, named

if TYPE_CHECKING:
    from knowledge.readers.pptx_shapes import Shape, Slide

_LINES = frozenset({"title", "ctrTitle", "subTitle"})
"""Placeholders whose paragraphs are never items."""

_MARKED = frozenset({"buChar", "buAutoNum", "buBlip"})
_FIELDS_NOT_READ = ("slidenum", "datetime")
_LEVELS = 9


@dataclass(frozen=True)
class Line:
    """A paragraph: its words, behind the marker of its item and as far to the right as its level says."""

    words: str
    marker: str = ""
    level: int = 0

    @property
    def written(self) -> str:
        """The paragraph as it stands in the text."""
        return "  " * self.level + self.marker + self.words if self.marker else self.words


def words_of(paragraph: Element, slide: "Slide | None" = None) -> str:
    """The words of a paragraph in one line, behind a link's words where it leads."""
    return " ".join("".join(_runs(paragraph, slide)).split())


def lines_of(shape: "Shape", slide: "Slide") -> list[Line]:
    """The paragraphs of a shape that say something."""
    lines: list[Line] = []
    counted = [0] * _LEVELS
    for paragraph in children(shape.element, "txBody/p"):
        words = words_of(paragraph, slide)
        if not words:
            continue
        about = child(paragraph, "pPr")
        level = min(int(about.get("lvl", "0")), _LEVELS - 1) if about is not None else 0
        bullet = _bullet(shape, slide, about, level)
        counted[level + 1 :] = [0] * (_LEVELS - level - 1)
        counted[level] = counted[level] + 1 if local(bullet) == "buAutoNum" else 0
        number = counted[level] + int(bullet.get("startAt", "1")) - 1
        marker = f"{number}. " if counted[level] else "- " if local(bullet) in _MARKED else ""
        lines.append(Line(words, marker, level))
    return lines


def _runs(paragraph: Element, slide: "Slide | None") -> Iterator[str]:
    for run in paragraph:
        kind = local(run)
        if kind == "br":
            yield " "
        elif _is_struck_out(run):
            continue
        elif kind == "r" or (kind == "fld" and not run.get("type", "").startswith(_FIELDS_NOT_READ)):
            text = child(run, "t")
            words = "" if text is None else text.text or ""
            yield words
            yield _address(run, words, slide)


def _is_struck_out(run: Element) -> bool:
    properties = child(run, "rPr")
    return properties is not None and properties.get("strike", "noStrike") != "noStrike"


def _address(run: Element, words: str, slide: "Slide | None") -> str:
    """Where a link on the web leads, in brackets, unless its words say it."""
    link = child(run, "rPr/hlinkClick")
    target = slide.target(named(link, "id")) if slide and link is not None else ""
    is_said = target.rstrip("/") in words or not words.strip()
    return f" ({target})" if target.startswith(("https://", "http://")) and not is_said else ""


_NONE = Element("buNone")


def _bullet(shape: "Shape", slide: "Slide", about: Element | None, level: int) -> Element:
    """What marks a paragraph: said by itself, its shape, its placeholder in the layout or the master, or the master."""
    if shape.placeholder in _LINES:
        return _NONE
    name = f"lvl{level + 1}pPr"
    styles = [about, child(shape.element, f"txBody/lstStyle/{name}")]
    if shape.is_placeholder:
        styles += [
            child(pattern, f"txBody/lstStyle/{name}") for pattern in slide.patterns(shape.placeholder, shape.index)
        ]
        styles += [child(root, f"txStyles/bodyStyle/{name}") for root in slide.above]
    marks = (mark for style in styles if style is not None for mark in style if local(mark) in _MARKED | {"buNone"})
    return next(marks, _NONE)
