"""What cutting promises: passages are verbatim, short enough, and keep the headings that they stand under."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.chunking import CHUNK_WORDS, chunk_document, count_words
from knowledge.passage_text import headings_above
from knowledge.readers.markdown import read_markdown

words = st.text(alphabet="ab Zéß東京#*-|`>\n\t.1[]()!&;<\r", max_size=600)


@settings(max_examples=200, deadline=None)
@given(words)
def test_chunks_are_verbatim_and_leave_out_only_headings_right_above_others(text: str) -> None:
    document = read_markdown(text, "page.md")
    chunks = chunk_document(document)
    assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert all(before.end <= after.start for before, after in pairwise(chunks))
    ends = [0, *(chunk.end for chunk in chunks)]
    for end, (start, headings) in zip(ends, [*((c.start, c.headings) for c in chunks), (len(text), ())], strict=True):
        left_out = [line for line in re.split(r"[\r\n]", document.text[end:start]) if line.strip()]
        assert all(line.lstrip().startswith("#") for line in left_out)
        assert len([line for line in left_out if line.strip("# \t")]) <= len(headings)


def test_a_heading_right_above_a_long_section_is_no_passage_of_its_own() -> None:
    document = read_markdown(f"# Guide\n\n## Start\n\n{'word ' * CHUNK_WORDS}\n\n## End\n", "page.md")
    assert [chunk.text[:4] for chunk in chunk_document(document)] == ["word", "## E"]
    pictured = read_markdown(f"# Guide\n\n![](a.png)\n\n## Start\n\n{'word ' * CHUNK_WORDS}", "page.md")
    assert [chunk.text[:4] for chunk in chunk_document(pictured)] == ["# Gu", "word"]


def test_a_passage_keeps_the_headings_that_it_does_not_begin_with_itself() -> None:
    above = ("Guide", "Install")
    assert headings_above(above, "## Install `it`\n\nNow.") == ["Guide", "Install"]
    assert headings_above(above, "## **Install**\n\nNow.") == ["Guide"]
    assert headings_above(above, "# as root\napt install x") == ["Guide", "Install"]
    assert headings_above(above, "### Linux\n\nNow.") == ["Guide", "Install"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 400)), max_size=12))
def test_no_chunk_is_longer_than_the_embedder_takes(parts: list[tuple[int, int]]) -> None:
    text = "\n\n".join(f"{'#' * level} Part {n}\n\n" + "word " * size for n, (level, size) in enumerate(parts))
    for chunk in chunk_document(read_markdown(text, "page.md")):
        assert count_words(chunk.text) <= CHUNK_WORDS


def test_small_neighbours_share_a_chunk() -> None:
    document = read_markdown("# Guide\n\n## A\n\nalpha\n\n## B\n\nbeta\n\n# Other\n\n## C\n\ngamma\n", "page.md")
    chunks = chunk_document(document)
    assert chunks[0].headings == ("Guide",)
    assert "alpha" in chunks[0].text
    assert "beta" in chunks[0].text
