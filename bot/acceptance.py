"""What may be asked: a question is made fit for the engine, or turned away with a sentence.

Every question passes here before anything of it is stored, searched or read by a model.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.attachments import check_attachments
from bot.conversations import MOST_TURNS
from bot.events import Question, Turn
from bot.settings import Settings
from knowledge.names import storable
from models.errors import UsageError


def accepted(question: Question, settings: Settings) -> Question:
    """The question as it is asked; raises `UsageError` if it cannot be asked.

    Of its history the last turns are kept, and of a turn that is longer than a question may be, the two ends.
    """
    # A command line passes bytes that are no UTF-8 as lone surrogates, which no store or tokenizer takes.
    text = storable(question.text).strip()
    images = tuple(replace(image, name=storable(image.name)) for image in question.images)
    most = settings.max_question_characters
    check_attachments(images, settings)
    if not text and not images:
        raise UsageError("The question is empty.", 'Ask something, for example "How do I …?"')
    if len(text) > most:
        raise UsageError(
            f"The question has {len(text):,} characters; at most {most:,} are read.",
            "Keep the part that names the problem, or add the long text as a document.",
        )
    history = _bounded(question.history, most)
    return replace(question, text=text, images=images, history=history)


def _bounded(history: Sequence[Turn], most: int) -> tuple[Turn, ...]:
    """The last turns, cut: a client repeats what was turned away as too long, and a pasted log stalls a search."""
    return tuple(replace(turn, text=_both_ends(storable(turn.text), most)) for turn in history[-MOST_TURNS:])


def _both_ends(text: str, most: int) -> str:
    half = (most - len(" … ")) // 2
    return text if len(text) <= most else f"{text[:half].rstrip()} … {text[-half:].lstrip()}"
