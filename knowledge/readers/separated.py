"""Reads values that are separated by commas, semicolons or tabs: the rows of one table, as other tables are written."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import islice

from knowledge.documents import Document
from knowledge.readers.layout import Layout, table_row
from knowledge.readers.text import read_text
from knowledge.readers.titles import title_of_file

_SEPARATORS = ",;\t|"
_SAMPLE = 50  # rows that tell the separator
_NAMED = re.compile(r"\s*\"?sep=([,;\t|])\"?\s*")
"""The first line of a file that says itself what parts its values, for Excel."""


def read_separated(text: str, name: str) -> Document:
    """A table of values as a document that is called by its file's name; running text where it is no table."""
    lines = list(StringIO(text, newline=""))  # at no other sign than Excel ends a row
    named = _NAMED.fullmatch(next(iter(lines), ""))
    lines = lines[1:] if named else lines
    try:
        separator = named[1] if named else max(_SEPARATORS, key=lambda one: _fit(lines, one))
        if _fit(lines, separator) == (0.0, 0):
            return read_text("".join(lines), name)
        rows = [[" ".join(value.split()) for value in row] for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return read_text(text, name)
    layout = Layout()
    for row in rows:
        if any(row):
            layout.block(table_row(row), "\n")
    return layout.document(title_of_file(name))


def _fit(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """The share of the first rows that are of one width, and that width; zeros where it is a single value."""
    widths = Counter(len(row) for row in islice(csv.reader(lines, delimiter=separator), _SAMPLE) if row)
    width, often = widths.most_common(1)[0] if widths else (0, 0)
    return (often / widths.total(), width) if width > 1 else (0.0, 0)
