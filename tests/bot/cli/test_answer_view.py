"""What a document says is shown as text, in a terminal and in a pipe: it steers neither."""

import io
import json
import re
from dataclasses import replace

import pytest
from rich.console import Console

from bot.cli.answer_view import AnswerView
from bot.cli.outcome import print_json
from bot.cli.progress import shown_progress
from bot.cli.search import _show
from bot.events import Answer, Citation, Delta, Queued
from models.progress import Step
from tests.fakes import sample_events

COPIES = "\x1b]52;c;aGk=\x07"
"""Puts text into the clipboard of whoever shows it."""

HOSTILE = f"A{COPIES} sentence\x1b[2J."


def hostile_answer() -> Answer:
    source = Citation(1, f"a{COPIES}.log", f"A{COPIES} title", "Set\x1b[31m up", HOSTILE, None, 1)
    return Answer(HOSTILE, "grounded", (source,))


@pytest.mark.parametrize("is_terminal", [True, False])
def test_an_answer_and_its_sources_cannot_steer_the_terminal(is_terminal: bool) -> None:
    out = io.StringIO()
    with AnswerView(stream=True, silent=False) as view:
        view._out = Console(file=out, force_terminal=is_terminal, color_system=None, width=120)
        view.show(Delta(HOSTILE))
        view.show(hostile_answer())
    said = out.getvalue()
    assert "A sentence." in said and "A title" in said and "a.log" in said
    assert "]52;" not in said and "\x07" not in said and "\x1b[2J" not in said and "\x1b[31m" not in said


def test_nothing_draws_over_an_answer_that_goes_through_a_pipe_to_the_same_terminal() -> None:
    drawn = io.StringIO()

    class Pipe(io.StringIO):
        def write(self, text: str) -> int:
            assert drawn.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the line of the doings is gone for good
            return super().write(text)

    view = AnswerView(stream=True, silent=False)
    view._err = Console(file=drawn, force_terminal=True, color_system=None, width=40)
    with view:
        view._out = Console(file=Pipe(), force_terminal=False)
        for event in (Queued(1), Delta("Thirty days."), Answer("Thirty days.", "grounded")):
            view.show(event)


@pytest.mark.parametrize("answer", ["| A | B |\n| --- | --- |\n| 1 | 2 |", "- One\n- Two"])
def test_no_blank_line_stands_around_an_answer_but_that_above_its_sources(answer: str) -> None:
    out = io.StringIO()
    with AnswerView(stream=False, silent=False) as view:
        view._out = Console(file=out, force_terminal=True, color_system=None, width=40)
        view.show(Answer(answer, "extract", (Citation(1, "a.md", "A", "", "1", None, 1),)))
    lines = [line.strip() for line in re.sub(r"\x1b\[[?\d]*\w", "", out.getvalue()).split("\n")]
    assert lines[0] and lines.count("") == 2  # the other one is behind the last line's end


def test_an_answer_taller_than_the_terminal_is_there_once() -> None:
    out, steps = io.StringIO(), [f"{n}. Step {n}\n" for n in range(1, 31)]
    with AnswerView(stream=True, silent=False) as view:
        view._out = Console(file=out, force_terminal=True, color_system=None, width=40, height=10)
        for step in steps:
            view.show(Delta(step))
            assert view._live is not None
            view._live.refresh()
        view.show(Answer("".join(steps), "grounded"))
    redraws = re.findall(r"(?:\x1b\[1A\x1b\[2K)+", out.getvalue())
    assert redraws and all(redraw.count("\x1b[1A") < 10 for redraw in redraws)  # further up is what scrolled away
    last = out.getvalue().rpartition("\x1b[2K")[2]
    assert all(f"Step {n}" in last for n in range(1, 31))


def test_a_passage_that_is_found_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    passage = replace(sample_events.PASSAGES[0], text=HOSTILE, title=f"A{COPIES} title", document=f"a{COPIES}.log")
    _show([passage], [], only_figures=False)
    said = capsys.readouterr().out
    assert "A title" in said and "a.log" in said and "A sentence." in said
    assert "\x1b" not in said and "\x07" not in said


@pytest.mark.parametrize(("position", "line"), [(1, "1 question ahead of yours"), (2, "2 questions ahead of yours")])
def test_who_waits_is_told_how_many_questions_come_first(position: int, line: str) -> None:
    with AnswerView(stream=True, silent=False) as view:
        view._status = Console(file=io.StringIO()).status("")
        view.show(Queued(position))
        assert view._status.status == line


def test_json_says_everything_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    nasty = f"{HOSTILE} \x9b31m \u202e \x7f \ud800 Zürich"
    print_json({"answer": nasty})
    said = capsys.readouterr().out
    assert json.loads(said) == {"answer": nasty}
    assert said.strip().isprintable() and "Zürich" in said


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_json_is_json_whatever_the_terminal_is_set_to(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding, errors="replace", write_through=True))
    print_json({"answer": "Zürich — “A0” 😀"})
    assert json.loads(written.getvalue().decode(encoding)) == {"answer": "Zürich — “A0” 😀"}


def test_a_file_name_in_the_progress_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("rich.console.Console", lambda **_: Console(file=out, force_terminal=True, color_system=None))
    with shown_progress() as progress:
        progress(Step(f"Reading a{COPIES}.log", 1, 2))
    assert "Reading a.log" in out.getvalue() and "]52;" not in out.getvalue()


def test_in_a_log_a_long_name_stays_in_the_line_that_tells_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    name = f"{'a' * 250}.md"
    with shown_progress() as progress:
        progress(Step(f"Reading {name}", 1, 2))
    assert capsys.readouterr().err == f"Reading {name}\n"
