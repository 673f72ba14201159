"""What reading OpenDocument spreadsheets promises: what they show, told of the same tables as an Excel workbook is."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable
from tests.knowledge.files import odf_file

STYLES = """
<style:style style:name='ta2' style:family='table'><style:table-properties table:display='false'/></style:style>
<style:style style:name='ce1' style:family='table-cell'><style:text-properties fo:font-weight='bold'/></style:style>
"""
PEOPLE = [("Name", "Phone"), ("Ann", "4100"), ("Bo", "4101")]


def cell(words: str, more: str = "", inside: str = "") -> str:
    return f"<table:table-cell {more}>{inside}<text:p>{words}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(one if '<' in one else cell(one) for one in cells)}</table:table-row>"


def rows(lines: Sequence[Sequence[str]]) -> str:
    return "".join(row(*line) for line in lines)


def sheet(inside: str, name: str = "Desk", more: str = "") -> str:
    return f"<table:table table:name='{name}' {more}>{inside}</table:table>"


def lines_of(inside: str) -> list[str]:
    """The lines of a document of one sheet, below its name."""
    return read_document(odf_file("spreadsheet", sheet(inside), STYLES), "phones.ods").text.split("\n")[2:]


NO_CELL = "<table:table-cell table:number-columns-repeated='{}'/>"
TABLE = ["| Name | Phone |", "| --- | --- |", "| Ann | 4100 |", "| Bo | 4101 |"]


def test_each_sheet_is_a_section_and_hidden_ones_are_not_read() -> None:
    tail = f"<table:table-row table:number-rows-repeated='1048573'>{NO_CELL.format(16384)}</table:table-row>"
    content = odf_file(
        "spreadsheet",
        sheet(rows(PEOPLE) + tail)
        + sheet(rows([("secret",)]), "Pay", "table:style-name='ta2'")
        + sheet(rows([("Locksmith", "01632")]), "Outside"),
        STYLES,
    )
    document = read_document(content, "phone_list.ods")
    assert document.title == "Phone list"
    assert document.text == "\n".join(["# Desk", "", *TABLE, "", "# Outside", "", "| Locksmith | 01632 |"])
    assert [(section.headings, section.page) for section in document.sections] == [(("Desk",), 1), (("Outside",), 3)]


def test_a_place_in_a_spreadsheet_is_its_sheet(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    content = odf_file("spreadsheet", sheet(row("Night shift") + rows(PEOPLE), "Service desk"))
    (tmp_path / "phones.ods").write_bytes(content)
    knowledge.add([str(tmp_path)])
    (passage,) = knowledge.search("Ann", ["default"])
    assert (passage.document, passage.location) == ("phones.ods", "sheet Service desk, Night shift")


def test_cells_say_what_they_show_and_errors_nothing() -> None:
    cells = [
        cell("19,5 %", "office:value-type='percentage' office:value='0.195'"),
        cell("1.3.2026", "office:value-type='date' office:date-value='2026-03-01'"),
        "<table:table-cell office:value-type='float' office:value='42'/>",
        cell("#N/A", "office:value-type='string' calcext:value-type='error'"),
        cell("two</text:p><text:p>lines<text:s/>here"),
    ]
    assert lines_of(row(*cells)) == ["| 19,5 % | 1.3.2026 | 42 | two lines here |"]


def test_what_is_hidden_is_not_read_and_parts_no_table() -> None:
    column = "<table:table-column {}/>"
    columns = column.format("table:number-columns-repeated='2'") + column.format("table:visibility='collapse'")
    hidden = row("secret", "1", more="table:visibility='collapse'")
    assert lines_of(columns + rows(PEOPLE[:1]) + row("Ann", "4100", "secret") + hidden + rows(PEOPLE[2:])) == TABLE


def test_what_a_click_opens_is_read() -> None:
    filtered = row("Ann", "4100", more="table:visibility='filter'")
    folded = row("Bo", "4101", more="table:visibility='collapse'")
    group = f"<table:table-row-group table:display='false'>{folded}</table:table-row-group>"
    assert lines_of(rows(PEOPLE[:1]) + filtered + group) == TABLE


def test_a_merged_cell_is_said_in_each_of_its_rows() -> None:
    leeds = cell("Leeds", "table:number-rows-spanned='2' table:number-columns-spanned='1'")
    table = row("Site", "Day", "Open") + row(leeds, "Mon", "8-17") + row("<table:covered-table-cell/>", "Fri", "8-15")
    assert lines_of(table)[-2:] == ["| Leeds | Mon | 8-17 |", "| Leeds | Fri | 8-15 |"]


def test_a_label_across_the_columns_is_a_heading_under_the_same_header() -> None:
    leeds, york = (cell(site, "table:number-columns-spanned='2'") for site in ("Leeds", "York"))
    assert lines_of(rows(PEOPLE[:1]) + row(leeds) + rows(PEOPLE[1:2]) + row(york) + rows(PEOPLE[2:])) == [
        *("### Leeds", "", *TABLE[:3]),
        *("", "### York", "", *TABLE[:2], TABLE[3]),
    ]


def test_an_empty_row_ends_a_table_and_repeated_cells_and_rows_are_said() -> None:
    repeated = cell("open", "table:number-columns-repeated='2'")
    table = (
        row("Mon", repeated, more="table:number-rows-repeated='2'") + row(NO_CELL.format(1024)) + row("Closed in May.")
    )
    assert lines_of(table) == ["| Mon | open | open |", "| Mon | open | open |", "", "Closed in May."]


def test_a_header_is_known_by_its_look_or_by_what_the_sheet_says() -> None:
    below = row("Mail", "Ann") + row("Wiki", "Bo")
    bold = row(*(cell(words, "table:style-name='ce1'") for words in ("App", "Level 2")))
    named = f"<table:table-header-rows>{row('App', 'Level 2')}</table:table-header-rows>"
    for header in (bold, named):
        assert lines_of(header + below)[:2] == ["| App | Level 2 |", "| --- | --- |"]
    assert "---" not in "".join(lines_of(row("App", "Level 2") + below))


def test_notes_and_links_stand_behind_the_words_of_their_cells() -> None:
    note = "<office:annotation><text:p>only mornings</text:p></office:annotation>"
    link = "<text:a xlink:href='{}'>{}</text:a>"
    assert lines_of(
        row(
            cell(link.format("mailto:ann@example.org", "Ann"), inside=note),
            cell(link.format("https://intranet.example/form", "Form")),
            cell(link.format("#Sheet2", "Below")),
        )
    ) == ["| Ann (ann@example.org) (only mornings) | Form (https://intranet.example/form) | Below |"]


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        (row("x", more="table:number-rows-repeated='1048576'"), "Its sheet “Desk” has more than 10,000 rows: that is"),
        (row("x") * 10_001, "has more than 10,000 rows"),
        (row(cell("x", "table:number-columns-repeated='999999999'")), "has more than 300,000 cells"),
        (row(cell("x" * 60_000, "table:number-columns-repeated='1000'")), "has more text than a document"),
        (row("x" * 60_000, "y", more="table:number-rows-repeated='1000'"), "has more text than a document"),
        (row(cell("x", "table:number-columns-repeated='many'")), "not an OpenDocument spreadsheet that can be read"),
    ],
)
def test_a_sheet_of_data_is_refused_in_a_sentence(inside: str, problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        lines_of(inside)
    assert problem in caught.value.problem


def test_a_million_hidden_rows_are_passed_over() -> None:
    rest = row(NO_CELL.format(16384), more="table:visibility='collapse' table:number-rows-repeated='1048000'")
    assert lines_of(rows(PEOPLE) + rest * 20) == TABLE
