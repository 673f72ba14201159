"""How counts are said, and how much of a long text is shown."""

import pytest

from bot.untrusted import first_line
from bot.wording import counted


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (counted(1, "question"), "1 question"),
        (counted(0, "question"), "0 questions"),
        (counted(1_200, "question"), "1,200 questions"),
        (counted(2, "person", "people"), "2 people"),
    ],
)
def test_a_number_is_said_with_its_noun(said: str, words: str) -> None:
    assert said == words


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Why?", "Why?"),
        ("\n\n  Why\tthis? \n\n", "Why this?"),
        ("Why?\nBecause.", "Why?…"),
        ("Why does it break", "Why does…"),
        ("\x1b[31mWhy?", "Why?"),
        (" \n ", ""),
    ],
)
def test_the_first_line_of_a_text_says_whether_there_is_more(text: str, line: str) -> None:
    assert first_line(text, 10) == line
