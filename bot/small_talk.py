"""Greetings, thanks, last words and questions about who answers, which need an answer but no documents."""

import re

# Whole texts only, of words that ask for nothing: "Hi! VPN error 809" and "Thanks, and where?" are questions.
_HOW_ARE_YOU = r"how(?: are|'s| is) (?:you|it going|things)(?: doing)?(?: today)?"
_GREETING = re.compile(
    rf"(?:hi|hello|hey|howdy|moin|hallo|servus|bonjour|hola|ciao|good (?:morning|afternoon|evening)"
    rf"|guten (?:morgen|tag|abend)|{_HOW_ARE_YOU})"
    rf"(?:[\s,!.?]+(?:again|all|bot|deskside|everybody|everyone|folks|team|there|{_HOW_ARE_YOU}))*[\s,!.?]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:alright|cool|excellent|fine|good|got it|great|nice|no|ok(?:ay)?|perfect|super|wonderful|yes|yep)[\s,!.]+)*"
    r"(?:many thanks|thanks?|thank u|thank you|thx|ty|cheers|ta)"
    r"(?:[\s,!.]+(?:a|again|all|and|bunch|bye|day|deskside|everyone|fine|for|great|help|helped|helps|it|lot|lots|made"
    r"|million|much|my|now|perfect|perfectly|saved|so|solved|team|that|that's|the|very|u|worked|working|works|you"
    r"|your))*[\s,!.:)]*",
    re.IGNORECASE,
)
# What closes a conversation, or only says that an answer was read.
_CLOSING = re.compile(
    r"(?:(?:ah|all good|all right|alright|awesome|bye|cool|done|excellent|fine|good|good night|good ?bye|got it|great"
    r"|i see|it works(?: now)?|it worked|k|makes sense|never ?mind|no problem|ok(?:ay)?|perfect|see you|solved"
    r"|sounds good|super|that helped|that works|that's all|that is all|understood|will do|wonderful)"
    r"(?:[\s,!.:)]+|$)){1,5}",
    re.IGNORECASE,
)
_WAVES = "👋"
_SIGNS = re.compile(rf"[{_WAVES}👍🙏👌🙂😊😀😄🎉❤\U0001F3FB-\U0001F3FF\ufe0f]+")

_WHAT_FOR = re.compile(
    r"(?:help|what can you do(?: for me)?|what can (?:i|we) ask(?: you| here)?|what do you (?:do|know)|who are you"
    r"|what are you)[\s!.?]*",
    re.IGNORECASE,
)
_WHAT_DOCUMENTS = re.compile(
    r"(?:(?:what|which) (?:documents?|docs|pages|sources|files) (?:do (?:you|we) (?:have|know|use)|are there"
    r"|can you (?:see|read|search)|did you read)"
    r"|(?:list|show me) (?:all )?(?:the |your |our )?(?:documents|docs|sources))[\s!.?]*",
    re.IGNORECASE,
)
_SOMEBODY = r"(?:an? )?(?:real )?(?:human|person|somebody|someone|bot|chat-?bot|robot|machine|program|ai)"
_WHAT_ARE_YOU = re.compile(
    rf"(?:are you (?:real|{_SOMEBODY}(?: or {_SOMEBODY})?)|(?:what|which) (?:model|ai|bot|llm) are you"
    r"|who (?:made|built|created|programmed|trained) you)[\s!.?]*",
    re.IGNORECASE,
)
_PURPOSE = (
    "I answer questions from our documents, and say where each sentence comes from. Ask as you would ask a colleague, "
    "have me summarize a document or compare two things, or show me a screenshot of what went wrong. What the "
    "documents don't say, I don't say either."
)


def small_talk(text: str) -> str | None:
    """The reply to a greeting, thanks, last words, "what can you do?" or "are you human?"; None for anything else."""
    plain = text.strip().replace("’", "'")
    text = _SIGNS.sub(" ", plain).strip()
    if _GREETING.fullmatch(text) or (not text and _WAVES in plain):
        return "Hello! Ask me anything that our documents may answer."
    if _THANKS.fullmatch(text):
        return "You're welcome!"
    if _CLOSING.fullmatch(text) or (plain and not text):
        return "Good. Ask me again any time."
    if _WHAT_FOR.fullmatch(text) or asks_for_documents(text):
        return _PURPOSE
    if _WHAT_ARE_YOU.fullmatch(text):
        return f"I am a program. {_PURPOSE}"
    return None


def asks_for_documents(text: str) -> bool:
    """True if a text asks which documents there are."""
    return _WHAT_DOCUMENTS.fullmatch(text.strip()) is not None
