"""The arguments of a call, whichever way they came: in the address, as a form, or as JSON."""

import json
from typing import Any

from tests.fakes.slack.channels import Channel
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.world import World


class Arguments:
    """Reads arguments as the type that they should have."""

    def __init__(self, world: World, given: dict[str, Any]) -> None:
        self.world = world
        self._given = given

    def has(self, name: str) -> bool:
        """Whether the argument was given at all."""
        return self._given.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self._given.get(name)
        return default if value is None else str(value)

    def needed(self, name: str, error: str = "invalid_arguments") -> str:
        """A string that must be there; Slack names the missing one in its messages."""
        if not (value := self.text(name)):
            told = f"[ERROR] missing required field: {name}"
            raise SlackError(error, response_metadata={"messages": [told]})
        return value

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        return int(self.text(name) or default)

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no, as JSON, `1` and `0`, or words."""
        value = self._given.get(name)
        return default if value is None else str(value).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """A structure, which a form carries as a string of JSON; None if it was not given."""
        value = self._given.get(name)
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError("invalid_json" if name != "blocks" else "invalid_blocks_format") from None
        return value

    def joined(self, name: str = "channel") -> Channel:
        """A conversation that the app is in."""
        return self.world.joined(self.needed(name, "channel_not_found"))

    def channel(self, name: str = "channel") -> Channel:
        """A conversation that the app may see."""
        return self.world.channel(self.needed(name, "channel_not_found"))
