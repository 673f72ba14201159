"""Where web hosts are: each is looked up once for a page, so that what was checked is what is connected to.

A name server may say one address when it is asked whether a host can be reached from anywhere, and one inside this
network a moment later (DNS rebinding).
"""

import ipaddress
import socket
from urllib.request import getproxies, proxy_bypass

import httpx

_MOST_TRIED = 4


class Addresses:
    """The addresses of hosts, as they were when they were first asked for."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, url: httpx.URL) -> tuple[str, ...]:
        """A host's addresses, in the order to try them; none where its name is not known."""
        host = _name(url)
        if host not in self._known:
            self._known[host] = _looked_up(host)
        return self._known[host]

    def are_public(self, url: httpx.URL) -> bool:
        """Whether all addresses of a host are reachable from anywhere; so is one that is not reached at all."""
        return all(ipaddress.ip_address(address).is_global for address in self.of(url))


class PinnedTransport(httpx.BaseTransport):
    """Connects to the addresses that were looked up; the server is called, and has to prove itself, by its name.

    Where this machine goes through a proxy, the proxy looks the name up, and its rules hold.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        # No connection is used twice: one address may be two hosts', and only the first has proved itself on it.
        self._alone = httpx.Limits(max_keepalive_connections=0)
        self._transports: dict[str | None, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the first address that a connection can be made to; raises `httpx.ConnectError`."""
        if proxy := _proxy_for(request.url):
            return self._through(proxy).handle_request(request)
        failed: httpx.TransportError = httpx.ConnectError("its name is not known", request=request)
        for address in self._addresses.of(request.url)[:_MOST_TRIED]:
            try:
                return self._through(None).handle_request(_pinned(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    def close(self) -> None:
        """Closes the connections."""
        for transport in self._transports.values():
            transport.close()

    def _through(self, proxy: str | None) -> httpx.HTTPTransport:
        if proxy not in self._transports:
            self._transports[proxy] = httpx.HTTPTransport(proxy=proxy, limits=self._alone)
        return self._transports[proxy]


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,  # with the host's name
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": _name(request.url)},
    )


def _name(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")


def _looked_up(host: str) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # a label of more than 63 letters
        return ()
    addresses = (str(address[4][0]) for address in found)
    return tuple(dict.fromkeys(address for address in addresses if "%" not in address))


def _proxy_for(url: httpx.URL) -> str | None:
    """The proxy of the environment or of the system's settings for an address."""
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(_name(url)):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
