"""What a person in the app can do about a failure, where the app has a command for it."""

from bot.events import Failed
from knowledge.spaces import NoDocuments, NoSuchSpace
from models.errors import DesksideError

NEXT_STEPS = {
    NoSuchSpace.code: "Change to one with /space, or add documents to this one with /add.",
    NoDocuments.code: "Add some with /add.",
}


def next_step(failure: DesksideError | Failed) -> str:
    """What to do about a failure."""
    return NEXT_STEPS.get(failure.code, failure.next_step)
