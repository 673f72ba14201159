"""The documents: sources with their freshness and errors, works with progress, and why a search finds what it finds."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from knowledge.documents import Placement
from knowledge.reports import FileProblem, SyncReport
from models.errors import DesksideError
from models.progress import Progress, Step, silent
from tests.fakes import sample_events
from tests.tui.screens.conftest import NOTHING, Show, Shown
from tests.tui.screens.handbook_engine import PROBLEMS, SOURCES, HandbookEngine
from tui.screens.knowledge import KnowledgeScreen
from tui.screens.passage import PassageScreen
from tui.screens.search import BAR, bar_of


@pytest.fixture
def engine(engine: HandbookEngine) -> HandbookEngine:
    engine.source_list = list(SOURCES)
    return engine


async def test_sources_are_listed_by_space_with_size_and_freshness(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company/handbook") as shown:
        assert "312 documents, 1,840 passages · synced 2 Nov" in shown.text
        assert "41 documents, 390 passages · synced never" in shown.text
        assert shown.text.index("default") < shown.text.index("/srv/company") < shown.text.index("/srv/exports")


async def test_what_could_not_be_read_is_shown_with_what_to_do(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="2 unreadable") as shown:
        assert "policies/old-scan.pdf: It has no text: it is a picture of pages. Run it through" in shown.text
        assert "notes/[/b]empty.md: It is empty." in shown.text
        await shown.press("down")
        await shown.until(lambda: "old-scan" not in shown.text)


async def test_a_adds_a_place_to_a_space_and_says_what_came_of_it(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("a")
        await shown.fill("#place", "~/notes")
        await shown.fill("#space", "people")
        await shown.press("enter")
        await shown.until_said("Documents: 3 added; 7 passages indexed.")
        assert engine.added == [(("~/notes",), "people")]


async def test_the_space_of_the_marked_source_is_offered_for_what_is_added(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("down", "down", "a")
        await shown.fill("#place", "https://wiki.example/x")
        await shown.press("enter")
        await shown.until(lambda: engine.added)
        assert engine.added == [(("https://wiki.example/x",), "it")]


async def test_without_a_place_nothing_is_added(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("a", "enter", "escape")
        assert engine.added == []
        assert shown.app.result is NOTHING


async def test_progress_is_shown_while_it_lasts(show: Show, engine: HandbookEngine) -> None:
    engine.progress_steps = (Step("Reading it/vpn.md", 1, 4), Step("Embedding", 3, 4))
    engine.pause()
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("S")
        engine.step()
        await shown.until_said("Reading it/vpn.md (1 of 4)")
        assert "25%" in shown.text
        engine.step()
        await shown.until(lambda: "Documents: 3 added" in shown.text)
        assert "%" not in shown.text


@pytest.mark.parametrize(("keys", "space"), [(["s"], "default"), (["j", "j", "s"], "it"), (["S"], None)])
async def test_keys_sync_one_space_or_all(
    show: Show, engine: HandbookEngine, keys: list[str], space: str | None
) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press(*keys)
        await shown.until(lambda: engine.synced)
        assert engine.synced == [space]


async def test_what_a_sync_could_not_read_is_shown(show: Show, engine: HandbookEngine) -> None:
    engine.sync_report = SyncReport(added=1, problems=PROBLEMS[1:], chunks=1)
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("k", "j", "s")
        await shown.until_said("Documents: 1 added, 1 unreadable; 1 passage indexed.")
        assert "notes/[/b]empty.md: It is empty." in shown.text


async def test_what_a_sync_told_stays_until_the_mark_moves(show: Show, engine: HandbookEngine) -> None:
    told = FileProblem("new.pdf", "It is locked.", "Unlock it.")
    engine.sync_report = SyncReport(added=1, problems=(told,), chunks=1)
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("s")
        await shown.until_said("1 unreadable")
        await shown.pilot.pause()
        assert "new.pdf: It is locked." in shown.text
        await shown.press("down", "up")
        await shown.until(lambda: "new.pdf" not in shown.text and "old-scan" in shown.text)


async def test_a_folder_in_two_spaces_keeps_the_mark_on_the_one_that_was_synced(
    show: Show, engine: HandbookEngine
) -> None:
    engine.source_list = [SOURCES[0], replace(SOURCES[0], space="it")]
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("down", "s")
        await shown.until_said("Documents: 3 added")
        await shown.pilot.pause()
        await shown.press("d")
        await shown.until_said("Remove this source from it?")


async def test_missing_pictures_are_one_line_in_the_list(show: Show, engine: HandbookEngine) -> None:
    missing = [FileProblem(f"{n}.md", f"Its picture {n}.png is left out.", "Add it.", picture=True) for n in range(18)]
    engine.source_list = [replace(SOURCES[0], problems=tuple(missing))]
    async with show(KnowledgeScreen(engine, "default"), said="Pictures of 17 more documents") as shown:
        assert "0.md: Its picture 0.png is left out." in shown.text and "1.png" not in shown.text


async def test_what_a_folder_holds_beside_documents_is_said(show: Show, engine: HandbookEngine) -> None:
    engine.source_list = [replace(SOURCES[0], problems=(), passed_over={".xls": 2})]
    async with show(KnowledgeScreen(engine, "default")) as shown:
        await shown.until_said("2 files were passed over: .xls (2).")


async def test_escape_stops_what_is_under_way_and_only_then_closes(show: Show, engine: HandbookEngine) -> None:
    engine.pause()
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("s")
        await shown.until_said("Syncing default")
        await shown.press("escape")
        await shown.until_said("Stopped. What was read until then is kept.")
        assert shown.app.result is NOTHING
        await shown.press("escape")
        assert shown.app.result is None


async def test_one_thing_at_a_time(show: Show, engine: HandbookEngine) -> None:
    engine.pause()
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("s", "S")
        await shown.until(lambda: shown.notices)
        assert engine.synced == ["default"]
        assert "One thing at a time" in shown.notices[0]


@pytest.mark.parametrize("key", ["d", "delete"])
async def test_a_source_is_removed_after_a_yes(show: Show, engine: HandbookEngine, key: str) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press(key)
        await shown.until_said("Remove this source from default?")
        await shown.press("n")
        assert engine.removed == []
        await shown.press(key, "y")
        await shown.until_said("Removed 1 document.")
        assert engine.removed == ["/srv/company/handbook"]
        assert "/srv/company" not in shown.text


async def test_vectors_are_rebuilt_after_a_yes(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("r")
        await shown.until_said("Rebuild the search vectors?")
        await shown.press("y")
        await shown.until_said("Rebuilt the vectors of 7 passages.")


async def test_a_failure_is_told_with_its_next_step(show: Show, engine: HandbookEngine) -> None:
    async def fail(*_: object) -> SyncReport:
        raise DesksideError("The disk [/b] is full.", "Free some space.")

    engine.sync = fail  # type: ignore[method-assign, assignment]
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("s")
        await shown.until_said("The disk [/b] is full. Free some space.")


async def test_without_documents_it_says_how_to_add_some(show: Show, engine: HandbookEngine) -> None:
    engine.source_list = []
    async with show(KnowledgeScreen(engine, "default"), said="There are no documents yet. Press a to add") as shown:
        await shown.press("s", "d")
        assert engine.synced == []
        assert shown.screen is shown.app.shown
        await shown.press("a")
        await shown.until(lambda: shown.screen.query("#place"))


async def test_a_search_shows_who_found_each_passage(show: Show, engine: HandbookEngine) -> None:
    engine.passages = [
        *sample_events.PASSAGES[:2],
        replace(sample_events.PASSAGES[2], found_by={"bm25": Placement(1, 15.0), "reader": Placement(9, 0.12)}),
    ]
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("f3")
        await shown.type("vpn")
        await shown.until_said("VPN error codes on Windows › Error 809")
        assert "dense  ██████ #1 0.94" in shown.text
        assert "bm25   ███    #2 7.50" in shown.text
        assert "dense  ······ –" in shown.text


async def test_a_found_passage_opens_in_its_document(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default")) as shown:
        await shown.press("f3")
        await shown.type("vpn")
        await shown.until_said("Error 809")
        await shown.press("down", "enter")
        assert isinstance(shown.screen, PassageScreen)
        assert shown.screen.citation.quote == sample_events.PASSAGES[1].text.strip()


async def test_f4_searches_the_next_space(show: Show, engine: HandbookEngine) -> None:
    searched: list[Sequence[str]] = []

    async def search(text: str, spaces: Sequence[str] = (), limit: int | None = None) -> list[object]:
        searched.append(tuple(spaces))
        return []

    engine.search = search  # type: ignore[method-assign, assignment]
    async with show(KnowledgeScreen(engine, "default")) as shown:
        await shown.press("f3")
        await shown.type("vpn")
        await shown.until(lambda: searched == [("default",)])
        await shown.press("f4")
        await shown.until(lambda: searched[-1] == ("it",))
        assert "In the space it" in shown.text
        await shown.press("f4")
        await shown.until(lambda: searched[-1] == ("default",))


async def test_f2_goes_back_to_the_sources(show: Show, engine: HandbookEngine) -> None:
    async with show(KnowledgeScreen(engine, "default")) as shown:
        await shown.press("f3")
        await shown.press("f2")
        await shown.until_said("/srv/company")
        await shown.press("S")
        await shown.until(lambda: engine.synced)


@pytest.mark.parametrize(("share", "bar"), [(0.0, ""), (1.0, "█" * BAR), (0.5, "█" * (BAR // 2)), (2.0, "█" * BAR)])
def test_a_bar_is_as_long_as_its_share(share: float, bar: str) -> None:
    assert bar_of(share) == bar.ljust(BAR)


async def test_a_thousand_reports_a_second_do_not_hold_the_screen_up(show: Show, engine: HandbookEngine) -> None:
    async def busy(space: str | None = None, progress: Progress = silent) -> SyncReport:
        for n in range(5_000):
            progress(Step(f"Reading file {n}", n, 5_000))
        return SyncReport(unchanged=5_000)

    engine.sync = busy  # type: ignore[method-assign]
    async with show(KnowledgeScreen(engine, "default"), said="/srv/company") as shown:
        await shown.press("s")
        await shown.until_said("5000 unchanged")


def test_snapshot_sources(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    assert snap(KnowledgeScreen(engine, "default"), arrange=lambda shown: shown.until_said("empty.md"))


def test_snapshot_sources_wide(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    assert snap(KnowledgeScreen(engine, "default"), (120, 40), lambda shown: shown.until_said("empty.md"))


def test_snapshot_sources_tiny(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    assert snap(KnowledgeScreen(engine, "default"), (40, 10), lambda shown: shown.until_said("old-scan"))


def test_snapshot_sources_progress(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    engine.progress_steps = (Step("Reading policies/parental-leave.md", 31, 100),) * 2
    engine.pause()

    async def sync(shown: Shown) -> None:
        await shown.until_said("/srv/company")
        await shown.press("s")
        engine.step()
        await shown.until_said("31%")

    assert snap(KnowledgeScreen(engine, "default"), arrange=sync)


def test_snapshot_add_source(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    async def add(shown: Shown) -> None:
        await shown.until_said("/srv/company")
        await shown.press("a")
        await shown.until_said("Add documents")

    assert snap(KnowledgeScreen(engine, "default"), arrange=add)


def test_snapshot_search(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    async def search(shown: Shown) -> None:
        await shown.press("f3")
        await shown.fill("#field", "vpn")
        await shown.until_said("Routers at home")

    assert snap(KnowledgeScreen(engine, "default"), arrange=search)


def test_snapshot_search_narrow(snap: Callable[..., bool], engine: HandbookEngine) -> None:
    async def search(shown: Shown) -> None:
        await shown.press("f3")
        await shown.fill("#field", "vpn")
        await shown.until_said("Routers at home")

    assert snap(KnowledgeScreen(engine, "default"), (50, 20), search)
