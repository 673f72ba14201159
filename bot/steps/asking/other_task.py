"""Tells the whole of a follow-up that names another thing to do: "and unmount it?" behind "how do I mount a drive?".

Read behind the question before, it would have the words of both, and the page about the first answers it better.
"""

import re
from collections.abc import Sequence

from bot.grounding.terms import stems
from bot.steps.asking.question_form import TASK_VERB

_PARTICLE = r"(?:on|off|up|down|in|out)"
_OPPOSITES = {"on": "off", "off": "on", "up": "down", "down": "up", "in": "out", "out": "in"}
_TAKES_BACK = frozenset("undo revert reverse restore recover".split())
"""What is done to what was done before, which has to stay in the question."""

_PREFIX = re.compile(r"(?:un|de|dis|re)-?")
_OTHER = re.compile(
    r"\W*(?P<goes_on>(?:(?:and|or|but|so|then|also|ok)\W+)*)"
    r"(?P<asks>(?:how (?:do|can|could|should|would)|can|could|may|should) (?:i|we) |how to |to )?"
    rf"(?P<verb>[a-z]{{2,20}})(?: (?P<object>it|them|one|this|that|these|those))?(?: (?P<particle>{_PARTICLE}))?"
    r"(?: (?:again|later|instead|then))?\W*",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?P<asks>.*?\bhow (?:do|can|could|should|would) (?:i|we|you|one) |.*?\bhow to |\W*(?:please )?)"
    rf"(?P<verb>[a-z]{{2,20}})(?P<particle> {_PARTICLE}\b)?(?P<rest> .*)",
    re.IGNORECASE,
)


def other_task(question: str, asked: Sequence[str]) -> str | None:
    """The last question with what is to be done now in the place of what was; None where that is not what is asked."""
    other = _OTHER.fullmatch(" ".join(question.split()))
    task = _TASK.fullmatch(" ".join(asked[-1].split())) if asked else None
    if other is None or task is None or not _is_task(task):
        return None
    verb, particle = other["verb"].lower(), (task["particle"] or "").strip().lower()
    if particle and verb == _OPPOSITES.get(particle) and not other["object"]:
        return f"{task['asks']}{task['verb']} {verb}{task['rest']}"
    if not _is_verb(verb, other, task["verb"].lower()):
        return None
    said = " ".join(filter(None, (other["verb"], other["particle"])))
    return f"{_asks(other) or task['asks']}{said}{task['rest']}"


def _is_task(task: re.Match[str]) -> bool:
    """True for "how do I mount a drive" and "mount a drive", not for "drives are slow"."""
    return "how" in task["asks"].lower() or TASK_VERB.fullmatch(task["verb"]) is not None


def _is_verb(verb: str, other: re.Match[str], before: str) -> bool:
    """True for a word that something is done with ("arm it"), one of doing, or the opposite of the one before."""
    if not stems(verb) or verb in _TAKES_BACK:
        return False
    if _asks(other) and not (other["object"] or other["goes_on"]):  # "How do I opt out?" is asked by itself
        return False
    is_opposite = verb == _PREFIX.sub("", before, count=1) or before == _PREFIX.sub("", verb, count=1)
    return bool(other["object"] or _asks(other)) or is_opposite or TASK_VERB.fullmatch(verb) is not None


def _asks(other: re.Match[str]) -> str:
    """How a follow-up asks; nothing for "and to mount?", which goes on with how the question before did."""
    return "" if (other["asks"] or "").lower() == "to " else other["asks"] or ""
