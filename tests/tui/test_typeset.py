"""Laying out a document for reading: nothing is lost, nothing is made up, and the quote is where it stands."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.typeset import PLAIN_QUOTE, QUOTE, Block, Figure, typeset, window

NONE = (0, 0)


def blocks(text: str, quote: tuple[int, int] = NONE) -> list[Block | Figure]:
    return typeset(text, 0, len(text), quote)


def shape(text: str) -> list[tuple[str, str]]:
    """The kind and the plain text of each block."""
    return [
        ("figure", f"{block.target}|{block.alt}") if isinstance(block, Figure) else (block.kind, block.content.plain)
        for block in blocks(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One #\n## Two in C#", [("heading", "One"), ("heading", "Two in C#")]),
        ("one\ntwo\n\nthree", [("paragraph", "one two"), ("paragraph", "three")]),
        ("one  \ntwo\\\nthree", [("paragraph", "one\ntwo\nthree")]),
        ("- one\n  more\n- two", [("item", "one more"), ("item", "two")]),
        ("text\n1. one", [("paragraph", "text"), ("item", "one")]),
        ("```py\n# no heading\n  x = 1\n```\nafter", [("code", "# no heading\n  x = 1"), ("paragraph", "after")]),
        ("```\nnever ended", [("code", "never ended")]),
        ("![A door](img/door.png 'title')", [("figure", "img/door.png|A door")]),
        ("a `**code**` b", [("paragraph", "a **code** b")]),
        ("**bold**, *em*, [link](http://x), ![pic](y.png)", [("paragraph", "bold, em, link, pic")]),
        ("2 * 3 * 4 and snake_case_name", [("paragraph", "2 * 3 * 4 and snake_case_name")]),
        ("---\nafter", [("paragraph", "after")]),
        ("#hashtag", [("paragraph", "#hashtag")]),
        ("[/b] [red]x[/red]", [("paragraph", "[/b] [red]x[/red]")]),
        ("", []),
    ],
)
def test_blocks_of_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert shape(text) == expected


def test_a_table_has_its_rows_without_the_line_below_the_head() -> None:
    (table,) = blocks("| a | `b` |\n| --- | :-: |\n| c | |\n| | d |\n")
    assert isinstance(table, Block)
    assert [[cell.plain for cell in row] for row in table.rows] == [["a", "b"], ["c"], ["d"]]


def test_a_row_of_dashes_that_marks_no_head_is_told_at_once() -> None:
    started = process_time()
    (table,) = blocks(f"|{'-' * 20_000}x")
    assert isinstance(table, Block) and len(table.rows) == 1
    assert process_time() - started < 0.5


def test_a_pipe_inside_a_cell_is_shown_as_one() -> None:
    text = "| op | means |\n| --- | --- |\n| `a \\| b` | **x** \\| y |\n"
    (table,) = typeset(text, 0, len(text), (0, len(text)))
    assert isinstance(table, Block)
    assert [[cell.plain for cell in row] for row in table.rows] == [["op", "means"], ["a | b", "x | y"]]
    assert quoted_parts(table) == "op means a | b x | y"


def test_items_know_their_marker_and_depth() -> None:
    listed = [block for block in blocks("1. one\n    - two\n10) ten") if isinstance(block, Block)]
    assert [(block.marker, block.depth) for block in listed] == [("1.", 0), ("•", 2), ("10)", 0)]


def quoted_parts(block: Block, style: str = QUOTE) -> str:
    contents = [block.content, *(cell for row in block.rows for cell in row)]
    return " ".join(
        part
        for content in contents
        for part in ["".join(content.plain[span.start : span.end] for span in content.spans if span.style == style)]
        if part
    )


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        ("one two three", "two", "two"),
        ("one **two** three", "one **two** th", "one two th"),
        ("one\ntwo three", "one\ntwo", "one two"),
        ("a `code` b", "`code` b", "code b"),
        ("| a | b |\n| - | - |\n| c | d |", "| c | d |", "c d"),
        ("```\nx = 1\ny = 2\n```", "y = 2", "y = 2"),
    ],
)
def test_exactly_the_quote_is_highlighted(text: str, quote: str, marked: str) -> None:
    start = text.index(quote)
    quoted = [b for b in blocks(text, (start, start + len(quote))) if isinstance(b, Block) and b.quoted]
    assert " ".join(quoted_parts(block) for block in quoted) == marked


def test_a_quote_over_two_paragraphs_marks_both_and_nothing_else() -> None:
    text = "before\n\none\n\ntwo\n\nafter"
    start = text.index("one")
    found = blocks(text, (start, text.index("two") + 3))
    assert [block.quoted for block in found if isinstance(block, Block)] == [False, True, True, False]


def test_the_quotes_style_can_be_another() -> None:
    (block,) = typeset("one two", 0, 7, (0, 3), PLAIN_QUOTE)
    assert isinstance(block, Block)
    assert quoted_parts(block, PLAIN_QUOTE) == "one"


def test_a_window_that_begins_inside_code_is_code() -> None:
    text = "```\n" + "x = 1\n" * 50 + "```\nafter\n"
    start = text.index("x = 1", 100)
    first, last = typeset(text, start, len(text), NONE)
    assert isinstance(first, Block)
    assert first.kind == "code"
    assert isinstance(last, Block)
    assert last.content.plain == "after"


def test_a_window_ends_at_line_breaks() -> None:
    text = "".join(f"line {n}\n" for n in range(1000))
    at = text.index("line 500")
    low, high = window(text, at, at + 8, 100)
    assert text[low:high].startswith("line ")
    assert text[high] == "\n"
    assert 100 <= at - low < 120
    assert window(text, 0, 5, 100_000) == (0, len(text))


MARKS = "# h\npara\n- item\n    - deep\n```\n~~~\n| a | b |\n| - | - |\n\n![x](y.png)\n***\n**b\n`".split("\n")
LINES = st.lists(st.sampled_from(MARKS) | st.text(max_size=20), max_size=12)


@given(LINES, st.integers(0, 60), st.integers(0, 60))
def test_no_text_and_no_quote_breaks_it(lines: list[str], one: int, two: int) -> None:
    text = "\n".join(lines)
    blocks(text, (min(one, two), max(one, two)))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1), st.data())
def test_words_without_marks_are_all_shown(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    (block,) = blocks(text, (0, cut))
    assert isinstance(block, Block)
    assert block.content.plain == text
