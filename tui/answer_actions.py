"""What can be done with an answer in the transcript: copy it, judge it, ask again, read all of it."""

from typing import TYPE_CHECKING, cast

from bot.feedback import Feedback, Verdict
from models.errors import DesksideError
from tui.widgets.answer_card import AnswerCard

if TYPE_CHECKING:
    from tui.screens.chat import ChatScreen


def copy_answer(chat: "ChatScreen", card: AnswerCard) -> None:
    """Puts the answer's Markdown into the clipboard."""
    _copy(chat, card.text.strip(), "Copied the answer")


def copy_code(chat: "ChatScreen", card: AnswerCard) -> None:
    """Puts the answer's code into the clipboard, several blocks one below the other."""
    blocks = card.code()
    if not blocks:
        chat.notify("There is no code in this answer.", timeout=3, markup=False)
        return
    _copy(chat, "\n\n".join(blocks), "Copied the code" if len(blocks) == 1 else f"Copied {len(blocks)} blocks of code")


def retry(chat: "ChatScreen", card: AnswerCard) -> None:
    """Asks the question again, with what was attached to it."""
    if not card.question and not card.attached:
        chat.notify("The picture is not kept: attach it once more to ask again.", timeout=3, markup=False)
        return
    chat.ask(card.question, card.attached)


def read_whole(chat: "ChatScreen", card: AnswerCard) -> None:
    """Opens an answer on a screen of its own."""
    from tui.screens.whole_answer import WholeAnswerScreen

    chat.app.push_screen(WholeAnswerScreen(card.question, card.text))


async def judge(chat: "ChatScreen", card: AnswerCard, verdict: str, reason: str | None = None) -> None:
    """Keeps what the person thinks of the answer; a bad one is asked the reason of. To be run in a worker."""
    if card.answer is None or not card.answer.id:
        chat.notify("Only a finished answer can be judged.", timeout=3, markup=False)
        return
    if verdict == "down" and reason is None:
        from tui.screens.ask_line import AskLineScreen

        note = "Enter keeps it with your verdict, Escape keeps the verdict alone."
        reason = await chat.app.push_screen_wait(AskLineScreen("What was wrong with it?", note=note))
    if (engine := chat.engine) is None:
        return
    try:
        checked = cast("Verdict", verdict)
        await engine.give_feedback(Feedback(card.answer.id, checked, reason or "", asker=chat.asker))
    except DesksideError as error:
        chat.show_error(error)
        return
    card.judge(verdict)


def _copy(chat: "ChatScreen", text: str, notice: str) -> None:
    if not text:
        chat.notify("There is nothing to copy yet.", timeout=3, markup=False)
        return
    chat.app.copy_to_clipboard(text)
    chat.notify(notice, timeout=2, markup=False)
