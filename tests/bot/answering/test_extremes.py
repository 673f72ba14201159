"""Who asks for the cheapest or the longest gets the row that is, with its citation; what is open is left to reading."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.engine import Engine
from bot.events import Delta
from bot.settings import Settings
from tests.bot.asking import answer_in, answer_to, events_of
from tests.bot.conftest import MakeHome
from tests.bot.steps.extracts.test_extremes import BACKUPS, PLANS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_home: MakeHome, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    pages: Path = tmp_path_factory.mktemp("tables")
    (pages / "plans.md").write_text(PLANS, "utf-8")
    (pages / "backups.md").write_text(BACKUPS, "utf-8")
    async with Engine.open(Settings(home=make_home(), threads=1, answers_at_once=1)) as opened:
        await opened.add([str(pages)], "default")
        yield opened


async def test_the_cheapest_is_the_row_with_the_lowest_price(engine: Engine) -> None:
    events = await events_of(engine, "Which plan is the cheapest?")
    answer = answer_in(events)
    assert (answer.kind, "Sprout" in answer.text, "Grove" in answer.text) == ("extract", True, False)
    [citation] = answer.citations
    assert citation.document == "plans.md" and citation.quote == "| Sprout | €9 per month | 20 GB | 3 |"
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text


async def test_an_item_comes_with_what_introduces_its_list(engine: Engine) -> None:
    answer = await answer_to(engine, "which backup is kept the longest?")
    assert answer.text.splitlines()[-1].startswith("- File shares: kept for 1 year") and "Mail" not in answer.text
    [citation] = answer.citations
    assert "kept for 1 year" in citation.quote


async def test_more_of_it_is_the_whole_table(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    first = await answer_to(engine, "Which plan is the cheapest?", talk)
    assert "Grove" not in first.text
    more = await answer_to(engine, "Tell me more", talk)
    assert all(name in more.text for name in ("Sprout", "Grove", "Forest"))


async def test_a_question_that_says_more_than_the_table_is_left_to_reading(engine: Engine) -> None:
    answer = await answer_to(engine, "Which plan is the cheapest for 30 people?")
    assert answer.text.count("\n| ") != 2 or "Sprout" not in answer.text
