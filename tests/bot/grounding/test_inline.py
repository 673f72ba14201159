"""The words of a document are shown as they stand there: nothing typed in angle brackets or a path is lost."""

import pytest
from markdown_it import MarkdownIt

from bot.grounding.inline import literal, literal_but_code, plain_inline


def on_screen(markdown: str) -> str:
    """What a person sees of a line of Markdown."""
    [line] = MarkdownIt("commonmark").parseInline(markdown)
    return "".join(token.content for token in line.children or [])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Reset it at <https://id.acme.example/reset>.", "Reset it at https://id.acme.example/reset."),
        ("Write to <desk@acme.example>.", "Write to desk@acme.example."),
        ("Open settings<br>Choose `Wi-Fi`", "Open settings Choose Wi-Fi"),
        ("10<br/>20 <b>euros</b>", "10 20 euros"),
        ("Open share/<user> and press &lt;Enter&gt;", "Open share/<user> and press <Enter>"),
        ("A List<String> for 3 < 4", "A List<String> for 3 < 4"),
        ("[the list](list.md) ![x](y.png)and <kbd>Ctrl</kbd>", "the list and Ctrl"),
        ("See [the list [draft] of codes](codes.md).", "See the list [draft] of codes."),
        ("Set [a [b] c] or [it [here](x.md)].", "Set [a [b] c] or [it here]."),
        ("Type `[text](page.md)` or `<user>`", "Type [text](page.md) or <user>"),
        ("As said [3].", "As said (3)."),
        (
            "10<sup>6</sup> or 2<sup>-3</sup> m<sup>2</sup>, the 5<sup>th</sup> 2<sub>8</sub>",
            "10^6 or 2^-3 m2, the 5th 28",
        ),
    ],
)
def test_only_what_a_page_shows_as_markup_goes(text: str, seen: str) -> None:
    assert on_screen(plain_inline(text)) == seen


@pytest.mark.parametrize(
    "link",
    [
        "[the desk](mailto:desk@acme.example)",
        "[the desk](tel:+4930555)",
        "[it](https://acme.example/a_(b))",
        "[`it`](<https://acme.example/a b>)",
    ],
)
def test_a_link_that_can_be_followed_from_an_answer_stays_whole(link: str) -> None:
    assert plain_inline(f"See {link}.") == f"See {link}."


def test_a_link_by_reference_leads_where_the_page_says_or_is_its_words() -> None:
    links = {"1": "https://acme.example/ports", "port guide": "ports.md"}
    assert plain_inline("See [the list][1] and [Port  Guide].", links) == (
        "See [the list](https://acme.example/ports) and Port Guide."
    )
    assert plain_inline("See [the port guide][1] for the ports.") == "See the port guide for the ports."
    assert plain_inline("Set `a[0][1]` or a[0][1] in [brackets].") == "Set `a[0][1]` or a[0][1] in [brackets]."


@pytest.mark.parametrize("show", [literal, literal_but_code])
@pytest.mark.parametrize(
    "words",
    [
        r"\\files01\team\_old and \*",
        "__init__.py and _old_ and a_b",
        "5*3*2 is 30",
        "# no heading <user> &lt; [a](b.md) ~~x~~ | y",
    ],
)
def test_plain_words_are_seen_as_they_are(show: object, words: str) -> None:
    assert callable(show) and on_screen(show(words)) == words


def test_a_path_of_a_plain_text_is_set_as_code() -> None:
    said = r'Open \\files01\team\_old, then "__init__.py" (or C:\tools). See a_b, ____ and https://a.example/_x_.'
    assert literal_but_code(said) == (
        r'Open `\\files01\team\_old`, then "`__init__.py`" (or `C:\tools`). '
        r"See a_b, \_\_\_\_ and https://a.example/_x_."
    )


def test_of_a_plain_text_only_code_between_backticks_is_markup() -> None:
    assert literal_but_code("Run `a*b*c` on *x* [3].") == r"Run `a*b*c` on \*x\* (3)."
