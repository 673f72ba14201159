"""What a site puts around every text is not read as what the page says, and what only looks like it is."""

from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from knowledge.readers import read_document
from knowledge.readers.html import read_html
from knowledge.readers.problem import Unreadable

SAID = "# Refunds\n\nRefunds are paid within 14 days."


@pytest.mark.parametrize(
    "around",
    [
        '<div id="cookie-consent"><p>We use cookies.</p><button>Accept</button></div>',
        '<header><a href="/"><p>Acme Help 25</p></a></header>',
        '<header class="top"><a href="/">Acme</a><ul><li><a href="/pricing">Pricing</a></li></ul></header>',
        '<a class="jump" href="#content">Skip to main content</a>',
        '<div class="feedback">Was this page helpful? <a href="#">Yes</a> <a href="#">No</a></div>',
        "<div><div><span>Was this article helpful?</span><div><button>Yes</button></div>"
        "<small>3 out of 5 found this helpful</small></div></div>",
        '<div class="intercom-reaction-picker"><div>Did this answer your question?</div><span>😞</span></div>',
        "<p>Is this page useful?</p>",
        '<div class="social-share"><a href="https://social.example">Share</a></div>',
        '<span aria-hidden="true">▼</span>',
        '<div class="line-numbers" aria-hidden="true"><span>1</span><br><span>2</span></div>',
        '<span class="theme-doc-version-badge badge">Version: 3.2</span>',
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is that still so?</span></p></div>',
        '<div class="page-header-icon"><span>💸</span></div>',
        '<div class="page-metadata">Created by <span class="author">Ada</span>, last modified on 3 May</div>',
        '<div class="printfooter">Retrieved from <a href="x">x</a></div>',
    ],
)
def test_what_stands_around_every_text_is_left_out(around: str) -> None:
    page = f"<body>{around}<h1>Refunds</h1><p>Refunds are paid within 14 days.</p>{around}</body>"
    assert read_html(page, "refunds.html").text == SAID


@pytest.mark.parametrize(
    "said",
    [
        '<section id="cookies"><p>We keep cookies for 30 days.</p></section>',
        '<section id="cookie-consent"><p>We ask for consent.</p></section>',
        '<div class="section" id="page-feedback"><p>Each page has a form.</p></div>',
        '<div id="cookie-banner"><h2>The banner</h2><p>It comes once.</p></div>',
        "<header><div>Owner of this policy: <a href='ann.html'>Ann Smith</a></div></header>",
        "<header><h2>Fees</h2><a href='a.html'>All fees</a></header>",
        "<header><p>Since 2024, see <a href='a.html'>the list</a>.</p></header>",
        "<p>Was this helpful? Then tell us by mail, for we read every one of them.</p>",
        '<div aria-hidden="true">Fees are 3 euros.</div>',
        '<p>Ask <a href="#desk">the desk</a>.</p>',
        "<p class='share'>Your share is half.</p>",
    ],
)
def test_what_a_page_says_stays(said: str) -> None:
    page = f"<body><h1>Refunds</h1><p>Refunds are paid within 14 days.</p>{said}</body>"
    text = read_html(page, "refunds.html").text
    assert text.startswith(SAID) and len(text) > len(SAID) + 10


def test_a_question_whether_it_helped_takes_nothing_else_with_it() -> None:
    page = "<div><p>Fees: none.</p><div>Was this helpful? <b>Yes</b></div></div>"
    assert read_html(page, "fees.html").text == "Fees: none."


@pytest.mark.parametrize(
    ("title", "heading", "called"),
    [
        ("Refunds of fees | Acme Docs", "Refunds of fees", "Refunds of fees"),
        ("Refunds of fees &#8212; Acme 2.1 documentation", "Refunds of fees", "Refunds of fees"),
        ("How are refunds paid? – Acme Help Center", "How are refunds paid?", "How are refunds paid?"),
        ("Refunds of fees - Acme Wiki", "Refunds of fees", "Refunds of fees"),
        ("Refunds of fees-in-kind", "Refunds of fees", "Refunds of fees-in-kind"),
        ("Refunds of fees and taxes", "Refunds of fees", "Refunds of fees and taxes"),
        ("Refunds of fees: the rules", "Refunds of fees", "Refunds of fees: the rules"),
        ("KB0010023 - Refunds of fees", "Refunds of fees", "KB0010023 - Refunds of fees"),
        ("Installation | Acme Agent", "Installation", "Installation | Acme Agent"),
        ("Acme", "Refunds of fees", "Acme"),
    ],
)
def test_a_page_is_called_without_the_name_of_its_site(title: str, heading: str, called: str) -> None:
    page = f"<head><title>{title}</title></head><body><h1>{heading}</h1><p>In 14 days.</p></body>"
    assert read_html(page, "page.html").title == called


