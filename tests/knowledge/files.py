"""Makes small real files of the formats that can't be written by hand."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile


def pdf_file(pages: list[str], password: str = "") -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    content = BytesIO()
    canvas = Canvas(content, encrypt=StandardEncryption(password, ownerPassword="owner") if password else None)
    for text in pages:
        block = canvas.beginText(72, 720)
        block.textLines(text)
        canvas.drawText(block)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def typeset_pdf(pages: list[list[tuple[str, str, float]]]) -> bytes:
    """A PDF of pages of lines, each (text, style, gap above in points); styles are title, head, strong and body."""
    from reportlab.pdfgen.canvas import Canvas

    styles = {
        "title": ("Helvetica-Bold", 20),
        "head": ("Helvetica-Bold", 14),
        "strong": ("Helvetica-Bold", 11),
        "body": ("Times-Roman", 11),
    }
    content = BytesIO()
    canvas = Canvas(content)
    for lines in pages:
        height = 760.0
        for text, style, gap in lines:
            height -= gap
            canvas.setFont(*styles[style])
            canvas.drawString(72, height, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def pdf_of_pieces(pieces: list[tuple[float, float, str]]) -> bytes:
    """A PDF of one page with each piece of text at its distance from the left and from the foot, in this order."""
    from reportlab.pdfgen.canvas import Canvas

    content = BytesIO()
    canvas = Canvas(content)
    canvas.setFont("Helvetica", 10)
    for left, height, text in pieces:
        canvas.drawString(left, height, text)
    canvas.showPage()
    canvas.save()
    return content.getvalue()


def scanned_pdf(pages: list[tuple[str, float]], is_one_picture: bool = False) -> bytes:
    """A PDF of pages, each with a line of text and a picture, or one for all, that covers so much of it, 0 to 1."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    content = BytesIO()
    canvas = Canvas(content, pagesize=(600, 800))
    for number, (text, covered) in enumerate(pages):
        if covered:
            scan = ImageReader(Image.new("RGB", (120, 160), (200, 200, 0 if is_one_picture else number)))
            canvas.drawImage(scan, 0, 0, 600, 800 * covered)
        canvas.drawString(72, 400, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def docx_file() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading("Leave policy", 1)
    document.add_paragraph("Everybody has ").add_run("thirty days").bold = True
    document.paragraphs[-1].add_run(".")
    document.add_heading("Carry over", 2)
    document.add_paragraph("Ask your manager", style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in (("Country", "Days"), ("Norway", "25")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    content = BytesIO()
    document.save(content)
    return content.getvalue()


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF_SPACES = " ".join(
    [
        *(f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "style", "presentation")),
        f'xmlns:draw="{_ODF}drawing:1.0" xmlns:fo="{_ODF}xsl-fo-compatible:1.0" xmlns:svg="{_ODF}svg-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
    ]
)


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A zip whose first part stands as it is, as those that say what kind of file they begin do."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as written:
        for name, said in parts.items():
            written.writestr(name, said, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
    return content.getvalue()


def odf_file(kind: str, body: str, styles: str = "", parts: dict[str, bytes | str] | None = None) -> bytes:
    """An OpenDocument file of a kind, `text`, `spreadsheet` or `presentation`, with automatic styles and more parts."""
    named = "<style:style style:name='Title' style:family='paragraph'/>"
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_ODF_SPACES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF_SPACES}><office:styles>{named}</office:styles>"
            "</office:document-styles>",
            **(parts or {}),
        }
    )
