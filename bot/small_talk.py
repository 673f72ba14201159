"""Greetings and thanks, which need an answer but no documents."""

import re

_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy|moin)\b[\w\s,!.]{0,20}$", re.IGNORECASE
)
_THANKS = re.compile(
    r"^(?:ok(?:ay)?,?\s+|great,?\s+|perfect,?\s+)?(?:thanks?|thank you|thx|cheers|ta)\b[\w\s,!.:)]{0,30}$",
    re.IGNORECASE,
)
_QUESTION_WORDS = re.compile(r"\b(?:how|what|where|when|who|why|which|can|does|is|are|do)\b|\?", re.IGNORECASE)


def small_talk(text: str) -> str | None:
    """What to say to a greeting or to thanks; None if the text asks for something."""
    text = text.strip()
    if _QUESTION_WORDS.search(text):
        return None
    if _GREETING.match(text):
        return "Hello! Ask me anything that our documents may answer."
    if _THANKS.match(text):
        return "You're welcome!"
    return None
