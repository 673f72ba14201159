"""The tables, charts and diagrams of a presentation, as rows and lines."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from knowledge.readers.number_formats import GENERAL, shown_number
from knowledge.readers.office_parts import OfficeParts, child, children, is_on
from knowledge.readers.pptx_text import Line, words_of

_MOST_POINTS = 100
"""Points of a chart that are said; nobody reads more from one."""

Rows = list[list[str]]


def table_rows(table: Element) -> tuple[list[str], Rows]:
    """The header of a table, empty where it has none, and its rows; a cell that spans rows is said in each of them."""
    rows: Rows = []
    for row in children(table, "tr"):
        cells: list[str] = []
        for n, cell in enumerate(children(row, "tc")):
            is_covered = is_on(cell, "vMerge") and rows and n < len(rows[-1])
            words = " ".join(words for part in children(cell, "txBody/p") if (words := words_of(part)))
            cells.append(rows[-1][n] if is_covered else words)
        rows.append(cells)
    about = child(table, "tblPr")
    has_header = about is not None and is_on(about, "firstRow") and len(rows) > 1
    return (rows[0], rows[1:]) if has_header else ([], [row for row in rows if any(row)])


def chart_rows(parts: OfficeParts, name: str) -> tuple[str, Rows]:
    """The title of a chart and its values as a table; only the title where it shows more than one can read."""
    chart = child(parts.parsed(name), "chart")
    if chart is None:
        return "", []
    title = child(chart, "title")
    words = "" if title is None else " ".join(words_of(part) for part in title.iterfind(".//{*}p")).strip()
    series = [*chart.iterfind(".//{*}ser")]
    if not series:
        return words, []
    names = [" ".join(_points(child(one, "tx"))) for one in series]
    columns = [_points(child(one, "val")) for one in series]
    labels = _points(child(series[0], "cat"))
    if not labels or len(labels) * len(series) > _MOST_POINTS or any(len(column) != len(labels) for column in columns):
        return words, []
    return words, [["", *names], *map(list, zip(labels, *columns, strict=True))]


def diagram_lines(parts: OfficeParts, name: str) -> list[Line]:
    """What the shapes of a diagram (SmartArt) say, in their order."""
    return [
        Line(words, "- ")
        for point in children(parts.parsed(name), "ptLst/pt")
        if point.get("type", "node") in ("node", "asst")
        and (words := " ".join(words_of(part) for part in children(point, "t/p")).strip())
    ]


def _points(element: Element | None) -> Sequence[str]:
    """The values that a chart keeps of cells of a workbook, as these show them; empty for an empty cell between."""
    if element is None or len(element.findall(".//{*}lvl")) > 1:  # names in several rows, which have one only together
        return []
    code = next((found.text for found in element.iterfind(".//{*}formatCode")), None) or GENERAL
    is_number = child(element, "numRef") is not None or child(element, "numLit") is not None
    values = _numbered(element) or [value.text or "" for value in children(element, "v")]
    return [shown_number(float(value), code) if is_number and value else " ".join(value.split()) for value in values]


def _numbered(element: Element) -> list[str]:
    """The values by their numbers: a chart leaves out what is empty, and the others keep their places."""
    points = [(point, child(point, "v")) for point in element.iterfind(".//{*}pt")]
    found = {int(point.get("idx", n)): value.text or "" for n, (point, value) in enumerate(points) if value is not None}
    count = next((int(count.get("val", "0")) for count in element.iterfind(".//{*}ptCount")), 0)
    many = min(max([count, *(n + 1 for n in found)]), _MOST_POINTS + 1) if found else 0
    return [found.get(n, "") for n in range(many)]
