"""Messages stay within Slack's limits, and are cut where a reader would cut them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Answer
from bot.slack import limits
from bot.slack.blocks import answer_message, drawn
from bot.slack.limits import cut, length, split
from tests.fakes import sample_events
from tests.fakes.slack.blocks import MOST_MARKDOWN

TEXTS = st.lists(st.sampled_from(["word ", "longerword", "\n", "\n\n", ". ", "```\n", "😀", "é"]), max_size=400).map(
    "".join
)


@given(TEXTS, st.integers(20, 200))
def test_no_piece_is_longer_than_allowed_and_nothing_is_lost(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(length(piece) <= most for piece in pieces)
    kept = "".join("".join(pieces).split()).replace("```", "")
    assert kept == "".join(text.split()).replace("```", "")


def test_text_is_cut_at_the_end_of_a_paragraph() -> None:
    paragraphs = [f"{number} " + "word " * 30 for number in range(6)]
    pieces = split("\n\n".join(paragraphs), 400)
    assert all(piece.startswith(("0", "2", "4")) for piece in pieces)
    assert len(pieces) == 3


def test_a_block_of_code_is_closed_and_opened_again_where_it_is_cut() -> None:
    code = "```python\n" + "\n".join(f"print({number})" for number in range(60)) + "\n```"
    first, *rest = split(code, 300)
    assert first.endswith("\n```")
    assert all(piece.startswith("```python\n") and piece.endswith("```") for piece in rest)


def test_a_block_of_code_whose_first_line_is_longer_than_a_message_comes_to_an_end() -> None:
    pieces = split(f"```{'x' * 5_000}\nmake\n```", 1_000)
    assert len(pieces) < 10
    assert all(length(piece) <= 1_000 for piece in pieces)
    assert "make" in pieces[-1]


def test_characters_beyond_the_basic_plane_count_twice() -> None:
    assert length("a😀") == 3
    assert length(cut("😀" * 100, 51)) <= 51


@pytest.mark.parametrize("plainness", [0, 1, 2])
@pytest.mark.parametrize("size", [10, 9_000, 30_000])
def test_every_message_of_an_answer_fits(plainness: int, size: int) -> None:
    text = "\n\n".join(["A sentence with 😀 & <signs> in it. [1]"] * (size // 30 + 1))
    sources = tuple(sample_events.CITATIONS) * 60
    message = answer_message("T:C:1", Answer(text, "grounded", sources, id="a"), lambda citation: "checked today")
    for number in range(len(message.texts)):
        body = drawn(message.part(number), plainness)  # type: ignore[arg-type]
        assert length(body["text"]) <= limits.TEXT
        blocks = body.get("blocks", [])
        assert len(blocks) <= limits.BLOCKS
        if plainness == 0:
            assert weight(blocks) <= 13_000
        for block in blocks:
            if block["type"] == "markdown":
                assert length(block["text"]) <= MOST_MARKDOWN
            if block["type"] == "section":
                assert length(block["text"]["text"]) <= limits.SECTION
            for element in block.get("elements", []):
                if element["type"] == "button":
                    assert length(element["text"]["text"]) <= limits.BUTTON


def weight(blocks: Sequence[Mapping[str, Any]]) -> int:
    """The characters of all text in blocks, which Slack limits to about 13,000 a message."""
    return sum(length(text) for block in blocks for text in _texts(block))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _texts(inner)
