"""A question in the transcript, with what was attached to it and what was read in it."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from bot.events import Read
from bot.untrusted import shown, shown_line

MOST_LINES = 40
"""Lines of a question that are shown: a pasted log is not read again in full."""

MOST_READ = 6
"""Lines that are shown of what was read in a picture."""


class QuestionCard(Static):
    """What somebody asked, word for word; `read` adds what the engine makes out in its pictures."""

    def __init__(self, text: str, attachments: Sequence[str] = (), read: Sequence[Read] = ()) -> None:
        self.text = text
        lines = shown(text).strip().split("\n")
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], f"… {len(lines) - MOST_LINES:,} more lines"]
        parts = [Content("\n".join(lines))] if text.strip() else []
        parts += [Content.styled(shown_line(name), "$text-secondary") for name in attachments]
        parts += [_read_in(one, named=True) for one in read]
        self._content = Content("\n").join(parts)
        super().__init__(self._content, markup=False)

    def show_read(self, read: Read, named: bool) -> None:
        """Adds what was read in a picture; `named` says which one, where there are several."""
        self._content = Content("\n").join([self._content, _read_in(read, named)])
        self.update(self._content)


def _read_in(read: Read, named: bool) -> Content:
    name = f"▣ {shown_line(read.name)}" if named else ""
    head = " · ".join(part for part in (name, shown_line(read.kind or "")) if part)
    if read.problem:
        lines = [shown_line(read.problem)]
    else:
        lines = [shown_line(line) for line in read.text.splitlines() if line.strip()] or ["Nothing legible"]
    if len(lines) > MOST_READ:
        lines = [*lines[: MOST_READ - 1], f"… {len(lines) - MOST_READ + 1} more lines"]
    quiet = Content.styled("\n".join(f"  {line}" for line in lines), "$text-muted not bold")
    return Content("\n").join([Content.styled(head, "$text-secondary"), quiet]) if head else quiet
