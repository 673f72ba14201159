"""The chat: what is typed goes to the engine, what the engine says goes to the transcript and the sources."""

from collections.abc import Sequence

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from bot.events import Answer, Event, Found, Question, Read
from bot.failures import ENGINE_GONE
from bot.interface import EngineInterface
from bot.settings import Settings
from bot.untrusted import shown_line
from bot.usual_space import names_a_space
from knowledge.reports import DocumentSummary
from models.errors import DesksideError
from tui import answer_actions, dialogs
from tui.command_actions import run_command
from tui.commands import commands_with, parse_command
from tui.completion import CommandWord
from tui.connection import Connection
from tui.keys import bound
from tui.next_steps import next_step
from tui.preferences import Memory
from tui.question_queue import Exchange, QuestionQueue
from tui.widgets.answer_card import AnswerCard
from tui.widgets.answer_text import AnswerText
from tui.widgets.chips import Attached, DocumentChip
from tui.widgets.prompt import Prompt
from tui.widgets.question_card import QuestionCard
from tui.widgets.sources_panel import SourcesPanel
from tui.widgets.status_line import StatusLine
from tui.widgets.transcript import Transcript

WINDOW = 20
"""Turns of a stored conversation that are shown at once."""

LEAVE_SECONDS = 3.0
"""Within this time a second ctrl+c leaves."""

STATES = {"starting": "starting the engine", "failed": "no engine: /reconnect", "ready": ""}


