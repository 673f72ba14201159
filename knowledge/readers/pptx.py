"""Reads PowerPoint presentations: each slide that is shown is a section, with its title, text, tables and notes."""

from collections.abc import Iterator

from knowledge.documents import Document, Illustration
from knowledge.readers.layout import Layout
from knowledge.readers.office_parts import OFF, OfficeParts, child, children, named
from knowledge.readers.pptx_pictures import Pictures
from knowledge.readers.pptx_shapes import TITLES, Shape, Slide, in_reading_order
from knowledge.readers.pptx_tables import chart_rows, diagram_lines, table_rows
from knowledge.readers.pptx_text import Line, lines_of
from knowledge.readers.problem import damage_explained
from knowledge.readers.titles import title_of_file

_NOT_READ = frozenset({"dt", "ftr", "hdr", "sldNum"})
"""The placeholders that every slide repeats."""


def read_pptx(content: bytes, name: str) -> Document:
    """A presentation as a document, its slides as its pages; raises `Unreadable` for a damaged or a locked one."""
    layout = Layout()
    titles: list[str] = []
    with damage_explained(
        "It is not a PowerPoint presentation that can be read.", "Open it in PowerPoint and save it again as .pptx."
    ):
        parts = OfficeParts(content)
        pictures = Pictures(parts)
        for number, part in _slides(parts):
            slide = Slide(parts, part)
            if slide.root.get("show", "1") not in OFF:
                layout.page(number)
                titles.append(_Writing(layout, slide, number, pictures).write())
    return layout.document(next(filter(None, titles), title_of_file(name)))


def _slides(parts: OfficeParts) -> Iterator[tuple[int, str]]:
    """The slides in the order in which they are shown, with the numbers that stand beside them."""
    root, relations = parts.parsed(parts.main), parts.relations(parts.main)
    for number, entry in enumerate(children(root, "sldIdLst/sldId"), start=int(root.get("firstSlideNum", "1"))):
        relation = relations.get(named(entry, "id"))
        if relation and relation.kind == "slide":
            yield number, relation.target


class _Writing:
    """A slide that is being written."""

    def __init__(self, layout: Layout, slide: Slide, number: int, pictures: Pictures) -> None:
        self._layout, self._slide, self._number, self._pictures = layout, slide, number, pictures
        self._begins, self._shown = layout.length, 0

    def write(self) -> str:
        """Writes the title, then the other shapes as one reads them, then what the speaker says; returns the title."""
        shapes = [shape for shape in self._slide.shapes() if shape.placeholder not in _NOT_READ]
        titles = [shape for shape in shapes if shape.placeholder in TITLES]
        title = " ".join(line.words for shape in titles for line in lines_of(shape, self._slide))
        if title:
            self._layout.heading(1, title)
        else:
            self._layout.end_headings()
        for shape in in_reading_order(shape for shape in shapes if shape not in titles):
            self._shape(shape)
        for line in self._slide.notes():
            self._layout.block(line)
        return title

    def _shape(self, shape: Shape) -> None:
        for part in in_reading_order(shape.parts):
            self._shape(part)
        if shape.kind == "pic":
            self._picture(shape)
        elif (table := child(shape.element, "graphic/graphicData/tbl")) is not None:
            self._layout.table(*table_rows(table))
        elif (chart := child(shape.element, "graphic/graphicData/chart")) is not None:
            title, rows = chart_rows(self._slide.parts, self._slide.target(named(chart, "id")))
            self._layout.block(title)
            if rows:
                self._layout.table(rows[0], rows[1:])
        elif (diagram := child(shape.element, "graphic/graphicData/relIds")) is not None:
            self._lines(diagram_lines(self._slide.parts, self._slide.target(named(diagram, "dm"))))
        else:
            self._lines(lines_of(shape, self._slide))

    def _lines(self, lines: list[Line]) -> None:
        """Writes paragraphs, and the items of lists as far to the right as their levels say."""
        after_item = False
        for line in lines:
            self._layout.block(line.written, "\n" if line.marker and after_item else "\n\n")
            after_item = bool(line.marker)

    def _picture(self, shape: Shape) -> None:
        content = self._pictures.content(self._slide, shape)
        at = self._layout.block(shape.alt) if shape.alt else self._layout.length
        if content is not None:
            if self._layout.length == self._begins:
                self._layout.block(f"Slide {self._number}")
                at = self._layout.length
            self._shown += 1
            place = f"slide {self._number}, picture {self._shown}"
            self._layout.show(Illustration(at, shape.alt, place, content))
