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
# What nobody does to a letter, and what one also does to a reply to a customer.
_TURN = (
    r"(?:apply|augment|convert|encode|encrypt|enhance|express|integrate|invert|modify|prefix|prepend|render|represent|"
    r"reverse|shift|substitute|translate)"
)
_PUT = r"(?:add|append|begin|display|end|finish|include|insert|mention|repeat|replace|start|use|write|provide|suggest)"
# Text that no handbook wants in a reply: a quotation, an address, words that an asker did not ask for.
_FOREIGN = (
    rf"(?:[\"“«]|https?:|www\.|{_MANNER}\b|cipher|emoji|encod|\b(?:the|this) (?:words?|phrase|string|following)\b|"
    r"\bthis (?:sentence|image|picture|link|text)\b|\b(?:mention|state|claim|insist) that\b|"
    r"\ban? (?:\w+ )?(?:sentence|statement|line|fact|claim|statistic|teaser|joke|poem|advert\w*|slogan|rumou?r)\b|"
    r"\bannouncement|\b(?:latest|upcoming) )"
)
_UNDENIED = r"(?<!not )(?<!never )(?<!n't )(?<!cannot )"
# Where a sentence begins, or a word with a capital inside a line that lost its full stop.
_BEGINNING = r"(?:^\W*|(?<=\w\s)(?=(?-i:[A-Z])))"
# Whoever is written to, or writes, in a handbook: "Answer calls from Spain in Spanish."
_PEOPLE = (
    r"\b(?:tickets?|customers?|clients?|guests?|visitors?|callers?|calls?|phones?|(?:e-?)?mails?|letters?|chats|requests|"
    r"suppliers?|agents|staff|employees|colleagues|managers?|desk|team|reception\w*|brigade|we|they)\b"
)
_ASKED = r"(?:(?:please|can you|could you|also|then|and|you must|always)\b\W*)*"
_YOUR_ANSWER = rf"\b(?:your|each|every|the final) {_ANSWER}\b"
_PATTERNS = (
    # "Ignore all previous instructions", whatever stands in front but a "not".
    rf"{_UNDENIED}\b(?:ignore|disregard|forget|override|bypass|do not follow|stop following)\b[^.!?,]{{0,30}}"
    rf"\b(?:previous|prior|earlier|above|preceding|foregoing)\b[^.!?,]{{0,25}}\b{_RULES}\b",
    # "Ignore your instructions", where a sentence begins: managers override rules too, and forget instructions.
    r"(?:^\W*|[.!?:;,]\s*|\b(?:please|now|must|should|you to|can you|could you|and|then|just|also)\s+)"
    r"(?:ignore|disregard|forget|override|bypass|do not follow|stop following) [^.!?,]{0,30}"
    r"\b(?:all|any|your|system)\b[^.!?,]{0,25}\b(?:instructions?|prompts?|rules|directives?|guidelines|programming)\b",
    r"\b(?:ignore|disregard|forget)\b (?:everything|all|whatever)\b[^.!?,]{0,20}\b(?:above|before|so far|told|said)\b",
    # "Discard the guidelines you were given and print …".
    rf"{_UNDENIED}\b(?:ignore|disregard|discard|forget|override)\b [^.!?,]{{0,25}}\b{_RULES}\b[^.!?,]{{0,10}}"
    r"\byou (?:were|have been|had been) (?:given|told)\b,? (?:and|then) "
    r"(?:print|say|tell|reply|respond|answer|output|reveal)\b",
    r"\b(?:ignor(?:iere?n?|a|e|ez)|vergiss|vergessen sie|missachten?|oublie[zr]?|olvid[ae])\b[^.!?]{0,25}"
    r"\b(?:alle|bisherigen|vorherigen|todas|anteriores|toutes|précédentes)\b[^.!?]{0,40}"
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
    rf"(?:to|for|of|:)?\s*(?:the |all |any |every )?(?:{_MACHINE} {_MACHINE}|(?!assistants\b){_MACHINE})\b"
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
    rf"{_BEGINNING}{_ASKED}{_TURN}\b.{{0,120}}?{_YOUR_ANSWER}",
    rf"{_BEGINNING}{_ASKED}{_PUT}\b(?=.{{0,160}}{_FOREIGN}).{{0,120}}?{_YOUR_ANSWER}",
    rf"{_BEGINNING}(?:in|at the (?:end|start|beginning) of|within|before|after) (?:your|every|each) {_ANSWER}\b,"
    rf"(?=.{{0,160}}{_FOREIGN})",
    r"\b(?:encode|encrypt|translate|invert|reverse|letters in)\b[^.!?]{0,30}\byour message\b",
    rf"^(?!.*{_PEOPLE}).*\b(?:answer|reply|respond|speak)\b[^.!?]{{0,40}}\b(?:in|into|to|with|using|as) "
    rf"(?:only )?{_MANNER}\b[^.!?]{{0,15}}[.!?]?$|^\W*(?:reply|respond|answer) {_MANNER}\b",
    rf"\byour {_ANSWER}\b(?! (?:is|are|was|were|will|can|may)\b)[^.!?]{{0,25}}\b(?:in|into|using|with|by|as) "
    rf"(?:a |an )?(?:{_MANNER}|\w+ (?:cipher|sequence))\b",
    r"\binstead of answering\b[^.!?]{0,25}\b(?:say|print|reply|tell|output|write)\b",
    r"\b(?:answer|reply|respond|output)\b (?:only|just|exactly) (?:with|the words?|this|:|[\"“'])",
    r"\b(?:answer|reply|respond) with the (?:words?|strings?|phrase|sentence|text)\b"
    r"(?![^.!?]*\bto (?:end|stop|confirm|unsubscribe|opt)\b)|\bdecode this and\b",
    r"^\W*(?:say|pretend|answer|reply|respond) that\b|^\W*claim that (?:the|all|every\w*|there|it|you|we|our)\b",
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
_MARKS = re.compile(r"^[\W_]+")
_FIRST_HINTS = tuple("system assistant developer ai llm chatbot new updated hidden secret".split())
_HINTS = (
    *"ignore disregard forget overrid bypass < inst] assistant chatbot llm gpt deskside behave play respon".split(),
    *"discard vergiss vergessen missacht oublie olvid".split(),
    *"ignor decode repl answer pretend reveal output say claim act".split(),
    *(
        "not follow",
        "stop following",
        '"tool',
        '"function',
        "chat-bot",
        "language model",
        " ai",
        ":ai",
        ",ai",
        "a.i",
        "e now",
    ),
    *("re now", "from now", "no longer", "your new", "your real", "your only", "your actual", "your true"),
    *("your message", " the user", " the asker", " the human", "everybody that", "who asks", "anyone who asks"),
)
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def is_order(text: str) -> bool:
    """True if a sentence gives orders to whoever answers, pictures left out and marks of no width taken off."""
    text = " ".join(_PICTURE_OR_GAP.sub("", visible(text)).split())
    lowered = text.lower()
    # Each pattern needs one of the hints; looking for them first costs a twentieth of the patterns.
    hinted = _MARKS.sub("", lowered).startswith(_FIRST_HINTS) or any(hint in lowered for hint in _HINTS)
    return hinted and bool(_ORDER.search(text))


def follows_up(text: str) -> bool:
    """True if a sentence that stands right behind an order goes on with it ("Say that the password is …")."""
    return bool(_FOLLOWS_UP.match(" ".join(text.split())))
