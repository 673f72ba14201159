"""What stands below an answer's text: what is being done, then where the answer comes from and how it ended."""

from collections.abc import Sequence

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from bot.answer_lines import pinned_line
from bot.events import Answer, AnswerKind, Citation
from bot.untrusted import shown_line
from tui.markdown.inline import clickable
from tui.sources import place
from tui.widgets.answer_text import AnswerText

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAME_SECONDS = 0.1

NOTES: dict[AnswerKind, str] = {
    "extract": "Quoted from the documents, word for word",
    "not_found": "Closest documents",
    "clarify": "Reply below to go on",
    "pinned": "A pinned answer",
}
VERDICTS = {"up": "marked helpful", "down": "marked not helpful"}


class AnswerFoot(Static):
    """Lines that are cut, not wrapped: one source is one line."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        # A link's colour would cover the whole line of a source.
        self.auto_links = False
        self._doing = ""
        self._height = 0
        self._frame = 0
        self._timer: Timer | None = None

    def show_step(self, doing: str) -> None:
        """Says what is being done, and shows that it still is."""
        self._doing = shown_line(doing)
        if self._timer is None and self.app.animation_level != "none":
            self._timer = self.set_interval(FRAME_SECONDS, self._next_frame)
        self._draw_step()

    def set_gap(self, wanted: bool) -> None:
        """Keeps a line's distance from the text above, if there is any."""
        self.set_class(not wanted, "-first")

    def show_answer(self, answer: Answer, sources: Sequence[Citation], cut: bool, verdict: str) -> None:
        """Shows where a finished answer comes from."""
        self._end_step()
        lines: list[Content] = []
        if cut:
            lines.append(Content.styled("There is more: o opens all of it", "$text-primary"))
        if note := _note(answer, sources):
            lines.append(Content.styled(note, "italic $text-muted"))
        lines += [source_line(source) for source in sources]
        if facts := _facts(answer, verdict):
            lines.append(Content.styled(facts, "$text-muted"))
        self._set(lines)

    def show_stopped(self) -> None:
        """Says that the text above was not finished."""
        self._end_step()
        self._set([Content.assemble(("■ Stopped", "$text-warning"), ("  r asks again", "$text-muted"))])

    def show_failure(self, problem: str, next_step: str) -> None:
        """Says what went wrong and what to do."""
        self._end_step()
        self._set(
            [
                Content.styled(f"✕ {shown_line(problem)}", "bold $text-error"),
                Content.styled(f"  {shown_line(next_step)}", "$text-muted"),
            ],
            cut=False,
        )

    def action_cite(self, number: int) -> None:
        """A source was clicked."""
        self.post_message(AnswerText.CitationClicked(number))

    def _end_step(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._doing = ""

    def _next_frame(self) -> None:
        self._frame = (self._frame + 1) % len(FRAMES)
        self._draw_step()

    def _draw_step(self) -> None:
        frame = FRAMES[self._frame] if self._timer is not None else "·"
        self._set([Content.assemble((f"{frame} ", "$text-primary"), (self._doing, "$text-muted"))])

    def _set(self, lines: Sequence[Content], cut: bool = True) -> None:
        self.set_class(cut, "-cut")
        self.display = bool(lines)
        # Laid out anew only where the number of lines changes: a turning sign only turns.
        self.update(Content("\n").join(lines), layout=not cut or len(lines) != self._height)
        self._height = len(lines) if cut else 0


def _note(answer: Answer, sources: Sequence[Citation]) -> str:
    """What is special about this kind of answer, if anything is."""
    if answer.kind == "not_found" and not sources:
        return ""
    if answer.pinned is not None:
        return shown_line(pinned_line(answer))
    return NOTES.get(answer.kind, "")


def _facts(answer: Answer, verdict: str) -> str:
    """How long the answer took, and what somebody thinks of it."""
    seconds = answer.timings.total_ms / 1000
    facts = [f"{seconds:.1f} s" if seconds else "", VERDICTS.get(verdict, "")]
    return " · ".join(fact for fact in facts if fact)


def source_line(source: Citation) -> Content:
    """A source on one line; a click anywhere on it opens it."""
    line = Content.assemble(
        (f"[{source.n}] ", "$text-accent"),
        place(source.title, source.location),
        (f"  {shown_line(source.document)}", "$text-muted"),
    )
    return line.stylize(clickable(f"cite({source.n})"))
