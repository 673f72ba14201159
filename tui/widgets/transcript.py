"""The conversation: a window of its turns that grows upwards as one scrolls, and keeps to the end as answers stream."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from bot.conversations import ConversationWindow, StoredTurn
from tui.keys import bound
from tui.widgets.answer_card import AnswerCard
from tui.widgets.question_card import QuestionCard
from tui.widgets.welcome import Welcome

STEP = 3
"""Lines that a step scrolls inside an answer that is longer than the screen."""

NEAR_TOP = 4
"""Lines from the top at which earlier turns are asked for."""


class Transcript(VerticalScroll, can_focus=False):
    """Question and answer cards, and the keys that move among them."""

    BINDINGS = bound("transcript")

    @dataclass
    class EarlierWanted(Message):
        """The top is near and the conversation has more before it; `before` is the first turn that is here."""

        before: int

    @dataclass
    class Chosen(Message):
        """A key asks for something to be done with an answer."""

        action: str
        card: AnswerCard
        argument: str = ""

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._before: int | None = None
        """The number of the first turn that is shown, where there are earlier ones."""

    def on_mount(self) -> None:
        """Begins empty."""
        self.anchor()
        self.mount(Welcome())

    @property
    def cards(self) -> list[AnswerCard]:
        """The answers, oldest first."""
        return list(self.query_children(AnswerCard))

    @property
    def current(self) -> AnswerCard | None:
        """The answer that has the focus, else the last one."""
        if isinstance(focused := self.screen.focused, AnswerCard):
            return focused
        return self.cards[-1] if self.cards else None

    def add(self, question: QuestionCard, answer: AnswerCard) -> None:
        """Adds a question and the card of its answer, and goes to the end."""
        self.query(Welcome).remove()
        self.mount(question, answer)
        self.anchor()

    async def show_window(self, window: ConversationWindow) -> None:
        """Shows the end of a stored conversation."""
        self._before = None
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all(_cards(window.turns) or [Welcome()])
        self._remember(window)
        self.anchor()

    async def clear(self) -> None:
        """Shows no conversation."""
        self._before = None
        with self.app.batch_update():
            await self.remove_children()
            await self.mount(Welcome())

    def hold_earlier(self, before: int) -> None:
        """Remembers that there are turns before this one, which could not be fetched yet."""
        self._before = before

    async def show_earlier(self, window: ConversationWindow) -> None:
        """Adds the turns before the first one; what is on the screen stays where it is."""
        height, at = self.virtual_size.height, self.scroll_y
        released = self._anchor_released
        with self.app.batch_update():
            await self.mount_all(_cards(window.turns), before=0)

        def keep_place() -> None:
            self.scroll_to(y=at + self.virtual_size.height - height, animate=False, immediate=True)
            self._anchor_released = released
            self._remember(window)

        self.call_after_refresh(keep_place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Asks for earlier turns when the top is near."""
        super().watch_scroll_y(old_value, new_value)
        if new_value <= NEAR_TOP and new_value < old_value:
            self._want_earlier()

    def action_forward(self) -> None:
        """Down: inside a long answer, then to the next."""
        card = self._focused()
        if card is not None and card.region.bottom > self.content_region.bottom:
            self.scroll_relative(y=STEP, animate=False)
        else:
            self._focus_neighbour(1)

    def action_back(self) -> None:
        """Up: inside a long answer, then to the one before."""
        card = self._focused()
        if card is not None and card.region.y < self.content_region.y:
            self.scroll_relative(y=-STEP, animate=False)
        else:
            self._focus_neighbour(-1)

    def action_top(self) -> None:
        """To the first turn."""
        self.scroll_home(animate=False)
        if self.cards:
            self.cards[0].focus(scroll_visible=False)
        self._want_earlier()

    def action_bottom(self) -> None:
        """To the last turn."""
        if self.cards:
            self.cards[-1].focus(scroll_visible=False)
        self.anchor()

    def action_page(self, direction: int) -> None:
        """Half a page, either way."""
        self.scroll_relative(y=direction * max(1, self.size.height // 2), animate=False)

    def action_open_source(self, number: int) -> None:
        """Opens one source."""
        if (card := self.current) is not None and (source := card.source(number)) is not None:
            card.post_message(AnswerCard.Opened(card, source))

    def action_choose(self, action: str, argument: str = "") -> None:
        """Asks for something to be done with the answer."""
        if (card := self.current) is not None:
            self.post_message(self.Chosen(action, card, argument))

    def _focused(self) -> AnswerCard | None:
        focused = self.screen.focused
        return focused if isinstance(focused, AnswerCard) else None

    def _focus_neighbour(self, direction: int) -> None:
        cards = self.cards
        if not cards:
            return
        card = self._focused()
        place = cards.index(card) + direction if card in cards else len(cards) - 1
        if not 0 <= place < len(cards):
            self.scroll_relative(y=direction * STEP, animate=False)
            return
        cards[place].focus(scroll_visible=False)
        question = self.children[self.children.index(cards[place]) - 1]
        self.scroll_to_widget(question, top=True, animate=False)

    def _want_earlier(self) -> None:
        if self._before is not None:
            before, self._before = self._before, None
            self.post_message(self.EarlierWanted(before))

    def _remember(self, window: ConversationWindow) -> None:
        self._before = window.turns[0].number if window.turns and window.earlier else None


def _cards(turns: Sequence[StoredTurn]) -> list[Widget]:
    cards: list[Widget] = []
    question = ""
    for turn in turns:
        if turn.role == "user":
            question = turn.text
            cards.append(QuestionCard(turn.text, read=turn.pictures))
        else:
            cards.append(AnswerCard.stored(question, turn))
    return cards
