"""A question in the transcript, with what was attached to it."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tui.untrusted import shown, shown_line

MOST_LINES = 40
"""Lines of a question that are shown: a pasted log is not read again in full."""


class QuestionCard(Static):
    """What somebody asked, word for word."""

    def __init__(self, text: str, attachments: Sequence[str] = ()) -> None:
        self.text = text
        lines = shown(text).strip().split("\n")
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], f"… {len(lines) - MOST_LINES:,} more lines"]
        content = Content("\n".join(lines))
        for name in attachments:
            content = content + Content(f"\n{shown_line(name)}").stylize("$text-secondary")
        super().__init__(content, markup=False)
