"""Text that nobody writes, of one sign again and again, is read in seconds: it hangs no sync."""

from contextlib import suppress
from time import process_time

import pytest

from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable

LONGEST = 20.0
"""Seconds of processor time, which also a machine with much else to do has: what is fixed took a minute or more."""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("page.html", "<div>" * 20_000 + "Deep down.", id="elements in one another"),
        pytest.param("page.html", "<b><i>" * 10_000 + "Deep down.", id="marks that never end"),
        pytest.param("page.rst", ":" * 60_000, id="colons"),
        pytest.param("page.rst", "*a " * 20_000, id="emphasis that never ends"),
        pytest.param("page.adoc", "http://" * 20_000, id="addresses"),
    ],
)
def test_an_odd_text_is_read_in_seconds(name: str, text: str) -> None:
    before = process_time()
    with suppress(Unreadable):
        read_document(text.encode(), name)
    assert process_time() - before < LONGEST


def test_what_lies_deeper_than_browsers_show_is_read_as_words() -> None:
    page = "<h1>Well</h1>" + "<div>" * 5_000 + "<b>Deep</b> down." + "</div>" * 5_000 + "<p>Above.</p>"
    assert read_document(page.encode(), "well.html").text == "# Well\n\nDeep down.\n\nAbove."
