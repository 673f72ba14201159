"""An engine in another process gives what one's own gives; `test_engine.py` asks both the same questions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.client import RemoteEngine
from bot.engine import Engine
from bot.events import Answer, Question
from bot.feedback import Feedback
from bot.first_run import models_missing
from bot.recall.answer_cache import AnswerCache
from bot.settings import Settings
from knowledge.reports import SyncReport
from models.errors import UsageError
from models.progress import Step
from tests.bot.asking import answer_to, events_of, found_in
from tests.bot.conftest import MakeHome, with_own_models
from tests.bot.serving import client, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

POSTERS = "Which printer prints posters?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engines(make_home: MakeHome) -> AsyncIterator[tuple[Engine, RemoteEngine]]:
    """An engine, and the same from outside."""
    settings = Settings(home=make_home(), threads=1)
    async with serving(settings) as (service, address):
        token = client(settings, address).headers["Authorization"].removeprefix("Bearer ")
        async with RemoteEngine.attach(settings, address, token) as remote:
            assert isinstance(service.engine, Engine)
            yield service.engine, remote


@pytest.fixture
def own(engines: tuple[Engine, RemoteEngine]) -> Engine:
    return engines[0]


@pytest.fixture
def remote(engines: tuple[Engine, RemoteEngine]) -> RemoteEngine:
    return engines[1]


async def test_what_is_known_is_told_alike(own: Engine, remote: RemoteEngine) -> None:
    assert await remote.spaces() == await own.spaces() == ["default"]
    assert await remote.sources() == await own.sources()
    assert await remote.sources("default") == await own.sources("default")
    assert await remote.search(POSTERS, limit=3) == await own.search(POSTERS, limit=3)
    assert len(await remote.search(POSTERS)) == len(await own.search(POSTERS))
    [printers] = await remote.documents(text="printers")
    assert [printers] == await own.documents(text="printers")
    assert await remote.document(printers.key) == await own.document(printers.key)
    assert await remote.status() == await own.status()


async def test_an_answer_comes_with_the_same_events(
    own: Engine, remote: RemoteEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnswerCache, "find", lambda *_: None)
    far, near = await events_of(remote, POSTERS), await events_of(own, POSTERS)
    assert [type(event) for event in far] == [type(event) for event in near]
    assert found_in(far) == found_in(near)
    assert isinstance(far[-1], Answer) and isinstance(near[-1], Answer)
    assert (far[-1].text, far[-1].citations) == (near[-1].text, near[-1].citations)
    assert len(far[-1].id) == len(near[-1].id) == 32 and far[-1].id != near[-1].id


async def test_one_document_may_be_asked_alone(remote: RemoteEngine) -> None:
    [travel] = await remote.documents(text="travel")
    events = [event async for event in remote.ask(Question(POSTERS, documents=(travel.key,)))]
    assert {passage.document for passage in found_in(events).passages} == {travel.document}


async def test_a_conversation_is_kept_found_renamed_and_deleted(own: Engine, remote: RemoteEngine) -> None:
    assert await remote.conversations("zoe") == []
    name = await remote.start_conversation("zoe")
    answer = await answer_to(remote, POSTERS, name)
    [listed] = await remote.conversations("zoe", "POSTERS")
    assert answer.conversation == listed.id == name
    assert [listed] == await own.conversations("zoe") and listed.title == POSTERS
    window = await remote.conversation(name, before=3, limit=1)
    assert window == await own.conversation(name, before=3, limit=1)
    assert (window.turns[0].answer_id, window.earlier) == (answer.id, 1)
    await remote.give_feedback(Feedback(answer.id, "up", asker="zoe"))
    await remote.rename_conversation(name, "Big prints")
    assert [found.title for found in await own.conversations("zoe", "big")] == ["Big prints"]
    await remote.delete_conversation(await remote.start_conversation("zoe"))
    assert await remote.forget_conversations("zo", datetime.now(UTC) - timedelta(days=1)) == 0
    assert await remote.forget_conversations("zo", datetime.now(UTC)) == 1
    for gone in (remote.conversation(name), remote.delete_conversation(name), remote.rename_conversation(name, "x")):
        with pytest.raises(UsageError, match="no such conversation"):
            await gone
    with pytest.raises(UsageError):
        await remote.give_feedback(Feedback("nothing", "down"))


async def test_documents_are_added_synced_and_removed_with_progress(remote: RemoteEngine, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nTea is in the blue tin.\n")
    steps: list[Step] = []
    added = await remote.add([str(tmp_path), str(tmp_path / "gone.md")], "kitchen", steps.append)
    assert (added.added, [problem.problem for problem in added.problems]) == (1, ["It is not there."])
    assert steps and all(step.doing for step in steps)
    (tmp_path / "tea.md").write_text("# Tea\n\nTea is in the red tin.\n")
    assert (await remote.sync("kitchen", steps.append)).changed == 1
    assert await remote.rebuild(steps.append) > 1
    assert await remote.remove(str(tmp_path), "kitchen") == 1
    assert await remote.spaces() == ["default"]
    for refused in (remote.sync("kitchen"), remote.add([str(tmp_path)], "No Such Name"), remote.remove("gone.md")):
        with pytest.raises(UsageError):
            await refused


async def test_a_folder_is_watched_for_as_long_as_somebody_asks(remote: RemoteEngine, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nTea is in the blue tin.\n")
    await remote.add([str(tmp_path)], "watched")
    async with aclosing(remote.watch("watched")) as reports:
        assert await anext(reports) == SyncReport(unchanged=1)
        (tmp_path / "tea.md").write_text("# Tea\n\nTea is in the red tin.\n")
        changed = await asyncio.wait_for(anext(reports), 60)
        assert changed.changed == 1
    assert await remote.remove(str(tmp_path), "watched") == 1
    with pytest.raises(UsageError, match="attic"):
        await anext(remote.watch("attic"))


async def test_adding_that_is_cancelled_has_stopped_when_it_returns(
    own: Engine, remote: RemoteEngine, tmp_path: Path
) -> None:
    for number in range(200):
        (tmp_path / f"{number}.md").write_text(f"# Page {number}\n\nThe number {number} is written here.\n")
    begun = asyncio.Event()
    adding = asyncio.create_task(remote.add([str(tmp_path)], "numbers", lambda step: begun.set()))
    await begun.wait()
    adding.cancel()
    await asyncio.wait([adding])
    [source] = await own.sources("numbers")
    assert source.documents < 200
    # Whatever was added by then stays, and nothing more comes.
    assert [source] == await own.sources("numbers")
    await own.remove(str(tmp_path), "numbers")


async def test_more_than_a_request_may_hold_is_refused_here(remote: RemoteEngine) -> None:
    with pytest.raises(UsageError, match="bytes at once"):
        await remote.search("long " * 300_000)


async def test_the_models_that_are_still_to_be_built_are_named(make_home: MakeHome, built_models: Path) -> None:
    home = with_own_models(make_home(), built_models)
    assert models_missing(Settings(home=home)) == []
    (home / "models" / "writer").unlink()
    (home / "models" / "reader").unlink()
    assert models_missing(Settings(home=home)) == ["reader", "writer"]
