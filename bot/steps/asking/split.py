"""Before search: the questions of a message that asks several, each as it is searched, read and decided by itself.

It cuts rarely. One question with its story, with alternatives or with a list of nouns stays whole, and so does all that
is in doubt: a whole message is answered in one piece, while half a question finds something else.
"""

import re

from bot.grounding.terms import RULE_WORDS, stems
from bot.small_talk import small_talk
from bot.steps.asking.follow_ups import stands_alone
from knowledge.terms import stem_of

MOST_PARTS = 3
"""Questions of a message that are answered one by one; a message that asks more is answered as one."""

MOST_WORDS = 30
"""Words of one part; what is longer tells a story or shows a log."""

FEWEST_CLAUSE = 2
"""Words of content that make a clause behind "and" a question of its own."""

FEWEST_WHOLE = 3
"""Words of content with which "And who approves annual leave?" asks for something new, and goes on with nothing."""

_AUXILIARY = r"(?:am|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|must|may|might|shall)"
_PRONOUN = r"(?:i|we|you|he|she|it|they|there|this|that|these|those|anyone|anybody|someone|somebody|everyone|everybody)"
_DETERMINER = r"(?:the|an?|my|our|your|his|her|its|their|every|each|all|any|some)"
# "where I find it" and "how the fee is worked out" are told, "how many days of leave do I get" is asked.
_BETWEEN = (
    rf"(?: of {_DETERMINER} [\w'’-]+"
    rf"| (?!(?:{_AUXILIARY}|{_PRONOUN}|{_DETERMINER}|if|to|and|or|about|not|what|who|when|where|why|how|which)\b)"
    r"[\w'’-]+)"
)
# "Who signs contracts?"; "which is" tells more of what was named.
_ASKS = re.compile(
    r"(?:(?:by|until|till|since|from|for|to|at|in|on|with|up to) )?"
    rf"(?:(?:who|whom|what|when|where|why|how){_BETWEEN}{{0,5}} {_AUXILIARY} (?!not\b)\w+"
    rf"|(?:which|whose){_BETWEEN}{{1,5}} {_AUXILIARY} (?!not\b)\w+"
    r"|(?:who|what|where|when|how)['’]s \w+"
    r"|(?:who|what|which [\w'’-]+) (?!was|does|has|is)\w{3,}s \w+"
    rf"|{_AUXILIARY} (?:{_PRONOUN} \w+|{_DETERMINER} [\w'’-]+ \w+))",
    re.IGNORECASE,
)
# "Hi all, ", "Two questions: "
_OPENING = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: [\w-]+)?\s*[,:!–-]+\s*)?"
    r"(?:(?:i have |i've )?(?:two|three|2|3|some|a few|a couple of) (?:quick |short )?questions[,:!. –-]+)?"
    r"(?:please,? )?",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:and|also|and also)\b[\s,]*", re.IGNORECASE)