class ChatScreen(Screen[None]):
    """The whole chat; its parts are widgets, its keys are in `tui.keys`."""

    CSS_PATH = "chat.tcss"
    AUTO_FOCUS = "#composer"
    BINDINGS = bound("chat")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (150, "-roomy")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    def __init__(self, connection: Connection, memory: Memory, settings: Settings, asker: str) -> None:
        super().__init__()
        self.connection = connection
        self.memory = memory
        self.settings = settings
        self.space = settings.space
        self.asker = asker
        self.queue = QuestionQueue(connection, asker, self._show_event)
        self.transcript = Transcript()
        self.panel = SourcesPanel()
        self.prompt = Prompt(memory, self._documents, self._commands)
        self.status = StatusLine()
        self._spaces: Sequence[str] = ()
        self._leaving = False

    def compose(self) -> ComposeResult:
        """The transcript beside the sources, the composer and the status line below."""
        with Horizontal(id="main"):
            yield self.transcript
            yield self.panel
        yield self.prompt
        yield self.status

    def on_mount(self) -> None:
        """Takes up where the last run left off."""
        self.set_class(not self.memory.preferences.sources_shown, "-sources-hidden")
        self.status.space = self.space
        self.connection_changed()

    def connection_changed(self) -> None:
        """Shows whether the engine is there."""
        state, error = self.connection.state, self.connection.error
        self.status.trouble = state == "failed"
        self.status.state = STATES[state]
        if state == "ready":
            self.refresh_facts()
        elif error is not None:
            self.show_error(error)

    @work(exclusive=True, group="facts")
    async def refresh_facts(self) -> None:
        """Brings the status line up to date."""
        if (engine := self.connection.engine) is None:
            return
        try:
            status = await engine.status()
            self._spaces = await engine.spaces()
        except DesksideError as error:
            self.show_error(error)
            return
        self.status.model = next((model.name for model in status.models if model.role == "writer"), "")
        self.status.speed = status.tokens_per_second

    @property
    def engine(self) -> EngineInterface | None:
        """The engine, or None after saying that it is not there."""
        if self.connection.engine is None:
            self.notify("The engine is not there yet.", timeout=3, markup=False)
        return self.connection.engine

    def change_space(self, space: str) -> None:
        """Asks another space from now on."""
        self.space = self.status.space = space

    def ask(self, text: str, attachments: Sequence[Attached] = ()) -> None:
        """Asks, after the questions that wait already."""
        documents = tuple(one.key for one in attachments if isinstance(one, DocumentChip))
        # A question may be sent before it is known which spaces there are: then the engine finds the usual one.
        is_chosen = self.space != self.settings.space or names_a_space(self.settings)
        spaces = (self.space,) if is_chosen else ()
        question = Question(text, spaces=spaces, asker=self.asker, documents=documents)
        question_card = QuestionCard(text, [one.label for one in attachments])
        exchange = Exchange(question, question_card, AnswerCard(text, attachments))
        self.transcript.add(question_card, exchange.answer_card)
        self.queue.add(exchange)
        self.status.waiting = len(self.queue.waiting)
        if self.queue.current is None:
            self.run_worker(self.queue.run(), group="asking")

    async def open_conversation(self, name: str) -> None:
        """Shows a stored conversation and goes on with it."""
        if (engine := self.engine) is None:
            return
        self.stop_asking()
        try:
            window = await engine.conversation(name, limit=WINDOW)
        except DesksideError as error:
            self.show_error(error)
            return
        self.queue.conversation = name
        await self.transcript.show_window(window)
        self.panel.clear()

    def stop_asking(self) -> None:
        """Stops the answer that is being written; questions behind it go back to the composer."""
        waited = self.queue.stop()
        for exchange in waited:
            exchange.question_card.remove()
            exchange.answer_card.remove()
        attachments = [attachment for exchange in waited for attachment in exchange.answer_card.attached]
        self.prompt.give_back([exchange.question.text for exchange in waited], attachments)
        self.status.waiting = 0

    def show_error(self, error: DesksideError) -> None:
        """Shows a failure and what to do about it; an engine that went away is looked for anew."""
        if error.code == ENGINE_GONE and self.connection.engine is not None:
            self.connection.lost(self.connection.engine)
        self.notify(f"{shown_line(error.problem)} {shown_line(next_step(error))}", severity="error", markup=False)

    def _show_event(self, exchange: Exchange, event: Event) -> None:
        self.status.waiting = len(self.queue.waiting)
        if isinstance(event, Read):
            exchange.question_card.show_read(event, named=len(exchange.pictures) > 1)
        elif isinstance(event, Found):
            self.panel.show_found(event.passages)
        elif isinstance(event, Answer):
            self.panel.show_answer(event, exchange.answer_card.passages)
            self._show_figures(exchange.answer_card, event)
            self.refresh_facts()

    def _show_figures(self, card: AnswerCard, answer: Answer) -> None:
        """Shows the answer's figures below it; their pictures come when they are there."""
        if answer.figures and (engine := self.connection.engine) is not None:
            from tui.widgets.figure import answer_figure

            card.mount(*(answer_figure(engine, figure) for figure in answer.figures))

    async def _documents(self, word: str) -> Sequence[DocumentSummary]:
        if self.connection.engine is None:
            return ()
        try:
            return await self.connection.engine.documents(self.space, word)
        except DesksideError as error:
            self.show_error(error)
            return ()

    def _commands(self) -> Sequence[CommandWord]:
        return commands_with(self._spaces, list(self.app.available_themes))

    @on(Prompt.Submitted)
    def _submitted(self, message: Prompt.Submitted) -> None:
        command = parse_command(message.text)
        if command is not None:
            self.run_worker(run_command(self, *command), group="commands")
        else:
            self.ask(message.text, self.prompt.chips.take_all())

    def on_key(self, event: events.Key) -> None:
        """What means nothing where the focus is, is typed: a question begun over an answer loses no letter."""
        if event.character and event.is_printable and event.key not in self.active_bindings:
            event.stop()
            self.set_focus(self.prompt.composer)
            self.prompt.composer.paste(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted over an answer is pasted into the question."""
        event.stop()
        self.set_focus(self.prompt.composer)
        self.prompt.composer.post_message(event)

    @on(Transcript.EarlierWanted)
    @work(group="earlier")
    async def _earlier_wanted(self, message: Transcript.EarlierWanted) -> None:
        engine, name = self.connection.engine, self.queue.conversation
        if name is None:
            return
        if engine is None:
            self.transcript.hold_earlier(message.before)
            return
        try:
            window = await engine.conversation(name, message.before, WINDOW)
        except DesksideError as error:
            if name == self.queue.conversation:
                self.transcript.hold_earlier(message.before)
            self.show_error(error)
            return
        if name == self.queue.conversation:
            await self.transcript.show_earlier(window)

    @on(Transcript.Chosen)
    def _chosen(self, message: Transcript.Chosen) -> None:
        card = message.card
        match message.action:
            case "open_sources":
                self._show_sources_of(card)
            case "copy_answer":
                answer_actions.copy_answer(self, card)
            case "copy_code":
                answer_actions.copy_code(self, card)
            case "read_whole":
                answer_actions.read_whole(self, card)
            case "retry":
                answer_actions.retry(self, card)
            case "judge":
                self.run_worker(answer_actions.judge(self, card, message.argument), group="feedback")

    @on(AnswerCard.Opened)
    def _answer_source_opened(self, message: AnswerCard.Opened) -> None:
        dialogs.show_passage(self, message.source, message.card.sources)

    @on(SourcesPanel.Opened)
    def _panel_source_opened(self, message: SourcesPanel.Opened) -> None:
        dialogs.show_passage(self, message.source, self.panel.sources)

    @on(AnswerText.LinkClicked)
    def _link_clicked(self, message: AnswerText.LinkClicked) -> None:
        self.app.open_url(message.target)

    def _show_sources_of(self, card: AnswerCard) -> None:
        """Goes to the sources of one answer, wherever the terminal has room for them."""
        if card.answer is not None:
            self.panel.show_answer(card.answer, card.passages)
        elif card.passages:
            self.panel.show_found(card.passages)
        if self.panel.is_empty:
            self.notify("This answer has no sources.", timeout=3, markup=False)
            return
        self.add_class("-sources-over")
        self.remove_class("-sources-hidden")
        self.panel.focus_list()

    def _leave_sources(self) -> None:
        self.remove_class("-sources-over")
        if not self.memory.preferences.sources_shown:
            self.add_class("-sources-hidden")
        if self.transcript.current is not None:
            self.transcript.current.focus(scroll_visible=False)
        else:
            self.prompt.composer.focus()

    def action_escape(self) -> None:
        """One thing at a time: closes what is open, stops what runs, or goes back to the composer."""
        if self.prompt.completions.is_open:
            self.prompt.completions.close()
        elif self.panel.has_focus_within or (self.has_class("-narrow") and self.has_class("-sources-over")):
            self._leave_sources()
        else:
            self.stop_asking()
            self.prompt.composer.focus()

    def action_interrupt(self) -> None:
        """What ctrl+c is expected to do: copies, else clears, else leaves when it is pressed twice."""
        composer = self.prompt.composer
        if selected := self.get_selected_text() or composer.selected_text:
            self.app.copy_to_clipboard(selected)
            self.clear_selection()
        elif composer.text:
            composer.clear()
        elif self._leaving:
            self.app.exit()
        else:
            self._leaving = True
            self.set_timer(LEAVE_SECONDS, self._stay)
            self.notify("Press Ctrl+C again to leave.", timeout=LEAVE_SECONDS, markup=False)

    def _stay(self) -> None:
        self._leaving = False

    def action_answers(self) -> None:
        """Goes from the composer to the last answer."""
        self.transcript.action_bottom()

    def action_paste_clipboard(self) -> None:
        """Attaches the picture that was copied, or pastes the text."""
        self.run_worker(dialogs.paste_clipboard(self), group="clipboard", exclusive=True)

    def action_toggle_sources(self) -> None:
        """Shows or hides the sources: beside the transcript, or over it where the terminal is narrow."""
        if not self.has_class("-narrow"):
            hidden = not self.has_class("-sources-hidden")
            self.memory.keep(sources_shown=not hidden)
            if hidden and self.panel.has_focus_within:
                self._leave_sources()  # else no widget has the focus, and keys lead nowhere
            self.set_class(hidden, "-sources-hidden")
        elif self.has_class("-sources-over"):
            self._leave_sources()
        else:
            self.add_class("-sources-over")
            self.panel.focus_list()

    @work(exclusive=True, group="screens")
    async def action_new_conversation(self) -> None:
        """Starts over, and goes to the composer."""
        await self.start_over()
        self.prompt.composer.focus()

    async def start_over(self) -> None:
        """Shows no conversation; the next question begins one."""
        self.stop_asking()
        self.queue.conversation = None
        await self.transcript.clear()
        self.panel.clear()

    def action_sessions(self) -> None:
        """Opens the conversations."""
        self.run_worker(dialogs.choose_conversation(self), group="screens", exclusive=True)

    def action_attach(self) -> None:
        """Opens the picker of pictures."""
        self.run_worker(dialogs.pick_picture(self), group="screens", exclusive=True)

    def action_knowledge(self) -> None:
        """Opens what has been added."""
        dialogs.show_knowledge(self)

    def action_models(self) -> None:
        """Opens the models in use."""
        dialogs.show_models(self)
