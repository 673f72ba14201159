"""What the app says in its own words, so that it says the same thing the same way everywhere."""

from bot.answer_lines import STEP_NAMES, pinned_line, queue_line
from bot.events import Answer, Event, Failed, Found, Looking, Queued
from bot.wording import counted
from knowledge.spaces import NoDocuments, NoSuchSpace
from models.errors import ModelMissing

LOOKING = "Looking"
STOPPED = "Stopped."
NOTES = {"extract": "Quoted from the documents, word for word."}

HELP = (
    "*Ask me anything that our documents may answer.*\n"
    "• Mention me in a channel, or write to me directly. A screenshot of an error helps.\n"
    "• Go on in the thread without mentioning me again.\n"
    "• `/deskside your question` answers for your eyes only; you can share the answer.\n"
    "• On any message: *More actions → Find an answer*.\n"
    "Every sentence comes from a document, and its source stands below. Where the documents are silent, so am I."
)
TOO_OLD = "Sorry, I was interrupted while I looked for this, and that was a while ago. Shall I look again?"
NOTHING_FOR_ALL = (
    "There is nothing that I may answer from here: no space is open to everybody in this channel. "
    "An admin can choose one with `/deskside admin spaces`."
)
NOTHING_FOR_STRANGERS = (
    "I belong to another company than yours: I can answer you only in channels that both companies share, "
    "from what was chosen for that channel."
)
CANNOT_WRITE_THERE = "I may not write in that channel, so this is for your eyes only."
NOTHING_FOR_YOU = "There is no space that you may read. An admin can change that with `/deskside admin readers`."
FAILURES = {
    NoSuchSpace.code: (
        "The documents that I answer from here are not there any more. "
        "An admin can choose others with `/deskside admin spaces`."
    ),
    NoDocuments.code: "I have no documents yet. Who runs me can add some: `deskside add FOLDER`.",
    ModelMissing.code: "A model that I need is not built. Who runs me is told what to do by `deskside doctor`.",
}
"""What is said of a failure in other words than the engine's.

Which spaces there are is not for everybody, nor where the machine has its files.
"""


def status(doing: str) -> str:
    """The same behind the app's name, as Slack shows a status: `Deskside is searching the documents…`."""
    verb = "has" if doing[:1].isdigit() else "is"
    return f"{verb} {doing[:1].lower()}{doing[1:]}…"


def doing(event: Event) -> str | None:
    """What an event says of what is being done, or None."""
    match event:
        case Queued(position):
            return queue_line(position)
        case Looking(step="looking", subject=subject) if subject:
            return f"Looking at {subject}"
        case Looking(step):
            return STEP_NAMES[step]
        case Found(passages):
            return f"Reading {counted(len(passages), 'passage')}"
    return None


def failure(failed: Failed) -> str:
    """Why there is no answer, and what somebody in Slack can do about it."""
    return FAILURES.get(failed.code) or f"{failed.problem} {failed.next_step}"


def note(answer: Answer) -> str:
    """What is to be said of how an answer came about, or an empty string."""
    if answer.pinned:
        return pinned_line(answer)
    return NOTES.get(answer.kind, "")
