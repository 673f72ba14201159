"""Greetings, thanks and "what can you do?", which need an answer but no documents."""

import re

# Whole texts only, of words that ask for nothing: "Hi! VPN error 809" and "Thanks, and where?" are questions.
_GREETING = re.compile(
    r"(?:hi|hello|hey|howdy|moin|good (?:morning|afternoon|evening))"
    r"(?:[\s,!.]+(?:again|all|bot|deskside|everybody|everyone|folks|team|there))*[\s,!.?]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|super),?\s+)?(?:thanks?|thank you|thx|cheers|ta)"
    r"(?:[\s,!.]+(?:a|again|all|and|bye|deskside|everyone|for|great|help|helped|helps|it|lot|lots|million|much|perfect|so"
    r"|team|that|the|very|worked|works|you|your))*[\s,!.:)]*",
    re.IGNORECASE,
)

_WHAT_FOR = re.compile(
    r"(?:help|what can you do(?: for me)?|what can (?:i|we) ask(?: you| here)?|what do you (?:do|know)|who are you"
    r"|what are you)[\s!.?]*",
    re.IGNORECASE,
)


def small_talk(text: str) -> str | None:
    """What to say to a greeting, to thanks or to who asks what this is; None if the text asks for something else."""
    text = text.strip()
    if _GREETING.fullmatch(text):
        return "Hello! Ask me anything that our documents may answer."
    if _THANKS.fullmatch(text):
        return "You're welcome!"
    if _WHAT_FOR.fullmatch(text):
        return (
            "I answer questions from our documents, and say where each sentence stands. Ask as you would ask a "
            "colleague, or show me a screenshot of what went wrong. What the documents don't say, I don't say either."
        )
    return None
