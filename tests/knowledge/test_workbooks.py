"""What reading Excel workbooks promises: what Excel shows, sheet by sheet, and nothing that somebody hid."""

from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from knowledge.chunking import chunk_document
from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import office_parts, read_document, xlsx_sheet
from knowledge.readers.problem import Unreadable
from tests.knowledge.page_text import refusal

PEOPLE = (("Name", "Phone"), ("Ann", 4100), ("Bo", 4101))


def content_of(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def read(workbook: Workbook) -> Document:
    return read_document(content_of(workbook), "lists/phones.xlsx")


def workbook_of(*rows: tuple[Any, ...], sheet: str = "Desk") -> Workbook:
    workbook = Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    return workbook


def lines_of(workbook: Workbook) -> list[str]:
    """The lines of a workbook's text below the name of its sheet, without blank ones."""
    return [line for line in read(workbook).text.splitlines()[1:] if line]


def test_each_sheet_is_a_section_under_its_name() -> None:
    workbook = workbook_of(*PEOPLE)
    workbook.create_sheet("Empty")
    workbook.create_sheet("Outside").append(("Locksmith", "01632 960 166"))
    document = read(workbook)
    assert document.title == "Phones"
    assert document.text == (
        "# Desk\n\n| Name | Phone |\n| --- | --- |\n| Ann | 4100 |\n| Bo | 4101 |"
        "\n\n# Outside\n\n| Locksmith | 01632 960 166 |"
    )
    assert [(section.headings, section.page) for section in document.sections] == [(("Desk",), 1), (("Outside",), 3)]
    assert len(chunk_document(document)) == 2


def test_a_place_in_a_workbook_is_its_sheet(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "phones.xlsx").write_bytes(content_of(workbook_of(("Night shift",), *PEOPLE, sheet="Service desk")))
    knowledge.add([str(tmp_path / "phones.xlsx")])
    (passage,) = knowledge.search("Ann", ["default"])
    assert (passage.document, passage.location) == ("phones.xlsx", "sheet Service desk, Night shift")


def test_cells_are_said_as_they_are_shown() -> None:
    formats = {"A": "0.0%", "B": '#,##0.00 "€"', "C": "dd.mm.yyyy", "D": "h:mm", "E": "yyyy-mm-dd hh:mm"}
    workbook = workbook_of((0.195, 1234.5, date(2026, 3, 1), time(8, 30), datetime(2026, 3, 1, 17, 5), True, "a | b"))
    for column, code in formats.items():
        workbook.active[f"{column}1"].number_format = code
    row = "| 19.5% | 1,234.50 € | 01.03.2026 | 8:30 | 2026-03-01 17:05 | TRUE | a \\| b |"
    assert lines_of(workbook) == [row]


def test_formulas_say_what_they_gave_and_errors_nothing() -> None:
    content = content_of(workbook_of(("Sum", "=1+1", "Gone", "=1/0")))
    cells = {b"<f>1+1</f>": b"<f>1+1</f><v>2</v>", b"<f>1/0</f>": b"<f>1/0</f><v>#DIV/0!</v>"}
    cells[b'<c r="D1"'] = b'<c r="D1" t="e"'
    document = read_document(changed(content, "xl/worksheets/sheet1.xml", cells), "sums.xlsx")
    assert document.text == "# Desk\n\n| Sum | 2 | Gone |"


def changed(content: bytes, name: str, replaced: dict[bytes, bytes]) -> bytes:
    """An Office file with other bytes in one of its parts."""
    result = BytesIO()
    with ZipFile(BytesIO(content)) as parts, ZipFile(result, "w", ZIP_DEFLATED) as written:
        for part in parts.namelist():
            said = parts.read(part)
            for before, after in replaced.items() if part == name else ():
                assert before in said
                said = said.replace(before, after)
            written.writestr(part, said)
    return result.getvalue()


def hide_sheet(workbook: Workbook) -> None:
    workbook.create_sheet("Pay").append(("secret",))
    workbook["Pay"].sheet_state = "hidden"


def hide_row(workbook: Workbook) -> None:
    workbook.active.append(("secret", 1))
    workbook.active.row_dimensions[4].hidden = True


def hide_column(workbook: Workbook) -> None:
    workbook.active["C2"] = "secret"
    workbook.active.column_dimensions["C"].hidden = True


def hide_by_its_format(workbook: Workbook) -> None:
    workbook.active["C2"] = "secret"
    workbook.active["C2"].number_format = ";;;"


def strike_a_row(workbook: Workbook) -> None:
    workbook.active.append(("secret", 1))
    for cell in workbook.active[4]:
        cell.font = Font(strike=True)


def strike_some_words(workbook: Workbook) -> None:
    workbook.active["B2"] = CellRichText(TextBlock(InlineFont(strike=True), "secret"), "4100")


@pytest.mark.parametrize(
    "hide", [hide_sheet, hide_row, hide_column, hide_by_its_format, strike_a_row, strike_some_words]
)
def test_what_is_hidden_is_not_read(hide: Callable[[Workbook], None]) -> None:
    workbook = workbook_of(*PEOPLE)
    hide(workbook)
    assert read(workbook).text == "# Desk\n\n| Name | Phone |\n| --- | --- |\n| Ann | 4100 |\n| Bo | 4101 |"


def test_a_hidden_row_does_not_part_a_table() -> None:
    workbook = workbook_of(*PEOPLE, ("secret", 1), ("Cy", 4103))
    workbook.active.row_dimensions[4].hidden = True
    assert lines_of(workbook)[-2:] == ["| Bo | 4101 |", "| Cy | 4103 |"]


def test_what_a_click_opens_is_read() -> None:
    workbook = workbook_of(*PEOPLE, ("Cy", 4102))
    sheet = workbook.active
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(0, ["Ann"])
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions.group(4, 4, hidden=True)
    assert lines_of(workbook)[-2:] == ["| Bo | 4101 |", "| Cy | 4102 |"]


def test_a_merged_cell_is_said_in_each_of_its_rows() -> None:
    workbook = workbook_of(("Site", "Day", "Open"), ("Leeds", "Mon", "8-17"), (None, "Fri", "8-15"))
    workbook.active.merge_cells("A2:A3")
    assert lines_of(workbook)[-2:] == ["| Leeds | Mon | 8-17 |", "| Leeds | Fri | 8-15 |"]


def test_a_line_above_a_table_is_its_heading_and_one_below_it_a_paragraph() -> None:
    workbook = workbook_of(
        ("Prices 2026",), ("All without VAT.",), ("Item", "Price"), ("Chair", 39), ("Desk", 99), ("* on request",)
    )
    assert read(workbook).text == (
        "# Desk\n\n## Prices 2026\n\nAll without VAT.\n\n"
        "| Item | Price |\n| --- | --- |\n| Chair | 39 |\n| Desk | 99 |\n\n* on request"
    )


def test_an_empty_row_ends_a_table_and_what_goes_on_keeps_its_header() -> None:
    workbook = workbook_of(*PEOPLE, (), ("Night",), ("Cy", 4200), (), ("Item", "Price", "Unit"), ("Chair", 39, "pc"))
    assert lines_of(workbook) == [
        *("| Name | Phone |", "| --- | --- |", "| Ann | 4100 |", "| Bo | 4101 |"),
        *("## Night", "| Name | Phone |", "| --- | --- |", "| Cy | 4200 |"),
        *("| Item | Price | Unit |", "| --- | --- | --- |", "| Chair | 39 | pc |"),
    ]


def test_a_label_across_the_columns_is_a_heading_under_the_same_header() -> None:
    workbook = workbook_of(("Name", "Phone"), ("Leeds",), ("Ann", 4100), ("York",), ("Bo", 4200))
    for row in (2, 4):
        workbook.active.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    assert lines_of(workbook) == [
        *("### Leeds", "| Name | Phone |", "| --- | --- |", "| Ann | 4100 |"),
        *("### York", "| Name | Phone |", "| --- | --- |", "| Bo | 4200 |"),
    ]


def test_tables_side_by_side_are_two() -> None:
    workbook = workbook_of(
        ("Name", "Phone", None, "Name", "Phone"), ("Ann", 4100, None, "Cy", 4102), ("Bo", 4101, None, "Di", 4103)
    )
    assert lines_of(workbook)[2:4] == ["| Ann | 4100 |", "| Bo | 4101 |"]
    assert lines_of(workbook)[6:] == ["| Cy | 4102 |", "| Di | 4103 |"]


def test_a_free_column_inside_a_table_parts_nothing() -> None:
    workbook = workbook_of(("Name", "Role", None, "Phone", "Room"), ("Ann", "IT", None, 4100, "B1"))
    assert lines_of(workbook)[-1] == "| Ann | IT | 4100 | B1 |"


def test_a_list_without_a_header_has_none() -> None:
    assert lines_of(workbook_of(("Ann", 4100), ("Bo", 4101))) == ["| Ann | 4100 |", "| Bo | 4101 |"]


def test_a_header_is_known_by_its_look_or_by_what_the_sheet_says() -> None:
    rows = ("App", "Level 2"), ("Mail", "Ann"), ("Wiki", "Bo")
    bold = workbook_of(*rows)
    for cell in bold.active[1]:
        cell.font = Font(bold=True)
    table = workbook_of(*rows)
    table.active.add_table(Table(displayName="Apps", ref="A1:B3"))
    for workbook in (bold, table):
        assert lines_of(workbook)[:2] == ["| App | Level 2 |", "| --- | --- |"]
    assert "---" not in read(workbook_of(*rows)).text


def test_notes_and_links_stand_behind_the_words_of_their_cells() -> None:
    workbook = workbook_of(("Ann", "Form", "https://intranet.example/a"))
    sheet = workbook.active
    sheet["A1"].comment = Comment("Ann Lee:\nonly mornings", "Ann Lee")
    sheet["A1"].hyperlink = "mailto:ann@example.org"
    sheet["B1"].hyperlink = "https://intranet.example/form"
    sheet["C1"].hyperlink = "https://intranet.example/a"
    sheet["B1"].comment = Comment("@Bo is this right?", "tc={0F}")
    assert lines_of(workbook) == [
        "| Ann (ann@example.org) (only mornings) | Form (https://intranet.example/form) | https://intranet.example/a |"
    ]


def test_a_sheet_of_data_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "MOST_ROWS", 2)
    with pytest.raises(Unreadable) as caught:
        read(workbook_of(*PEOPLE))
    assert caught.value.problem == "Its sheet “Desk” has more than 2 rows: that is data, not a document."
    assert caught.value.next_step.startswith("Hide that sheet")
    monkeypatch.undo()
    monkeypatch.setattr(xlsx_sheet, "MOST_CELLS", 5)
    with pytest.raises(Unreadable, match="more than 5 cells"):
        read(workbook_of(*PEOPLE))


