"""The passage behind a citation: the quote, its surroundings, its file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.screens.conftest import Show
from tests.tui.screens.handbook_engine import HandbookEngine, cited
from tui.screens.passage import PassageScreen, locate
from tui.screens.reading import REACH, Reading

QUOTE = cited(1, "The connection is\n   listed there.")
OTHER = cited(2, "Approve the sign-in.", "From the command line")
PORTS = cited(3, "| Ports | UDP 500 and 4500 |")


async def test_the_quote_is_in_view_and_marked(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), size=(60, 14), said="The connection is listed there.") as shown:
        marked = shown.screen.query_one(".-quoted")
        assert shown.screen.query_one(Reading).region.contains_region(marked.region)


async def test_the_heading_says_which_document_and_where_in_it(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), said="VPN on Windows › Set it up") as shown:
        assert "[1] VPN on Windows" in shown.text
        assert "it/vpn.md" in shown.text


async def test_markdown_marks_are_not_shown(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), size=(100, 60), said="gate up --server gate.example") as shown:
        for mark in ("**", "##", "```", "`Gate", "https://settings.example", "| ---"):
            assert mark not in shown.text
        assert "Open the Company Portal and choose Gate > Install." in shown.text


async def test_the_picture_beside_the_document_is_shown(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), size=(100, 60)) as shown:
        await shown.until_said("The settings with the connection · PNG, 40×16")
        await shown.until(lambda: shown.screen.query("#drawn"))


async def test_with_sixteen_colours_a_picture_is_only_named(
    show: Show, engine: HandbookEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    async with show(PassageScreen(engine, QUOTE), size=(100, 60)) as shown:
        await shown.until_said("The settings with the connection · PNG, 40×16")
        assert not shown.screen.query("#drawn")


async def test_a_picture_that_is_none_is_named(show: Show, engine: HandbookEngine, pages: Path) -> None:
    (pages / "it" / "images" / "settings.png").write_bytes(b"<html>")
    async with show(PassageScreen(engine, QUOTE), size=(100, 60)) as shown:
        await shown.until_said("[Picture: The settings with the connection]")


@pytest.mark.parametrize(("key", "title"), [("n", "[2]"), ("right", "[2]"), ("p", "[3]"), ("left", "[3]")])
async def test_keys_go_round_the_citations(show: Show, engine: HandbookEngine, key: str, title: str) -> None:
    async with show(PassageScreen(engine, QUOTE, (QUOTE, OTHER, PORTS)), said="1 of 3") as shown:
        await shown.press(key)
        await shown.until_said(title)


async def test_one_citation_has_nowhere_to_turn_to(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), said="listed there.") as shown:
        assert "Next" not in shown.text
        await shown.press("n")
        assert "[1]" in shown.text


async def test_the_same_words_are_marked_in_the_section_that_is_cited(engine: HandbookEngine) -> None:
    document = await engine.document(1)
    first = locate(document, cited(1, "Approve the sign-in.", "Set it up"))[1]
    second = locate(document, OTHER)[1]
    assert first is not None
    assert second is not None
    assert first[0] < second[0]


async def test_a_row_of_a_table_can_be_the_quote(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, PORTS)) as shown:
        await shown.until(lambda: shown.screen.query(".-table.-quoted"))


async def test_a_quote_that_is_not_there_any_more_is_said_to_be(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, cited(1, "This was here once."))) as shown:
        await shown.until_said("The document has changed: the quote is not in it any more.")
        assert "“This was here once.”" in shown.text
        assert "Every laptop has the connection." in shown.text


async def test_a_document_that_is_gone_leaves_the_quote(show: Show, engine: HandbookEngine) -> None:
    engine.gone.add(1)
    async with show(PassageScreen(engine, QUOTE)) as shown:
        await shown.until_said("This document is not in the knowledge any more. Search again.")
        assert "“The connection is" in shown.text


async def test_one_turns_from_a_long_document_to_one_that_is_gone(
    show: Show, engine: HandbookEngine, pages: Path
) -> None:
    paragraphs = [f"Paragraph {n} says something about {n} and nothing else.\n" for n in range(2_000)]
    (pages / "it" / "vpn.md").write_text("# Long\n\n" + "\n".join(paragraphs), encoding="utf-8")
    engine.gone.add(2)
    long, gone = cited(1, paragraphs[1_000].strip()), cited(2, "A sentence.", name="hostile.md")
    async with show(PassageScreen(engine, long, (long, gone)), said="Paragraph 1000 says") as shown:
        await shown.press("n")
        await shown.until_said("This document is not in the knowledge any more. Search again.")
        await shown.press("p")
        await shown.until_said("Paragraph 1000 says")


async def test_o_opens_the_file_with_the_platforms_program(
    show: Show, engine: HandbookEngine, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("tui.screens.passage.open_file", opened.append)
    async with show(PassageScreen(engine, QUOTE), said="listed there.") as shown:
        await shown.press("o")
        await shown.until(lambda: opened)
    assert opened == [pages / "it" / "vpn.md"]


async def test_o_opens_a_page_in_the_browser(show: Show, engine: HandbookEngine) -> None:
    page = cited(1, "Approve the sign-in.", url="https://wiki.example/vpn")
    async with show(PassageScreen(engine, page), said="https://wiki.example/vpn") as shown:
        await shown.press("o")
        await shown.until(lambda: shown.app.opened)
        assert shown.app.opened == ["https://wiki.example/vpn"]


async def test_an_address_that_is_no_web_page_is_never_opened(show: Show, engine: HandbookEngine) -> None:
    page = cited(1, "Approve the sign-in.", url="javascript:alert(1)")
    async with show(PassageScreen(engine, page), said="javascript:alert(1)") as shown:
        await shown.press("o")
        await shown.until(lambda: shown.notices)
        assert shown.app.opened == []


async def test_a_file_that_is_gone_is_told(show: Show, engine: HandbookEngine, pages: Path) -> None:
    async with show(PassageScreen(engine, QUOTE), said="listed there.") as shown:
        (pages / "it" / "vpn.md").unlink()
        await shown.press("o")
        await shown.until(lambda: shown.notices)
        assert "is not there any more. Sync its source." in shown.notices[0]


async def test_a_file_of_that_name_where_the_chat_was_started_is_not_opened(
    show: Show, engine: HandbookEngine, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pages)
    monkeypatch.setattr("tui.screens.passage.open_file", lambda path: pytest.fail(f"{path} was opened"))
    engine.gone.add(1)
    async with show(PassageScreen(engine, QUOTE), said="This document is not in the knowledge any more.") as shown:
        await shown.press("o")
        await shown.until(lambda: shown.notices)
        assert "The file of it/vpn.md is not here." in shown.notices[0]


async def test_y_copies_the_path_or_the_address(show: Show, engine: HandbookEngine, pages: Path) -> None:
    page = cited(2, "Approve the sign-in.", url="https://wiki.example/vpn")
    async with show(PassageScreen(engine, QUOTE, (QUOTE, page)), said="listed there.") as shown:
        await shown.press("y")
        assert shown.app.clipboard == str(pages / "it" / "vpn.md")
        await shown.press("n")
        await shown.until_said("https://wiki.example/vpn")
        await shown.press("y")
        assert shown.app.clipboard == "https://wiki.example/vpn"


async def test_q_brings_the_quote_back(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE), size=(60, 14), said="listed there.") as shown:
        await shown.press("G")
        assert "listed there." not in shown.text
        await shown.press("q")
        assert "listed there." in shown.text


@pytest.mark.parametrize(("there", "back"), [("j", "k"), ("space", "b"), ("G", "g"), ("down", "up")])
async def test_keys_move_in_the_text(show: Show, engine: HandbookEngine, there: str, back: str) -> None:
    async with show(PassageScreen(engine, cited(1, "Laptops reach internal systems")), size=(60, 14)) as shown:
        await shown.until_said("Laptops reach internal systems")
        reading = shown.screen.query_one(Reading)
        before = reading.scroll_y
        await shown.press(there)
        assert reading.scroll_y > before
        await shown.press(back)
        assert reading.scroll_y == before


async def test_escape_closes(show: Show, engine: HandbookEngine) -> None:
    async with show(PassageScreen(engine, QUOTE)) as shown:
        await shown.press("escape")
        assert shown.app.result is None


async def test_a_document_of_a_megabyte_opens_around_its_quote_and_grows_where_one_scrolls(
    show: Show, engine: HandbookEngine, pages: Path
) -> None:
    paragraphs = [f"Paragraph {n} says something about {n} and nothing else.\n" for n in range(20_000)]
    (pages / "it" / "vpn.md").write_text("# Long\n\n" + "\n".join(paragraphs), encoding="utf-8")
    async with show(PassageScreen(engine, cited(1, paragraphs[10_000].strip())), said="Paragraph 10000 says") as shown:
        reading = shown.screen.query_one(Reading)
        laid_out = len(reading.children)
        assert laid_out < 3 * 2 * REACH / len(paragraphs[10_000])
        await shown.press("end")
        await shown.until(lambda: len(reading.children) > laid_out)
        first = shown.text
        assert "Paragraph 10" in first
        grown = len(reading.children)
        await shown.press("home")
        await shown.until(lambda: len(reading.children) > grown)
        await shown.pilot.pause()
        assert reading.scroll_y > 0, "what was in view stays in view when text is put above it"


HOSTILE_QUOTES = ["A [/x] sentence", "nowhere [/b]\x1b[31m", ""]


@pytest.mark.parametrize("quote", HOSTILE_QUOTES)
async def test_text_that_looks_like_markup_or_escapes_is_text(show: Show, engine: HandbookEngine, quote: str) -> None:
    async with show(PassageScreen(engine, cited(1, quote, "[/red]", "hostile.md"))) as shown:
        await shown.until_said("[@click=app.quit]with[/] a link and bells.")
        assert "\x1b" not in shown.text
        assert "\u202e" not in shown.text


def test_snapshot_passage(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    assert snap(PassageScreen(engine, QUOTE, (QUOTE, OTHER)), arrange=lambda shown: shown.until_said("PNG, 40×16"))


def test_snapshot_passage_wide(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    screen = PassageScreen(engine, QUOTE, (QUOTE, OTHER))
    assert snap(screen, (120, 40), lambda shown: shown.until_said("PNG, 40×16"))


def test_snapshot_passage_tiny(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    assert snap(PassageScreen(engine, QUOTE), (40, 10), lambda shown: shown.until_said("listed"))


def test_snapshot_passage_of_a_changed_document(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    screen = PassageScreen(engine, cited(1, "This was here once."))
    assert snap(screen, arrange=lambda shown: shown.until_said("has changed"))
