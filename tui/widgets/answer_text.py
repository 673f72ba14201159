"""The text of an answer while it grows and after: one widget that draws only the lines on the screen."""

from collections.abc import Collection
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.timer import Timer
from textual.visual import Visual
from textual.widget import Widget

from bot.table_citations import in_last_cell
from tui.markdown.code_line import selected_text
from tui.markdown.flow import MarkdownFlow

REDRAW_SECONDS = 0.05
"""Text that streams is drawn at most this often: twenty times a second looks smooth and leaves keys their time."""

MOST_LINES = 1_000
"""Lines of source that are drawn in the transcript; the rest is read on a screen of its own."""
MOST_CHARACTERS = 80_000


class AnswerText(Widget):
    """Markdown, with citations and links that can be clicked."""

    @dataclass
    class CitationClicked(Message):
        """Somebody clicked the mark of a citation."""

        number: int

    @dataclass
    class LinkClicked(Message):
        """Somebody clicked a link; `target` is an http or https address."""

        target: str

    def __init__(self, text: str = "", citations: Collection[int] = ()) -> None:
        super().__init__()
        self._flow = MarkdownFlow(citations)
        self.waiting = ""
        """What was added since the last redraw."""
        self._timer: Timer | None = None
        self._lines: list[Content] = []
        self._drawn_width = -1
        self._strips: dict[int, tuple[Content, int, Style, Strip]] = {}
        """The lines as they were last drawn: most of them only move while an answer grows."""
        self.text = ""
        self._grow(text)

    def append(self, text: str) -> None:
        """Adds to the end; shown with the next redraw."""
        self.waiting += text
        if self._timer is None:
            self._timer = self.set_timer(REDRAW_SECONDS, self.redraw)

    def redraw(self) -> None:
        """Shows what was added since."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text, self.waiting = self.waiting, ""
        if text:
            self._grow(text)
            self.refresh(layout=True)

    def finish(self, text: str, citations: Collection[int]) -> None:
        """Makes this the whole text: its citations can be clicked from now on."""
        self.redraw()
        if text != self.text:
            self._flow, self.text = MarkdownFlow(), ""
            self._grow(text)
        self._flow.citations = frozenset(citations)
        self._drawn_width = -1
        self.refresh(layout=True)

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is drawn."""
        return len(self._flow.text) < len(self.text)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines at this width."""
        return len(self._at(width))

    def render_line(self, y: int) -> Strip:
        """One line, with the part of it that is selected set apart."""
        width = self.size.width
        lines = self._at(width)
        if y >= len(lines):
            return Strip.blank(width, self.visual_style.rich_style)
        line, style = lines[y], self.visual_style
        if self.text_selection is not None:
            return self._strip(self._with_selection(line, y, self.text_selection), y)
        known = self._strips.get(y)
        if known is None or known[1:3] != (width, style) or not line.is_same(known[0]):
            known = self._strips[y] = (line, width, style, self._strip(line, y))
        return known[3]

    def notify_style_update(self) -> None:
        """Draws anew in the colours of another theme."""
        super().notify_style_update()
        self._strips.clear()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text as it is on the screen, but code as it was written."""
        return selected_text(self._at(self.size.width), selection), "\n"

    def action_cite(self, number: int) -> None:
        """A citation was clicked."""
        self.post_message(self.CitationClicked(number))

    def action_follow(self, target: str) -> None:
        """A link was clicked."""
        self.post_message(self.LinkClicked(target))

    def _strip(self, line: Content, y: int) -> Strip:
        width, style = self.size.width, self.visual_style
        strips = Visual.to_strips(self, line, width, 1, style, apply_selection=False, pad=True)
        return strips[0].apply_offsets(0, y) if strips else Strip.blank(width, style.rich_style)

    def _with_selection(self, line: Content, y: int, selection: Selection) -> Content:
        if (span := selection.get_span(y)) is None:
            return line
        start, end = span
        selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return line.stylize(selected, start, len(line) if end == -1 else end)

    def _grow(self, text: str) -> None:
        self.text += text
        room = min(MOST_CHARACTERS - len(self._flow.text), len(text))
        lines_left = MOST_LINES - self._flow.text.count("\n")
        if self._was_cut_before(text) or room <= 0 or lines_left <= 0:
            return
        self._flow.append(in_last_cell("".join(text[:room].splitlines(keepends=True)[:lines_left])))
        self._drawn_width = -1

    def _was_cut_before(self, text: str) -> bool:
        """Whether something before this last piece of the text was left out already."""
        return len(self._flow.text) < len(self.text) - len(text)

    def _at(self, width: int) -> list[Content]:
        if width != self._drawn_width:
            self._lines = self._flow.lines(width) if width else []
            self._drawn_width = width
        return self._lines
