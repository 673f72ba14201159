"""What helps to find one's way in a page is not read as what the page says."""

import warnings

import pytest

from knowledge.readers import read_document
from knowledge.readers.html import read_html

CHAPTERS = "".join(f'<li><a href="page.html#c{n}">{n}. Chapter {n}</a></li>' for n in (1, 2, 3))


@pytest.mark.parametrize(
    "contents",
    [
        f"<ul>{CHAPTERS}</ul>",
        f'<div class="toc"><p>1.2.3.</p><dl>{CHAPTERS.replace("li>", "dt>")}</dl></div>',
        f'<ul>{CHAPTERS}<li><a href="#c4">4</a><ul>{CHAPTERS}</ul></li></ul>',
        '<div class="toctree-wrapper compound"><ul><li><a href="other.html">Other</a></li></ul></div>',
        '<div id="table-of-contents"><a href="a.html">A</a></div>',
        '<div class="toc"><h2>Contents</h2><ul><li><a href="#a">Other</a></li></ul></div>',
        '<aside><h3>Articles in this section</h3><ul><li><a href="a.html">Other</a></li></ul></aside>',
        '<section class="related-articles"><h2>Related</h2><ul><li><a href="a.html">Other</a></li></ul></section>',
        '<div><p><b>Related Topics</b></p><div><p><a href="a.html">Other</a></p><p><a href="/b">B</a></p></div></div>',
        '<div><div><h2>See Also</h2></div><ul><li><a href="help/a.htm#top">Other</a></li></ul></div>',
        '<ol id="breadcrumbs"><li><a href="index.html">Home</a></li><li>Tools</li></ol>',
        '<div class="navheader"><a href="a.html">Prev</a> Chapter 3 <a href="c.html">Next</a></div>',
    ],
)
def test_a_table_of_contents_is_left_out(contents: str) -> None:
    assert (
        read_html(f"<h1>Tools</h1>{contents}<p>There are many.</p>", "tools.html").text == "# Tools\n\nThere are many."
    )


@pytest.mark.parametrize(
    "said",
    [
        '<ul><li><a href="#a">Alpha</a> starts it.</li><li><a href="#b">Beta</a></li><li><a href="#c">C</a></li></ul>',
        '<ul><li><a href="https://one.example">One</a></li><li><a href="https://two.example">Two</a></li></ul>',
        '<ul><li><a href="a.html">Form A</a></li><li><a href="b.html">B</a></li><li><a href="c.html">C</a></li></ul>',
        '<section class="related-articles"><h2>Related</h2><p>Ask <a href="a.html">Ann</a> first.</p></section>',
        '<div><h2>See also</h2><p>Ask <a href="a.html">Ann</a> first.</p></div>',
        '<div><h2>See also</h2><ul><li><a href="form.pdf">Form A</a></li></ul></div>',
        '<div><h2>See also</h2><ul><li><a href="https://one.example/">The union</a></li></ul></div>',
        '<div><p>Related topics</p><p>They are taught in May.</p><p><a href="a.html">Other</a></p></div>',
        '<div class="stock"><a href="a.html">In stock</a></div>',
    ],
)
def test_a_list_that_says_something_stays(said: str) -> None:
    assert len(read_html(f"<h1>Tools</h1>{said}<p>There are many.</p>", "tools.html").text.splitlines()) > 3


def test_a_page_that_is_links_to_others_alone_keeps_them() -> None:
    assert (
        "Printing" in read_html('<h2>Related pages</h2><ul><li><a href="b.html">Printing</a></li></ul>', "i.html").text
    )


def test_a_page_that_is_contents_alone_keeps_them() -> None:
    assert "- 2. Chapter 2" in read_html(f"<ul>{CHAPTERS}</ul>", "index.html").text


@pytest.mark.parametrize(
    "mark",
    [
        '<a class="headerlink" href="#one" title="Link">\uf0c1</a>',
        '<a href="#one">¶</a>',
        '<a class="footnote-reference" href="#id7" role="doc-noteref"><span class="fn-bracket">[</span>1]</a>',
        '<sup><a href="#fn1">1</a></sup>',
        '<a href="#note-3">[3]</a>',
        '<span class="mw-editsection">[<a href="edit">edit</a>]</span>',
    ],
)
def test_marks_of_notes_and_links_to_headings_are_left_out(mark: str) -> None:
    document = read_html(f"<h2>One{mark}</h2><p>It is so.{mark} Or not.</p>", "page.html")
    assert document.text == "## One\n\nIt is so. Or not."
    assert document.sections[0].headings == ("One",)


@pytest.mark.parametrize(
    "said",
    [
        '<a href="#3">3</a>',
        "x<sup>2</sup>",
        '<a href="https://a.example">[1]</a>',
        'm<sup><a href="u.html">2</a></sup>',
    ],
)
def test_numbers_that_are_said_stay(said: str) -> None:
    digits = [letter for letter in said.split(">", 1)[1] if letter.isdigit()]
    assert digits[0] in read_html(f"<p>See {said} there.</p>", "page.html").text


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_a_page_that_calls_itself_xml_is_read_without_a_warning(encoding: str) -> None:
    page = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">'
    )
    page += " " * 600 + '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Straße</p></body></html>'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_document(page.encode(encoding), "page.html").text == "Straße"
        assert read_html(page, "page.html").text == "Straße"


def test_lists_in_lists_without_end_and_twins_are_no_bug() -> None:
    deep = "<ul><li><a href='#x'>x</a>" * 1_500 + "</li></ul>" * 1_500
    twins = f"<ul>{CHAPTERS}</ul><p>One.</p><ul>{CHAPTERS}</ul><p>Two.</p>"
    assert read_html(f"{deep}<p>It is so.</p>", "deep.html").text == "It is so."
    assert read_html(twins, "twins.html").text == "One.\n\nTwo."


@pytest.mark.parametrize(
    "wrapped", ["<form><input>{}</form>", "<main><form>{}</form></main>", "<form><main>{}</main></form>"]
)
def test_a_page_that_stands_in_one_form_is_read_without_what_is_filled_in(wrapped: str) -> None:
    said = "<h1>Leave</h1><p>Everyone has 28 days.</p>"
    controls = "<select><option>Berlin</option></select><textarea>Your words</textarea><button>Send</button>"
    document = read_html(wrapped.format(said + controls), "leave.aspx")
    assert document.text == "# Leave\n\nEveryone has 28 days."


def test_a_form_in_a_page_is_left_out() -> None:
    form = "<form><p>Was this page helpful?</p><label>Why</label><input><button>Send</button></form>"
    assert read_html(f"<h1>Leave</h1><p>Everyone has 28 days.</p>{form}", "leave.html").text == (
        "# Leave\n\nEveryone has 28 days."
    )


@pytest.mark.parametrize("main", ["<main>{}</main>", '<div role="main">{}</div>', "<article>{}</article>"])
def test_an_aside_is_read_inside_the_main_part_alone(main: str) -> None:
    note = "<p>Save.</p><aside><p>Warning: this cannot be undone.</p></aside>"
    links = '<aside><h2><a href="/all">All pages</a></h2><a href="b.html">Printing</a></aside>'
    beside = "<aside>News of the day</aside>"
    page = f"<body>{beside}{main.format(note + links)}{beside}</body>"
    assert read_html(page, "save.html").text == "Save.\n\nWarning: this cannot be undone."
    assert read_html(f"<body>{beside}{note}</body>", "save.html").text == "Save."
