"""Tells whether a question goes on with those before it, and with which: "and on a Mac?", "who approves that?"."""

import re
from collections.abc import Sequence

from bot.grounding.terms import RULE_WORDS, stems, words

BARE_FOLLOW_UP = 3
"""A question with fewer content words than this is also searched for with the whole question before it in front."""

SHORT_FOLLOW_UP = 4
"""A question with fewer content words than this cannot stand alone in a conversation."""

SHORTEST_CODE = 3
"""Letters and digits of a number that needs no word beside it: "and for 5?" asks for 5 of something."""

FEWEST_OWN = 2
"""Content words that make a question without an auxiliary, or one that begins with "is there", whole."""

LONG_OF_ITS_OWN = 8
"""Content words of a question whose "it" is something that it has named itself."""

NODS = frozenset("yes yeah yep no nope nah sure please ja nein sí si oui non".split())
"""Words that answer a question and ask none."""

_MEASURES = stems("far long often soon early late ahead advance much many")
"""Words that ask how much of something without naming it: "and how far ahead do I have to ask?"."""

# "IT" in capitals is a department, "one message" a number, "is there" and "this week" point at nothing said before.
_ONE = (
    r"one(?=\W*$|\W+(?!of (?:my|our|your|the|these|those)\b)(?:for|of|in|on|at|from|to|with|without|by|per|via|as|that"
    r"|which|who|when|if|and|or|but|is|are|was|were|do|does|did|can|could|must|may|will|should|has|have|before|after"
    r"|during|now|too|yet|again|back|instead|online|myself|anyway)\b)"
)
_POINTS_BACK = re.compile(
    r"^\s*(?:and|but|so|or|what about|how about|what if|then|also)\b"
    r"|\b(?:(?-i:[Ii]t)|they|them|those|these|he|she|his|her|its|their|ones|same(?! as\b)|others|any other|still|else"
    r"|instead"
    r"|(?:this|that)(?! (?:year|quarter|month|week|morning|afternoon|summer|winter)\b)"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?! (?:is|are|was|were)\b)"
    rf"|(?:which|the|another) one|{_ONE})\b",
    re.IGNORECASE,
)
# Nor does the "that" of "a form that needs a signature", "laptops that are old" and "tell HR that I moved".
_THAT_JOINS = re.compile(
    r"\b(?:an?|the|any|some|all|every|each|no|my|our|your) (?:\w+ ){0,2}?\w+ that"
    r"(?= (?:is|was|has|does|can|must|may|will|should|are|were|have|\w+[^\Wsuia]s)\b)"
    r"|\b(?!does|was|has)\w{3,}s that(?= (?:are|were|have|need)\b)"
    r"|\b(?:so|says?|said|tells?|told|knows?|thinks?|heard|sure|proves?|confirms?|means?|shows?)(?: \w+)? that"
    r"(?= (?:i|we|you|my|our|your|the|an?)\b)",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\s*why\b", re.IGNORECASE)
_IS_THERE = re.compile(r"\b(?:is|are|was|were) there\b", re.IGNORECASE)
# "Is there a deadline?" asks for that of something; "Is there a deadline for expenses?" names it.
_OF_SOMETHING = re.compile(
    r"\b(?:exception|limit|deadline|maximum|minimum|fee|charge|cost|penalty|way|option|alternative|difference|reason|rule|"
    r"condition|restriction|form|template|discount|requirement)s?\W*$",
    re.IGNORECASE,
)
# "How do I deploy?" is a question, "which floor?" and "for contractors?" are the rest of one.
_WHOLE = re.compile(
    r"\b(?:am|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|must|may|might)\s+\w+", re.IGNORECASE
)
# "Who signs contracts?", "Which offices have parking?"; not "Who pays for meals?" nor "What happens next?".
_BEHIND_VERB = (
    r"(?!(?:in|at|on|for|from|to|with|by|of|during|after|before|under|over|next|now|then|afterwards|later|first"
    r"|otherwise)\b)"
)
_ACTS = re.compile(
    rf"^\W*(?:who|what|which \w+) {_BEHIND_VERB}\w{{3,}}s {_BEHIND_VERB}\w"
    rf"|^\W*which \w+s {_BEHIND_VERB}\w{{3,}} {_BEHIND_VERB}\w",
    re.IGNORECASE,
)
# "which floor", "at what time", "how much": they ask further; "what about interns" names another thing.
_ASKS_FURTHER = re.compile(
    r"^\W*(?:(?:and|but|so|ok) )?(?:(?:at|in|by|for|to|from|with|until|till|since|on) )?"
    r"(?:who|whom|whose|when|where|why|how(?! about)|which|what(?! about))\b",
    re.IGNORECASE,
)
# "I forgot my password" tells of something new; "I have a Mac" and "we work in Berlin" tell more of what was asked.
_TELLS = re.compile(
    r"^\W*(?:i|we)(?: just| have|'ve| still| also)? "
    r"(?!(?:am|was|are|were|have|had|use|own|drive|got|get|work|live|mean|meant|chose|took|take)\b)"
    r"\w+ (?:my|our|an?|the|some|any) (?P<rest>\w.*)",
    re.IGNORECASE,
)
# "Wi-Fi doesn't work", "the scanner keeps beeping"
_FAILS = re.compile(
    r"^\W*(?!(?:i|we|you|and|but|so|what|why|when|if|who|how|where|which)\b)(?:[\w-]+ ){1,4}"
    r"(?:(?:does|did|do|is|was|are|wo|ca|can)n['’]?o?t|(?:does|did|do|is|was|are|will|can) not|keeps|stopped|stays) "
    r"(?P<rest>\w.*)",
    re.IGNORECASE,
)
# "Reset my password", "list all permits"; what is shown or told may be of what was asked before.
_ORDERS = re.compile(
    r"^\W*(?:please )?(?:(?:can|could|would) you (?:please )?)?"
    r"(?!(?:\w+ing|\w+ed|for|from|with|without|within|about|after|before|during|under|over|into|onto|than|per|via|like|just"
    r"|only|also|even|maybe|perhaps|not|and|but|both|plus|then|still|except|instead|what|who|when|where|which|how|why|the"
    r"|same|because|since|until|till|unless|while|through|across|between|against|around|near|behind|besides|does|did|was"
    r"|were|are|has|had|have|can|could|may|might|must|will|would|should|shall|our|your|his|her|its|any|all|off|out)\b)"
    r"(?P<verb>[a-z]{3,}) (?:me |us )?(?:my|our|an?|the|all|every)(?: the| of the| our)? (?P<rest>\w.*)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|but|so|or|also|then|ok)\W+)*(?:what if\W+|what about\W+|how about\W+)?", re.IGNORECASE
)
_WHAT_IF = re.compile(r"^\W*(?:(?:and|but|so|or|also|then|ok)\W+)*(?:what if|if)\b", re.IGNORECASE)
_HANDS_OVER = frozenset("show give tell send find explain describe name get".split())
_HOW_TO = re.compile(r"\b(?:how|where|when|whom?|which \w+) to (?P<rest>\w.*)", re.IGNORECASE)


def is_nod(text: str) -> bool:
    """True for "yes", "no" and the like, behind which nothing is asked."""
    said = words(text)
    return bool(said) and all(word in NODS for word in said)


def is_follow_up(question: str) -> bool:
    """True if a question seems to need the turns before it to be understood ("and on a Mac?", "is it free?")."""
    return len(stems(question)) < SHORT_FOLLOW_UP or _points_back(question)


def stands_alone(question: str) -> bool:
    """True if a question is complete by itself, however short."""
    if not is_follow_up(question):
        return True
    said = stems(question)
    if _points_back(question) or not said:
        return False
    if _IS_THERE.search(question):
        return len(said - RULE_WORDS) >= FEWEST_OWN and not _OF_SOMETHING.search(question)
    if _tells_or_orders(question):
        return True
    return bool(_WHOLE.search(question)) or (len(said) >= FEWEST_OWN and bool(_ACTS.search(question)))


def _points_back(question: str) -> bool:
    """True if a word of the question refers to something said before."""
    plain = " ".join((question.lower() if question.isupper() else question).split())
    if _WHY.match(plain) and len(stems(plain)) < SHORT_FOLLOW_UP:
        return True
    return bool(_POINTS_BACK.search(_THAT_JOINS.sub("", plain)))


def is_read_alone(question: str) -> bool:
    """True if a question is complete, or so long that what it points at will stand in itself."""
    return stands_alone(question) or len(stems(question)) >= LONG_OF_ITS_OWN or _begins_anew(question)


def _begins_anew(question: str) -> bool:
    """True for "what if a customer brings back a plant?" and "and who approves annual leave?", which name it all."""
    bare = _GOES_ON.sub("", question)
    if bare == question or _points_back(bare):
        return False
    own = stems(bare) - RULE_WORDS - _MEASURES
    if _WHAT_IF.match(question):
        return len(own) >= SHORT_FOLLOW_UP
    return len(own) >= BARE_FOLLOW_UP and not names_another_thing(bare)


def _tells_or_orders(question: str) -> bool:
    """True if a text tells of something new, or wants something done, and names it."""
    for way in (_TELLS, _FAILS, _HOW_TO):
        if (found := way.search(question)) and len(stems(question)) >= FEWEST_OWN and stems(found["rest"]):
            return True
    order = _ORDERS.match(question)
    return order is not None and len(stems(order["rest"])) > (order["verb"].lower() in _HANDS_OVER)


def names_its_own(question: str) -> bool:
    """True for a follow-up with a code of its own ("and 789?"), or with a number of something ("3 months?")."""
    numbers = [word for word in words(question) if any(letter.isdigit() for letter in word)]
    is_code = any(len(word) >= SHORTEST_CODE or not word.isdigit() for word in numbers)
    return is_code or (bool(numbers) and bool(stems(question) - RULE_WORDS - stems(" ".join(numbers))))


def leant_on(question: str, asked: Sequence[str]) -> list[str]:
    """The questions before a follow-up that it takes its sense from: the last that stands alone, and what came since.

    Of what came since, what takes the place of another thing ("and in Lisbon?", "what about interns?") counts until the
    next such, and what asks further of the same thing ("who approves that?") until the next of these.
    """
    kept: list[str] = []
    for earlier in asked:
        if not kept or is_read_alone(earlier):
            kept = [earlier]
        elif stems(earlier) - RULE_WORDS:
            kept = [*_kept_before(earlier, kept), earlier]
    return _kept_before(question, kept)


def _kept_before(question: str, kept: list[str]) -> list[str]:
    """What is left of the questions leant on, when another follows."""
    if names_another_thing(question):
        return kept[:-1] if len(kept) > 1 and names_another_thing(kept[-1]) else kept
    if not stems(question) - RULE_WORDS:
        return kept
    return [*kept[:1], *[earlier for earlier in kept[1:] if names_another_thing(earlier)][-1:]]


def may_begin_anew(question: str) -> bool:
    """True for a follow-up that points at nothing said before and names several things: "meals on a journey?"."""
    own = stems(question) - RULE_WORDS - _MEASURES
    return len(own) >= FEWEST_OWN and not _points_back(question) and not _OF_SOMETHING.search(question)


def names_another_thing(question: str) -> bool:
    """True for the rest of a question, without a verb: "and in Lisbon?", "interns?", "what about a Mac?"."""
    asks = _WHOLE.search(question) or _ACTS.search(question) or _ASKS_FURTHER.match(question)
    return not asks and bool(stems(question) - RULE_WORDS)
