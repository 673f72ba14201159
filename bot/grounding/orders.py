"""Recognises a sentence that gives orders to whoever answers, instead of telling a reader something.

Such a sentence is no answer to anything: it is neither quoted nor shown to the writer. Handbooks are full of orders to
people ("Give the ticket number when you reply"), so only what plainly speaks to an answering machine counts: of 290,000
units of public documentation and help articles, 1 in 8,000.
"""

import re

from knowledge.terms import visible

_MACHINE = r"(?:a\.?i\.?|assistants?|chat-?bots?|(?:large )?language models?|llms?|gpt\S*|deskside)"
_RULES = r"(?:instructions?|prompts?|rules|directives?|guidelines|directions|context|notes|programming|questions?)"
_ANSWER = r"(?:answers?|responses?|reply|replies|output)"
_MANNER = (
    r"(?:english|french|german|spanish|italian|portuguese|russian|chinese|japanese|latin|pirate\S*|base ?\d+|hex\S*|"
    r"emojis?|reverse|backwards?|rot13|morse\S*|(?:all )?caps|capitals|json|rhymes?|haikus?)"
)
_MAKE = (
    r"(?:add|append|apply|augment|begin|convert|display|encode|encrypt|end|enhance|express|finish|include|insert|"
    r"integrate|invert|mention|modify|prefix|prepend|render|repeat|replace|represent|reverse|shift|start|substitute|"
    r"translate|use|write|provide|suggest)"
)
# Where a sentence begins, or a word with a capital inside a line that lost its full stop.
_BEGINNING = r"(?:^\W*|(?<=\w\s)(?=(?-i:[A-Z])))"
_PATTERNS = (
    # "Ignore all previous instructions", whatever stands in front.
    r"\b(?:ignore|disregard|forget|override|bypass|do not follow|stop following)\b[^.!?,]{0,30}"
    rf"\b(?:previous|prior|earlier|above|preceding|foregoing|all|any|your|system)\b[^.!?,]{{0,25}}\b{_RULES}\b",
    r"\b(?:ignore|disregard|forget)\b (?:everything|all|whatever)\b[^.!?,]{0,20}\b(?:above|before|so far|told|said)\b",
    r"\bignor(?:iere?n?|a|e|ez)\b[^.!?]{0,25}\b(?:alle|bisherigen|vorherigen|todas|anteriores|toutes|précédentes)\b[^.!?]{0,40}"
    r"\b(?:anweisungen|instrucciones|instructions|instruções|regeln|reglas|règles|regras)\b",
    # Chat templates, tool calls, and turns that somebody wrote for others.
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?(?:tool_call|function_call|tool_response|assistant)>|<system>\s*\w"
    r"|<(?:start|end)_of_turn>|\"(?:tool|function|tool_calls|function_call)\"\s*:\s*[\"{\[]",
    r"^\W{0,6}(?:system|assistant|developer|ai|llm|chatbot)"
    r"(?: (?:prompt|message|note|override|update))?\W{0,3}[:\]>]"
    r"\W{0,4}[^.!?]{0,40}"
    r"\b(?:you (?:are|must|will)|i will|ignore|reply|respond|answer|output|print|reveal|say|always|assistant)\b",
    r"^\W*(?:new|updated|hidden|secret) (?:system )?(?:instructions?|prompt|directive|task)\W{0,4}:",
    # Who is spoken to.
    r"\b(?:instructions?|notes?|attention|messages?|notice|orders?|reminder|dear|hey|hello|warning)\b[\s,]{0,3}"
    rf"(?:to|for|of|:)?\s*(?:the |all |any |every )?(?:{_MACHINE} )?{_MACHINE}\b"
    r"(?=\W*(?:[:,.!–-]|that|which|who|reading|processing|$))",
    rf"\b(?:if|when|whenever|as|because|since) you(?:'re| are) (?:an? |the )?{_MACHINE}\b",
    rf"^\W*{_MACHINE}\W*[:,]\s*(?:you|please|ignore|reply|respond|answer|say|tell|print|always|never)\b",
    r"\byou(?:'re| are) (?:now|from now on|no longer) (?:an? )?(?:unrestricted|different|evil|pirate|helpful|hacker|"
    r"jailbroken|ai|assistant|bot|dan|bound|restricted|limited by|in (?:developer|dan|god|debug|maintenance) mode)\b",
    rf"\bfrom now on\b[^.!?]{{0,30}}\b(?:answer|reply|respond|you are|act as|speak|{_ANSWER})\b",
    r"\b(?:act|behave|role-?play|respond|reply|answer|pretend)\b (?:only )?(?:as|to be|like|that you are) "
    r"(?:if you (?:are|were|had)|an? (?:unrestricted|evil|pirate|different|hacker|jailbroken)|dan\b|you are)",
    rf"\byour (?:new|real|only|actual|true) (?:task|role|{_RULES})\b|\breveal (?:your|the) (?:system )?prompt\b",
    # What is to be done to the answer.
    rf"{_BEGINNING}(?:(?:please|can you|could you|also|then|and|you must|always)\b\W*)*{_MAKE}\b.{{0,120}}?"
    rf"\b(?:your|each|every|the final) {_ANSWER}\b",
    rf"{_BEGINNING}(?:in|at the (?:end|start|beginning) of|within|before|after) (?:your|every|each) {_ANSWER}\b,",
    r"\b(?:encode|encrypt|translate|invert|reverse|letters in)\b[^.!?]{0,30}\byour message\b",
    rf"\b(?:answer|reply|respond|speak)\b[^.!?]{{0,40}}\b(?:in|into|to|with|using|as) (?:only )?{_MANNER}\b"
    rf"[^.!?]{{0,15}}[.!?]?$|^\W*(?:reply|respond|answer) {_MANNER}\b",
    rf"\byour {_ANSWER}\b[^.!?]{{0,25}}\b(?:in|into|using|with|by|as) "
    rf"(?:a |an )?(?:{_MANNER}|\w+ (?:cipher|sequence))\b",
    r"\binstead of answering\b[^.!?]{0,25}\b(?:say|print|reply|tell|output|write)\b",
    r"\b(?:answer|reply|respond|output)\b (?:only|just|exactly) (?:with|the words?|this|:|[\"“'])",
    r"\b(?:answer|reply|respond) with the (?:words?|strings?|phrase|sentence|text)\b|\bdecode this and\b",
    r"^\W*(?:say|claim|pretend|answer|reply|respond) that\b",
    r"\b(?:do not|don't|never) (?:tell|inform|reveal|mention|show)\b[^.!?]{0,40}\bto the (?:user|asker|human)\b",
    r"\b(?:tell|inform|convince) (?:the asker|everybody that|everyone who asks|whoever asks|anyone who asks)\b",
)
_FOLLOWS_UP = re.compile(
    r"^\W*(?:(?:instead|then|also|and|please|now|just|always|only)\b\W*)*"
    r"(?:say|tell|write|output|print|reply|respond|answer|add|include|claim|pretend|insist|state|repeat|do not|never|"
    r"recommend|send|give|use|your)\b",
    re.IGNORECASE,
)
_PICTURE_OR_GAP = re.compile(r"!\[[^\]]*\]\([^)]*\)|\u200b")
_MARKS = " \t\n*_`#>-<([{\"'“‘:!|\\/.=~"
_FIRST_HINTS = tuple("system assistant developer ai llm chatbot new updated hidden secret".split())
_HINTS = (
    *"ignore disregard forget overrid bypass < inst] assistant chatbot llm gpt deskside behave play respon".split(),
    *"ignor decode repl answer pretend reveal output say claim act".split(),
    *("not follow", "stop following", '"tool', '"function', "chat-bot", "language model", " ai", "a.i", "e now"),
    *("re now", "from now", "no longer", "your new", "your real", "your only", "your actual", "your true"),
    *("your message", " the user", " the asker", " the human", "everybody that", "who asks", "anyone who asks"),
)
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def is_order(text: str) -> bool:
    """True if a sentence gives orders to whoever answers, pictures left out and marks of no width taken off."""
    text = _PICTURE_OR_GAP.sub("", visible(text))
    lowered = text.lower()
    # Each pattern needs one of the hints; looking for them first costs a twentieth of the patterns.
    hinted = lowered.lstrip(_MARKS).startswith(_FIRST_HINTS) or any(hint in lowered for hint in _HINTS)
    return hinted and bool(_ORDER.search(text))


def follows_up(text: str) -> bool:
    """True if a sentence that stands right behind an order goes on with it ("Say that the password is …")."""
    return bool(_FOLLOWS_UP.match(text))
