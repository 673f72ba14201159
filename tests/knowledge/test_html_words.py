"""What reading HTML promises of words that stand close together: apart or as one, as a person sees them."""

import pytest

from knowledge.readers.html import read_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>10<sup>9</sup> rows, 10<sup>-6</sup> s</p>", "10⁹ rows, 10⁻⁶ s"),
        ("<p><b>30</b><sup>1</sup> days on the 1<sup>st</sup></p>", "30¹ days on the 1st"),
        ("<p>5 m<sup>2</sup></p>", "5 m2"),
        ("<h1>Getting<br>started</h1>", "# Getting started"),
    ],
)
def test_a_raised_digit_makes_no_other_number(html: str, text: str) -> None:
    assert read_html(html, "page.html").text == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("vpn.<b>acme</b>.example", "vpn.acme.example"),
        ("user<wbr>_name", "user_name"),
        ("<ul><li>Ann</li><li>Bo.</li><li>Cy</li></ul>", "Ann; Bo. Cy"),
        ("<p>One.</p><p>Two<br>three</p>", "One. Two three"),
        ("<div>a</div>b<div><i>c</i>d</div>", "a b cd"),
    ],
)
def test_words_in_a_cell_are_apart_where_they_are_seen_apart(cell: str, text: str) -> None:
    page = f"<table><tr><th>A</th><th>B</th></tr><tr><td>{cell}</td><td>x</td></tr></table>"
    assert read_html(page, "page.html").text == f"| A | B |\n| --- | --- |\n| {text} | x |"


@pytest.mark.parametrize(
    "listing",
    [
        "<pre>npm install<br>npm start</pre>",
        "<pre><code><span class='line'>npm install<br></span><span class='line'>npm start<br></span></code></pre>",
        "<table class='highlighttable'><tr><td class='linenos'><pre>1\n2</pre></td>"
        "<td class='code'><pre>npm install\nnpm start</pre></td></tr></table>",
        "<pre><span class='lineno'>1 </span>npm install\n<span class='lineno'>2 </span>npm start</pre>",
    ],
)
def test_a_listing_keeps_its_lines_and_not_their_numbers(listing: str) -> None:
    assert read_html(listing, "page.html").text == "```\nnpm install\nnpm start\n```"


def test_what_is_called_as_line_numbers_are_but_says_something_stays() -> None:
    assert read_html("<div class='gutter'>Open at 9.</div>", "page.html").text == "Open at 9."


@pytest.mark.parametrize(
    "words",
    [
        "Call <nobr>+49 30 123</nobr> at noon.",
        "Call <st1:phone w:st='on'>+49 30 123</st1:phone> at noon.<o:p></o:p>",
        "Call <picture><source srcset='a.webp'><img src='a.png'></picture> +49 30 123 at noon.",
        "Call <ruby><rb>+49 30</rb></ruby> 123 at noon.",
    ],
)
def test_what_stands_in_a_sentence_does_not_part_it(words: str) -> None:
    assert read_html(f"<p>{words}</p>", "page.html").text == "Call +49 30 123 at noon."
    table = f"<table><tr><td>{words}</td><td>x</td></tr></table>"
    assert read_html(table, "page.html").text == "| Call +49 30 123 at noon. | x |"


def test_a_row_of_headers_alone_names_the_columns() -> None:
    sizes = "<tr><th></th><th>A3</th><th>A4</th></tr><tr><th>First floor</th><td>yes</td><td>yes</td></tr>"
    text = "|  | A3 | A4 |\n| --- | --- | --- |\n| First floor | yes | yes |"
    assert read_html(f"<table>{sizes}</table>", "page.html").text == text
    for rows in (
        sizes.replace("th>", "td>"),
        f"{sizes[: sizes.index('</tr>') + 5]}{sizes}",
        sizes[sizes.index("<tr><th>F") :],
    ):
        assert "---" not in read_html(f"<table>{rows}</table>", "page.html").text


def test_a_table_in_a_cell_is_said_in_the_row_that_it_stands_in() -> None:
    inner = "<table><caption>Team</caption><tr><th>Ann</th><td>12</td></tr><tr><th>Bo</th><td>13</td></tr></table>"
    table = f"<table><tr><th>Role</th><th>Call</th></tr><tr><td>Admin</td><td>{inner}</td></tr></table>"
    assert read_html(table, "page.html").text == "| Role | Call |\n| --- | --- |\n| Admin | Team Ann 12 Bo 13 |"


def test_a_table_that_sets_parts_of_a_page_beside_each_other_is_none() -> None:
    inner = "<table><tr><th>Ann</th><td>12</td></tr></table>"
    for head in ("<td>Menu</td>", "<th>Menu</th><th><h2>Phones</h2></th>"):
        read = read_html(f"<table><tr>{head}</tr><tr><td>{inner}</td></tr></table>", "page.html").text
        assert read.endswith("\n\n| Ann | 12 |")


@pytest.mark.parametrize(
    "term",
    ["<dt>Reversal</dt>", "<dt><a name='r'></a><dt><b>Reversal</b></dt></dt>", "<dt><p>Reversal</p></dt>"],
)
def test_a_term_stands_with_what_is_said_of_it_however_it_is_set(term: str) -> None:
    page = f"<h1>Glossary</h1><dl>{term}<dd><p>It undoes a booking.</p></dd></dl>"
    assert read_html(page, "x.html").text == "# Glossary\n\nReversal: It undoes a booking."


def test_a_command_is_code_however_it_is_set() -> None:
    page = '<p>Use <span class="command"><strong>dconf dump /</strong></span> or <code class="command">ls</code>.</p>'
    assert read_html(page, "x.html").text == "Use `dconf dump /` or `ls`."


def test_the_parts_of_a_term_stay_apart() -> None:
    page = "<h1>Glossary</h1><dl><dt><p>Reversal</p><p>(undo)</p></dt><dd>It undoes a booking.</dd></dl>"
    assert read_html(page, "x.html").text == "# Glossary\n\nReversal (undo): It undoes a booking."


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("<p>Lot</p>", "Lot: Some shares."),
        ("<dt><b>Lot</b></dt>", "Lot: Some shares."),
        ("<div>Lot</div><div>(of shares)</div>", "Lot (of shares): Some shares."),
        ("<h3>Lot</h3>", "### Lot\n\nSome shares."),
    ],
)
def test_a_term_stands_with_its_definition_whatever_it_is_wrapped_in(term: str, text: str) -> None:
    assert read_html(f"<dl><dt>{term}</dt><dd><p>Some shares.</p></dd></dl>", "page.html").text == text


def test_a_note_that_a_table_sets_beside_its_sign_is_no_table() -> None:
    sign = '<td rowspan="2"><img src="warning.png"></td>'
    note = f"<table><tr>{sign}<th>Warning</th></tr><tr><td><p>It deletes all.</p></td></tr></table>"
    assert read_html(f"<p>Click.</p>{note}", "page.html").text == "Click.\n\nWarning\n\nIt deletes all."
    legend = '<table><tr><th>Sign</th><th>Says</th></tr><tr><td><img src="a.png"></td><td>Off</td></tr></table>'
    assert read_html(legend, "page.html").text == "| Sign | Says |\n| --- | --- |\n|  | Off |"
