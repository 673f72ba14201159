"""Reads OpenDocument spreadsheets: each sheet is a section, as those of Excel's workbooks are."""

from knowledge.documents import Document
from knowledge.readers.layout import Layout
from knowledge.readers.ods_sheet import read_sheet, shown_sheets
from knowledge.readers.office_parts import named
from knowledge.readers.opendocument import OpenDocument
from knowledge.readers.problem import damage_explained
from knowledge.readers.titles import title_of_file
from knowledge.readers.xlsx_tables import write_tables


def read_ods(content: bytes, name: str) -> Document:
    """A spreadsheet as a document, its sheets as pages; raises `Unreadable` for one that is damaged, locked or data."""
    layout = Layout()
    with damage_explained(
        "It is not an OpenDocument spreadsheet that can be read.", "Open it in LibreOffice and save it again as .ods."
    ):
        opened = OpenDocument(content)
        for number, table in shown_sheets(opened):
            sheet = read_sheet(opened.styles, table)
            if sheet.rows:
                layout.page(number)
                layout.heading(1, named(table, "name"))
                write_tables(layout, sheet)
    return layout.document(title_of_file(name))