_JOINED = re.compile(r",?\s+and\s+(?:also\s+)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# "Can you tell me who pays, and who signs?" asks both of them in one breath.
_WANTS_TO_BE_TOLD = re.compile(r"(?:can|could|would|will|do|does|did) (?:you|anyone|anybody|someone|somebody)\b", re.I)
# "Do you know the printer on floor 3?" tells what the next question is about.
_TELLS = re.compile(
    rf"(?:do|did|have|has) (?:you|anyone|anybody|someone) (?:know|remember|see|seen|heard of|recall) {_DETERMINER}\b",
    re.I,
)
# "What must the pipeline do then?", "who do I talk to?", "is it or the other?" take their sense from elsewhere.
_HANGS_ON = re.compile(
    r"\b(?:then|otherwise|too|either|afterwards|again|if not|as well|the latter|the former)\b"
    r"|\b(?:of|for|about|with|to|from|in|on|at|by|up|off|out|over)\W*$",
    re.IGNORECASE,
)
# "… and what are the exceptions at Northwind Health Plus?": what is named last may be what all of it is about.
_NAMED_LAST = re.compile(
    r"\b(?:at|by|for|from|in|of|on|under|with) (?:the )?(?P<name>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)\W*$"
)
_QUOTED = re.compile(r"[\"“”„«»`|<>{}\\]")
# "What are the exceptions?" is asked of something, "Is that correct?" of nothing else.
_OF_SOMETHING = frozenset(
    stem_of(word)
    for word in "exception limit deadline consideration consequence tip step detail requirement point example risk "
    "difference reason rule condition restriction option alternative advantage disadvantage benefit important key "
    "potential main possible normal correct right true false ok okay fine help know explain tell mean idea sense "
    "work thing something anything else cost".split()
)


def parts_of(message: str) -> tuple[str, ...]:
    """The questions of a message in their order; the message alone where it is one question, or may be.

    A part that goes on with the one before it keeps its "And".
    """
    said = " ".join(message.split())
    asked = _without_small_talk(_SENTENCE_END.split(said[_end_of_opening(said) :]))
    if _QUOTED.search(message) or len(asked) > MOST_PARTS or not all(_is_question(one) for one in asked[:-1]):
        return (message,)
    parts: list[str] = []
    for sentence in asked:
        clauses = _clauses(sentence)
        parts += [_as_part(clauses[0], parts), *clauses[1:]]
    if not 1 < len(parts) <= MOST_PARTS or not all(_can_be_asked(part) for part in parts):
        return (message,)
    return tuple(part[0].upper() + part[1:] for part in parts)


def _end_of_opening(said: str) -> int:
    opening = _OPENING.match(said)
    return opening.end() if opening else 0


def _without_small_talk(sentences: list[str]) -> list[str]:
    """The sentences between a greeting and thanks."""
    first = 1 if small_talk(sentences[0]) is not None else 0
    last = len(sentences) - 1 if small_talk(sentences[-1]) is not None else len(sentences)
    return sentences[first:last]


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?")


def _clauses(sentence: str) -> list[str]:
    """The questions that "and" joins in a sentence, where each has its own subject and verb and leans on no other."""
    for joint in _JOINED.finditer(sentence):
        before, behind = sentence[: joint.start()], sentence[joint.end() :]
        is_apart = _is_whole(before) and _is_whole(behind) and not _names_for_both(before, behind)
        if _ASKS.match(behind) and is_apart and _own(behind) - _own(before):
            return [f"{before}?", *_clauses(behind)]
    return [sentence]


def _names_for_both(before: str, behind: str) -> bool:
    """True if the last thing that a sentence names may be meant in front of its "and" too."""
    named = _NAMED_LAST.search(behind)
    return named is not None and named["name"] not in before


def _is_whole(clause: str) -> bool:
    """True if a clause asks by itself, of something that it names."""
    asks = _ASKS.match(_AND.sub("", clause, count=1) if _AND.match(clause) else clause)
    leans = _HANGS_ON.search(clause) or _WANTS_TO_BE_TOLD.match(clause) or not stands_alone(clause)
    return bool(asks) and not leans and len(_own(clause)) >= FEWEST_CLAUSE


def _as_part(sentence: str, before: list[str]) -> str:
    """The sentence without its "And" where it asks for something new, so that it is read without those before it."""
    if not before or not (opening := _AND.match(sentence)):
        return sentence
    bare = sentence[opening.end() :]
    own = _own(bare)
    is_new = len(own) >= FEWEST_WHOLE or (len(own) >= FEWEST_CLAUSE and own.isdisjoint(stems(" ".join(before))))
    return bare if bare and is_new and stands_alone(bare) and not _HANGS_ON.search(bare) else sentence


def _can_be_asked(part: str) -> bool:
    """True for a question with a verb and something that it is about."""
    bare = _AND.sub("", part, count=1) if _AND.match(part) else part
    return bool(_ASKS.match(bare)) and not _TELLS.match(bare) and len(bare.split()) <= MOST_WORDS and bool(_own(bare))


def _own(text: str) -> frozenset[str]:
    """The stems that say what a question is about."""
    return stems(text) - RULE_WORDS - _OF_SOMETHING
