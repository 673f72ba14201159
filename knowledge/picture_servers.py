"""Asks servers for pictures during one change, and never again one that did not answer: each waits up to a minute."""

from knowledge.readers.problem import Unreachable, Unreadable
from knowledge.web import Page, fetch_picture


class PictureServers:
    """What is known of the servers that were asked."""

    def __init__(self) -> None:
        self._silent: dict[str, Unreadable] = {}

    def fetch(self, address: str, page: str, max_bytes: int, etag: str | None, last_modified: str | None) -> Page:
        """As `fetch_picture` gets it, but from no server that did not answer before; raises `Unreadable`."""
        import httpx

        server = address.lower().split("/", 3)[2]
        if server in self._silent:
            raise Unreachable(self._silent[server].problem, self._silent[server].next_step)
        try:
            return fetch_picture(address, page, max_bytes, etag, last_modified)
        except Unreadable as problem:
            if isinstance(problem.__cause__, httpx.TimeoutException | httpx.ConnectError):
                self._silent[server] = problem
            raise
