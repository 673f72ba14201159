"""Fetches a page or a picture on it, or learns that it hasn't changed."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from knowledge.readers.problem import Gone, NotFound, Unreachable, Unreadable
from models.errors import in_words

if TYPE_CHECKING:
    import httpx

    from knowledge.sources.addresses import Addresses

_TIMEOUT_SECONDS = 20.0
_MOST_SECONDS = 300.0
_MOST_REDIRECTS = 5
_PIECE = 1 << 20
"""Bytes that are unpacked at once: a few of a packed page may stand for gigabytes."""
_MISSING: dict[int, type[Unreadable]] = {404: NotFound, 410: Gone}
_PAGES = "text/html, text/markdown, text/plain, application/pdf, */*;q=0.5"
_PICTURES = "image/png, image/jpeg, image/webp, image/gif, image/*;q=0.5"


@dataclass(frozen=True)
class Page:
    """What a web server sent, and what tells next time whether it has changed; no content where it has not.

    `address` is where it was sent from in the end, after all redirects; `is_inside` where only this machine or its
    network could reach that; `media_type` is as the server says it, with its charset if it names one.
    """

    address: str
    content: bytes | None
    media_type: str
    etag: str | None
    last_modified: str | None
    is_inside: bool = False


def is_url(location: str) -> bool:
    """Whether a location is a page's address rather than a path."""
    return "://" in location


def fetch(url: str, max_bytes: int, etag: str | None = None, last_modified: str | None = None) -> Page:
    """A page, without content if it is still the one that `etag` and `last_modified` are of.

    Raises `Unreachable` where it may be there all the same, and `Unreadable` where it is not, or never will be read.
    A page of the internet is not followed to where only this machine or its network can reach: what is read there
    would be quoted to everybody.
    """
    import httpx

    if not url.lower().startswith(("http://", "https://")):
        raise Unreadable("Only http and https addresses can be read.", "Download it and add the file.")
    try:
        named = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise Unreadable(f"It is not a valid address: {in_words(error)}.", "Check it in a browser.") from error
    if named.userinfo:
        raise Unreadable(
            "An address with a password in it would be shown with every answer.", "Save the page, and add the file."
        )

    def check(to: "httpx.URL", addresses: "Addresses") -> None:
        if to.host != named.host and not addresses.are_public(to) and addresses.are_public(named):
            raise Unreachable(
                f"It sends the reader to {to.host}, inside this network.", "Add that address if it is wanted."
            )

    return _fetched(url, max_bytes, _PAGES, etag, last_modified, check)


def fetch_picture(
    url: str, inside: str | None, max_bytes: int, etag: str | None = None, last_modified: str | None = None
) -> Page:
    """A picture that a page shows, without content if it hasn't changed; raises `Unreadable`.

    A page names whatever address its writer likes. Nothing is fetched that only this machine or its network can reach,
    but from the host `inside` it that the page itself was read from, if it was.
    """

    def check(to: "httpx.URL", addresses: "Addresses") -> None:
        if to.host != inside and not addresses.are_public(to):
            raise Unreadable("Its page names an address inside this network.", "Save it beside its page, and add both.")

    return _fetched(url, max_bytes, _PICTURES, etag, last_modified, check)


def _fetched(
    url: str,
    max_bytes: int,
    accept: str,
    etag: str | None,
    last_modified: str | None,
    check: "Callable[[httpx.URL, Addresses], None]",
) -> Page:
    import httpx

    from knowledge.sources.addresses import Addresses, PinnedTransport

    addresses = Addresses()
    headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "deskside"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    try:
        with (
            httpx.Client(
                timeout=_TIMEOUT_SECONDS,
                follow_redirects=True,
                max_redirects=_MOST_REDIRECTS,
                event_hooks={"request": [lambda request: check(request.url, addresses)]},
                transport=PinnedTransport(addresses),
            ) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            is_inside = not addresses.are_public(response.url)
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return Page(str(response.url), None, "", etag, last_modified, is_inside)
            return _page(response, max_bytes, is_inside)
    except httpx.TimeoutException as error:
        raise Unreachable(
            f"The server did not answer within {_TIMEOUT_SECONDS:.0f} seconds.", "Try again later."
        ) from error
    except httpx.TooManyRedirects as error:
        raise Unreachable("The server sends the reader round in circles.", "Check the address in a browser.") from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, zlib.error) as error:  # the last for names such as "xn--"
        raise Unreachable(
            f"The page cannot be reached: {in_words(error)}.", "Check the address and the network."
        ) from error


def _page(response: "httpx.Response", max_bytes: int, is_inside: bool) -> Page:
    until = monotonic() + _MOST_SECONDS
    if response.status_code >= 400:
        raise _MISSING.get(response.status_code, Unreachable)(
            f"The server answered {response.status_code} {response.reason_phrase}.".replace(" .", "."),
            "Check the address; a page behind a login has to be saved as a file first.",
        )
    content = bytearray()
    for piece in _unpacked(response):
        content += piece
        if monotonic() > until:
            raise Unreachable(f"The server took more than {_MOST_SECONDS:.0f} seconds.", "Try again later.")
        if len(content) > max_bytes:
            raise Unreadable(
                f"The page is larger than {max_bytes / 1e6:.0f} MB.",
                "Set `max_file_mb` higher in deskside.toml, or leave it out.",
            )
    return Page(
        str(response.url),
        bytes(content),
        response.headers.get("content-type", ""),
        response.headers.get("etag"),
        response.headers.get("last-modified"),
        is_inside,
    )


def _unpacked(response: "httpx.Response") -> Iterator[bytes]:
    """The body in pieces that each fit in memory; raises `Unreadable` for one that is packed in another way than asked.

    httpx unpacks all that has come at once, and as many times over as the server says.
    """
    named = response.headers.get_list("content-encoding", split_commas=True)
    packed = [name for name in map(str.lower, named) if name not in ("", "identity")]
    if not packed:
        yield from response.iter_raw()
        return
    if packed not in (["gzip"], ["x-gzip"], ["deflate"]):
        raise Unreadable("The server packs the page in a way that is not read.", "Save the page, and add the file.")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip's header or zlib's
    for piece in response.iter_raw():
        left = piece
        while left and not unpacking.eof:
            yield unpacking.decompress(left, _PIECE)
            left = unpacking.unconsumed_tail
