"""The cells of a table's row in Markdown."""

import re

from knowledge.readers.layout import BAR

BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def cells_of(row: str) -> list[str]:
    """The cells of a table's row, with or without pipes around it; a pipe behind a backslash is part of a cell."""
    inner = row.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith(BAR):
        inner = inner[:-1]
    return BETWEEN_CELLS.split(inner)
