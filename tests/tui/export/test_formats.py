"""A conversation as a file: whole, with its sources, and harmless whatever was said in it."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from bot.conversations import ConversationWindow, StoredTurn
from bot.events import Citation, Read
from tests.fakes.scripted_engine import conversation_of
from tui.export.html import as_html
from tui.export.json import as_json
from tui.export.markdown import as_markdown

THEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
EVIL = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://evil.example/track.png) \x1b[31m{{ 7 * 7 }}"
CITATION = Citation(1, f"a`{EVIL}.md", EVIL, "</div><b>", EVIL, "javascript:alert(2)", 1)
CONVERSATION = ConversationWindow(
    "c1",
    EVIL,
    (
        StoredTurn(1, "user", f"{EVIL}\n# no heading", None, (), "", THEN),
        StoredTurn(2, "assistant", f"Do **this**: `x`. [1]\n\n- a\n- b\n\n{EVIL}", "grounded", (CITATION,), "a1", THEN),
    ),
    0,
)


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "style", "onclick")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_holds_everything_that_was_said() -> None:
    page = Page(as_html(conversation_of(3)))
    assert page.tags.count("blockquote") == 3 * 2
    assert page.text.count("how do I fix VPN error 809?") == 3
    assert "“Open UDP ports 500 and 4500 for outgoing traffic on the router.”" in page.text
    assert "2026-11-02" in page.text


def test_html_runs_nothing_and_fetches_nothing() -> None:
    html = as_html(CONVERSATION)
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "b" not in page.tags
    # What would have been a picture is a link, which waits to be clicked.
    assert page.links == ["http://evil.example/track.png"]
    assert "{{ 7 * 7 }}" in page.text
    assert "\x1b" not in html
    assert "default-src 'none'" in html


def test_html_keeps_an_answers_form_and_its_sources_links() -> None:
    page = Page(as_html(conversation_of(1)))
    assert {"ol", "li", "strong", "code", "em"} <= set(page.tags)
    assert page.links == ["https://handbook.example/vpn"]


def test_html_shows_a_question_line_for_line_and_its_pictures_apart() -> None:
    pictures = (Read("a.png", "dialog", "Error 809.\nTry again."), Read("b.png", None, ""))
    asked = StoredTurn(1, "user", "Two lines:\n  the second", None, (), "", THEN, pictures)
    page = BeautifulSoup(as_html(ConversationWindow("c1", "Two lines", (asked,), 0)), "html.parser")
    # Whatever stands between these tags is shown with its blanks and its lines.
    assert [said.text for said in page.select(".said")] == [asked.text]
    assert [read.text for read in page.select(".picture")] == [
        "a.png: Error 809.\nTry again.",
        "b.png: nothing legible",
    ]


def test_html_says_what_is_asked_and_what_is_answered() -> None:
    page = BeautifulSoup(as_html(conversation_of(2)), "html.parser")
    assert [section["aria-label"] for section in page.select("main > article")] == ["Question", "Answer"] * 2


def test_a_table_of_an_answer_can_be_scrolled_by_keys() -> None:
    table = StoredTurn(1, "assistant", "| Office | Days |\n| --- | --- |\n| Berlin | 30 |", "extract", (), "a1", THEN)
    page = BeautifulSoup(as_html(ConversationWindow("c1", "Days", (table,), 0)), "html.parser")
    assert [found["tabindex"] for found in page.select("table")] == ["0"]


def test_markdown_holds_everything_that_was_said() -> None:
    text = as_markdown(conversation_of(2))
    assert text.startswith("# How do I fix VPN error 809?\n")
    assert text.count("**You**") == 2
    assert text.count("Sources:") == 2
    assert "- \\[2\\] Routers at home, Routers at home (`it/network/routers.md`): “Hotels often block them;" in text


def test_markdown_takes_what_a_person_typed_as_text() -> None:
    html = MarkdownIt("commonmark").render(as_markdown(CONVERSATION).split("Do **this**")[0])
    assert Page(html).tags == ["h1", "p", "strong", "blockquote", "p"]
    assert "# no heading" in Page(html).text


def test_json_is_what_is_stored() -> None:
    found = json.loads(as_json(CONVERSATION))
    assert found["title"] == EVIL
    assert [turn["role"] for turn in found["turns"]] == ["user", "assistant"]
    assert found["turns"][1]["citations"][0]["quote"] == EVIL
    assert found["turns"][0]["said"] == "2026-11-02T09:30:00+00:00"


@pytest.mark.parametrize("write", [as_markdown, as_html, as_json])
def test_an_empty_conversation_can_be_written(write: object) -> None:
    assert write(ConversationWindow("c", "", (), 0))  # type: ignore[operator]
