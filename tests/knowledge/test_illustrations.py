"""What the readers promise of pictures: each that a person looks at, where it stands, and the text stays as it was."""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import pytest

from knowledge.documents import Document, Illustration
from knowledge.readers import read_document
from knowledge.readers.html import read_html
from knowledge.readers.markdown import read_markdown
from tests.fakes.colour_sight import picture_file
from tests.knowledge.files import odf_file


def shown(document: Document) -> list[tuple[str, str]]:
    """Alt text and place of each picture; every one stands inside the text."""
    assert all(0 <= picture.at <= len(document.text) for picture in document.illustrations)
    assert list(document.illustrations) == sorted(document.illustrations, key=lambda picture: picture.at)
    return [(picture.alt, picture.place) for picture in document.illustrations]


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("![The dialog](img/a.png)", [("The dialog", "img/a.png")]),
        ('![T](a.png "A title") and ![U](<b c.png>)', [("T", "a.png"), ("U", "b c.png")]),
        ("![with (brackets)](a_(1).png)", [("with (brackets)", "a_(1).png")]),
        ("![a *bold* `code` [x] \\[y\\]](a.png)", [("a bold code [x] [y]", "a.png")]),
        ("![ref][one] ![two] ![three][]\n\n[one]: 1.png\n[Two]: <2.png> 'title'\n[three]: 3.png",
         [("ref", "1.png"), ("two", "2.png"), ("three", "3.png")]),
        ("[![linked](thumb.png)](large.png)", [("linked", "thumb.png")]),
        ("- item\n\n  ![in a list](a.png)\n\n> ![quoted](b.png)", [("in a list", "a.png"), ("quoted", "b.png")]),
        ("| a | ![in a cell](a.png) |\n|---|---|\n| b | c |", [("in a cell", "a.png")]),
        ('<p align="center"><img src="a.png" alt="A &amp; B" width="600"></p>', [("A & B", "a.png")]),
        ("<img\n  alt='over lines'\n  src='a.png'>", [("over lines", "a.png")]),
        (':::image type="content" source="m/a.png" alt-text="Learn: the page.":::', [("Learn: the page.", "m/a.png")]),
        ("![](no-alt.png)", [("", "no-alt.png")]),
        ("```\n![code](a.png)\n```\n\n    ![indented](b.png)\n\n`![inline](c.png)`\n\n<!-- ![remark](d.png) -->", []),
        ("![not closed](a.png ![ok](b.png)", [("ok", "b.png")]),
        ("---\ntitle: x\ncover: ![no](a.png)\n---\n\n![yes](b.png)", [("yes", "b.png")]),
        ('<img src="dot.gif" width="1" height="1"> <img src="i.png" width="16">', []),
        ("![build](https://img.shields.io/b.svg) ![i](assets/icons/x.png)", []),
        ("no picture! [link](a.png)", []),
    ],
)  # fmt: skip
def test_markdown_shows_its_pictures(text: str, pictures: list[tuple[str, str]]) -> None:
    document = read_markdown(text, "a.md")
    assert document.text == text
    assert shown(document) == pictures
    for picture in document.illustrations:
        assert text[picture.at :].startswith(("![", "<img", ":::"))


@pytest.mark.parametrize("text", ["![" * 20_000, "![a](" * 20_000, "<img " * 20_000, ":::image" * 20_000, "`" * 60_001, "![a][" * 20_000 + "\n\n[x]: y"])  # fmt: skip  # noqa: E501
def test_no_markdown_takes_long(text: str) -> None:
    assert read_markdown(text, "a.md").illustrations == ()


