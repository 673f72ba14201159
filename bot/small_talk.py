"""What is said to whoever answers, and needs a reply but no documents; the ways to say it are in `bot/asides.py`."""

import re
from collections.abc import Sequence

from bot import asides

GREETING = "Hello! Ask me anything that our documents may answer."
WELCOME = "You're welcome!"
GOOD = "Good. Ask me again any time."
ASK_AWAY = "Ask away: what is it about?"
PURPOSE = (
    "I answer questions from our documents, and say where each sentence comes from. Ask as you would ask a colleague, "
    "have me summarize a document or compare two things, or show me a screenshot of what went wrong. What the "
    "documents don't say, I don't say either."
)
PROGRAM = f"I am a program. {PURPOSE}"
SORRY = (
    "Sorry that I was no help. Ask once more in other words, or name the thing that it is about: I know only what our "
    "documents say, and they may not say it."
)
TRUST = (
    "Each sentence that I show stands in one of our documents, and the number behind it leads to the place. Open it "
    "where it matters: I may have picked the wrong one."
)
PRIVACY = (
    "All that I know are our documents, and nothing that is asked changes that. Whoever runs me here can say what is "
    "kept of a conversation, for how long, and who may read it."
)
OWN_WORDS = (
    "I show what our documents say in their own words and in their own language, so that it can be checked: I don't "
    "shorten, simplify or translate it. Ask for one thing of it, and the answer is shorter."
)
NOBODY_ELSE = (
    "I am a program, and can't put you through to anybody. Ask me who is responsible for something, and I look it up "
    "in our documents."
)

MOST_CHARACTERS = 120
"""Characters of what is small talk: something longer has a question in it."""

_WAVES = "👋"
_SIGNS = re.compile(rf"[{_WAVES}👍🙏👌🙂😊😀😄🎉❤\U0001F3FB-\U0001F3FF\ufe0f]+")
_CROSS_SIGNS = re.compile(r"[😡🤬👎😠😤🙄][😡🤬👎😠😤🙄\U0001F3FB-\U0001F3FF\ufe0f\s!]*")

_WHAT_DOCUMENTS = re.compile(
    r"(?:(?:what|which) (?:documents?|docs|pages|sources|files) (?:do (?:you|we) (?:have|know|use)|are there"
    r"|can you (?:see|read|search)|did you read)"
    r"|(?:list|show me) (?:all )?(?:the |your |our )?(?:documents|docs|sources))[\s!.?]*",
    re.IGNORECASE,
)


def _any_of(ways: Sequence[str], before: str = asides.BEFORE) -> re.Pattern[str]:
    return re.compile(rf"{before}(?:{'|'.join(ways)})[\s,!.?:)]*", re.IGNORECASE)


# Whole texts only, of words that ask for nothing: "Hi! VPN error 809" and "Thanks, and where?" are questions.
_STARTING_OVER = _any_of(asides.STARTS_OVER)
_REPLIES = (
    (_any_of([asides.HELLO], ""), GREETING),
    (_any_of(asides.PRESENCE), GREETING),
    (_any_of([asides.THANKS]), WELCOME),
    (_any_of(asides.PRAISE), WELCOME),
    (_any_of([asides.CLOSING]), GOOD),
    (_any_of(asides.WHAT_FOR), PURPOSE),
    (_any_of(asides.WHAT_ARE_YOU), PROGRAM),
    (_any_of(asides.WANTS_TO_ASK), ASK_AWAY),
    (_STARTING_OVER, ASK_AWAY),
    (_any_of(asides.COMPLAINT), SORRY),
    (_any_of(asides.TRUST), TRUST),
    (_any_of(asides.PRIVACY), PRIVACY),
    (_any_of(asides.OTHER_WORDS), OWN_WORDS),
    (_any_of(asides.WANTS_SOMEBODY), NOBODY_ELSE),
)


def small_talk(text: str) -> str | None:
    """The reply to what is said to whoever answers ("hi", "thanks", "that's wrong", "what can you do?"), else None."""
    plain = text.strip().replace("’", "'")
    said = " ".join(_SIGNS.sub(" ", plain).split())
    if plain and not said:
        return GREETING if _WAVES in plain else GOOD
    if len(said) > MOST_CHARACTERS:
        return None
    if asks_for_documents(said):
        return PURPOSE
    if _CROSS_SIGNS.fullmatch(said):
        return SORRY
    return next((reply for ways, reply in _REPLIES if ways.fullmatch(said)), None)


def asks_for_documents(text: str) -> bool:
    """True if a text asks which documents there are."""
    return _WHAT_DOCUMENTS.fullmatch(text.strip()) is not None


def leaves_behind(text: str) -> bool:
    """True for "start over" and "new question": what was said before has nothing to do with what comes."""
    return _STARTING_OVER.fullmatch(" ".join(text.split())) is not None
