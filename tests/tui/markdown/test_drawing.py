"""Markdown as screen lines: what it looks like, how wide it is, and that text cannot be more than text."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection
from textual.style import Style

from tui.markdown.blocks import code_in, render
from tui.markdown.code_line import selected_text
from tui.markdown.flow import LONG_CHARACTERS, LONG_LINES, MarkdownFlow

PIECES = [
    *(
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x9b31m",
        "\x00",
        "\u202e",
        "\u2066",
        "\ud800",
        "[/red]",
        "[bold]",
        "[1]",
        "[99]",
    ),
    *("[1]: http://evil.example", "](javascript:alert(1))", "[text](http://evil.example)", "![p](file:///etc/passwd)"),
    *("<b>", "&#27;", "&#8238;", "&amp;", "\\", "```\n", "~~~", "| a | b |\n|---|---|\n| c |", "> ", "- ", "1. ", "\n"),
    *(
        "\n\n",
        "\t",
        "# ",
        "***",
        "`",
        "漢字",
        "é",
        "👩‍👧",
        "https://a.example/b?c=[d]",
        "[@click=app.quit]x[/]",
        "word ",
    ),
]
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40).map("".join)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def text(source: str, width: int = 60, citations=()) -> list[str]:
    return [line.plain.rstrip() for line in render(source, width, citations)]


def clicks(lines: list[Content]) -> list[str]:
    """What clicking would run, in order."""
    return [
        span.style.meta["@click"]
        for line in lines
        for span in line.spans
        if isinstance(span.style, Style) and "@click" in span.style.meta
    ]


def test_items_that_wrap_keep_their_indent():
    assert text("1. one two three four\n2. five", 14) == ["1. one two", "   three four", "2. five"]


def test_numbers_line_up_and_lists_nest():
    lines = text("9. nine\n10. ten\n    - inner")
    assert lines == [" 9. nine", "10. ten", "    • inner"]


def test_a_table_fits_and_wraps_its_cells():
    lines = text("| name | what |\n|---|---|\n| a | long words in a cell that wrap |", 24)
    assert lines[0].split() == ["name", "what"] and max(map(len, lines)) <= 24 and len(lines) > 3


def test_a_table_with_more_columns_than_room_becomes_a_list():
    header = "|".join(f" c{n} " for n in range(9))
    lines = text(f"|{header}|\n|{'---|' * 9}\n|{'x|' * 9}", 30)
    assert lines[0] == "c0: x"


def test_a_long_line_of_code_goes_on_below():
    lines = text("```\n" + "x" * 30 + "\n```", 22)
    assert [line.strip() for line in lines] == ["x" * 20, "x" * 10]


def test_the_code_of_an_answer_is_found():
    assert code_in("a\n\n```sh\none\ntwo\n```\n\n- x\n\n  ```\n  three\n  ```\n") == ["one\ntwo", "three"]


def test_only_known_citations_can_be_clicked():
    assert clicks(render("yes [1] no [2] [1]", 60, {1})) == ["cite(1)", "cite(1)"]


def test_an_answer_cannot_redefine_a_citation_as_a_link():
    lines = render("see [1]\n\n[1]: http://evil.example\n", 60, {1})
    assert clicks(lines)[0] == "cite(1)" and "see [1]" in lines[0].plain


def test_a_link_shows_where_it_leads():
    (line,) = render("[bank.example](https://evil.example/a)", 80)
    assert line.plain == "bank.example (https://evil.example/a)"
    assert set(clicks([line])) == {"follow('https://evil.example/a')"}
    (line,) = render("<it@acme.example>, [it@acme.example](mailto:hr@acme.example)", 80)
    assert line.plain == "it@acme.example, it@acme.example (mailto:hr@acme.example)"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "/local", "ssh://a"]
)
def test_only_web_addresses_can_be_followed(target):
    assert clicks(render(f"[run]({target}) <{target}>", 80)) == []


def test_a_picture_is_named_and_not_fetched():
    lines = render("![a plan](https://evil.example/p.png)", 80)
    assert lines[0].plain == "[picture: a plan]" and clicks(lines) == []


@settings(max_examples=300, deadline=None)
@given(source=HOSTILE, width=st.integers(8, 100))
def test_whatever_the_text_no_line_is_too_wide_or_steers_the_terminal(source, width):
    lines = render(source, width, {1})
    for line in lines:
        assert cell_len(line.plain) <= width
        assert not CONTROLS.search(line.plain)
    assert all(re.fullmatch(r"cite\(1\)|follow\(.https?://.*", click) for click in clicks(lines))


@settings(max_examples=150, deadline=None)
@given(source=HOSTILE, cuts=st.lists(st.integers(0, 200), max_size=8))
def test_a_text_that_grows_ends_up_as_the_text_at_once(source, cuts):
    # Block starts are where pieces are finished, so what is drawn may differ only by that.
    flow = MarkdownFlow()
    places = sorted({min(cut, len(source)) for cut in cuts} | {0, len(source)})
    for start, end in pairwise(places):
        flow.append(source[start:end])
    assert flow.text == source
    for line in flow.lines(50):
        assert cell_len(line.plain) <= 50 and not CONTROLS.search(line.plain)


def test_a_growing_answer_looks_like_the_finished_one():
    source = (
        "# Title\n\nOne *two* three. [1]\n\n1. a\n2. b\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd."
    )
    flow = MarkdownFlow()
    for character in source:
        flow.append(character)
    assert [line.plain for line in flow.lines(40)] == [line.plain for line in render(source, 40)]


@pytest.mark.parametrize(
    "source",
    [
        "\n".join(f"{n}. item {n}" for n in range(1, 3_001)),
        "```\n" + "\n".join(f"line {n}" for n in range(3_000)) + "\n```",
        "| a | b |\n|---|---|\n" + "\n".join(f"| {n} | x |" for n in range(3_000)),
        "word " * 20_000,
    ],
    ids=["list", "code", "table", "paragraph"],
)
def test_a_block_without_end_costs_no_more_per_word_than_a_short_one(source):
    flow = MarkdownFlow()
    for start in range(0, len(source), 500):
        flow.append(source[start : start + 500])
        assert len(flow._end.source) <= LONG_CHARACTERS + 500
        assert flow._end.source.count("\n") <= LONG_LINES + 100
    assert flow.text == source


def test_a_list_that_was_cut_counts_on_and_code_stays_code():
    listed = MarkdownFlow()
    listed.append("\n".join(f"{n}. item {n}" for n in range(1, 301)))
    assert [line.plain.strip() for line in listed.lines(40)] == [f"{n}. item {n}" for n in range(1, 301)]
    coded = MarkdownFlow()
    coded.append("```\n" + "\n".join(f"# {n}" for n in range(300)) + "\n```\n\nafter")
    assert [line.plain.strip() for line in coded.lines(40)] == [*(f"# {n}" for n in range(300)), "", "after"]


COMMANDS = "deskside add  /srv/handbook --space it 漢字 && \\\n  deskside ask 'Which printer prints posters?'\n\ndone"


@pytest.mark.parametrize("width", [12, 23, 200])
@pytest.mark.parametrize("before", ["", "1. First:\n"])
def test_a_command_that_is_wrapped_is_copied_as_it_was_written(width, before):
    indent = "   " if before else ""
    block = "\n".join(f"{indent}{line}".rstrip() for line in ["```sh", *COMMANDS.split("\n"), "```"])
    lines = render(f"{before}{block}\n\nThen wait.", width)
    copied = selected_text(lines, Selection(None, None)).split("\n\nThen")[0]
    assert copied.removeprefix("1. First:\n") == COMMANDS


def test_a_part_of_a_wrapped_command_can_be_copied():
    lines = render("```\ndeskside add /srv/handbook\n```", 14)
    assert [line.plain for line in lines] == [" deskside add ", "  /srv/handbo ", " ok           "]
    assert selected_text(lines, Selection(Offset(10, 0), Offset(6, 1))) == "add /srv"
