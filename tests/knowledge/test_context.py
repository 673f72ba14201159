"""A passage is read with its surroundings: a list and the line that opens it belong together."""

import pytest

from knowledge.context import MARGIN, WIDEST, in_context
from knowledge.documents import Document, Passage
from knowledge.readers.markdown import read_markdown

STEPS = "# VPN\n\n## Error 809\n\nTo fix it:\n\n1. Open the ports.\n2. Restart.\n\n## Error 691\n\nReset it.\n"
LONG = "# Log\n\n" + "\n".join(f"Line {n} tells what happened on day {n} of the year." for n in range(200)) + "\n"


def passage(document: Document, words: str, key: int = 1) -> Passage:
    start = document.text.index(words)
    return Passage(
        chunk_key=key,
        document_key=1,
        space="default",
        document="vpn.md",
        title=document.title,
        headings=(),
        page=None,
        text=words,
        start=start,
        end=start + len(words),
        score=1.0 / key,
    )


def test_a_line_that_opens_a_list_gets_its_list_back() -> None:
    document = read_markdown(STEPS, "vpn.md")
    (context,) = in_context([passage(document, "To fix it:")], lambda key: document)
    assert "1. Open the ports.\n2. Restart." in context.passage.text
    assert "Reset it" not in context.passage.text


def test_what_was_found_can_still_be_told_from_its_surroundings() -> None:
    document = read_markdown(STEPS, "vpn.md")
    (context,) = in_context([passage(document, "2. Restart.")], lambda key: document)
    ((start, end),) = context.found
    assert context.passage.text[start:end] == "2. Restart."
    assert document.text[context.passage.start : context.passage.end] == context.passage.text


def test_passages_that_grow_into_one_another_become_one_with_the_better_score() -> None:
    document = read_markdown(STEPS, "vpn.md")
    found = [passage(document, "2. Restart.", key=1), passage(document, "To fix it:", key=2)]
    (context,) = in_context(found, lambda key: document)
    assert context.passage.score == 1.0
    assert [context.passage.text[start:end] for start, end in context.found] == ["2. Restart.", "To fix it:"]


def test_a_passage_between_two_others_joins_all_three() -> None:
    document = read_markdown(LONG, "log.md")
    said = [f"Line {n} tells what happened on day {n} of the year." for n in (60, 92, 76)]
    found = [passage(document, words, key) for key, words in enumerate(said, start=1)]
    assert len(in_context(found[:2], lambda key: document)) == 2
    (context,) = in_context(found, lambda key: document)
    assert context.passage.score == 1.0
    assert [context.passage.text[start:end] for start, end in context.found] == said


def test_in_a_long_section_a_passage_grows_by_whole_lines_and_not_without_end() -> None:
    document = read_markdown(LONG, "log.md")
    middle = "Line 100 tells what happened on day 100 of the year."
    (context,) = in_context([passage(document, middle)], lambda key: document)
    assert len(middle) < len(context.passage.text) <= len(middle) + 2 * MARGIN < WIDEST
    assert context.passage.text.startswith("Line ")
    assert context.passage.text.endswith("of the year.")


@pytest.mark.parametrize("margin", ["", "   "])
def test_a_row_of_a_long_table_gets_the_row_that_names_the_columns(margin: str) -> None:
    rows = "".join(f"\n{margin}| Room {n} | {n} seats and a screen | floor {n} |" for n in range(60))
    header = f"{margin}| Room | Has | Where |\n{margin}| --- | --- | --- |"
    document = read_markdown(f"# Rooms\n\n1. Look it up:\n\n{header}{rows}\n", "rooms.md")
    (context,) = in_context([passage(document, "| Room 45 | 45 seats")], lambda key: document)
    assert context.passage.text.startswith(header)
    assert document.text[context.passage.start : context.passage.end] == context.passage.text


