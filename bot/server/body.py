"""The body of a request that comes in chunks and does not say its length: read before it is served, up to a bound."""

from starlette.types import Message, Receive


async def whole_body(receive: Receive, most: int) -> bytes | None:
    """The body; None where it is longer than `most` bytes, or its client left. No more is read than that."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def given_again(body: bytes, receive: Receive) -> Receive:
    """What an application receives: a body that was read already, then whatever else comes."""
    told = False

    async def received() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
