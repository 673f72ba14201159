"""What reading HTML promises of what a click opens: it is read under its name, and what nobody comes to see is not."""

import pytest

from knowledge.readers.html import read_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<div role='tablist'><button role='tab' id='w'>Windows</button><button role='tab' id='m'>Mac</button></div>"
            "<div role='tabpanel' aria-labelledby='w'><p>Run setup.</p></div>"
            "<div role='tabpanel' aria-labelledby='m' hidden><p>Open the image.</p></div>",
            "Windows\n\nRun setup.\n\nMac\n\nOpen the image.",
        ),
        (
            "<ul><li role='tab' aria-controls='a'>One</li></ul><div role='tabpanel' id='a' hidden>First.</div>",
            "One\n\nFirst.",
        ),
        (
            "<h2><button aria-controls='x'>Who pays?</button></h2><div id='x' hidden>We do.</div>",
            "## Who pays?\n\nWe do.",
        ),
        (
            "<button data-bs-toggle='collapse'>Who pays?</button><div hidden='until-found'>We do.</div>",
            "Who pays?\n\nWe do.",
        ),
    ],
)
def test_what_a_click_opens_is_read_under_its_name(html: str, text: str) -> None:
    assert read_html(f"<body>{html}</body>", "page.html").text == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>Away.</p>",
        "<p hidden id='other'>Away.</p>",
        "<div role='tabpanel' style='display:none'>Away.</div>",
        "<button>Save</button>",
        "<button aria-expanded='false' aria-haspopup='true'>Menu</button>",
    ],
)
def test_what_nobody_comes_to_see_is_not_read(unseen: str) -> None:
    page = f"<p>Shown.</p><a aria-controls='x' href='#'></a>{unseen}"
    assert read_html(page, "page.html").text == "Shown."


def test_a_table_s_caption_stands_before_its_rows() -> None:
    rows = "<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>"
    page = read_html(f"<table><caption>Fees in <b>2026</b></caption>{rows}</table>", "page.html")
    assert page.text == "Fees in 2026\n\n| A | B |\n| 1 | 2 |"


@pytest.mark.parametrize("names", ["id='a' role='tab'", "role='tab' aria-controls='b'"])
def test_a_panel_inside_its_own_tab_is_no_bug(names: str) -> None:
    page = f"<div {names}>One<div role='tabpanel' id='b' aria-labelledby='a'>First.</div></div>"
    assert read_html(page, "page.html").text == "One\n\nFirst."
