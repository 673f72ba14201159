"""What helps to find one's way in a page is not read as what the page says."""

import warnings

import pytest

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
        '<div class="stock"><a href="a.html">In stock</a></div>',
    ],
)
def test_a_list_that_says_something_stays(said: str) -> None:
    assert len(read_html(f"<h1>Tools</h1>{said}<p>There are many.</p>", "tools.html").text.splitlines()) > 3


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
        assert read_html(page.encode(encoding), "page.html").text == "Straße"
        assert read_html(page, "page.html").text == "Straße"


def test_lists_in_lists_without_end_and_twins_are_no_bug() -> None:
    deep = "<ul><li><a href='#x'>x</a>" * 1_500 + "</li></ul>" * 1_500
    twins = f"<ul>{CHAPTERS}</ul><p>One.</p><ul>{CHAPTERS}</ul><p>Two.</p>"
    assert read_html(f"{deep}<p>It is so.</p>", "deep.html").text == "It is so."
    assert read_html(twins, "twins.html").text == "One.\n\nTwo."
