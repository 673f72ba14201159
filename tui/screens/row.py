"""A line of a list: what it is on the left, what is known of it on the right, as far as there is room."""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

NARROW = 60


@dataclass(frozen=True)
class Row:
    """`label` is cut where it is too long; `more` is left out on a narrow screen."""

    label: Text
    note: str = ""
    more: str = ""
    note_style: str = "dim"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        row = Table.grid(expand=True, padding=(0, 2, 0, 0))
        row.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        cells = [self.label]
        if self.more and options.max_width >= NARROW:
            row.add_column(justify="right", no_wrap=True)
            cells.append(Text(self.more, style="dim"))
        if self.note:
            row.add_column(justify="right", no_wrap=True)
            cells.append(Text(self.note, style=self.note_style))
        row.add_row(*cells)
        yield row