@pytest.mark.parametrize("edge", ["| ", ""])
def test_a_row_from_the_middle_of_a_very_long_table_comes_with_the_names_of_the_columns(edge: str) -> None:
    header = f"{edge}Host | Owner | Floor\n{edge}--- | --- | ---"
    rows = "".join(f"\n{edge}srv{n} | team of {n % 17} | {n % 9}" for n in range(1_000))
    document = read_markdown(f"# Hosts\n\nAll of them:\n\n{header}{rows}\n\n{RULES}\n", "hosts.md")
    (middle,) = in_context([passage(document, "srv512 | team")], lambda key: document)
    (top,) = in_context([passage(document, "srv3 | team")], lambda key: document)
    (behind,) = in_context([passage(document, "Rule 25: ask")], lambda key: document)
    assert middle.table.startswith(f"{header}\n")  # with rows, which show what the first line is
    assert (top.table, behind.table) == ("", "")
    assert header in top.passage.text


def test_words_with_a_pipe_between_them_are_no_table() -> None:
    document = read_markdown("# Shell\n\n" + "".join(f"cat log{n} | grep error\n" for n in range(300)), "shell.md")
    (context,) = in_context([passage(document, "cat log200")], lambda key: document)
    assert context.table == "" and context.passage.start > 0


SETTINGS = "\n".join(f"# step {n}: the setting of host {n}\nserver{n}.port = {4000 + n}" for n in range(40))
RULES = "\n\n".join(f"Rule {n}: ask the network team before you restart gateway {n}." for n in range(30))
MARKS = pytest.mark.parametrize(("opening", "end"), [("```ini\n", "\n```"), ("~~~~\n", "\n~~~~"), ("<!--\n", "\n-->")])


@MARKS
def test_a_passage_in_a_listing_or_a_comment_is_read_from_where_that_begins(opening: str, end: str) -> None:
    document = read_markdown(f"# Gateway\n\n{RULES}\n\n{opening}{SETTINGS}{end}\n\n{RULES}\n", "gateway.md")
    (context,) = in_context([passage(document, "server36.port = 4036")], lambda key: document)
    assert context.passage.text.startswith(opening)


@MARKS
def test_a_passage_behind_a_listing_or_a_comment_is_read_without_the_end_of_that(opening: str, end: str) -> None:
    document = read_markdown(f"# Gateway\n\n{opening}{SETTINGS}{end}\n\n{RULES}\n", "gateway.md")
    (context,) = in_context([passage(document, "Rule 4: ask")], lambda key: document)
    assert context.passage.text.lstrip().startswith("Rule 0:")


def test_a_word_about_comments_hides_nothing() -> None:
    document = read_markdown(f"# Comments\n\nA comment begins with `<!--`.\n\n{RULES}\n\n{RULES}\n", "comments.md")
    (context,) = in_context([passage(document, "Rule 25: ask")], lambda key: document)
    assert context.passage.text.lstrip().startswith("Rule 1")


def test_a_passage_that_begins_inside_a_long_listing_tells_by_what_it_was_opened() -> None:
    lines = "\n".join(f"   --option-{n} value   sets the limit number {n} of the server" for n in range(150))
    document = read_markdown(f"# Server\n\n## Options\n\n```\n{lines}\n```\n\nThese are all.\n", "server.md")
    (context,) = in_context([passage(document, "sets the limit number 120")], lambda key: document)
    assert context.fence == "```" and context.passage.text.startswith("   --option")
    (behind,) = in_context([passage(document, "These are all.")], lambda key: document)
    assert behind.fence == ""


def test_a_passage_that_ends_inside_a_long_table_tells_so() -> None:
    rows = "\n".join(f"| parameter-{n} | sets what the server does in case {n} |" for n in range(150))
    document = read_markdown(f"# Server\n\n| Name | What |\n|---|---|\n{rows}\n\nThese are all.\n", "server.md")
    (context,) = in_context([passage(document, "in case 20 |")], lambda key: document)
    assert context.ends_in_table
    (end,) = in_context([passage(document, "These are all.")], lambda key: document)
    assert not end.ends_in_table
