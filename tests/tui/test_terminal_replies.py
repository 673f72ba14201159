"""What a terminal answers late and in pieces is never typed, and what a person types is never lost."""

import os
import subprocess
import sys

import pytest
from textual import events, messages

from tui.pictures import ask_terminal
from tui.terminal_replies import PATIENCE, PatientParser

MODE = "\x1b[?2026;2$y"
ANSWERS = [MODE, "\x1b[?2048;0$y", "\x1b[?62;4;22c", "\x1b[>0;276;0c", "\x1b[6;20;10t", "\x1b_Gi=31;OK\x1b\\"]


class Line:
    """A line from a terminal, on which time passes as a test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        for module in ("textual._parser", "tui.terminal_replies"):
            monkeypatch.setattr(f"{module}.get_time", lambda: self.now)
        self.parser = PatientParser()
        self.events: list[object] = []

    def brings(self, *pieces: str, apart: float = 0.4) -> None:
        for piece in pieces:
            self.events += self.parser.feed(piece)
            for _ in range(10):
                self.now += apart / 10
                self.events += self.parser.tick()

    @property
    def typed(self) -> str:
        keys = [event for event in self.events if isinstance(event, events.Key) and event.key != "escape"]
        return "".join(key.character or f"<{key.key}>" for key in keys)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_cut_anywhere_is_not_typed_and_the_text_around_it_is(line, answer):
    for cut in range(1, len(answer) + 1):
        line.brings("ab", answer[:cut], *filter(None, [answer[cut:]]), "cd")
    assert line.typed == "abcd" * len(answer)


def test_an_answer_that_textual_waits_for_reaches_it_late_and_in_pieces(line):
    for cut in range(1, len(MODE)):
        line.brings(MODE[:cut], MODE[cut:])
    known = [event for event in line.events if isinstance(event, messages.TerminalSupportsSynchronizedOutput)]
    assert len(known) == len(MODE) - 1


def test_a_key_that_comes_in_pieces_is_that_key(line):
    line.brings("\x1b[1;5", "C", "\x1b[", "A")
    assert line.typed == "<ctrl+right><up>"


@pytest.mark.parametrize("begun", ["[", "_", "_G", "[?", "[6;"])
def test_what_only_begins_as_an_answer_is_typed_in_the_end(line, begun):
    line.brings(f"\x1b{begun}", "x", apart=2 * PATIENCE)
    assert line.typed.endswith(f"{begun}x")


def test_escape_is_told_as_quickly_as_ever(line):
    line.brings("\x1b[A")
    line.brings("\x1b", apart=0.11)
    assert isinstance(line.events[-1], events.Key) and line.events[-1].key == "escape"


def test_a_textual_with_other_insides_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.drivers import linux_driver

    monkeypatch.delattr(linux_driver, "XTermParser")
    ask_terminal()
    assert not hasattr(linux_driver, "XTermParser")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_terminal_that_tells_no_size_is_one_that_the_chat_starts_in() -> None:
    """As a serial line is, or one of `kubectl exec` in its first moment."""
    import pty

    master, line = pty.openpty()
    asking = [sys.executable, "-c", "from tui.pictures import ask_terminal; ask_terminal()"]
    asked = subprocess.run(asking, stdin=line, stdout=line, stderr=subprocess.PIPE, text=True)
    for end in (master, line):
        os.close(end)
    assert asked.returncode == 0, asked.stderr
