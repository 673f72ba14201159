"""A table's citation stands in the table, on every surface."""

import io

import pytest
from rich.console import Console

from bot.cli.answer_view import AnswerView
from bot.events import Answer, Delta
from bot.slack.markdown import safe
from bot.table_citations import in_last_cell
from tui.widgets.answer_text import AnswerText

TABLE = "Ports:\n\n| port | use |\n| --- | --- |\n| 500 | IKE |\n\n[1]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TABLE, "Ports:\n\n| port | use |\n| --- | --- |\n| 500 | IKE  [1] |"),
        (
            f"{TABLE}\n\nThen restart. [2]",
            "Ports:\n\n| port | use |\n| --- | --- |\n| 500 | IKE  [1] |\n\nThen restart. [2]",
        ),
        ("```\nmake\n```\n\n[1]", "```\nmake\n```\n\n[1]"),
        ("| a \\|\n\n[1]", "| a \\|\n\n[1]"),
        ("A line. [1]", "A line. [1]"),
    ],
)
def test_it_stands_in_the_last_cell(text: str, shown: str) -> None:
    assert in_last_cell(text) == shown
    assert len(shown) == len(text)


async def test_every_surface_shows_it_there() -> None:
    assert "IKE  [1] |" in safe(TABLE)
    out = io.StringIO()
    with AnswerView(stream=True, silent=False) as view:
        view._out = Console(file=out, width=80)
        view.show(Delta(TABLE))
        view.show(Answer(TABLE, "extract"))
    assert "| 500 | IKE  [1] |" in out.getvalue() and out.getvalue().count("[1]") == 1
    text = AnswerText()
    for piece in ("Ports:", TABLE.removeprefix("Ports:")):
        text.append(piece)
    text.redraw()
    assert [line.plain.split() for line in text._flow.lines(40)][-1] == ["500", "IKE", "[1]"]
    assert not text.is_cut and text.text == TABLE
