"""The ways to ask for what is shown as it stands in place of an answer: an overview, all of a kind, more of the answer.

`bot/steps/extracts` finds what is meant.
"""

import re
from collections.abc import Sequence

_KIND = r"(?:documents?|documentation|docs?|pages?|guides?|handbook|manual|articles?|polic(?:y|ies)|files?|pdf|wiki)"
# "summarize it", "what is in this file?": what was chosen beside the question.
_POINTS = re.compile(rf"(?:(?:the|this|that|these|those|it|both|all|attached|of|them|{_KIND})(?: |$))+", re.IGNORECASE)
_SUMMARY = r"(?:(?:short|brief|quick|high-level|general) )?(?:summary|overview|outline|rundown|synopsis|gist)"
_POLITE = r"(?:please )?(?:(?:can|could|would) you )?(?:please )?"
_ASKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_POLITE}(?:summari[sz]e|sum up|outline|recap) (?:for me )?(?P<topic>.+?)(?: for me)?(?:,? please)?",
        rf"{_POLITE}(?:give|show|send|write) (?:me |us )?(?:an? |the )?{_SUMMARY} (?:of|on|about) (?P<topic>.+)",
        rf"(?:i need |i want |(?:can|could) i (?:have|get) )?(?:an? |the )?{_SUMMARY} (?:of|on|about) (?P<topic>.+)",
        rf"(?P<topic>.+?) (?:in (?:short|brief)|{_SUMMARY}|tl;?dr)",
        rf"what (?:does|do) (?P<topic>.+? {_KIND}) (?:say|cover|contain|include|describe|deal with|tell (?:me|us))",
        rf"what(?:['’]s| is) (?:in|inside|covered (?:in|by)|said in|written in) (?P<topic>.+? {_KIND})",
        r"what(?:['’]s| is) (?P<topic>.+?) (?:all )?about",
        rf"{_POLITE}tell (?:me|us) (?:all |everything |more |something )?(?:you know )?about (?P<topic>.+)",
        r"what (?:do (?:we|you)|can you tell me|is there)(?: know| have| say)? (?:about|on) (?P<topic>.+)",
        rf"(?:which|what) {_KIND} (?:are there|exist|do (?:we|you) have) (?:about|on|for|regarding) (?P<topic>.+)",
        rf"{_POLITE}(?:list|show)(?: me)?(?: all| the| all the)? {_KIND} (?:about|on|for|regarding) (?P<topic>.+)",
    )
]
_ALL = r"(?: all)?(?: of)?(?: the| our)?"
_LISTS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_POLITE}(?:(?:give|show|send|make|get)(?: me| us)? )?(?:an? |the )?(?:full |complete |whole )?list of{_ALL}"
        r" (?P<topic>.+)",
        rf"{_POLITE}(?:list|enumerate|name all){_ALL} (?P<topic>.+)",
        rf"{_POLITE}(?:show|tell|give)(?: me| us)? all(?: of)?(?: the| our)? (?P<topic>.+)",
        r"(?:which|what) (?P<topic>.+?) (?:are (?:there|available|on offer)|exist|do (?:we|you) (?:have|know|offer)"
        r"|can (?:i|we) (?:choose|choose from|take|get|have|order)"
        r"|can (?:an?|the|each|every) [\w-]+ (?:have|be|take|use)|are supported)",
    )
]

_IT = r"(?:it|this|that)"
_MORE = r"(?:more|further|additional)"
_DETAILS = r"(?:details?|info(?:rmation)?|context)"
_PAGE = r"(?:source|section|document|passage|page|text)"
_WANTS = re.compile(
    r"(?:(?:ok(?:ay)?|thanks|thank you|please|and|but|so|sorry|wait|hm+|can you|could you)[\s,.!]+)*"
    rf"(?:(?:tell|show|give)(?: me| us)? (?:some |a bit |a little )?{_MORE}(?: {_DETAILS})?(?: (?:about|on) {_IT})?"
    rf"|{_MORE}(?: {_DETAILS})?|(?:in more )?{_DETAILS}|(?:go on|continue|elaborate|expand)(?: on {_IT})?"
    rf"|(?:explain|clarify)(?: {_IT})?(?: further| more| in (?:more )?detail)?"
    r"|what else(?: does it say)?|(?:is there )?anything else"
    rf"|(?:where|(?:in |on )?(?:which|what) {_PAGE}) (?:does {_IT} say (?:{_IT}|so)|is {_IT}(?: from| written| said)?"
    rf"|did you (?:find|get|read) {_IT}|do you (?:know|have) {_IT}(?: from)?)"
    rf"|(?:(?:what(?:['’]s| is)|do you have|is there) (?:the|your|an?) )?(?:sources?|link|reference)|show me where"
    rf"|are you (?:really )?sure(?: (?:about|of) {_IT})?|really|seriously"
    rf"|is {_IT} (?:really )?(?:true|right|correct|so)|how do you know(?: {_IT})?|says who|prove it"
    rf"|(?:show|quote|read)(?: me)? (?:the (?:whole )?{_PAGE}|{_IT}))"
    r"[\s,]*(?:please|for me)?[\s?.!]*",
    re.IGNORECASE,
)
# Who did not understand an answer is helped by what stands around it.
_IS_PUZZLED = re.compile(
    r"(?:(?:sorry|hm+|but|well|no)[\s,.!]+)*"
    r"(?:i (?:still )?(?:don['’]?t|do not|did not|didn['’]?t) (?:really |quite )?(?:understand|get|follow)"
    rf"(?: {_IT}| you| the answer)?|what do you mean(?: (?:by|with) {_IT})?|huh|eh|what|pardon(?: me)?|come again"
    rf"|(?:please )?(?:say|repeat) {_IT}(?: again)?|{_IT}(?:['’]s| is) (?:unclear|not clear|confusing|vague))[\s?.!]*"
    r"|\?+|[\s🤔😕🤷❓\U0001F3FB-\U0001F3FF\u200d♂♀\ufe0f]+",
    re.IGNORECASE,
)


def topic_of(question: str) -> str | None:
    """What a question wants to have an overview of; None for any other question."""
    return _topic(question, _ASKS)


def listed_in(question: str) -> str | None:
    """What a question wants all of ("Which VPN error codes are there?"); None for any other question."""
    return _topic(question, _LISTS)


def points_at_chosen(topic: str) -> bool:
    """True for a topic that names no document: "this file" is what was chosen beside the question."""
    return bool(_POINTS.fullmatch(topic))


def wants_more(text: str) -> bool:
    """True if a text asks for nothing new: for more of the answer before it, where that stands, or what it means."""
    said = " ".join(text.split())
    return bool(said) and (_WANTS.fullmatch(said) or _IS_PUZZLED.fullmatch(said)) is not None


def _topic(question: str, ways: Sequence[re.Pattern[str]]) -> str | None:
    bare = " ".join(question.split()).rstrip(" ?!.")
    return next((found["topic"] for asks in ways if (found := asks.fullmatch(bare))), None)
