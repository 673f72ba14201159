"""The questions that a conversation has asked so far: what a follow-up, and "tell me more", may go back to."""

from collections.abc import Sequence

from bot.events import Turn
from bot.small_talk import leaves_behind, small_talk
from bot.steps.asking.extracts import wants_more
from bot.steps.asking.follow_ups import is_nod
from bot.steps.asking.opening import asked_in

AskedBefore = tuple[str, Sequence[Turn]]
"""A question, and the turns before it."""


def asked_before(history: Sequence[Turn]) -> list[AskedBefore]:
    """The questions that asked for something of their own, the oldest first.

    Greetings, thanks, "yes" and "tell me more" ask for none; what was asked before a "start over" is left out.
    """
    asked: list[AskedBefore] = []
    for n, turn in enumerate(history):
        if turn.role != "user":
            continue
        if leaves_behind(turn.text):
            asked = []
        elif small_talk(turn.text) is None and not wants_more(turn.text) and not is_nod(turn.text):
            asked.append((asked_in(turn.text), history[:n]))
    return asked


def questions_before(history: Sequence[Turn]) -> list[str]:
    """As `asked_before`, the questions alone."""
    return [question for question, _ in asked_before(history)]
