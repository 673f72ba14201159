"""The real `deskside chat` with the real engine, in a terminal: typed into, read from, and left again."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.terminal.terminal import Terminal

pytestmark = pytest.mark.slow
PATIENCE = 120
"""Seconds: a machine that is busy builds and loads slowly."""

LATE_ANSWER = "\x1b[?62;4;22c"
DESKSIDE = str(Path(sys.executable).with_name("deskside"))


def chat(env: dict[str, str]) -> Terminal:
    return Terminal([DESKSIDE, "chat"], env, columns=110, lines=36)


def test_one_asks_reads_the_passage_and_comes_back_to_the_conversation(real_env):
    with chat(real_env) as terminal:
        terminal.until(lambda text: "Ask your documents" in text, PATIENCE)
        terminal.type(LATE_ANSWER + "How many days of leave do I have?\r")
        terminal.until(lambda text: "[1]" in text and "Quoted from the documents" in text, PATIENCE)
        assert "?62" not in terminal.text, "what a slow line brings is not part of the question"
        terminal.type("\x1b[Z")
        terminal.until(lambda text: text.count("▌") > 4)
        terminal.type("1")
        terminal.until(lambda text: "Copy link" in text, PATIENCE)
        terminal.type("\x1b")
        terminal.until(lambda text: "Copy link" not in text, PATIENCE)
        terminal.type("\x11")
        while terminal.code is None:
            terminal.read(0.1)
        assert terminal.code == 0
        assert b"\x1b[?1049l" in terminal.raw, "the terminal is given back"
    with chat(real_env) as terminal:
        terminal.until(lambda text: "Ask your documents" in text, PATIENCE)
        terminal.until(lambda text: "writer" in text, PATIENCE)
        terminal.type("\x12")
        terminal.until(lambda text: "How many days of leave do I have?" in text, PATIENCE)


@pytest.mark.parametrize("stdin", ["", "hello\n"])
def test_without_a_terminal_the_chat_says_so_instead_of_drawing_into_a_file(real_env, stdin):
    run = subprocess.run(
        [DESKSIDE, "chat"], input=stdin, env=real_env, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == 'The chat needs a terminal. Run it in one, or ask without: deskside ask "…"\n'


def test_a_key_that_cannot_work_is_told_before_the_screen_is_taken(real_env):
    with chat({**real_env, "DESKSIDE_KEYS": '{"chat": {"new": "ctrl+i"}}'}) as terminal:
        while terminal.code is None:
            terminal.read(0.1)
        assert terminal.code == 2 and "sends it as Tab" in " ".join(terminal.text.split())
