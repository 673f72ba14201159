"""One long work at a time, on one line: what is being done, how far it is, and how it ended."""

from collections.abc import Coroutine

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static
from textual.worker import Worker, WorkerState

from bot.untrusted import shown_line
from models.errors import DesksideError
from models.progress import Step

DRAWS_A_SECOND = 10


class ProgressLine(Horizontal):
    """`report` may be called from any thread and as often as one likes: the last report is drawn ten times a second.

    A work says itself what came of it, with `end`; what it raises as a `DesksideError` is shown.
    """

    class Ended(Message):
        """The work has ended, however it did."""

    DEFAULT_CSS = """
    ProgressLine { height: auto; }
    ProgressLine > #doing { width: 1fr; height: auto; }
    ProgressLine > ProgressBar { width: 24; margin-left: 2; }
    ProgressLine Bar { width: 1fr; }
    ProgressLine PercentageStatus { width: 5; }
    .-narrow ProgressLine > ProgressBar { width: 12; margin-left: 1; }
    """

    def __init__(self, stopped: str) -> None:
        """`stopped` is what is said of a work that was stopped."""
        super().__init__()
        self._stopped = stopped
        self._work: Worker[None] | None = None
        self._step: Step | None = None
        self._drawn: Step | None = None

    def compose(self) -> ComposeResult:
        """The words and the bar."""
        yield Static(id="doing", markup=False)
        yield ProgressBar(show_eta=False)

    def on_mount(self) -> None:
        """Nothing is being done yet."""
        self.query_one(ProgressBar).display = False
        self._timer = self.set_interval(1 / DRAWS_A_SECOND, self._draw, pause=True)

    def report(self, step: Step) -> None:
        """Takes a report of progress."""
        self._step = step

    @property
    def is_working(self) -> bool:
        """Whether something is under way."""
        return self._work is not None and not self._work.is_finished

    def start(self, doing: str, work: Coroutine[None, None, None]) -> None:
        """Begins a work that has not reported yet."""
        self._step = Step(doing)
        self._timer.resume()
        self._draw()
        self._work = self.run_worker(self._with_failure_shown(work), name=doing)

    def stop(self) -> None:
        """Stops what is under way."""
        self.end("Stopping…")
        self.workers.cancel_node(self)

    def end(self, outcome: str, style: str = "") -> None:
        """Ends it, with what came of it."""
        self._timer.pause()
        self.query_one(ProgressBar).display = False
        self.query_one("#doing", Static).update(Content.styled(outcome, style))

    def fail(self, error: DesksideError) -> None:
        """Ends it with what went wrong and what to do about it."""
        self.end(shown_line(str(error)), "$text-error")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tells that a work has ended."""
        if not event.worker.is_finished:
            return
        if event.state == WorkerState.CANCELLED:
            self.end(self._stopped)
        self.post_message(self.Ended())

    async def _with_failure_shown(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except DesksideError as error:
            self.fail(error)

    def _draw(self) -> None:
        step = self._step
        if step is None or step is self._drawn:
            return
        self._drawn = step
        count = f" ({step.done:,} of {step.total:,})" if step.total else ""
        self.query_one("#doing", Static).update(Content(f"{shown_line(step.doing)}{count}"))
        bar = self.query_one(ProgressBar)
        bar.display = True
        bar.update(total=step.total, progress=step.done)
