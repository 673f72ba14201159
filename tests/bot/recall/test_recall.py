"""An answer is given again only where that cannot be wrong; what people say of it is kept and heeded."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot import locations
from bot.engine import Engine
from bot.evaluation.feedback_report import downvoted
from bot.events import Answer, Delta, Event, Found, Looking, Question, Turn
from bot.feedback import Feedback, FeedbackStore
from bot.recall.answer_cache import AnswerCache, CacheKey
from bot.recall.pins import NewPin, Pins
from bot.settings import Settings
from models.errors import UsageError
from tests.bot.asking import answer_in
from tests.bot.handbook import write_handbook

pytestmark = pytest.mark.asyncio(loop_scope="module")

POSTERS = "Which printer prints posters?"
GOLDFISH = "How do I breed goldfish?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_handbook(tmp_path_factory.mktemp("recall") / "handbook")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, built_models: Path) -> Path:
    home = tmp_path_factory.mktemp("home")
    locations.models_folder(home).symlink_to(built_models, target_is_directory=True)
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(home: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    other = tmp_path_factory.mktemp("other")
    (other / "tea.md").write_text("# Tea\n\nTea is served at four in the kitchen.\n")
    async with Engine.open(Settings(home=home, threads=1, max_answer_tokens=32)) as opened:
        await opened.add([str(folder)])
        await opened.add([str(other)], "other")
        yield opened


@pytest.fixture(autouse=True)
def new_memory(engine: Engine) -> None:
    engine._recall._cache = AnswerCache()


async def events_of(engine: Engine, text: str, **about: object) -> list[Event]:
    return [event async for event in engine.ask(Question(text, **about))]  # type: ignore[arg-type]


def is_fresh(events: list[Event]) -> bool:
    return any(isinstance(event, Looking) for event in events)


async def test_the_same_question_gets_the_same_answer_again_with_times_and_an_id_of_its_own(engine: Engine) -> None:
    first = await events_of(engine, POSTERS)
    again = await events_of(engine, f"  {POSTERS[0].lower()}{POSTERS[1:]} ")
    assert is_fresh(first) and not is_fresh(again)
    assert [type(event) for event in again] == [Found, *(type(e) for e in first if isinstance(e, Delta)), Answer]
    one, other = answer_in(first), answer_in(again)
    assert (one.text, one.citations, one.kind) == (other.text, other.citations, other.kind)
    assert other.id and one.id != other.id
    assert (other.timings.prompt_tokens, other.timings.answer_tokens) == (0, 0)
    assert 0 < other.timings.total_ms < one.timings.total_ms


async def test_what_was_not_found_is_found_as_soon_as_a_document_says_it(engine: Engine, folder: Path) -> None:
    assert answer_in(await events_of(engine, GOLDFISH)).kind == "not_found"
    assert not is_fresh(await events_of(engine, GOLDFISH))
    (folder / "fish.md").write_text("# Goldfish\n\nTo breed goldfish, keep two in a pond of 20 degrees.\n")
    await engine.sync()
    assert "20 degrees" in answer_in(await events_of(engine, GOLDFISH)).text
    (folder / "fish.md").write_text("# Goldfish\n\nTo breed goldfish, keep two in a pond of 15 degrees.\n")
    await engine.sync()
    assert "15 degrees" in answer_in(await events_of(engine, GOLDFISH)).text
    await engine.remove("fish.md")
    assert answer_in(await events_of(engine, GOLDFISH)).kind == "not_found"


async def test_a_sync_without_changes_and_a_change_elsewhere_keep_an_answer(engine: Engine, tmp_path: Path) -> None:
    await events_of(engine, GOLDFISH)
    (tmp_path / "more.md").write_text("# More\n\nMore tea.\n")
    await engine.sync()
    await engine.add([str(tmp_path / "more.md")], "other")
    assert not is_fresh(await events_of(engine, GOLDFISH))


async def test_an_answer_stays_in_its_space(engine: Engine) -> None:
    tea = "When is tea served?"
    assert "four" in answer_in(await events_of(engine, tea, spaces=("other",))).text
    elsewhere = await events_of(engine, tea)
    assert is_fresh(elsewhere) and answer_in(elsewhere).kind == "not_found"


@pytest.mark.parametrize(
    "about", [{"history": (Turn("user", "Is there a fish pond?"),)}, {"documents": (1,)}, {"spaces": ("other",)}]
)
async def test_a_question_in_another_setting_is_another_question(engine: Engine, about: dict[str, object]) -> None:
    await events_of(engine, GOLDFISH)
    assert is_fresh(await events_of(engine, GOLDFISH, **about))


async def test_a_follow_up_is_neither_taken_from_memory_nor_kept_there(engine: Engine) -> None:
    conversation = await engine.start_conversation("ann")
    await events_of(engine, "Where are the printers?", conversation=conversation)
    assert is_fresh(await events_of(engine, GOLDFISH, conversation=conversation))
    assert is_fresh(await events_of(engine, GOLDFISH))


async def test_a_question_that_was_left_half_way_is_not_kept(engine: Engine) -> None:
    stream = engine.ask(Question(POSTERS))
    async for event in stream:
        if isinstance(event, Delta):
            break
    await stream.aclose()
    assert is_fresh(await events_of(engine, POSTERS))


async def test_askers_at_once_all_get_the_answer(engine: Engine) -> None:
    answers = [answer_in(events) for events in await asyncio.gather(*(events_of(engine, POSTERS) for _ in range(4)))]
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.id for answer in answers}) == 4


async def test_a_bad_answer_is_not_given_again_from_memory(engine: Engine, home: Path) -> None:
    answer_in(await events_of(engine, GOLDFISH))
    repeated = answer_in(await events_of(engine, GOLDFISH))
    await engine.give_feedback(Feedback(repeated.id, "up", asker="bob"))
    assert not is_fresh(await events_of(engine, GOLDFISH))
    await engine.give_feedback(Feedback(repeated.id, "down", "There is a pond.", "pond.md", "ann"))
    assert is_fresh(await events_of(engine, GOLDFISH))
    kept = FeedbackStore.open(locations.feedback_file(home)).rated()[-1]
    assert (kept.question, kept.kind, kept.spaces) == (GOLDFISH, "not_found", ("default",))
    assert set(kept.models) == {"writer", "embedder", "reader", "clip"}


async def test_an_answer_that_is_not_known_cannot_be_rated(engine: Engine) -> None:
    with pytest.raises(UsageError, match="no such answer"):
        await engine.give_feedback(Feedback("nowhere", "up"))


@pytest.mark.parametrize("way", ["deleted", "forgotten"])
async def test_no_word_of_a_deleted_conversation_is_in_any_file_and_its_verdict_still_counts(
    engine: Engine, home: Path, way: str
) -> None:
    verdicts = len(FeedbackStore.open(locations.feedback_file(home)).rated())
    conversation = await engine.start_conversation("slack:ann")
    for question in ("Do okapis graze? " * 400, "Where do zebras graze?"):
        answer = answer_in(await events_of(engine, question, conversation=conversation))
    await engine.give_feedback(Feedback(answer.id, "down", "quagga", "gazelle.md", "ann"))
    assert written(home, "zebra", "okapi", "quagga", "gazelle") == {"zebra", "okapi", "quagga", "gazelle"}
    if way == "deleted":
        await engine.delete_conversation(conversation)
    else:
        assert await engine.forget_conversations("slack:", datetime.now(UTC)) == 1
    assert written(home, "zebra", "okapi", "quagga", "gazelle") == set()
    rated = FeedbackStore.open(locations.feedback_file(home)).rated()
    assert len(rated) == verdicts + 1 and rated[-1].feedback.verdict == "down"
    assert downvoted(rated[-1:]) == []
    with pytest.raises(UsageError, match="no such answer"):
        await engine.give_feedback(Feedback(answer.id, "up", asker="bob"))


def written(home: Path, *words: str) -> set[str]:
    """Those of the words that are in some file of what was said, in free pages and logs of changes too."""
    content = b"".join(file.read_bytes() for file in home.iterdir() if file.is_file())
    return {word for word in words if word.encode() in content}


async def test_a_pin_is_served_with_its_mark_and_only_to_its_question(engine: Engine, home: Path) -> None:
    await events_of(engine, POSTERS)
    pins = Pins.open(locations.pins_file(home))
    number = pins.add(NewPin("default", (POSTERS,), "Ask Ann, she prints them.", "ann"))
    try:
        conversation = await engine.start_conversation("ann")
        events = await events_of(engine, "which printer prints posters", conversation=conversation)
        answer = answer_in(events)
        assert [type(event) for event in events] == [Delta, Answer]
        assert (answer.kind, answer.text, answer.citations) == ("pinned", "Ask Ann, she prints them.", ())
        assert answer.pinned is not None and answer.pinned.by == "ann" and answer.timings.total_ms > 0
        assert (await engine.conversation(conversation)).turns[-1].kind == "pinned"
        assert answer_in(await events_of(engine, "Which printer prints no posters?")).kind != "pinned"
        assert answer_in(await events_of(engine, POSTERS, documents=(1,))).kind != "pinned"
        assert answer_in(await events_of(engine, POSTERS, spaces=("other",))).kind != "pinned"
    finally:
        pins.remove(number)
    assert answer_in(await events_of(engine, POSTERS)).kind != "pinned"


async def test_no_question_and_no_reason_is_in_the_log(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            answer = answer_in(await events_of(engine, "Where do zebras graze?"))
        await engine.give_feedback(Feedback(answer.id, "down", "quagga", "okapi.md", "ann"))
    assert not any(word in caplog.text.lower() for word in ("zebra", "quagga", "okapi"))


async def test_a_greeting_needs_no_memory(engine: Engine) -> None:
    for _ in range(2):
        assert answer_in(await events_of(engine, "Hello!", spaces=("other",))).kind == "chat"
    assert len(engine._recall._cache._answers) == 0


async def test_the_memory_is_bounded_and_forgets_what_was_used_least() -> None:
    cache = AnswerCache(most=2)
    events = (Delta("a"), Answer("a", "extract"))
    a, b, c = (CacheKey(name, ("s",), (), date(2027, 2, 3)) for name in "abc")
    cache.put(a, ((1, 1),), events)
    cache.put(b, ((1, 1),), events)
    assert cache.find(a, ((1, 1),)) == events
    cache.put(c, ((1, 1),), events)
    assert cache.find(b, ((1, 1),)) is None
    assert cache.find(a, ((1, 2),)) is None
    assert cache.find(a, ((1, 1),)) == events
