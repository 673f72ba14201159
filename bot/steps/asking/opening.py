"""Before search: what a message asks, without the words around it: "ok cool, and in Lisbon? thanks!".

Nor with those that only say that it is a correction: "no, I meant digital" asks for the same of another thing.
"""

import re

MOST_WORDS = 30
"""Words of a message that is stripped; of a longer one, which tells a story, a greeting is the least."""

MOST_MEANT = 6
"""Words behind "I meant": more of them tell something ("I said yes to an offer before I read the terms")."""

_QUICK = r"(?:(?:just|a|an|one|more|last|other|another|further|quick|short) )+(?:thing|question)"
_WORD = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|thx|ok(?:ay)?|alright|all right|cool|great"
    r"|perfect|got it|i see|sorry|excuse me|well|hm+|um+|oh|ah|no|nope|nah|yes|yeah|yep|wait|actually|btw|by the way"
    rf"|{_QUICK}|just wondering|i (?:have|got) {_QUICK}|(?:can|could|may) i ask (?:you )?(?:something|a question))"
)
_WITH = r"(?: (?:there|all|team|everyone|everybody|folks|guys|mate|a lot|so much|very much|again|for that|then|cool))*"
_HEAD = re.compile(rf"(?:{_WORD}{_WITH}\s*[,.!:;…–—-]+\s+|[👍🙏👌🙂😊]\s*)+", re.IGNORECASE)
_SMALL_HEAD = re.compile(
    r"(?:ok(?:ay)?|hi|hello|hey|alright|actually)(?: there| all)? "
    r"(?=(?:and|but|so|what|how|who|where|when|which|why|can|could|is|are|do|does|if)\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?<=[?.!])\s+|,\s*)(?:many )?(?:thanks|thank you|thx|cheers)(?: a lot| so much| in advance| again)?[\s.!:)]*$",
    re.IGNORECASE,
)

_MEANT = re.compile(
    r"(?:(?:i|we) (?:meant|mean|said|am talking (?:about|of)|(?:was|am|were|are) asking (?:about|for)"
    r"|asked (?:you )?(?:about|for))|(?:let's )?make (?:that|it))(?: to (?:say|ask|write))?[\s,:]+(?P<meant>.+)",
    re.IGNORECASE,
)
_MEANT_LAST = re.compile(r"(?P<meant>.+?),? (?:i|we) (?:meant|mean)[\s.!]*", re.IGNORECASE)
_NOT_THIS = re.compile(r"not [^,]+?(?:, | [–-] )(?:but |i meant? )?(?P<meant>[^,?]+)", re.IGNORECASE)
_THIS_NOT = re.compile(r"(?P<meant>[^,?]+?),? not [^,?]+", re.IGNORECASE)


def asked_in(message: str) -> str:
    """What a message asks; the message itself where it says nothing else."""
    if len(message.split()) > MOST_WORDS:
        return message
    bare = message.strip()
    for way in (_HEAD, _SMALL_HEAD):
        head = way.match(bare)
        bare = bare[head.end() :] if head else bare
    return _meant(_TAIL.sub("", bare)) or message


def _meant(said: str) -> str:
    """The thing that a correction names, instead of another or once more; what is no correction stays as it is."""
    found = _MEANT.fullmatch(said) or _MEANT_LAST.fullmatch(said)
    named = found["meant"] if found else said
    if len(named.split()) > MOST_MEANT:
        return said
    instead = _NOT_THIS.fullmatch(named) or (_THIS_NOT.fullmatch(named) if found else None)
    return instead["meant"] if instead else named
