"""Pictures inside of addresses: `data:image/png;base64,…`. No other address is followed, whoever sends it."""

import base64
import binascii
from collections.abc import Sequence

from bot.events import Attachment
from models.errors import UsageError


def attachments_in(addresses: Sequence[str]) -> tuple[Attachment, ...]:
    """The pictures that data: addresses hold, named by their number; raises `UsageError` for any other address."""
    return tuple(Attachment(f"picture {n}", _content(address)) for n, address in enumerate(addresses, start=1))


def _content(address: str) -> bytes:
    head, comma, body = address.partition(",")
    if not head.lower().startswith("data:"):
        raise UsageError(
            "A picture is named by an address, and addresses are not fetched here.",
            "Send the picture itself: data:image/png;base64,…",
        )
    if not comma or not head.lower().endswith(";base64"):
        raise UsageError("A picture is not in base64.", "Send it as data:image/png;base64,…")
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError) as broken:
        raise UsageError("A picture is not in base64.", "Send it as data:image/png;base64,…") from broken
