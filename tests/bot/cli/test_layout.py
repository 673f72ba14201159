"""What a command prints fits the terminal; in a pipe a thing is a line."""

import io

import pytest

from bot.cli.layout import fitted, print_table
from bot.untrusted import TAB, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_no_word_and_no_command_in_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    said = "The model is of an earlier day. Run `deskside models build writer` for it.\n\nThen ask."
    lines = [
        "The model is of an earlier",
        "  day. Run",
        "  `deskside models build writer`",
        "  for it.",
        "",
        "Then ask.",
    ]
    assert fitted(said, Terminal(), "  ").split("\n") == lines
    assert fitted(said, io.StringIO()) == said


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_table_has_columns_on_a_terminal_and_tabs_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", str(int(is_terminal)))
    monkeypatch.setenv("NO_COLOR", "1")
    print_table(("Model", "Size"), [("clip", "7 MB"), ("embedder [x]", "25 MB")])
    columns = ["Model         Size ", "clip          7 MB ", "embedder [x]  25 MB"]
    said = shown(capsys.readouterr().out).splitlines()
    assert said == (columns if is_terminal else [f"clip{TAB}7 MB", f"embedder [x]{TAB}25 MB"])