@pytest.mark.parametrize(
    ("body", "pictures"),
    [
        ('<p>Open it. <img src="a.png" alt="The dialog"> Done.</p>', [("The dialog", "a.png")]),
        ('<figure><img src="a.png"><figcaption>The <b>panel</b></figcaption></figure>', [("The panel", "a.png")]),
        ('<figure><img src="a.png" alt="Alt"><figcaption>Caption</figcaption></figure>', [("Alt", "a.png")]),
        ('<img srcset="s.png 480w, l.png 1200w, m.png 800w" alt="x">', [("x", "l.png")]),
        ('<img src="data:image/gif;base64,R0lGOD" data-src="real.png" alt="lazy">', [("lazy", "real.png")]),
        ('<picture><source srcset="a.webp"><img src="a.png" alt="p"></picture>', [("p", "a.png")]),
        ('<h2><img src="a.png" alt="x"> Head</h2><p>Body</p>', [("x", "a.png")]),
        ('<table><tr><td>One<img src="a.png" alt="x"></td><td>Two</td></tr><tr><td>3</td><td>4</td></tr></table>',
         [("x", "a.png")]),
        ('<ul><li>First <img src="a.png" alt="x"></li></ul>', [("x", "a.png")]),
        ('<nav><img src="logo.png"></nav><footer><img src="f.png"></footer><div hidden><img src="h.png"></div>', []),
        ('<img src="t.gif" width="1" height="1"><img src="i.png" height="20px"><img alt="no source">', []),
        ('<img src="a.png" role="presentation"><img src="b.png" aria-hidden="true">', []),
    ],
)  # fmt: skip
def test_html_shows_its_pictures(body: str, pictures: list[tuple[str, str]]) -> None:
    with_pictures = read_html(f"<body><p>Before.</p>{body}<p>After.</p></body>", "a.html")
    assert shown(with_pictures) == pictures


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ('<base href="https://cdn.example.com/wiki/">', "https://cdn.example.com/wiki/a.png"),
        ('<base target="_blank"><base href=" img/ "><base href="other/">', "img/a.png"),
        ('<base href="">', "a.png"),
        ('<base href="http://[server]/">', "a.png"),
    ],
)
def test_a_page_s_pictures_are_where_its_base_says(base: str, place: str) -> None:
    page = (
        f"<head>{base}</head><body><p>Text.</p><img src='a.png' alt='x'><img src='data:image/png;base64,AAAA'></body>"
    )
    relative, carried = read_html(page, "a.html").illustrations
    assert (relative.place, carried.content) == (place, b"\x00\x00\x00")


def test_a_picture_in_html_stands_where_its_words_do() -> None:
    document = read_html(
        "<body><h1>One</h1><p>First.</p><h2>Two</h2><p>See  <img src='a.png' alt='the dialog'>\n now.</p>"
        "<h2>Three</h2><img src='b.png'></body>",
        "a.html",
    )
    first, second = document.illustrations
    assert document.text == "# One\n\nFirst.\n\n## Two\n\nSee the dialog now.\n\n## Three"
    assert document.text[first.at :].lstrip().startswith("the dialog now.")
    assert (second.place, second.at) == ("b.png", len(document.text))


def test_a_picture_in_the_address_itself_is_carried() -> None:
    content = picture_file()
    page = f'<img alt="x" src="data:image/png;base64,{b64encode(content).decode()}">'
    for document in (read_html(f"<p>Text</p>{page}", "a.html"), read_markdown(f"Text\n\n{page}", "a.md")):
        [picture] = document.illustrations
        assert (picture.content, picture.place) == (content, "a picture of the type image/png")
    [broken] = read_html('<p>Text</p><img src="data:image/png;base64,@@@">', "a.html").illustrations
    assert broken.content == b""


def test_a_word_document_carries_its_pictures_with_their_alt_text() -> None:
    from docx import Document as Word

    word, content = Word(), BytesIO()
    word.add_heading("Leave", 1)
    word.add_paragraph("Ask here.")
    word.add_picture(BytesIO(picture_file()))
    word.inline_shapes[0]._inline.docPr.set("descr", "The request form")
    word.save(content)
    document = read_document(content.getvalue(), "a.docx")
    assert document.text == "# Leave\n\nAsk here.\n\nThe request form"
    assert document.illustrations == (
        Illustration(document.text.index("The request"), "The request form", "picture 1", picture_file()),
    )


