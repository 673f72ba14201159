"""The pictures on the slides of a presentation: what is repeated, tiny or a drawing in lines is left out."""

from collections import Counter

from knowledge.readers.illustrations import LEAST_SIDE
from knowledge.readers.office_parts import OfficeParts, child, named
from knowledge.readers.pptx_shapes import Shape, Slide

LOGO_SLIDES = 3
"""A picture that stands on so many slides is a logo or a background."""

_LEAST_SIZE = LEAST_SIDE * 9_525  # English metric units to a pixel


class Pictures:
    """The pictures of a presentation; it knows how often each is shown."""

    def __init__(self, parts: OfficeParts) -> None:
        self._parts = parts
        slides = {relation.target for relation in parts.relations(parts.main).values() if relation.kind == "slide"}
        self._slides = Counter(picture for slide in slides for picture in {*parts.related(slide, "image")})

    def content(self, slide: Slide, shape: Shape) -> bytes | None:
        """The bytes of a picture, or None for one that nobody would look for or that is not in the file."""
        found = child(shape.element, "blipFill/blip")
        name = slide.target(named(found, "embed")) if found is not None else ""
        if self._slides[name] not in range(1, LOGO_SLIDES) or min(shape.box.height, shape.box.width) < _LEAST_SIZE:
            return None
        return self._parts.picture(name)
