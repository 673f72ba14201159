"""The rows of a table in a rich text (RTF), which come cell by cell: what each holds, and which are one with others."""

_ROW, _CELL = "trowd", "cellx"
_BESIDE, _BELOW = "clmrg", "clvmrg"
"""What is said of a cell that is one with the cell before it, or with the one above it."""

_LONGEST_REPEATED = 200
"""Letters of a cell; a longer one is said once."""


class Rows:
    """The table that is being read; `table` ends it."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._merged: list[frozenset[str]] = []
        self._said: set[str] = set()

    def define(self, word: str) -> None:
        """Takes what is said of the cells of the next row."""
        if word == _ROW:
            self._merged, self._said = [], set()
        elif word in (_BESIDE, _BELOW):
            self._said.add(word)
        elif word == _CELL:
            self._merged.append(frozenset(self._said))
            self._said = set()

    def add(self, html: str) -> None:
        """Writes a paragraph into the cell."""
        self._cell.append(html)

    def end_cell(self, html: str) -> None:
        """Ends a cell with the last of its paragraphs."""
        self._cells.append("".join([*self._cell, html]))
        self._cell = []

    def end_row(self) -> None:
        """Ends a row; what stands in one cell of several rows is said in each of them."""
        above = self._rows[-1] if self._rows else []
        for n, merged in enumerate(self._merged[: len(self._cells)]):
            if _BESIDE in merged:
                self._cells[n] = ""
            elif _BELOW in merged and n < len(above) and len(above[n]) < _LONGEST_REPEATED:
                self._cells[n] = above[n]
        if self._cells:
            self._rows.append(self._cells)
        self._cells, self._cell = [], []

    def table(self) -> str:
        """The table as HTML; empty where there is none."""
        rows, self._rows = self._rows, []
        html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        return f"<table>{html}</table>" if html else ""
