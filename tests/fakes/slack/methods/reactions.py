"""Emoji on messages."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.channels import Message
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import BOT_USER


def add(call: Arguments) -> dict[str, Any]:
    react(_target(call), call.needed("name", "invalid_name").strip(":"), BOT_USER)
    return {}


def remove(call: Arguments) -> dict[str, Any]:
    unreact(_target(call), call.needed("name", "invalid_name").strip(":"), BOT_USER)
    return {}


def get(call: Arguments) -> dict[str, Any]:
    return {"type": "message", "message": _target(call)}


def react(message: Message, name: str, user: str) -> None:
    """Puts an emoji of a person's on a message."""
    reactions = message.setdefault("reactions", [])
    reaction = next((r for r in reactions if r["name"] == name), None)
    if reaction is None:
        reactions.append(reaction := {"name": name, "users": [], "count": 0})
    if user in reaction["users"]:
        raise SlackError("already_reacted")
    reaction["users"].append(user)
    reaction["count"] += 1


def unreact(message: Message, name: str, user: str) -> None:
    """Takes an emoji of a person's away."""
    for reaction in message.get("reactions", []):
        if reaction["name"] == name and user in reaction["users"]:
            reaction["users"].remove(user)
            reaction["count"] -= 1
            message["reactions"] = [r for r in message["reactions"] if r["count"]]
            return
    raise SlackError("no_reaction")


def _target(call: Arguments) -> Message:
    return call.world.message(call.joined(), call.needed("timestamp", "no_item_specified"))


METHODS = {"reactions.add": add, "reactions.get": get, "reactions.remove": remove}