@pytest.mark.parametrize(
    ("space", "called"), [("Staff wiki", "Leave : Berlin"), ("Leave", "Staff wiki : Leave : Berlin")]
)
def test_a_page_that_confluence_exported_is_called_without_its_space(space: str, called: str) -> None:
    page = read_html(
        "<title>Staff wiki : Leave : Berlin</title>"
        f'<ol id="breadcrumbs"><li><span><a href="index.html">{space}</a></span></li></ol>'
        '<h1 id="title-heading"><span id="title-text"> Staff wiki : Leave : Berlin </span></h1><p>30 days.</p>',
        "leave_4711.html",
    )
    assert (page.title, page.text.splitlines()[-1]) == (called, "30 days.")
    assert f"# {called}" in page.text


def test_a_page_of_google_docs_is_called_by_its_title() -> None:
    page = '<body class="doc-content"><p class="c3 title">Travel policy</p><h1>Rates</h1><h1>Fees</h1></body>'
    assert read_html(page, "travel.html").title == "Travel policy"


def test_a_listing_beside_the_numbers_of_its_lines_keeps_its_lines() -> None:
    page = (
        '<table class="highlighttable"><tr><th colspan="2"><span>run.sh</span></th></tr>'
        '<tr><td class="linenos"><div class="linenodiv"><pre>1\n2</pre></div></td>'
        "<td><pre><code>backup run\nbackup list\n</code></pre></td></tr></table>"
    )
    assert read_html(page, "page.html").text == "run.sh\n\n```\nbackup run\nbackup list\n```"


@pytest.mark.parametrize(
    "body",
    [
        '<noscript>Enable JavaScript.</noscript><div id="root"></div>',
        "<div>You need to enable JavaScript to run this app.</div>",
        "<div>Loading…</div>",
    ],
)
def test_a_page_that_a_script_writes_is_refused_with_what_to_do(body: str) -> None:
    page = f"<html><body>{body}<script src='main.js'></script></body></html>"
    with pytest.raises(Unreadable) as refused:
        read_document(page.encode(), "app.html")
    assert refused.value.problem == "It holds no text before its script has run."
    assert "as .mhtml or .pdf" in refused.value.next_step


def page_in_one(page: str, *pictures: tuple[str, bytes]) -> bytes:
    """A page as Chrome and Edge save it in one file."""
    whole = MIMEMultipart("related", type="text/html")
    whole["From"], whole["Subject"] = "<Saved by Blink>", "Refunds"
    html = MIMEText(page, "html", "utf-8")
    html["Content-Location"] = "https://acme.example/help/refunds"
    whole.attach(html)
    for address, content in pictures:
        picture = MIMEImage(content, "png")
        picture["Content-Location"] = address
        whole.attach(picture)
    return whole.as_bytes()


@pytest.mark.parametrize("name", ["refunds.mhtml", "refunds.mht", "refunds.doc"])
def test_a_page_that_a_browser_saved_in_one_file_is_read_with_its_pictures(name: str) -> None:
    page = (
        "<html><head><title>Refunds</title></head><body><h1>Refunds</h1><p>Refunds are paid within 14 days – "
        "always.</p><img src='../form.png' alt='The form'><img src='away.png' alt='Away'></body></html>"
    )
    document = read_document(page_in_one(page, ("https://acme.example/form.png", b"\x89PNG")), name)
    assert document.title == "Refunds"
    assert document.text.startswith(f"{SAID[:-1]} – always.")
    assert [(shown.alt, shown.content) for shown in document.illustrations] == [("The form", b"\x89PNG")]


@pytest.mark.parametrize("content", [b"no mail at all", b"Content-Type: multipart/related; boundary=x\n\n--x\n\nwords"])
def test_a_page_in_one_file_without_a_page_is_told(content: bytes) -> None:
    with pytest.raises(Unreadable, match="not a web page in one file"):
        read_document(content, "refunds.mhtml")
