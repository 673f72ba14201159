"""Reads OpenDocument presentations: each slide that is shown is a section, with its title, text, tables and notes."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from knowledge.documents import Document
from knowledge.readers.html import read_html
from knowledge.readers.illustrations import with_bytes
from knowledge.readers.joined import joined, without_repeated_pictures
from knowledge.readers.office_parts import child, children, local, named
from knowledge.readers.opendocument import OpenDocument
from knowledge.readers.opendocument_text import OpenDocumentText, pixels
from knowledge.readers.pptx_shapes import Box, Shape, in_reading_order
from knowledge.readers.problem import damage_explained
from knowledge.readers.titles import title_of_file

_NOT_READ = frozenset({"header", "footer", "date-time", "page-number"})
"""The placeholders that every slide repeats."""


def read_odp(content: bytes, name: str) -> Document:
    """A presentation as a document, its slides as its pages; raises `Unreadable` for a damaged or a locked one."""
    with damage_explained(
        "It is not an OpenDocument presentation that can be read.", "Open it in LibreOffice and save it again as .odp."
    ):
        opened = OpenDocument(content)
        slides = [_slide(opened, number, page) for number, page in _slides(opened)]
    titles = [headings[0] for slide in slides for headings in [part.headings for part in slide.sections] if headings]
    return joined(without_repeated_pictures(slides), next(iter(titles), title_of_file(name)))


def _slides(opened: OpenDocument) -> Iterator[tuple[int, Element]]:
    """The slides that are shown, with their numbers."""
    for number, page in enumerate(children(opened.body("presentation"), "page"), start=1):
        style = named(page, "style-name")
        if opened.styles.says("drawing-page", style, "drawing-page-properties", "visibility") != "hidden":
            yield number, page


def _slide(opened: OpenDocument, number: int, page: Element) -> Document:
    """A slide as a document of its own: its title, then the other shapes as one reads them, then the notes."""
    text = OpenDocumentText(opened, f"slide {number}, picture ")
    shapes = [*_shapes(page)]
    titles = [shape for shape in shapes if shape.placeholder == "title"]
    title = " ".join(text.line(shape.element) for shape in titles)
    html = f"<h1>{title}</h1>"
    html += "".join(text.block(shape.element) for shape in in_reading_order(one for one in shapes if one not in titles))
    notes = child(page, "notes")
    if notes is not None:
        html += "".join(text.block(shape.element) for shape in _shapes(notes) if shape.placeholder == "notes")
    slide = read_html(f"<body>{html}</body>", "")
    if text.pictures and not slide.text:
        slide = read_html(f"<body><p>Slide {number}</p>{html}</body>", "")
    sections = tuple(replace(part, page=number) for part in slide.sections)
    return with_bytes(replace(slide, sections=sections), text.pictures)


def _shapes(page: Element) -> Iterator[Shape]:
    """The shapes of a slide or of its notes that hold something of their own."""
    for element in page:
        placeholder = named(element, "class")
        if local(element) != "notes" and placeholder not in _NOT_READ and named(element, "placeholder") != "true":
            top, left, height, width = (int(pixels(named(element, side))) for side in ("y", "x", "height", "width"))
            yield Shape(local(element), element, placeholder, "", "", Box(top, left, height, width))
