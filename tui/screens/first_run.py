"""The first page of a new home: builds the models, then brings in the first documents, and says how far it is."""

from collections.abc import Coroutine, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import ClassVar, Literal

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from bot.first_run import models_missing
from bot.settings import Settings
from bot.untrusted import shown_line
from tui.connection import Attach
from tui.model_builds import build_models
from tui.screens.add_source import AddSourceScreen, SourceToAdd
from tui.screens.dialog import Dialog
from tui.screens.progress_line import ProgressLine

State = Literal["looking", "models", "documents", "done"]

SAMPLE_SPACE = "sample"

MODELS = """Answers are written by small models that run on this machine. They are not built yet: {names}.

Building takes a few minutes and happens once. Nothing about you is sent anywhere."""
DOCUMENTS = """The models are ready. Now Deskside needs documents to answer from: a folder, a file or a web page.

Nothing leaves this machine, and the files themselves are never changed."""
SAMPLE = """

There is also a sample handbook of a made-up company, to try things out."""
DONE = "Everything is ready. Ask away."


def sample_handbook() -> Path | None:
    """The sample documents, which lie beside the code in a clone of the repository."""
    folder = Path(__file__).parents[2] / "docs" / "sample" / "documents"
    return folder if folder.is_dir() else None


class FirstRunScreen(Dialog[bool]):
    """Leaves with True when there are models and documents, with False when the person left before that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "build", "Build the models", id="first_run.build"),
        Binding("enter", "add", "Add documents", id="first_run.add"),
        Binding("enter", "start", "Start", id="first_run.start"),
        Binding("s", "sample", "Sample handbook", id="first_run.sample"),
        Binding("escape", "close", "Later", id="first_run.close"),
    ]

    def __init__(self, settings: Settings, attach: Attach) -> None:
        super().__init__(classes="-small")
        self._settings = settings
        self._connect = attach
        self._state: State = "looking"
        self._missing: list[str] = []
        self.space = settings.space
        """The space that the first documents were added to."""
        self._line = ProgressLine(stopped="Stopped. It goes on from there the next time.")

    def body(self) -> Iterable[Widget]:
        """What is to be done, and how far it is."""
        with VerticalScroll(id="message", can_focus=False):
            yield Static(id="words", markup=False)
        yield self._line

    def on_mount(self) -> None:
        """Looks what is missing."""
        self.head("Welcome to Deskside")
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each state has its own next thing; the sample is offered where it lies."""
        state = {"build": "models", "add": "documents", "sample": "documents", "start": "done"}.get(action)
        if state is None:
            return True
        if self._state != state or self._line.is_working:
            return False
        return action != "sample" or sample_handbook() is not None

    def action_close(self) -> None:
        """Stops what is under way; else leaves."""
        if self._line.is_working:
            self._line.stop()
        else:
            self.dismiss(self._state == "done")

    def action_build(self) -> None:
        """Builds the models that are missing."""
        self._start("Starting", self._build())

    @work(group="ask")
    async def action_add(self) -> None:
        """Asks for documents and brings them in."""
        to_add = await self.app.push_screen_wait(AddSourceScreen(self._settings.space, []))
        if to_add is not None:
            self._start(f"Reading {shown_line(to_add.place)}", self._add(to_add))

    def action_start(self) -> None:
        """Leaves for the chat."""
        self.dismiss(True)

    def action_sample(self) -> None:
        """Brings in the sample handbook."""
        if (folder := sample_handbook()) is not None:
            self._start("Reading the sample handbook", self._add(SourceToAdd(str(folder), SAMPLE_SPACE)))

    def on_progress_line_ended(self) -> None:
        """Offers the next thing."""
        self.refresh_bindings()

    def _start(self, doing: str, work: Coroutine[None, None, None]) -> None:
        self._line.start(doing, work)
        self.refresh_bindings()

    def _look(self) -> None:
        self._missing = models_missing(self._settings)
        if self._missing:
            self._become("models", MODELS.format(names=", ".join(map(shown_line, self._missing))))
        else:
            self._start("Opening the engine", self._look_for_documents())

    async def _look_for_documents(self) -> None:
        async with self._connect() as engine:
            sources = await engine.sources()
        self._line.end("")
        if sources:
            self._become("done", DONE)
        else:
            self._become("documents", DOCUMENTS + (SAMPLE if sample_handbook() else ""))

    async def _build(self) -> None:
        async with aclosing(build_models(self._settings.home, self._missing)) as steps:
            async for step in steps:
                self._line.report(step)
        self._line.end("The models are built.", "$text-success")
        self._look()

    async def _add(self, to_add: SourceToAdd) -> None:
        async with self._connect() as engine:
            report = await engine.add([to_add.place], to_add.space, self._line.report)
        self.space = to_add.space
        if not report.added + report.changed + report.unchanged:
            problem = report.problems[0] if report.problems else None
            told = shown_line(str(problem)) if problem else "There is nothing there that can be read."
            self._line.end(told, "$text-error")
        else:
            self._become("done", f"{report}\n\n{DONE}")
            self._line.end("")

    def _become(self, state: State, words: str) -> None:
        self._state = state
        self.query_one("#words", Static).update(Content(words))
        self.refresh_bindings()
