"""Where a surface shows a table's citation: in the table's last cell, for alone on a line it belongs to nothing."""

import re

_BELOW_A_TABLE = re.compile(r"^(\|.*\S)([ \t]*)(?<!\\)\|\n\n(\[\d+\])$", re.MULTILINE)


def in_last_cell(text: str) -> str:
    """Markdown of an answer, or a whole piece of it, each table with its citation inside; it stays as long as it was.

    `| a | b |`, a blank line and `[1]` become `| a | b  [1] |`.
    """
    return _BELOW_A_TABLE.sub(r"\1\2 \3 |", text)
