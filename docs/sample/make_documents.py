"""Makes the PDF and DOCX files of the sample handbook from the Markdown in `sources/`.

Run `python docs/sample/make_documents.py` after a change of a source. The same source always gives the same bytes,
so a second run changes nothing. The Markdown is a small part of CommonMark: headings, paragraphs, lists, tables,
pictures, bold and code.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.shared import Cm, Pt
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image as Picture
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Table

SAMPLE = Path(__file__).parent
SOURCES = SAMPLE / "sources"
DOCUMENTS = SAMPLE / "documents"
TARGETS = {
    "service-levels": "it/service-desk/service-levels.pdf",
    "security-incidents": "security/security-incidents.pdf",
    "data-retention": "security/data-retention.pdf",
    "travel-policy": "finance/travel-policy.pdf",
    "onboarding-contractors": "people/onboarding-contractors.docx",
    "parental-leave": "people/leave/parental-leave.docx",
    "corporate-card": "finance/corporate-card.docx",
}
WRITTEN = datetime(2026, 1, 5, 9, 0)  # a fixed date keeps the bytes the same
PAGE_WIDTH = 16.5  # centimetres between the margins
PICTURE_WIDTH = 12.0


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    code: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True)
class Items:
    """A list of short paragraphs."""

    numbered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Grid:
    """A table whose first row is its head."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its alternative text."""

    path: Path
    alt: str


Block = Heading | Text | Items | Grid | Figure


def read_blocks(source: Path) -> Iterator[Block]:
    """The blocks of a Markdown source, in order."""
    tokens = MarkdownIt().enable("table").parse(source.read_text(encoding="utf-8"))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = closing(tokens, position)
        inline = [inner for inner in tokens[position:end] if inner.type == "inline"]
        if token.type == "heading_open":
            yield Heading(int(token.tag[1]), runs_of(inline[0]))
        elif token.type == "paragraph_open":
            yield figure_of(inline[0], source) or Text(runs_of(inline[0]))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Items(token.type.startswith("ordered"), tuple(runs_of(item) for item in inline))
        elif token.type == "table_open":
            columns = sum(inner.type == "th_open" for inner in tokens[position:end])
            cells = [runs_of(cell) for cell in inline]
            yield Grid(tuple(tuple(cells[start : start + columns]) for start in range(0, len(cells), columns)))
        else:
            raise ValueError(f"{source}: {token.type} is not part of the small Markdown of the sources")
        position = end


