"""What Slack sends, read by the names of its fields: each of them may be missing, or null."""

from collections.abc import Mapping
from typing import Any


def text_at(payload: Mapping[str, Any] | None, *names: str) -> str:
    """The text under these names, each inside the one before; empty where one of them is missing or null."""
    found: Any = payload
    for name in names:
        found = (found or {}).get(name)
    return str(found or "")
