"""Step 1: search. Turns a question and its conversation into the wordings that the knowledge is searched for."""

import re
from collections.abc import Sequence

from bot.events import Turn
from bot.grounding.terms import stems

_LEANS_BACK = re.compile(
    r"^\s*(?:and|but|so|or|what about|how about|what if|why|then|also)\b|\b(?:it|that|this|they|them|those|these|there|"
    r"he|she|his|her|its|their|one|ones|same|still|else|instead)\b",
    re.IGNORECASE,
)
SHORT_FOLLOW_UP = 4
"""A question with fewer content words than this cannot stand alone in a conversation."""


def query_variants(question: str, history: Sequence[Turn]) -> list[str]:
    """The texts to search for, most important first: the question, and the question in its conversation.

    A follow-up with a number or a code of its own ("and error 789?") leads with its own words.
    """
    asked = [turn.text for turn in history if turn.role == "user"]
    if not asked or not leans_back(question):
        return [question]
    together = f"{asked[-1]} {question}"
    names_its_own = any(letter.isdigit() for letter in question)
    return [question, together] if names_its_own else [together, question]


def leans_back(question: str) -> bool:
    """True if a question seems to need the turns before it to be understood ("and on a Mac?", "is it free?")."""
    return len(stems(question)) < SHORT_FOLLOW_UP or bool(_LEANS_BACK.search(question))
