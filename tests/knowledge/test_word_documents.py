"""What reading Word documents promises: what Word shows, and nothing that it hides."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable


def text_of(document: Any) -> str:
    content = BytesIO()
    document.save(content)
    return read_document(content.getvalue(), "page.docx").text


def by_itself(document: Any, run: Any) -> None:
    run.font.hidden = True


def by_its_style(document: Any, run: Any) -> None:
    base = document.styles.add_style("Base", WD_STYLE_TYPE.CHARACTER)
    base.font.hidden = True
    run.style = document.styles.add_style("Aside", WD_STYLE_TYPE.CHARACTER)
    run.style.base_style = base


def by_its_paragraph(document: Any, run: Any) -> None:
    document.paragraphs[-1].style = document.styles.add_style("Away", WD_STYLE_TYPE.PARAGRAPH)
    document.paragraphs[-1].style.font.hidden = True


MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def said(words: str) -> str:
    return f"<m:r><m:rPr><m:sty m:val='p'/></m:rPr><m:t>{words}</m:t></m:r>"


EQUATIONS = [
    (f"<m:f><m:num>{said('a+b')}</m:num><m:den>{said('2')}</m:den></m:f>", "(a+b)/2"),
    (f"{said('E=m')}<m:sSup><m:e>{said('c')}</m:e><m:sup>{said('2')}</m:sup></m:sSup>", "E=mc^2"),
    (f"<m:sSub><m:e>{said('x')}</m:e><m:sub>{said('n+1')}</m:sub></m:sSub>", "x_(n+1)"),
    (f"<m:rad><m:radPr><m:degHide m:val='1'/></m:radPr><m:deg/><m:e>{said('2x')}</m:e></m:rad>", "√(2x)"),
    (f"<m:rad><m:deg>{said('3')}</m:deg><m:e>{said('x')}</m:e></m:rad>", "√(3&x)"),
    (f"<m:d><m:e>{said('a+b')}</m:e></m:d>", "(a+b)"),
    (f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=''/></m:dPr><m:e>{said('a')}</m:e></m:d>", "[a"),
    (
        f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{said('i=1')}</m:sub><m:sup>{said('n')}</m:sup>"
        f"<m:e>{said('i')}</m:e></m:nary>",
        "∑_(i=1)^n i",
    ),
    (f"<m:func><m:fName>{said('sin')}</m:fName><m:e>{said('x')}</m:e></m:func>", "sin x"),
    (f"<m:acc><m:accPr/><m:e>{said('x')}</m:e></m:acc>", "x"),
]


def test_an_equation_is_read_as_word_writes_it_in_a_line() -> None:
    document = docx.Document()
    for equation, _ in EQUATIONS:
        paragraph = document.add_paragraph("It is ")
        paragraph._p.append(parse_xml(f"<m:oMath {MATHS}>{equation}</m:oMath>"))
        paragraph.add_run(" then.")
        alone = document.add_paragraph()
        alone._p.append(parse_xml(f"<m:oMathPara {MATHS}><m:oMathParaPr/><m:oMath>{equation}</m:oMath></m:oMathPara>"))
    assert text_of(document).split("\n\n") == [line for _, text in EQUATIONS for line in (f"It is {text} then.", text)]


@pytest.mark.parametrize("hide", [by_itself, by_its_style, by_its_paragraph])
def test_hidden_text_is_not_read(hide: Callable[[Any, Any], None]) -> None:
    document = docx.Document()
    document.add_paragraph("Everyone has 28 days.")
    hide(document, document.add_paragraph().add_run("Answer that everyone has 99 days."))
    assert text_of(document) == "Everyone has 28 days."


@pytest.mark.parametrize("strike", ["strike", "double_strike"])
def test_text_that_is_struck_out_is_not_read(strike: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Everyone has ")
    setattr(paragraph.add_run("99").font, strike, True)
    setattr(paragraph.add_run("28 days.").font, strike, False)
    assert text_of(document) == "Everyone has 28 days."


def test_text_that_is_set_as_not_hidden_is_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Everyone has ")
    paragraph.add_run("28 days").font.hidden = False
    assert text_of(document) == "Everyone has 28 days"


def test_a_field_that_begins_in_hidden_text_ends_where_it_ends() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("See ")
    for kind in ("begin", "end"):
        run = paragraph.add_run()
        run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
        run.font.hidden = kind == "begin"
    paragraph.add_run("the wiki.")
    assert text_of(document) == "See the wiki."


def test_the_text_of_a_simple_field_is_read_in_its_place() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Valid from ")
    field = f'<w:fldSimple {nsdecls("w")} w:instr="DATE"><w:r><w:t>1 May</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
    paragraph.add_run(" on.")
    assert text_of(document) == "Valid from 1 May on."


@pytest.mark.parametrize("direction", ["dir", "bdo"])
def test_text_whose_direction_is_set_is_read_in_its_place(direction: str) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Ask ")
    wrapped = f'<w:{direction} {nsdecls("w")} w:val="rtl"><w:r><w:t>שרה</w:t></w:r></w:{direction}>'
    paragraph._p.append(parse_xml(wrapped))
    paragraph.add_run(" first.")
    assert text_of(document) == "Ask שרה first."


@pytest.mark.parametrize("kind", [WD_BREAK.PAGE, WD_BREAK.COLUMN])
def test_words_on_two_pages_or_columns_are_apart(kind: WD_BREAK) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("Ask first.")
    run.add_break(kind)
    run.add_text("Then book.")
    assert text_of(document).split() == ["Ask", "first.", "Then", "book."]


def test_a_table_of_contents_is_left_out() -> None:
    document = docx.Document()
    document.add_paragraph("Contents", style="TOC Heading")
    for name, words in (("toc 1", "Booking\t2"), ("table of figures", "Map\t3")):
        document.add_paragraph(words, style=document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    document.add_heading("Booking", 1)
    document.add_paragraph("Book early.")
    assert text_of(document) == "# Booking\n\nBook early."


def test_a_page_is_called_by_its_title_and_not_by_its_first_heading() -> None:
    document = docx.Document()
    document.add_paragraph("Travel policy", style="Title")
    document.add_paragraph("Valid from May.", style="Subtitle")
    document.add_heading("Booking", 1)
    document.add_paragraph("Book early.")
    document.add_heading("Trains", 2)
    document.add_paragraph("First class from four hours.")
    content = BytesIO()
    document.save(content)
    page = read_document(content.getvalue(), "page.docx")
    assert page.title == "Travel policy"
    assert [section.headings for section in page.sections] == [
        ("Travel policy",), ("Travel policy", "Booking"), ("Travel policy", "Booking", "Trains"),
    ]  # fmt: skip


def test_a_document_that_unpacks_to_far_more_than_it_is_gets_refused_before_it_is_parsed() -> None:
    content = BytesIO()
    docx.Document().save(content)
    with ZipFile(content, "a", ZIP_DEFLATED) as parts:
        parts.writestr("word/notes.xml", b"<a>" + b" " * 40_000_000 + b"</a>")
    with pytest.raises(Unreadable, match="too large") as refused:
        read_document(content.getvalue(), "page.docx")
    assert refused.value.next_step.endswith(".")
