"""What form of answer a question asks for: a way to do something, an account, a fact, a place, a definition."""

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from bot.grounding.terms import stems

LONGEST_TERM = 3
"""Words of content in what "what is …?" asks for; more of them ask for something about it."""

LONGEST_KIND, LONGEST_NAME = 3, 6
"""Words of what things are called ("supported file formats"), and of a message that is only a name."""

LONGEST_ORDER = 12
"""Words of a message that wants something done; a longer one tells of more."""

_ASKS_HOW = re.compile(
    r"\bhow (?:do|can|could|should|would|to|does one)\b|\bwhat (?:do|should|must|can) (?:i|we) do\b|\bsteps\b"
    r"|\bwhat (?:to do|now|next)\b",
    re.IGNORECASE,
)

_AUXILIARY = r"(?:can|could|do|does|did|is|are|am|was|were|may|must|should|shall|will|would|has|have)"
_OPENERS = r"\W*+(?:(?:and|so|but|or|ok|okay|hi|hello|hey|please)\W++)*"
_ASKS_FACT = re.compile(
    rf"^{_OPENERS}(?:who|whom|whose|when|where|which|what(?:['’]?s)?(?! if\b| happens\b| about\b))\b"
    r"|\bhow (?:many|much|long|often|old|big|large|fast|far|high|late|early|soon|deep)\b"
    rf"|\b(?:who|when|where|which|what)\s+(?:{_AUXILIARY}|to)\b|\b(?:what|which) (?:time|day|date|number)\b"
    r"|,\s*(?:who|whom|whose|which|what)\b|\b(?:for|under|by|in|on|at|to|from|with|of) (?:which|what|whom)\b",
    re.IGNORECASE,
)
_ASKS_YES_OR_NO = re.compile(rf"{_OPENERS}{_AUXILIARY}\b", re.IGNORECASE)

# Asks for an account, not for a fact: one sentence of the paragraph that gives it is not enough.
_ASKS_BROADLY = re.compile(
    r"\b(?:what (?:are|kinds?|types?|services|benefits)|how (?:does|is|are)|why|explain|describe|summari[sz]e|overview|"
    r"differences?|responsibilities|tell me (?:more )?about)\b|"
    r"\bwhat (?:do|does|is)\b.*\b(?:cover|covered|include|included|involve|mean|offer|provide|purpose|role|policy)\b",
    re.IGNORECASE,
)

_ASKS_WHAT = re.compile(
    r"\W*(?:(?:hi|hello|hey|please|so|and|ok|also)\W+)*"
    r"(?:what(?:['’]?s| is| are| does| do)|who(?:['’]s| is)|define|explain(?: what)?)\s+(?:(?:an?|the|our|your)\s+)?"
    r"(?P<term>[^\s?]+(?:\s+[^\s?]+){0,3}?)(?:\s+(?:mean|means|stand for|stands for|for|do|is|are))?\W*",
    re.IGNORECASE,
)
_RELATES = re.compile(r"\b(?:of|in|on|at|by|for|from|with|to|between|when|if|and|or|i|we|my|our)\b", re.IGNORECASE)
_ASKS_WHERE = re.compile(r"\b(?:where|which (?:document|page|link|guide)|link|more information|documentation)\b", re.I)

_DOES = (
    r"(?:book|order|send|e?-?mail|open|create|raise|file|install|uninstall|reset|unlock|delete|cancel|call|phone|ring"
    r"|remind|schedule|arrange|write|print|change|update|add|remove|approve|transfer|forward|notify|buy|register|sign|enrol"
    r"|enroll|grant|give|restart|reboot|activate|deactivate|block|replace|submit|make|set|connect|translate|tell)"
)
# "Book me a room" and "can you unlock my account?"; not "Order a laptop?", which asks whether or how.
_WANTS_DONE = re.compile(
    rf"{_OPENERS}(?!.*\b(?:how|where|whom?|what|when|which|why|whether|if)\b)"
    rf"(?:(?:(?:can|could|would|will) you (?:please |kindly )?|i (?:want|need) you to ){_DOES}\b.*"
    rf"|please {_DOES} [^?]*|{_DOES} (?:me|us|my|our|an?|the|this|that|it) [^?]*|{_DOES} (?:me|us|it|this|that))",
    re.IGNORECASE,
)


