"""A terminal without a screen: runs a command in a pseudo-terminal, types into it and reads what it shows."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from types import TracebackType

import pyte

ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[16t": b"\x1b[6;20;10t",
}
"""What a terminal answers to the questions that an app asks at its start."""
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[?>=][0-9;]*\$?[pu]|\x1b\[>[0-9;]*[a-zA-Z]")


class Terminal:
    """A running command; a context, at whose end the command is ended."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], columns: int = 120, lines: int = 40) -> None:
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.raw = bytearray()
        self._fed = 0
        self.started = perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={"TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._master)

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        self._feed()
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def screen(self) -> pyte.Screen:
        """The screen with its colours."""
        self._feed()
        return self._screen

    @property
    def code(self) -> int | None:
        """The exit code, None while the command runs."""
        return self._process.poll()

    def type(self, text: str) -> float:
        """Types; returns when."""
        os.write(self._master, text.encode())
        return perf_counter()

    def read(self, seconds: float) -> float | None:
        """Takes what comes within so many seconds; returns when it came, None if nothing did."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return None
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:  # the command closed its side
            return None
        arrived = perf_counter()
        self.raw += data
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self._master, answer)
        return arrived

    def rest(self, seconds: float) -> None:
        """Takes what comes, for so long."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self.read(left)

    def _feed(self) -> None:
        # Not while reading: drawing takes pyte longer than the app, and its time would be taken for the app's.
        # pyte knows no private modes with a `$` and no `>` sequences: it would show their last letters.
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", bytes(self.raw[self._fed :])))
        self._fed = len(self.raw)

    def until_sent(self, text: bytes, since: int, seconds: float = 30) -> float:
        """Waits until the app has sent this text, after so many bytes; returns when it had."""
        end = perf_counter() + seconds
        while perf_counter() < end:
            arrived = self.read(0.05)
            if arrived is not None and self.raw.find(text, max(0, since - len(text))) >= 0:
                return arrived
        raise TimeoutError(f"The app never sent {text!r}:\n{self.text}")

    def until(self, shown: Callable[[str], bool], seconds: float = 30) -> float:
        """Waits until the screen shows something; returns when it did. Raises `TimeoutError` with the screen."""
        end = perf_counter() + seconds
        arrived = perf_counter()
        while not shown(self.text):
            left = end - perf_counter()
            if left <= 0:
                raise TimeoutError(f"The screen never showed it:\n{self.text}")
            arrived = self.read(min(left, 0.05)) or arrived
        return arrived
