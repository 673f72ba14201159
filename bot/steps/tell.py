"""What an answer says of the pictures that came with its question, before it answers: what was read, word for word.

It is the asker's own screen that is quoted here, so nothing of it is cited, and nothing of it counts as a source.
"""

from bot.grounding.inline import literal
from bot.sightings import Sighting
from bot.steps.look import QuestionPictures
from knowledge.documents import Figure

QUOTED = 200
"""Characters of a picture's own words that are quoted."""

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
"""What a kind is called where the picture names no problem."""


def told(pictures: QuestionPictures) -> str:
    """What the new pictures show and which of them could not be opened, as Markdown; empty without new pictures."""
    said = [_said(sighting, _name(sighting, pictures)) for sighting in pictures.fresh]
    said += [f"{literal(name)} was not read: {why.problem}" for name, why in pictures.unread]
    return "\n".join(f"- {line}" for line in said) if len(said) > 1 else "".join(said)


def told_by_looks(pictures: QuestionPictures, alike: Figure) -> str:
    """What pictures without legible text are taken for: a figure in the documents that looks the same."""
    what = f": “{literal(alike.alt)}”" if alike.alt else ""
    return (
        f"I can't make out any text in {_these(pictures)}, but it looks like a picture in {literal(alike.title)}{what}."
    )


def nothing_made_out(pictures: QuestionPictures) -> str:
    """What to say where nothing is legible in the pictures and nothing looks like them.

    It asks back instead of giving up: a crop or a few words are most often at hand.
    """
    return (
        f"I can't make out any text in {_these(pictures)}, and no picture in the documents looks like it. "
        "Can you send a crop of the part that shows the problem, or tell me in words what it says?"
    )


def _these(pictures: QuestionPictures) -> str:
    names = [literal(sighting.name) for sighting in pictures.sightings]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _name(sighting: Sighting, pictures: QuestionPictures) -> str:
    if len(pictures.fresh) + len(pictures.unread) > 1:
        return literal(sighting.name)
    return "Your picture" if sighting.kind == "photo" else "Your screenshot"


def _said(sighting: Sighting, name: str) -> str:
    if not sighting.is_legible:
        return f"I can't make out any text in {name[0].lower() + name[1:] if name.startswith('Your') else name}."
    headline = " ".join(sighting.headline.split())
    code = next((code for code in sighting.codes if code.casefold() in headline.casefold()), "")
    message = headline.removeprefix(f"{code}: ")
    if code and message.casefold() in (code.casefold(), ""):
        return f"{name} shows {_named(code)}."
    if code:
        return f"{name} shows {_named(code)}: {_quoted(message)}"
    what = KINDS.get(sighting.kind or "", "")
    return f"{name} shows {what}: {_quoted(message)}" if what else f"{name} says: {_quoted(message)}"


def _named(code: str) -> str:
    """The code as part of a sentence: `error 809`, `the code LB-88`."""
    word, blank, number = code.partition(" ")
    if not blank:
        return literal(code) if code.endswith(("Error", "Exception")) else f"the code {literal(code)}"
    return f"{word if word.isupper() else word.lower()} {literal(number)}"


def _quoted(words: str) -> str:
    """Words of the picture in quotes, at most so many, with the sentence's full stop behind them."""
    cut = words if len(words) <= QUOTED else f"{words[:QUOTED].rsplit(' ', 1)[0]} …"
    return f"“{literal(cut)}”" + ("" if cut.endswith((".", "!", "?", "…")) else ".")
