"""What a document is called: as it says itself, by the heading above all others, or by its file."""

from io import BytesIO

import docx
import pytest
from openpyxl import Workbook
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers import read_document
from knowledge.readers.titles import title_of_file


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Access\n---\n# VPN\n", "Access"),
        ("---\ntitle: >\n  How to get\n  access\nweight: 3\n---\n# VPN\n", "How to get access"),
        ("---\ntitle: |-\r\n  Access\r\n---\n# VPN\n", "Access"),
        ("---\ntitle: How to get\n  access\n---\n# VPN\n", "How to get access"),
        ("---\ntitle: Access to C#  # as in the menu\n---\n# VPN\n", "Access to C#"),
        ('---\ntitle: "The \\"blue\\" door: #1" # as it is\n---\n# VPN\n', 'The "blue" door: #1'),
        ("---\ntitle: 'Ann''s door'\n---\n# VPN\n", "Ann's door"),
        ("---\ntitle: # none yet\nweight: 3\n---\n# VPN\n", "VPN"),
        ("## Before you begin\n\nText.\n\n# VPN\n\nText.\n", "VPN"),
        ("# VPN\n\nText.\n\n# Wi-Fi\n\nText.\n", "VPN"),
        ("## VPN\n\nText.\n\n### Error 809\n\nText.\n", "VPN"),
        ("## Error 809\n\nText.\n\n## Error 812\n\nText.\n", "Network access"),
        ("Some words.\n\n## Error 809\n\nText.\n", "Network access"),
        ("### Remark\n\nText.\n\n## Error 809\n\nText.\n", "Network access"),
        ("Some words.\n", "Network access"),
    ],
)
def test_a_page_is_called_by_what_stands_above_all_of_it_or_by_its_file(text: str, title: str) -> None:
    assert read_document(text.encode(), "it/network-access.md").title == title


def test_a_word_document_is_not_called_by_one_of_its_many_headings() -> None:
    document = docx.Document()
    for heading in ("Scope", "Exceptions"):
        document.add_heading(heading, 2)
        document.add_paragraph("Some words.")
    content = BytesIO()
    document.save(content)
    assert read_document(content.getvalue(), "Travel_policy.docx").title == "Travel policy"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a/vpn-access_mac.md", "Vpn access mac"),
        ("2024-03-01-minutes.txt", "2024-03-01 minutes"),
        ("VPN-Error-809.pdf", "VPN Error 809"),
        ("Minutes - board.md", "Minutes - board"),
        ("__init__.txt", "Init"),
        ("_.txt", "_"),
    ],
)
def test_a_files_name_is_told_as_words(name: str, title: str) -> None:
    assert title_of_file(name) == title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Travel policy 2026", "Travel policy 2026"),
        ("PowerPoint for beginners", "PowerPoint for beginners"),
        ("(anonymous)", "Travel rules"),
        ("PowerPoint Presentation", "Travel rules"),
        ("PowerPoint-Präsentation", "Travel rules"),
        ("Présentation PowerPoint", "Travel rules"),
        ("Microsoft Excel - rules.xls", "Travel rules"),
        ("rules_final.xlsx", "Travel rules"),
        ("Microsoft Word - rules (final)", "Travel rules"),
    ],
)
def test_a_pdf_is_called_by_its_file_where_a_program_named_it(said: str, title: str) -> None:
    content = BytesIO()
    canvas = Canvas(content)
    canvas.setTitle(said)
    canvas.drawString(72, 700, "Book early.")
    canvas.save()
    assert read_document(content.getvalue(), "travel-rules.pdf").title == title


def test_a_workbook_and_slides_without_a_title_are_called_by_their_file_as_words() -> None:
    content = BytesIO()
    workbook = Workbook()
    workbook.worksheets[0].append(["Desk", "4100"])
    workbook.save(content)
    assert read_document(content.getvalue(), "lists/phone-list_desk.xlsx").title == "Phone list desk"
    content, slides = BytesIO(), Presentation()
    box = slides.slides.add_slide(slides.slide_layouts[6]).shapes.add_textbox(0, 0, 914_400, 914_400)
    box.text_frame.text = "Book early."
    slides.save(content)
    assert read_document(content.getvalue(), "travel-rules.pptx").title == "Travel rules"