def docx_twice(picture: bytes) -> bytes:
    from docx import Document as Word

    word, content = Word(), BytesIO()
    for _ in range(2):
        word.add_picture(BytesIO(picture))
        word.add_paragraph("Ask here.")
    word.save(content)
    return content.getvalue()


def pptx_twice(picture: bytes) -> bytes:
    from pptx import Presentation

    presentation, content = Presentation(), BytesIO()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    for left in (0, 5_000_000):
        slide.shapes.add_picture(BytesIO(picture), left, 0, 2_000_000)
    presentation.save(content)
    return content.getvalue()


def odt_twice(picture: bytes) -> bytes:
    shown = "<text:p>Ask.<draw:frame><draw:image xlink:href='Pictures/a.png'/></draw:frame></text:p>"
    return odf_file("text", shown * 2, parts={"Pictures/a.png": picture})


@pytest.mark.parametrize(
    ("write", "name"),
    [(docx_twice, "a.docx"), (pptx_twice, "a.pptx"), (odt_twice, "a.odt")],
    ids=["Word", "slides", "odt"],
)
def test_a_picture_that_is_shown_often_is_kept_once(write: Callable[[bytes], bytes], name: str) -> None:
    """A hundred kilobytes may unpack to a hundred megabytes, each time."""
    first, second = read_document(write(picture_file()), name).illustrations
    assert first.content == picture_file()
    assert first.content is second.content


def pdf(pages: list[list[tuple[str, float]]]) -> bytes:
    """A PDF of pages of lines and pictures (`image:COLOUR:WIDTH`), each with its height on the page."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    content = BytesIO()
    canvas = Canvas(content)
    for page in pages:
        for text, height in page:
            if text.startswith("image:"):
                _, colour, width = text.split(":")
                picture = Image.new("RGB", (int(width), int(width) // 2), colour)
                canvas.drawImage(ImageReader(picture), 72, height, 100, 50)
            else:
                canvas.setFont("Helvetica", 18 if text.isupper() else 10)
                canvas.drawString(72, height, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def test_a_pdf_shows_its_pictures_page_by_page_below_the_line_above_them() -> None:
    content = pdf(
        [
            [("FIRST", 760), ("Some words that go on for a while here.", 740), ("image:red:300", 600),
             ("SECOND", 560), ("Other words that go on for a while too.", 540), ("image:blue:300", 400)],
            [("Last words stand on the second page alone.", 760), ("image:green:300", 600)],
        ]
    )  # fmt: skip
    document = read_document(content, "a.pdf")
    first, second, third = sorted(document.illustrations, key=lambda picture: picture.at)
    assert document.text[: first.at].endswith("Some words that go on for a while here.")
    assert document.text[: second.at].endswith("Other words that go on for a while too.")
    assert document.text[: third.at].endswith("Last words stand on the second page alone.")
    assert {first.place, second.place} == {"page 1, picture 1", "page 1, picture 2"}
    assert third.place == "page 2, picture 1"
    assert all(picture.content for picture in document.illustrations)


def test_a_pdf_s_logos_and_bullets_are_left_out() -> None:
    words = ("Alpha stands on the first.", "Beta comes next here.", "Gamma follows.", "Delta ends it all.")
    pages = [[(text, 760.0), ("image:red:300", 700.0), ("image:blue:20", 600.0)] for text in words]
    assert read_document(pdf(pages), "a.pdf").illustrations == ()


def test_a_picture_s_file_is_a_document_without_words_yet() -> None:
    document = read_document(picture_file("words"), "floor plan.png")
    assert (document.title, document.text, document.sections) == ("floor plan", "", ())
    assert document.illustrations == (Illustration(0, "", "floor plan.png", picture_file("words")),)
