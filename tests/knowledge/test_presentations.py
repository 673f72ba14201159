"""What reading PowerPoint presentations promises: slide by slide what is shown, in the order in which one reads it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from knowledge.chunking import chunk_document
from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from tests.fakes.colour_sight import picture_file
from tests.knowledge.page_text import refusal

TITLE, BULLETS, TITLE_ONLY, BLANK = 0, 1, 5, 6


def content_of(presentation: Any) -> bytes:
    content = BytesIO()
    presentation.save(content)
    return content.getvalue()


def read(presentation: Any) -> Document:
    return read_document(content_of(presentation), "trainings/intro.pptx")


def slide_of(presentation: Any, title: str = "", layout: int = TITLE_ONLY) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout if title else BLANK])
    if title:
        slide.shapes.title.text = title
    return slide


def write(slide: Any, text: str, left: float, top: float, height: float = 0.5) -> Any:
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(height))
    box.text_frame.text = text
    return box


def text_of(presentation: Any) -> str:
    return read(presentation).text


def test_each_slide_is_a_section_with_its_title_and_number() -> None:
    presentation = Presentation()
    slide_of(presentation, "Welcome aboard", TITLE).placeholders[1].text = "IT in an hour"
    write(slide_of(presentation), "No title here.", 1, 1)
    write(slide_of(presentation, "Support"), "Call 4100.", 1, 3)
    document = read(presentation)
    assert document.title == "Welcome aboard"
    assert document.text == "# Welcome aboard\n\nIT in an hour\n\nNo title here.\n\n# Support\n\nCall 4100."
    assert [(section.headings, section.page) for section in document.sections] == [
        (("Welcome aboard",), 1), ((), 2), (("Support",), 3),
    ]  # fmt: skip
    assert [chunk.page for chunk in chunk_document(document)] == [1, 2, 3]


def test_a_place_in_a_presentation_is_its_slide(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    presentation = Presentation()
    write(slide_of(presentation, "Support"), "Call the desk.", 1, 3)
    (tmp_path / "intro.pptx").write_bytes(content_of(presentation))
    knowledge.add([str(tmp_path / "intro.pptx")])
    (passage,) = knowledge.search(["desk"], ["default"])
    assert (passage.document, passage.location) == ("intro.pptx", "Support, slide 1")


def test_bullets_are_items_with_their_levels() -> None:
    presentation = Presentation()
    frame = slide_of(presentation, "Passwords", BULLETS).placeholders[1].text_frame
    frame.text = "At least 14 characters"
    for text, level in (("no birthdays", 1), ("Use the manager", 0), ("No bullet", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    mark = '<a:{} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"{}/>'
    frame.paragraphs[-1]._p.get_or_add_pPr().append(parse_xml(mark.format("buNone", "")))
    steps = write(slide_of(presentation), "Call", 1, 1).text_frame
    steps.add_paragraph().text = "Wait"
    for paragraph in steps.paragraphs:
        paragraph._p.get_or_add_pPr().append(parse_xml(mark.format("buAutoNum", ' type="arabicPeriod"')))
    assert text_of(presentation) == (
        "# Passwords\n\n- At least 14 characters\n  - no birthdays\n- Use the manager\n\nNo bullet\n\n1. Call\n2. Wait"
    )


def test_words_that_are_struck_out_are_not_read() -> None:
    presentation = Presentation()
    paragraph = write(slide_of(presentation), "It opens at ", 1, 1).text_frame.paragraphs[0]
    for words, strike in (("six", "sngStrike"), ("seven", "dblStrike"), ("eight", "noStrike")):
        run = paragraph.add_run()
        run.text = words
        run.font._element.set("strike", strike)
    assert text_of(presentation) == "It opens at eight"


def test_text_is_read_from_the_top_and_from_the_left() -> None:
    presentation = Presentation()
    slide = slide_of(presentation)
    for text, left, top in (("fourth", 6, 3.1), ("first", 1, 1), ("third", 1, 3), ("second", 6, 0.9)):
        write(slide, text, left, top)
    group = slide.shapes.add_group_shape([write(slide, "sixth", 1, 6), write(slide, "fifth", 1, 5)])
    assert group.top == Inches(5)
    assert text_of(presentation).split() == ["first", "second", "third", "fourth", "fifth", "sixth"]


def test_tables_keep_their_headers_and_say_merged_cells_in_each_row() -> None:
    presentation = Presentation()
    table = slide_of(presentation).shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    for n, text in enumerate(("Site", "Open", "Leeds", "8-17", "", "Fri 8-15")):
        table.cell(*divmod(n, 2)).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert text_of(presentation) == "| Site | Open |\n| --- | --- |\n| Leeds | 8-17 |\n| Leeds | Fri 8-15 |"


def test_charts_say_their_title_and_what_they_show() -> None:
    presentation = Presentation()
    data = CategoryChartData(number_format="0%")
    data.categories = ["2024", "2025"]
    data.add_series("Solved", (0.8, 0.9))
    frame = slide_of(presentation).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Tickets"
    assert text_of(presentation) == "Tickets\n\n|  | Solved |\n| --- | --- |\n| 2024 | 80% |\n| 2025 | 90% |"


def test_values_of_a_chart_with_empty_cells_stay_with_their_names() -> None:
    presentation = Presentation()
    data = CategoryChartData()
    data.categories = ["2024", "2025", "2026"]
    data.add_series("Planned", (None, 12, 20))
    data.add_series("Solved", (8, 9, None))
    chart = slide_of(presentation).shapes.add_chart(
        XL_CHART_TYPE.LINE, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    rows = [
        "|  | Planned | Solved |",
        "| --- | --- | --- |",
        "| 2024 |  | 8 |",
        "| 2025 | 12 | 9 |",
        "| 2026 | 20 |  |",
    ]
    assert text_of(presentation) == "\n".join(rows)
    for labels in chart.chart._chartSpace.iterfind(".//{*}cat//{*}strCache"):
        labels.remove(labels.find("{*}pt"))
    assert text_of(presentation) == "\n".join(rows).replace("2024", "")


def test_notes_are_paragraphs_behind_their_slide() -> None:
    presentation = Presentation()
    slide = slide_of(presentation, "Support")
    slide.notes_slide.notes_text_frame.text = "Say the number twice.\nAsk for questions."
    assert text_of(presentation) == "# Support\n\nSay the number twice.\n\nAsk for questions."


def test_hidden_slides_and_shapes_and_what_each_slide_repeats_are_not_read() -> None:
    presentation = Presentation()
    slide = slide_of(presentation, "Support")
    write(slide, "secret", 1, 3)._element.nvSpPr.cNvPr.set("hidden", "1")
    footer = write(slide, "Example Ltd, internal", 1, 7)._element
    footer.nvSpPr.nvPr.append(
        parse_xml('<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="ftr"/>')
    )
    slide_of(presentation, "Old")._element.set("show", "0")
    slide_of(presentation, "Now")
    document = read(presentation)
    assert document.text == "# Support\n\n# Now"
    assert document.sections[-1].page == 3


def test_a_link_stands_behind_its_words() -> None:
    presentation = Presentation()
    run = write(slide_of(presentation), "", 1, 1).text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "Sign up", "https://intranet.example/training"
    assert text_of(presentation) == "Sign up (https://intranet.example/training)"


def test_pictures_are_figures_of_their_slides(seeing: KnowledgeBase, tmp_path: Path) -> None:
    presentation = Presentation()
    logo, dialog, panel = picture_file("logo", "green"), picture_file("Error 809", "red"), picture_file("", "blue")
    for title in ("One", "Two", "Three"):
        slide_of(presentation, title).shapes.add_picture(BytesIO(logo), Inches(1), Inches(1), Inches(2))
    slides = presentation.slides
    described = slides[1].shapes.add_picture(BytesIO(dialog), Inches(1), Inches(4), Inches(2))
    described._element.nvPicPr.cNvPr.set("descr", "The error dialog")
    slide_of(presentation).shapes.add_picture(BytesIO(panel), Inches(1), Inches(1), Inches(2))
    slides[2].shapes.add_picture(BytesIO(panel), Inches(1), Inches(1), Inches(0.1))
    document = read(presentation)
    assert document.text == "# One\n\n# Two\n\nThe error dialog\n\n# Three\n\nSlide 4"
    assert [(shown.alt, shown.place, shown.content) for shown in document.illustrations] == [
        ("The error dialog", "slide 2, picture 1", dialog), ("", "slide 4, picture 1", panel),
    ]  # fmt: skip
    (tmp_path / "intro.pptx").write_bytes(content_of(presentation))
    report = seeing.add([str(tmp_path / "intro.pptx")])
    assert (report.pictures, report.problems) == (2, ())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 ppt/presentation.xml \x00", "It is not a PowerPoint presentation"),
        (content_of(Presentation())[:-300], "It is not a PowerPoint presentation"),
        (content_of(Presentation()), "It holds no text"),
        (b"just text", "Its content is not that of a .pptx file"),
    ],
)
def test_a_presentation_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, problem: str) -> None:
    assert refusal(content, "intro.pptx").problem.startswith(problem)


def test_a_chart_whose_names_stand_in_two_rows_says_its_title_alone() -> None:
    presentation = Presentation()
    data = CategoryChartData()
    for year in ("2024", "2025"):
        category = data.add_category(year)
        category.add_sub_category("Spring")
        category.add_sub_category("Autumn")
    data.add_series("Solved", (1, 2, 3, 4))
    chart = slide_of(presentation).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    chart.chart.has_title = True
    chart.chart.chart_title.text_frame.text = "Tickets"
    assert text_of(presentation) == "Tickets"
