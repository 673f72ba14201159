"""The shapes on a slide: what each one is, where it stands, and in which order one reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from knowledge.endings import ending
from knowledge.readers.image import PICTURE_SUFFIXES
from knowledge.readers.office_parts import OfficeParts, child, children, local
from knowledge.readers.pptx_text import words_of

_SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp"})
_PROPERTIES = ("nvSpPr", "nvPicPr", "nvGraphicFramePr", "nvGrpSpPr", "nvCxnSpPr")
TITLES = frozenset({"title", "ctrTitle"})
"""The placeholders that name a slide."""

_SAME_AS_BODY = frozenset({"", "obj", "body"})
_DEEPEST = 20
"""Groups in groups."""


@dataclass(frozen=True)
class Box:
    """Where a shape stands, in English metric units (914,400 to an inch) from the upper left corner."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True, eq=False)
class Shape:
    """A shape of a slide: `kind` is its element's name, `placeholder` what its layout has it for, empty for none."""

    kind: str
    element: Element
    placeholder: str
    index: str
    alt: str
    box: Box
    parts: "tuple[Shape, ...]" = ()

    @property
    def is_placeholder(self) -> bool:
        """Whether a layout says where it stands and how it looks."""
        return bool(self.placeholder or self.index)


class Slide:
    """A slide with its layout and the master of that, which say what the slide itself does not."""

    def __init__(self, parts: OfficeParts, part: str) -> None:
        self.parts, self.part = parts, part
        self.root = parts.parsed(part)
        self._relations = parts.relations(part)

    def target(self, relation_id: str) -> str:
        """The part or the address that a relation of the slide leads to; empty for one that is not there."""
        relation = self._relations.get(relation_id)
        return relation.target if relation else ""

    def shapes(self) -> list[Shape]:
        """The shapes that are shown, those of a group below it, in the order in which they are drawn."""
        tree = child(self.root, "cSld/spTree")
        return [] if tree is None else [*_shapes(tree, self)]

    def notes(self) -> list[str]:
        """What the speaker's notes say, paragraph by paragraph."""
        return [
            words
            for name in self.parts.related(self.part, "notesSlide")
            for shape in children(self.parts.parsed(name), "cSld/spTree/sp")
            if (place := child(shape, "nvSpPr/nvPr/ph")) is not None and place.get("type") == "body"
            for paragraph in children(shape, "txBody/p")
            if (words := words_of(paragraph))
        ]

    @cached_property
    def above(self) -> list[Element]:
        """The roots of the slide's layout and master."""
        found: list[Element] = []
        part = self.part
        for kind in ("slideLayout", "slideMaster"):
            part = next(iter(self.parts.related(part, kind)), "")
            if not part:
                break
            found.append(self.parts.parsed(part))
        return found

    def patterns(self, kind: str, index: str) -> Iterator[Element]:
        """The placeholders of the layout and the master that one of the slide goes by."""
        for root in self.above:
            places = [
                (place, shape)
                for shape in children(root, "cSld/spTree/sp")
                if (place := child(shape, "nvSpPr/nvPr/ph")) is not None
            ]
            same = [shape for place, shape in places if index and place.get("idx") == index]
            alike = [shape for place, shape in places if _alike(place.get("type", ""), kind)]
            yield from (same or alike)[:1]


def in_reading_order(shapes: Iterable[Shape]) -> list[Shape]:
    """Shapes from the top to the bottom, and from left to right those that begin at about one height."""
    left = sorted(shapes, key=lambda shape: shape.box.top)
    ordered: list[Shape] = []
    while left:
        first = left[0].box
        row = [one for one in left if one.box.top - first.top <= min(first.height, one.box.height) // 2]
        ordered += sorted(row, key=lambda shape: shape.box.left)
        left = [shape for shape in left if shape not in row]
    return ordered


def _shapes(tree: Element, slide: Slide, depth: int = 0) -> Iterator[Shape]:
    for element in tree:
        kind = local(element)
        if kind == "AlternateContent":  # the same shape for newer and for older programs
            choices = [shape for way in element for shape in _shapes(way, slide, depth + 1)]
            yield from choices[:1]
        elif kind in _SHAPES and depth < _DEEPEST:
            yield from _shape(kind, element, slide, depth)


def _shape(kind: str, element: Element, slide: Slide, depth: int) -> Iterator[Shape]:
    about = next((found for name in _PROPERTIES if (found := child(element, name)) is not None), None)
    properties = None if about is None else child(about, "cNvPr")
    if about is None or properties is None or properties.get("hidden", "0") in ("1", "true"):
        return
    place = child(about, "nvPr/ph")
    placeholder, index = ("", "") if place is None else (place.get("type", "obj"), place.get("idx", ""))
    is_decoration = any(local(part) == "decorative" and part.get("val") == "1" for part in properties.iter())
    alt = "" if is_decoration else _alt(properties.get("descr", ""))
    box = _box(element) or _pattern_box(slide, placeholder, index)
    parts = tuple(_shapes(element, slide, depth + 1)) if kind == "grpSp" else ()
    yield Shape(kind, element, placeholder, index, alt, box, parts)


def _alt(description: str) -> str:
    """What a shape's author wrote for those who can't see it: not the name of the file that it came from."""
    alt = " ".join(description.split())
    return "" if ending(alt) in PICTURE_SUFFIXES else alt


def _box(element: Element) -> Box | None:
    frame = next(
        (found for path in ("spPr/xfrm", "xfrm", "grpSpPr/xfrm") if (found := child(element, path)) is not None), None
    )
    corner, size = (None, None) if frame is None else (child(frame, "off"), child(frame, "ext"))
    if corner is None or size is None:
        return None
    top, left = int(corner.get("y", "0")), int(corner.get("x", "0"))
    return Box(top, left, int(size.get("cy", "0")), int(size.get("cx", "0")))


def _pattern_box(slide: Slide, placeholder: str, index: str) -> Box:
    """Where the layout or the master has a placeholder; in the corner one that neither says anything of."""
    patterns = slide.patterns(placeholder, index) if placeholder or index else iter(())
    return next((box for pattern in patterns if (box := _box(pattern))), Box(0, 0, 0, 0))


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= _SAME_AS_BODY or {one, other} <= TITLES
