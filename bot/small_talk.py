"""Greetings, thanks, last words and "what can you do?", which need an answer but no documents."""

import re

# Whole texts only, of words that ask for nothing: "Hi! VPN error 809" and "Thanks, and where?" are questions.
_GREETING = re.compile(
    r"(?:hi|hello|hey|howdy|moin|good (?:morning|afternoon|evening))"
    r"(?:[\s,!.]+(?:again|all|bot|deskside|everybody|everyone|folks|team|there))*[\s,!.?]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:alright|cool|excellent|fine|good|got it|great|nice|no|ok(?:ay)?|perfect|super|wonderful|yes|yep)[\s,!.]+)*"
    r"(?:many thanks|thanks?|thank u|thank you|thx|ty|cheers|ta)"
    r"(?:[\s,!.]+(?:a|again|all|and|bye|deskside|everyone|fine|for|great|help|helped|helps|it|lot|lots|million|much|now"
    r"|perfect|perfectly|so|solved|team|that|that's|the|very|u|worked|working|works|you|your))*[\s,!.:)]*",
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
_SIGNS = re.compile(r"[👍🙏👌🙂😊😀😄🎉❤\U0001F3FB-\U0001F3FF\ufe0f]+")

_WHAT_FOR = re.compile(
    r"(?:help|what can you do(?: for me)?|what can (?:i|we) ask(?: you| here)?|what do you (?:do|know)|who are you"
    r"|what are you)[\s!.?]*",
    re.IGNORECASE,
)


def small_talk(text: str) -> str | None:
    """The reply to a greeting, thanks, last words or "what can you do?"; None if the text asks something else."""
    told = text.strip().replace("’", "'")
    text = _SIGNS.sub(" ", told).strip()
    if _GREETING.fullmatch(text):
        return "Hello! Ask me anything that our documents may answer."
    if _THANKS.fullmatch(text):
        return "You're welcome!"
    if _CLOSING.fullmatch(text) or (told and not text):
        return "Good. Ask me again any time."
    if _WHAT_FOR.fullmatch(text):
        return (
            "I answer questions from our documents, and say where each sentence stands. Ask as you would ask a "
            "colleague, or show me a screenshot of what went wrong. What the documents don't say, I don't say either."
        )
    return None