def test_a_hidden_sheet_of_data_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_sheet, "MOST_ROWS", 3)
    workbook = workbook_of(*PEOPLE)
    for number in range(9):
        hidden = workbook["Raw"] if number else workbook.create_sheet("Raw")
        hidden.append((number, number))
    workbook["Raw"].sheet_state = "hidden"
    assert "Ann" in read(workbook).text


def test_a_long_cell_that_many_rows_share_is_not_said_in_all_of_them() -> None:
    workbook = workbook_of(*(("x" * 32_000 if row == 0 else None, "y", "z") for row in range(1_700)))
    workbook.active.merge_cells("A1:A1700")
    with pytest.raises(Unreadable, match="more text than a document"):
        read(workbook)


def test_a_long_header_is_not_said_above_every_table() -> None:
    rows = [row for number in range(1_000) for row in ((f"Site {number}",), ("Ann", number))]
    workbook = workbook_of(("Name " * 6_000, "Phone " * 5_000), *rows)
    for number in range(2, 2_002, 2):
        workbook.active.merge_cells(start_row=number, start_column=1, end_row=number, end_column=2)
    with pytest.raises(Unreadable, match="more text than a document"):
        read(workbook)


def packed(parts: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", method) as written:
        for name, said in parts.items():
            written.writestr(name, said)
    return content.getvalue()


def claiming(content: bytes, size: int) -> bytes:
    """A zip whose only part claims to be of another size than it is."""
    at = content.rindex(b"PK\x01\x02") + 24
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


BOMB = packed({"xl/workbook.xml": b"\0" * 40_000_000})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 xl/workbook.xml \x00", "It is not an Excel workbook"),
        (content_of(workbook_of(*PEOPLE))[:-400], "It is not an Excel workbook"),
        (packed({"xl/workbook.xml": b"<workbook"}), "It is not an Excel workbook"),
        (packed({"xl/workbook.xml": b""}, ZIP_LZMA), "It is packed in a way"),
        (claiming(BOMB, 4_000_000_000), "It is larger than"),
        (claiming(BOMB, 100), "It is not an Excel workbook"),
        (packed({"xl/workbook.bin": b"\x83"}), "It is not an Excel workbook"),
        (b"just text", "Its content is not that of a .xlsx file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "It is locked with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "It is an old Office document"),
        (content_of(workbook_of()), "It holds no text"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, problem: str) -> None:
    assert refusal(content, "phones.xlsx").problem.startswith(problem)


def test_a_part_is_unpacked_no_further_than_it_claims() -> None:
    parts = office_parts.OfficeParts(claiming(BOMB, 100))
    with pytest.raises(Exception, match="CRC"):
        parts.read("xl/workbook.xml")


def test_a_cell_of_a_million_elements_is_refused_before_it_is_all_there() -> None:
    content = content_of(workbook_of(("a",)))
    bomb = {b"</c>": b"<x/>" * (office_parts._MOST_IN_ONE + 1) + b"</c>"}
    with pytest.raises(Unreadable):
        read_document(changed(content, "xl/worksheets/sheet1.xml", bomb), "phones.xlsx")


def test_a_workbook_that_was_passed_over_is_read_at_the_next_sync(
    knowledge: KnowledgeBase, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "phones.xlsx").write_bytes(content_of(workbook_of(*PEOPLE)))
    monkeypatch.setattr("knowledge.sources.folders.READABLE_SUFFIXES", frozenset({".md"}))
    assert knowledge.add([str(documents)]).passed_over == {".xlsx": 1}
    monkeypatch.undo()
    report = knowledge.sync()
    assert (report.added, report.passed_over) == (1, {})
