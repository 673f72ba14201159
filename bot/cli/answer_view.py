"""Draws an answer's events: Markdown that grows on a terminal, plain text in a pipe; its doings go to stderr."""

from contextlib import ExitStack
from types import TracebackType
from typing import ClassVar

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.markdown import Markdown, TableElement
from rich.padding import Padding
from rich.segment import Segment
from rich.status import Status
from rich.table import Table
from rich.text import Text

from bot.answer_lines import STEP_NAMES, figure_line, offer_line, pinned_line, place, queue_line, source_lines
from bot.events import Answer, Citation, Closest, Delta, Event, Found, Looking, Queued, Read
from bot.table_citations import in_last_cell
from bot.untrusted import shown, shown_line
from bot.wording import counted, cut

QUOTE_SHOWN = 200
"""Characters of a quote below its source."""


class AnswerView:
    """Shows one answer; a context, so that a stopped answer leaves a clean terminal with what was said so far."""

    def __init__(self, *, stream: bool, silent: bool) -> None:
        self._stream = stream
        self._silent = silent
        self._out = Console(highlight=False)
        self._err = Console(stderr=True)
        self._said = ""
        self._open = ExitStack()
        self._status: Status | None = None
        self._live: Live | None = None

    def __enter__(self) -> "AnswerView":
        if self._err.is_terminal and not self._silent:
            self._status = self._open.enter_context(self._err.status("Opening the documents"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        if kind is not None and self._said and self._stream and not self._out.is_terminal:
            self._out.file.write("\n")

    def show(self, event: Event) -> None:
        """Draws one event."""
        if self._silent:
            return
        match event:
            case Queued() if self._status:
                self._status.update(queue_line(event.position))
            case Looking() if self._status:
                self._status.update(STEP_NAMES[event.step])
            case Read() if self._status:
                self._status.update(Text(f"Read {shown_line(event.name)}"))
            case Found() if self._status:
                self._status.update(f"Found {counted(len(event.passages), 'passage')}")
            case Delta() if self._stream:
                self._grow(event.text)
            case Answer():
                self._finish(event)

    def _grow(self, text: str) -> None:
        self._said += text
        # Also where the answer goes into a pipe: what draws over its line would wipe out what `| cat` shows there.
        self._stop_status()
        if not self._out.is_terminal:
            self._out.file.write(shown(in_last_cell(text)))  # a pipe leads to a terminal too: | less, | head
            self._out.file.flush()
            return
        if self._live is None:
            # What is taller than the terminal is drawn whole at the end alone: no redraw reaches above its first line.
            self._live = self._open.enter_context(Live(console=self._out))
        self._live.update(_Markdown(shown(in_last_cell(self._said))))

    def _finish(self, answer: Answer) -> None:
        self._stop_status()
        if self._live is None and self._said != answer.text:
            self._grow(answer.text)
        if self._live is not None:
            self._live.update(Group(_Markdown(shown(in_last_cell(answer.text))), *_sources(answer)))
            return
        self._out.file.write("\n")
        lines = source_lines(answer)
        for line in ["", *lines] if lines else []:
            self._out.file.write(f"{shown_line(line)}\n")
        self._out.file.flush()

    def _stop_status(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


class _Table(TableElement):
    """A table without an edge: rich sets a blank line above and below, beside those between paragraphs."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                part.show_edge = False
            yield part


class _Markdown(Markdown):
    """Markdown without the blank line that rich sets above a list or a table that comes first."""

    elements: ClassVar = {**Markdown.elements, "table_open": _Table}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts = iter(super().__rich_console__(console, options))
        for part in parts:
            if part != Segment.line():
                yield part
                break
        yield from parts


def _sources(answer: Answer) -> list[RenderableType]:
    """The sources for a terminal: the place in bold, the file dim, and the words quoted."""
    lines: list[RenderableType] = [Text(shown_line(pinned_line(answer)), style="dim")] if answer.pinned else []
    for c in answer.citations:
        lines.append(Text.assemble((f"[{c.n}] ", "cyan"), *_where(c)))
        lines.append(Padding(Text(f"“{cut(shown_line(c.quote), QUOTE_SHOWN)}”", style="dim"), (0, 0, 0, 4)))
    if answer.closest:
        lines.append(Text(shown_line(offer_line(answer)), style="dim"))
    lines += [Text.assemble("  • ", *_where(c)) for c in answer.closest]
    lines += [Text(shown_line(figure_line(figure)), style="dim") for figure in answer.figures]
    return [Text(""), *lines] if lines else []


def _where(source: Citation | Closest) -> tuple[tuple[str, str], str]:
    """The place in bold, then the file or the address."""
    return (shown_line(place(source.title, source.location)), "bold"), f"  {shown_line(source.url or source.document)}"
