"""The address to listen at: whether only this machine reaches it, by which names, and its socket."""

import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import DesksideError

HTTP_PORT = 80
"""The port that an address of http:// leaves out."""


class PortTaken(DesksideError):
    """The address to listen at is taken or cannot be used."""

    code = "port-taken"


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(port: int, host: str = "localhost") -> frozenset[str]:
    """What a request from this machine calls it in its header Host, where it listens at that host."""
    names = ("127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host.lower())
    with_port = {f"{name}:{port}" for name in names}
    return frozenset(with_port.union(names) if port == HTTP_PORT else with_port)


def cannot_listen(host: str, port: int, refused: OSError | UnicodeError) -> str:
    """Says why an address cannot be listened at; a `UnicodeError` is Python's of what no machine can be called."""
    reason = getattr(refused, "strerror", None) or "no machine can have that name"
    # Python adds where it was while it tried, which the sentence says already.
    return f"{host} port {port} cannot be listened at: {reason.partition(' (while')[0]}."


def is_ports_fault(refused: OSError | UnicodeError) -> bool:
    """Whether another port of that host may do."""
    return getattr(refused, "errno", None) in (errno.EADDRINUSE, errno.EACCES)


@contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens there; raises `PortTaken`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listening = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as refused:
        option = "--port" if is_ports_fault(refused) else "--host"
        raise PortTaken(cannot_listen(host, port, refused), f"Choose another with {option}.") from refused
    with listening:
        yield listening
