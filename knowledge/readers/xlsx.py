"""Reads Excel workbooks: each sheet is a section, with its tables, and the lines above and below them, as text."""

from knowledge.documents import Document
from knowledge.readers.layout import Layout
from knowledge.readers.office_parts import OfficeParts
from knowledge.readers.problem import damage_explained
from knowledge.readers.titles import title_of_file
from knowledge.readers.xlsx_sheet import read_sheet
from knowledge.readers.xlsx_tables import write_tables
from knowledge.readers.xlsx_workbook import Workbook


def read_xlsx(content: bytes, name: str) -> Document:
    """A workbook as a document, its sheets as pages; raises `Unreadable` for one that is damaged, locked or data."""
    layout = Layout()
    with damage_explained(
        "It is not an Excel workbook that can be read.", "Open it in Excel and save it again as .xlsx."
    ):
        workbook = Workbook(OfficeParts(content))
        for part in workbook.sheets:
            sheet = read_sheet(workbook, part)
            if sheet.rows:
                layout.page(part.number)
                layout.heading(1, part.name)
                write_tables(layout, sheet)
    return layout.document(title_of_file(name))
