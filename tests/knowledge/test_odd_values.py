"""What a page writes into its attributes, whatever it is, ends nothing: the page is read, and the value passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.readers.html import read_html
from knowledge.readers.markdown import read_markdown

MANY_DIGITS = "9" * 5_000

odd_values = st.one_of(
    st.sampled_from(
        ["²", "٣", "1..5x", MANY_DIGITS, "-1", "1e5", "NaN", "data:,", "data:;base64,=", "//[", "&#xD800;"]
    ),
    st.text(alphabet="0123456789.,xw% ²½-+:;/[]&#", max_size=12),
)


@pytest.mark.parametrize("start", ["²", MANY_DIGITS, "-3", "x"])
def test_a_list_that_starts_nowhere_starts_at_one(start: str) -> None:
    assert read_html(f'<ol start="{start}"><li>One</li></ol>', "a.html").text == "1. One"


def test_of_a_picture_s_sizes_those_that_are_none_count_as_one() -> None:
    page = '<p>x</p><img srcset="a.png 1..5x, b.png 2x, c.png ²x">'
    assert [picture.place for picture in read_html(page, "a.html").illustrations] == ["b.png"]


def test_a_picture_that_claims_endless_pixels_is_shown() -> None:
    page = f'<img src="a.png" width="{MANY_DIGITS}">'
    for document in (read_html(f"<p>x</p>{page}", "a.html"), read_markdown(f"x\n\n{page}", "a.md")):
        assert [picture.place for picture in document.illustrations] == ["a.png"]


@settings(max_examples=100, deadline=None)
@given(st.lists(odd_values, min_size=10, max_size=10))
def test_no_value_ends_the_reading(values: list[str]) -> None:
    start, span, rows, *picture = values
    names = ("src", "srcset", "data-src", "width", "height", "alt", "style")
    image = "".join(f' {name}="{value}"' for name, value in zip(names, picture, strict=True))
    page = (
        f'<ol start="{start}"><li>Alpha <img{image}></li></ol>'
        f'<table><tr><td colspan="{span}" rowspan="{rows}">Beta</td><td>Gamma</td></tr></table>'
    )
    assert "Gamma" in read_html(page, "a.html").text
    assert read_markdown(page, "a.md").text == page
