"""Text from outside can neither steer the terminal nor lie about itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.untrusted import shortened, shown, shown_line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07body", "body"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]52;c;aGk=\x07after", "after"),
        ("\x1bP1;2|payload\x1b\\after", "after"),
        ("\x9b31mred", "red"),
        ("\x1bcreset", "reset"),
        ("\x1b]never ended\nnext line", "\nnext line"),
        ("bell\x07 back\x08space nul\x00", "bell backspace nul"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("\u061cnumbers\u061c 1-2", "numbers 1-2"),
        ("\u2066isolated\u2069 \ufeffmark \u200bnothing", "isolated mark nothing"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a    b"),
        ("half \ud83d of an emoji", "half � of an emoji"),
        ("👩‍👩‍👧 a family stays", "👩‍👩‍👧 a family stays"),
        ("[/b] stays, it is the widgets' to take as text", "[/b] stays, it is the widgets' to take as text"),
    ],
)
def test_what_is_left_of_a_text(text: str, left: str) -> None:
    assert shown(text) == left


@given(st.text())
def test_nothing_that_steers_is_ever_left(text: str) -> None:
    for character in shown(text):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cs"), hex(ord(character))
        assert character not in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text())
def test_clearing_twice_is_clearing_once(text: str) -> None:
    assert shown(shown(text)) == shown(text)


def test_a_line_is_one_line() -> None:
    assert shown_line(" one\n\n two\t\u2029three ") == "one two three"


@pytest.mark.parametrize(
    ("width", "short"), [(40, "/srv/company/handbook/vpn.md"), (15, "/srv…book/vpn.md"), (2, "/s"), (0, "")]
)
def test_the_middle_of_a_long_line_is_left_out(width: int, short: str) -> None:
    assert len(shortened("/srv/company/handbook/vpn.md", width)) <= width
    assert shortened("/srv/company/handbook/vpn.md", width)[:3] == short[:3]
