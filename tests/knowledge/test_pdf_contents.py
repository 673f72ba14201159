"""A PDF's table of contents is no passage; a list that only looks like one stays."""

import pytest

from knowledge.readers import read_document
from tests.knowledge.files import pdf_file

BODY = ["Book early.", "Keep receipts.", "Ask first."]


@pytest.mark.parametrize("leader", [" ........ ", " . . . . . . ", "........"])
def test_a_table_of_contents_is_left_out(leader: str) -> None:
    contents = ["Contents", f"1 Travel{leader}2", f"1.1 By train{leader}2", f"2 Expenses{leader}3", f"3 Leave{leader}4"]
    text = read_document(pdf_file(["\n".join(contents), *BODY]), "rules.pdf").text
    assert text.split("\n\n") == BODY


@pytest.mark.parametrize(
    "numbers",
    [
        (4100, 4101, 4102),  # no pages of this document
        (3, 1, 2),  # in no order of pages
        (1, 2),  # too few to tell
    ],
)
def test_a_list_with_dots_before_its_numbers_stays(numbers: tuple[int, ...]) -> None:
    listed = [f"Desk {n} ........ {number}" for n, number in enumerate(numbers)]
    text = read_document(pdf_file(["\n".join(listed), *BODY]), "rules.pdf").text
    assert all(line in text for line in listed)


def test_a_document_that_is_nothing_but_its_contents_is_read() -> None:
    listed = "Travel ........ 1\nExpenses ........ 1\nLeave ........ 1"
    assert "Expenses" in read_document(pdf_file([listed]), "rules.pdf").text
