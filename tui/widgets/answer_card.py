"""An answer in the transcript, from the first word about it to its sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from bot.answer_lines import STEP_NAMES, queue_line
from bot.conversations import StoredTurn
from bot.events import Answer, Citation, Delta, Event, Failed, Found, Looking, Queued
from knowledge.documents import Passage
from tui.markdown.blocks import code_in
from tui.next_steps import next_step
from tui.sources import openable_citations
from tui.widgets.answer_foot import AnswerFoot
from tui.widgets.answer_text import AnswerText
from tui.widgets.chips import Attached


class AnswerCard(Widget, can_focus=True):
    """Follows the events of one question; `sources` can be opened once they are known.

    `attached` is what went with the question; of an earlier run's nothing is kept.
    """

    @dataclass
    class Opened(Message):
        """Somebody wants to see a source."""

        card: "AnswerCard"
        source: Citation

    def __init__(self, question: str, attached: Sequence[Attached] = ()) -> None:
        super().__init__()
        self.question = question
        self.attached = attached
        self.answer: Answer | None = None
        self.passages: Sequence[Passage] = ()
        self.sources: tuple[Citation, ...] = ()
        self.verdict = ""
        self.ended = False
        self._text = AnswerText()
        self._foot = AnswerFoot()

    @classmethod
    def stored(cls, question: str, turn: StoredTurn) -> "AnswerCard":
        """The card of an answer that was given before."""
        card = cls(question)
        answer = Answer(turn.text, turn.kind or "grounded", turn.citations, id=turn.answer_id)
        card._text = AnswerText(turn.text, {citation.n for citation in turn.citations})
        card.answer, card.sources, card.ended = answer, answer.citations, True
        return card

    def compose(self) -> ComposeResult:
        """The text and what stands below it."""
        self._foot.set_gap(bool(self.text))
        yield self._text
        yield self._foot

    def on_mount(self) -> None:
        """Shows how a stored answer ended."""
        if self.answer is not None:
            self._show_end(self.answer)

    @property
    def text(self) -> str:
        """What was said so far."""
        return self._text.text + self._text.waiting

    def say(self, doing: str) -> None:
        """Says what is being done."""
        self._foot.show_step(doing)

    def show(self, event: Event) -> None:
        """Shows the next event."""
        match event:
            case Queued(position):
                self.say(queue_line(position))
            case Looking(step):
                self.say(STEP_NAMES[step])
            case Found(passages):
                self.passages = passages
            case Delta(text):
                self._text.append(text)
                self._foot.set_gap(True)
            case Answer():
                self.answer = event
                self.sources = openable_citations(event, self.passages)
                self.ended = True
                self._foot.set_gap(bool(event.text))
                self._text.finish(event.text, {source.n for source in event.citations})
                self._show_end(event)
            case Failed():
                self._end("-failed")
                self._foot.show_failure(event.problem, next_step(event))

    def stop(self) -> None:
        """Keeps what was said and marks it as unfinished."""
        self._end("-stopped")
        self._foot.show_stopped()

    def judge(self, verdict: str) -> None:
        """Shows what somebody thinks of the answer."""
        self.verdict = verdict
        if self.answer is not None:
            self._show_end(self.answer)

    def code(self) -> list[str]:
        """The blocks of code in the answer."""
        return code_in(self.text)

    def source(self, number: int) -> Citation | None:
        """The source with this number."""
        return next((source for source in self.sources if source.n == number), None)

    def on_answer_text_citation_clicked(self, message: AnswerText.CitationClicked) -> None:
        """A citation or a source line was clicked."""
        message.stop()
        self.focus(scroll_visible=False)
        if (source := self.source(message.number)) is not None:
            self.post_message(self.Opened(self, source))

    def _show_end(self, answer: Answer) -> None:
        self.add_class(f"-{answer.kind.replace('_', '-')}")
        self._foot.show_answer(answer, self.sources, self._text.is_cut, self.verdict)

    def _end(self, how: str) -> None:
        self.ended = True
        self._text.redraw()
        self.add_class(how)