def closing(tokens: list[Token], start: int) -> int:
    """The position after the token that closes the block opened at `start`."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position + 1
    return len(tokens)


def runs_of(inline: Token) -> Runs:
    """The text of an inline token with its bold and code stretches."""
    bold = False
    runs = []
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = child.nesting == 1
        elif child.content or child.type == "softbreak":
            runs.append(Run(child.content or " ", bold, child.type == "code_inline"))
    return tuple(runs)


def figure_of(inline: Token, source: Path) -> Figure | None:
    """The picture that a paragraph consists of, or None."""
    children = inline.children or []
    if len(children) != 1 or children[0].type != "image":
        return None
    return Figure(source.parent / str(children[0].attrs["src"]), children[0].content)


# --- PDF


def markup(runs: Runs) -> str:
    """Runs in the small XML that a reportlab paragraph reads."""
    parts = []
    for run in runs:
        text = escape(run.text)
        text = f'<font face="Courier">{text}</font>' if run.code else text
        parts.append(f"<b>{text}</b>" if run.bold else text)
    return "".join(parts)


def flowables(block: Block, styles: Any) -> list[Flowable]:
    """A block as reportlab sets it: a list has one paragraph an item, the others are one piece."""
    match block:
        case Heading(level, runs):
            return [Paragraph(markup(runs), styles[f"Heading{level}"])]
        case Text(runs):
            return [Paragraph(markup(runs), styles["BodyText"])]
        case Items(numbered, items):
            # A dash, because the bullet of the standard fonts comes out of a PDF as a control character.
            bullets = [f"{number}." if numbered else "–" for number in range(1, len(items) + 1)]
            return [
                Paragraph(markup(item), styles["Item"], bullet) for item, bullet in zip(items, bullets, strict=True)
            ]
        case Grid(rows):
            cells = [[Paragraph(markup(cell), styles["Cell"]) for cell in row] for row in rows]
            line = ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor("#c3ccd6"))
            head = ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e8eef5"))
            width = PAGE_WIDTH * cm / len(rows[0])
            look = [line, head, ("VALIGN", (0, 0), (-1, -1), "TOP")]
            return [Table(cells, [width] * len(rows[0]), style=look, hAlign="LEFT", spaceAfter=8, repeatRows=1)]
        case Figure(path, _):
            with Picture.open(path) as picture:
                ratio = picture.height / picture.width
            return [Image(str(path), PICTURE_WIDTH * cm, PICTURE_WIDTH * cm * ratio, hAlign="LEFT")]


def write_pdf(blocks: list[Block], target: Path) -> None:
    """Set the blocks on A4 pages with a footer."""
    styles = getSampleStyleSheet()
    styles["BodyText"].spaceAfter = 4
    styles["Heading2"].keepWithNext = 1
    styles.add(ParagraphStyle("Item", parent=styles["BodyText"], leftIndent=18, bulletIndent=4, spaceBefore=0))
    styles.add(ParagraphStyle("Cell", parent=styles["BodyText"], fontSize=9, leading=11, spaceBefore=0, spaceAfter=0))
    title = title_of(blocks)

    def footer(canvas: Canvas, layout: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.setFillGray(0.4)
        canvas.drawString(layout.leftMargin, 1.2 * cm, f"Kelpline handbook · {title} · page {layout.page}")

    margin = (A4[0] - PAGE_WIDTH * cm) / 2
    layout = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        title=title,
        author="Kelpline",
        invariant=1,
    )
    layout.build(
        [piece for block in blocks for piece in flowables(block, styles)], onFirstPage=footer, onLaterPages=footer
    )


# --- DOCX


def write_docx(blocks: list[Block], target: Path) -> None:
    """Write the blocks with Word's own styles."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title_of(blocks), "Kelpline", "Kelpline"
    properties.created = properties.modified = WRITTEN
    document.styles["Normal"].font.size = Pt(10.5)
    for block in blocks:
        match block:
            case Heading(level, runs):
                add_runs(document.add_heading(level=level), runs)
            case Text(runs):
                add_runs(document.add_paragraph(), runs)
            case Items(numbered, items):
                for item in items:
                    add_runs(document.add_paragraph(style="List Number" if numbered else "List Bullet"), item)
            case Grid(rows):
                add_grid(document, rows)
            case Figure(path, alt):
                shape = document.add_picture(str(path), width=Cm(PICTURE_WIDTH))
                shape._inline.docPr.set("descr", alt)  # python-docx has no public way to set an alt text
    packed = io.BytesIO()
    document.save(packed)
    write_zip(packed, target)


def add_grid(document: Any, rows: tuple[tuple[Runs, ...], ...]) -> None:
    """Add a table whose first row is its head."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Light Grid Accent 1")
    for cells, row in zip(rows, table.rows, strict=True):
        for runs, cell in zip(cells, row.cells, strict=True):
            add_runs(cell.paragraphs[0], runs)
    document.add_paragraph()


def add_runs(paragraph: Any, runs: Runs) -> None:
    """Add runs to a paragraph of python-docx."""
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold = run.bold or None
        if run.code:
            added.font.name = "Courier New"


def write_zip(packed: io.BytesIO, target: Path) -> None:
    """Pack the parts again with one fixed date, because python-docx stamps them with the time of the run."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))


def title_of(blocks: list[Block]) -> str:
    """The text of the first heading."""
    return next("".join(run.text for run in block.runs) for block in blocks if isinstance(block, Heading))


def main() -> None:
    """Make every document that `TARGETS` names."""
    for name, place in TARGETS.items():
        target = DOCUMENTS / place
        target.parent.mkdir(parents=True, exist_ok=True)
        blocks = list(read_blocks(SOURCES / f"{name}.md"))
        (write_pdf if target.suffix == ".pdf" else write_docx)(blocks, target)
        print(f"{place}  {target.stat().st_size / 1000:.0f} kB")  # noqa: T201 - what this script has to say


if __name__ == "__main__":
    main()
