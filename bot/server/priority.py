"""Lets a background server give way to the terminal in which a person types."""

import os
from contextlib import suppress
from pathlib import Path

LOWER = 3
"""How much nicer than the terminals: half as much of a core as each of them gets where all want it. At 10, where a key
is seen after 44 ms (p95) on two cores while answers stream instead of 54 (`python -m benchmarks.terminal.latency`), a
compiler beside it left the answer a tenth of a core."""

_OF_SESSION = Path("/proc/self/autogroup")
"""Linux shares the cores among sessions first, so that niceness within a server's own session would change nothing."""


def give_way() -> None:
    """Lowers the priority of this process, and of its session where it leads one; idle cores are its own still."""
    os.nice(LOWER)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            _OF_SESSION.write_text(str(LOWER), encoding="ascii")
