"""Of an AsciiDoc page that has several faces, the one is read that it shows by itself."""

from textwrap import dedent

import pytest

from knowledge.readers.choose import read_document


def read(text: str) -> str:
    return read_document(dedent(text).encode(), "page.adoc").text


def test_the_branch_is_read_that_the_page_chooses() -> None:
    page = """\
        = Leave
        :office: lisbon

        ifdef::office[]
        There are {days} days
        ifeval::["{office}" == "lisbon"]
        in Lisbon.
        endif::[]
        ifeval::["{office}" == "berlin"]
        in Berlin.
        endif::[]
        endif::office[]
        ifndef::office[]
        Ask your manager.
        endif::[]

        Last words.
        """
    assert read(page) == "# Leave\n\nThere are {days} days in Lisbon.\n\nLast words."
    assert read(page.replace(":office: lisbon", ":x: y")) == "# Leave\n\nAsk your manager.\n\nLast words."


@pytest.mark.parametrize(
    ("condition", "is_there"),
    [
        ("ifdef::unknown[]", False),
        ("ifndef::unknown[]", True),
        ("ifdef::named[]", True),
        ("ifdef::Named[]", True),
        ("ifndef::named[]", False),
        ("ifdef::gone[]", False),
        ("ifdef::named,unknown[]", True),
        ("ifdef::named+unknown[]", False),
        ("ifdef::named+size[]", True),
        ("ifndef::named,unknown[]", False),
        ("ifndef::named+unknown[]", True),
        ("ifdef::backend-html5[]", True),
        ("ifdef::backend-pdf[]", False),
        ("ifdef::env-github[]", False),
        ('ifeval::["{named}" == "team"]', True),
        ("ifeval::['{named}' != \"team\"]", False),
        ('ifeval::["{derived}" == "team edition"]', True),
        ('ifeval::["{unknown}" == ""]', True),
        ("ifeval::[{size} > 2]", True),
        ("ifeval::[{size}<=2]", False),
        ("ifeval::[{unknown} > 2]", False),
        ('ifeval::["{named}" > 2]', False),
        ("ifeval::[nonsense]", False),
    ],
)
def test_a_condition_counts_what_the_page_set_above_it(condition: str, is_there: bool) -> None:
    head = ":named: team\n:derived: {named} edition\n:size: 3\n:gone: x\n:!gone:\n"
    page = f"{head}\nBegin.\n\n{condition}\nHere.\nendif::[]\n\n:unknown: now\n\nEnd.\n"
    assert read(page) == ("Begin.\n\nHere.\n\nEnd." if is_there else "Begin.\n\nEnd.")


def test_a_condition_of_one_line_needs_no_end() -> None:
    page = ":a: 1\n\nBegin.\nifdef::a[Say {a}.]\nifdef::b[Not this.]\nifndef::b[Say two.]\nEnd.\n"
    assert read(page) == "Begin. Say 1. Say two. End."


def test_what_is_inside_of_a_branch_that_is_not_there_decides_nothing() -> None:
    page = """\
        ifdef::a[]
        :b: set
        ifndef::c[]
        Not this.
        endif::[]
        Nor this.
        endif::[]
        ifdef::b[Nor this.]
        ifndef::imagesdir[]
        :imagesdir: pictures
        endif::[]
        The pictures are in {imagesdir}.
        """
    assert read(page) == "The pictures are in pictures."


def test_a_title_is_the_one_that_is_there() -> None:
    document = read_document(b"ifdef::a[]\n= Old\nendif::[]\nifndef::a[]\n= New\nendif::[]\n\nText.\n", "page.adoc")
    assert document.title == "New" and "Old" not in document.text


def test_in_a_listing_lines_are_chosen_and_attributes_are_text() -> None:
    page = """\
        Begin.

        ----
        first
        ifdef::a[]
        second
        endif::[]
        :a: 1
        ----

        ////
        ifdef::a[]
        ////

        ifndef::a[]
        End.
        endif::[]
        """
    assert read(page) == "Begin.\n\n```\nfirst\n:a: 1\n```\n\nEnd."


def test_what_is_no_condition_stays_as_it_is_written() -> None:
    assert read("Write ifdef::a[] above it.\n\n\\ifdef::a[]\n") == "Write ifdef::a[] above it.\n\n\\ifdef::a[]"
    assert read("Begin.\n\nendif::[]\nEnd.\n\nifdef::a[]\nNot this.\n") == "Begin.\n\nEnd."
