"""Between search and read: describes the pictures of a question at the head of its answer, in their own words.

The asker's own screen is quoted here, so nothing of it is cited and nothing of it counts as a source.
"""

import re

from bot.grounding.inline import literal
from bot.sightings import Sighting
from bot.steps.look import QuestionPictures
from knowledge.documents import Figure

LONGEST_QUOTE = 200
"""Characters that are quoted of a picture's own words."""

KINDS = {
    "settings page": "a settings page",
    "login page": "a login page",
    "code editor": "code",
    "chart": "a chart",
    "table": "a table",
    "terminal": "a terminal",
    "chat": "a chat",
    "photo": "a photo",
}
"""What each kind is called, where the picture names no problem."""


def description(pictures: QuestionPictures) -> str:
    """What the new pictures show and which of them could not be opened, as Markdown; empty without new pictures."""
    said = [_sentence_about(sighting, _subject(sighting, pictures)) for sighting in pictures.fresh]
    said += [f"{literal(name)} was not read: {_of_it(name, why.problem)}" for name, why in pictures.unread]
    return "\n".join(f"- {line}" for line in said) if len(said) > 1 else "".join(said)


def look_alike_description(pictures: QuestionPictures, alike: Figure) -> str:
    """What is said of pictures without legible text that look like a figure in the documents."""
    what = f": “{literal(alike.alt)}”" if alike.alt else ""
    return (
        f"I can't make out any text in {_these(pictures)}, but it looks like a picture in {literal(alike.title)}{what}."
    )


def nothing_made_out(pictures: QuestionPictures) -> str:
    """What is said of pictures without legible text that look like nothing in the documents.

    It asks back instead of giving up: the asker can usually send a crop or a few words.
    """
    return (
        f"I can't make out any text in {_these(pictures)}, and no picture in the documents looks like it. "
        "Can you send a crop of the part that shows the problem, or tell me in words what it says?"
    )


def _of_it(name: str, problem: str) -> str:
    """A problem that begins with a picture's name, behind that name: "It is empty."."""
    return f"It {problem.removeprefix(f'{name} ')}" if problem.startswith(f"{name} ") else problem


def _these(pictures: QuestionPictures) -> str:
    names = [literal(sighting.name) for sighting in pictures.sightings]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _subject(sighting: Sighting, pictures: QuestionPictures) -> str:
    if len(pictures.fresh) + len(pictures.unread) > 1:
        return literal(sighting.name)
    return "Your picture" if sighting.kind == "photo" else "Your screenshot"


def _sentence_about(sighting: Sighting, name: str) -> str:
    if not sighting.is_legible:
        return f"I can't make out any text in {name[0].lower() + name[1:] if name.startswith('Your') else name}."
    headline = " ".join(sighting.headline.split())
    code = next((code for code in sighting.codes if code.casefold() in headline.casefold()), "")
    message = re.sub(rf"^{re.escape(code)} ?[:–—-] ", "", headline) if code else headline
    if code and message.casefold() in (code.casefold(), ""):
        return f"{name} shows {_code_in_words(code)}."
    if code:
        return f"{name} shows {_code_in_words(code)}: {_in_quotes(message)}"
    what = KINDS.get(sighting.kind or "", "")
    return f"{name} shows {what}: {_in_quotes(message)}" if what else f"{name} says: {_in_quotes(message)}"


def _code_in_words(code: str) -> str:
    """A code as part of a sentence: `error 809`, `the code LB-88`."""
    word, blank, number = code.partition(" ")
    if not blank:
        return literal(code) if code.endswith(("Error", "Exception")) else f"the code {literal(code)}"
    return f"{word if word.isupper() else word.lower()} {literal(number)}"


def _in_quotes(words: str) -> str:
    """Words of the picture in quotes, cut if they are long, and with a full stop unless they end in a mark."""
    cut = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
    return f"“{literal(cut)}”" + ("" if cut.endswith((".", "!", "?", "…")) else ".")