_VERB = (
    r"(?:accept|add|apply|approve|attach|block|book|cancel|change|claim|clear|close|combine|compare|configure|connect"
    r"|convert|copy|create|cut|deactivate|delete|disable|disconnect|download|edit|enable|encrypt|enroll?|export|extend"
    r"|find|fix|get|give|hide|hook|import|insert|install|invite|join|link|lock|log|make|merge|mount|move|mute|open|order"
    r"|pair|paste|pause|pin|print|protect|publish|put|reactivate|record|recover|register|reinstall|reject|release|remove"
    r"|rename|renew|repeat|replace|report|request|reset|resize|restart|restore|return|revoke|roll|run|save|scan|schedule"
    r"|send|set|share|show|sign|split|start|stop|submit|swap|switch|sync|take|transfer|turn|undo|uninstall|unlock|unmute"
    r"|unpair|unsubscribe|update|upgrade|upload|withdraw|wipe)"
)
TASK_VERB = re.compile(_VERB, re.IGNORECASE)
"""Words that tell what is to be done, and hardly anything else."""

_OBJECT = (
    r"(?:an?|the|my|our|this|that|these|those|all|both|two|three|several|some|one|multiple|up|on|off|out|in|into|to"
    r"|from|back|over|only)"
)
# "Print on both sides", "delete a footnote"; not "print queue stuck", "run out of coins, when can I order?".
_TELLS_TASK = re.compile(
    rf"{_OPENERS}(?!.*\b(?:who|whom?|what|when|where|which|why|whether|if)\b){_VERB} {_OBJECT}\b[^?!]*", re.IGNORECASE
)

_WORD = re.compile(r"[\w'’-]+")
_PLURAL = re.compile(r"(?!(?:does|always|sometimes|news|has|was)$)\w[\w-]*[^\Wsui]s|people|staff|children")
_BEFORE_NAME = frozenset("of all the our your its my their any other".split())
_BEHIND_NAME = frozenset("of for in on at from to with by about under without during after before and or that".split())
_OF_SENTENCE = frozenset(
    "who whom whose when where why how is are am was were do does did can could should would will must may might have "
    "has had exist need i we you it they not no".split()
)


def wants_done(question: str) -> bool:
    """True if a message wants something done instead of told ("book me a room")."""
    return len(question.split()) <= LONGEST_ORDER and _WANTS_DONE.fullmatch(question.strip()) is not None


def asks_how(question: str) -> bool:
    """True if a question asks for a way to do something, or only tells what is to be done ("delete a footnote")."""
    is_task = len(question.split()) <= LONGEST_ORDER and _TELLS_TASK.fullmatch(question.strip()) is not None
    return is_task or bool(_ASKS_HOW.search(question))


def asks_broadly(question: str) -> bool:
    """True if a question asks for an account rather than a fact."""
    return bool(_ASKS_BROADLY.search(question))


def asks_fact(question: str) -> bool:
    """True if a question asks for one fact, or for yes or no: neither for a way to do something nor for an account."""
    asks = _ASKS_FACT.search(question) or _ASKS_YES_OR_NO.match(question)
    return bool(asks) and not asks_how(question) and not asks_broadly(question)


def asks_several(question: str) -> bool:
    """True if a question asks for things of a kind ("which ports must be open?", "what are the limits of the plan?").

    A message that is only the name of several things ("environment variables") asks for them too.
    """
    said = [word.lower() for word in _WORD.findall(question)]
    asking = next((n for n, word in enumerate(said) if word in ("which", "what")), None)
    if asking is None:
        is_name = len(said) <= LONGEST_NAME and _OF_SENTENCE.isdisjoint(said) and not asks_how(question)
        return is_name and _names_several(said)
    if said[asking : asking + 2] == ["what", "are"]:
        return _names_several(said[asking + 2 :])
    rest = [*dropwhile(_BEFORE_NAME.__contains__, said[asking + 1 :])]
    at = next((n for n, word in enumerate(rest[:LONGEST_KIND]) if _PLURAL.fullmatch(word)), None)
    if at is None or not (_OF_SENTENCE | _BEHIND_NAME).isdisjoint(rest[:at]):
        return False
    # "Which team handles refunds?" asks for one; "which browsers support it?" does not.
    is_noun = rest[at + 1 : at + 2] == [] or rest[at + 1] in _OF_SENTENCE
    return is_noun or (at == 0 and said[asking] == "which")


def _names_several(said: Sequence[str]) -> bool:
    """True for a few words that end in a plural, before what is said of the things."""
    name = [*takewhile(lambda word: word not in _BEHIND_NAME, dropwhile(_BEFORE_NAME.__contains__, said))]
    return 0 < len(name) <= LONGEST_KIND and bool(_PLURAL.fullmatch(name[-1]))


def asks_where(question: str) -> bool:
    """True if a question asks for the place where something is written."""
    return bool(_ASKS_WHERE.search(question))


def term_asked(question: str) -> frozenset[str]:
    """The stems of what "what is …?" asks for; empty for a question that asks for something about it."""
    asked = _ASKS_WHAT.fullmatch(question)
    if asked is None or _RELATES.search(asked["term"]):
        return frozenset()
    term = stems(asked["term"])
    return term if len(term) <= LONGEST_TERM else frozenset()
