"""Keeps a terminal's replies out of what is typed, however late and in whatever pieces a slow line brings them.

Nothing but replies is dropped, also of what is typed before the app runs.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from textual import events
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

PATIENCE = 1.0
"""Seconds that the rest of a sequence may take. Textual waits a tenth, then takes what there is for letters."""

ESCAPE = "\x1b"
_UNKNOWN = re.compile(r"\x1b\[(?:[?>=][\d;]*[cnu]|[468];\d+;\d+t)")
"""Replies that Textual does not know: what kind of terminal it is, how large its window and its cells are."""
_UNFINISHED = re.compile(r"\x1b\[[<-?]?[\d;:]*\$?")
_KITTY = re.compile(r"\x1b_G[^\x1b]*\x1b\\")
"""What kitty replies about pictures: no sequence of the kind that Textual reads."""
_KITTY_UNFINISHED = re.compile(r"\x1b_(?:G[^\x1b]*\x1b?)?\Z")
_WITHOUT_ESCAPE = re.compile(r"\[[?>=][\d;]*(?:[cnu]|\$y)|\[[468];\d+;\d+t|_G[^\x1b]*\x1b\\")

_read_before: list[str] = []


@contextmanager
def replaying_reads() -> Iterator[None]:
    """Remembers what textual-image reads while it asks the terminal, for `PatientParser` to read it again.

    textual-image waits a tenth of a second. Of a reply that came later it took the beginning. Raises ImportError
    where either has other insides, as on Windows.
    """
    from textual.drivers import linux_driver
    from textual_image import _terminal

    terminal, driver = vars(_terminal), vars(linux_driver)
    if "read" not in terminal or "XTermParser" not in driver or not hasattr(PatientParser(), "_timeout_time"):
        raise ImportError("Textual or textual-image has other insides")
    read = terminal["read"]

    def remembered(file: int, length: int, timeout: float | None = None) -> str:
        text: str = read(file, length, timeout)
        _read_before.append(text)
        return text

    terminal["read"] = remembered
    driver["XTermParser"] = PatientParser
    try:
        yield
    finally:
        terminal["read"] = read


class PatientParser(XTermParser):
    """Textual's parser, which knows more replies and waits longer for the rest of a sequence."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._sequence = ""
        self._held = ""
        self._held_until = 0.0

    def feed(self, data: str) -> Iterator[Message]:
        """The events of what came; no data is the end."""
        yield from self._read_before()
        yield from self._without_replies(data) if data else super().feed("")

    def tick(self) -> Iterator[Message]:
        """The events of what has waited long enough."""
        yield from self._read_before()
        yield from super().tick()
        if self._held and get_time() >= self._held_until:
            held, self._held = self._held, ""
            yield from super().feed(held)

    def _read_before(self) -> Iterator[Message]:
        data = "".join(_read_before)
        _read_before.clear()
        if data:
            yield from self._without_replies(data)

    def _without_replies(self, data: str) -> Iterator[Message]:
        if self._sequence == ESCAPE and self._timeout_time is None and _WITHOUT_ESCAPE.match(data):
            data = ESCAPE + data  # which was taken for the Escape key meanwhile
        data = _KITTY.sub("", self._held + data)
        unfinished = _KITTY_UNFINISHED.search(data)
        self._held = unfinished[0] if unfinished else ""
        self._held_until = get_time() + PATIENCE
        if data := data.removesuffix(self._held):
            yield from super().feed(data)
            if data.endswith(ESCAPE):
                self._sequence = ESCAPE
            elif self._timeout_time is not None and _UNFINISHED.fullmatch(self._sequence):
                self._timeout_time = get_time() + PATIENCE

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        self._sequence = sequence
        if _UNKNOWN.fullmatch(sequence):
            return [events.Key(Keys.Ignore, sequence)]
        return super()._sequence_to_key_events(sequence, alt)
