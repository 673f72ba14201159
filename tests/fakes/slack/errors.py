"""What Slack says when it refuses a call."""

from typing import Any


class SlackError(Exception):
    """A refusal: the `error` of the answer, and what else is in it."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details
