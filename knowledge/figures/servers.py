"""Asks servers for pictures during one change, and never again one that did not answer: each waits up to a minute.

A host inside this network is asked for the pictures of pages that were read from there in the same change, and of no
others: its name may lead elsewhere by the time the pictures are fetched (DNS rebinding).
"""

from knowledge.readers.problem import Unreachable, Unreadable
from knowledge.sources.web import Page, fetch_picture


class PictureServers:
    """What is known of the servers that were asked."""

    def __init__(self) -> None:
        self._silent: dict[str, Unreadable] = {}
        self._inside: set[str] = set()

    def note(self, page: Page) -> None:
        """Notes where a page was read from, before its pictures are fetched."""
        if page.is_inside:
            self._inside.add(_host(page.address))

    def fetch(self, address: str, page: str, max_bytes: int, etag: str | None, last_modified: str | None) -> Page:
        """As `fetch_picture` gets it, but from no server that did not answer before; raises `Unreadable`."""
        import httpx

        server = address.lower().split("/", 3)[2]
        if server in self._silent:
            raise Unreachable(self._silent[server].problem, self._silent[server].next_step)
        try:
            own = _host(page)
            return fetch_picture(address, own if own in self._inside else None, max_bytes, etag, last_modified)
        except Unreadable as problem:
            if isinstance(problem.__cause__, httpx.TimeoutException | httpx.ConnectError):
                self._silent[server] = problem
            raise


def _host(address: str) -> str:
    import httpx

    return httpx.URL(address).host
