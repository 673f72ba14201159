"""A screenshot is a question: what is read in it is told, searched for, kept for follow-ups, and nothing else of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot import locations
from bot.engine import Engine
from bot.engine_models import open_sight
from bot.events import Attachment, Delta, Event, Looking, Question, Read
from bot.interface import EngineInterface
from bot.settings import Settings
from models.errors import ModelMissing, UsageError
from tests.bot.asking import answer_in, answer_to, failure_of, found_in
from tests.bot.conftest import MakeHome, with_own_models
from tests.bot.serving import remote_engine
from tests.fakes.sight import ScriptedSight

pytestmark = pytest.mark.asyncio(loop_scope="module")

MESSAGE = "The network connection to the VPN server could not be established."
SCREENS = {
    "vpn.png": f"OpenFort client\n\nError 809\n\n{MESSAGE}\n\nClose",
    "jam.png": "Printer status\n\nThe printer stopped: paper jam in the tray on the left.\n\nOK",
    "alien.png": "Zorblax 7\n\nFatal: the flux capacitor could not be aligned with Betelgeuse.\n\nRetry",
    "secret.png": "Sign in failed\n\nError 691\n\nUser name: ann\nPassword: hunter2-Xy77\n\nThe sign-in was refused.",
}


def picture(name: str, colour: str = "white") -> Attachment:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return Attachment(name, file.getvalue() + name.encode())


@pytest.fixture(scope="module")
def sight() -> ScriptedSight:
    return ScriptedSight(SCREENS, {"vpn.png": "error dialog"})


@pytest.fixture(scope="module")
def seeing(sight: ScriptedSight) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.engine.open_sight", lambda settings, embedder: sight)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[Engine.open, remote_engine], ids=["own", "served"])
async def engine(request: pytest.FixtureRequest, make_home: MakeHome, seeing: None) -> AsyncIterator[EngineInterface]:
    async with request.param(Settings(home=make_home(), threads=1, max_pictures=3, max_picture_mb=1)) as opened:
        yield opened


async def asked(
    engine: EngineInterface, words: str, *images: Attachment, conversation: str | None = None
) -> list[Event]:
    return [event async for event in engine.ask(Question(words, images, conversation=conversation))]


async def test_a_screenshot_alone_is_read_told_and_answered_with_sources(engine: EngineInterface) -> None:
    events = await asked(engine, "", picture("vpn.png"))
    looking, read, searching, *_ = events
    assert looking == Looking("looking", "vpn.png")
    assert isinstance(read, Read) and (read.name, read.kind) == ("vpn.png", "error dialog")
    assert "Error 809" in read.text and MESSAGE in read.text
    assert isinstance(searching, Looking) and searching.step == "searching" and "809" in searching.subject
    answer = answer_in(events)
    said, rest = answer.text.split("\n\n", 1)
    assert said.startswith("Your screenshot shows error 809") and MESSAGE in said
    assert "Open UDP ports 500 and 4500" in rest and "[1]" in rest
    assert answer.citations[0].document == "vpn.md"
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text


async def test_words_and_a_screenshot_are_one_question(engine: EngineInterface) -> None:
    answer = answer_in(await asked(engine, "How do I get rid of this?", picture("vpn.png")))
    assert "Open UDP ports 500 and 4500" in answer.text
    assert {citation.document for citation in answer.citations} == {"vpn.md"}


async def test_several_screenshots_are_each_read_and_each_told(engine: EngineInterface) -> None:
    events = await asked(engine, "What happened here?", picture("vpn.png"), picture("jam.png"))
    assert [event.name for event in events if isinstance(event, Read)] == ["vpn.png", "jam.png"]
    text = answer_in(events).text
    assert (
        "- vpn.png shows error 809" in text
        and "- jam.png says: “The printer stopped: paper jam in the tray on the left.”" in text
    )
    assert {"vpn.md", "printers.md"} <= {passage.document for passage in found_in(events).passages}


async def test_a_picture_that_cannot_be_opened_is_said_so(engine: EngineInterface) -> None:
    failed = await failure_of(engine, Question("", (Attachment("notes.png", b"this is no picture"),)))
    assert failed.code == "picture" and "notes.png" in failed.problem


async def test_one_that_cannot_be_opened_keeps_no_words_and_no_other_picture_back(engine: EngineInterface) -> None:
    broken = Attachment("notes.png", b"this is no picture")
    events = await asked(engine, "Which printer prints posters?", broken)
    assert [event.problem != "" for event in events if isinstance(event, Read)] == [True]
    answer = answer_in(events)
    assert answer.text.startswith("notes.png was not read: It is ") and "floor 3" in answer.text
    text = answer_in(await asked(engine, "", broken, picture("vpn.png"))).text
    assert "- vpn.png shows error 809" in text and "- notes.png was not read: " in text
    assert "Open UDP ports" in text


async def test_a_picture_with_nothing_to_read_is_asked_a_crop_of(engine: EngineInterface) -> None:
    answer = answer_in(await asked(engine, "", picture("blank.png")))
    assert answer.kind == "clarify" and not answer.citations
    assert "can't make out any text in blank.png" in answer.text and "a crop" in answer.text


async def test_a_problem_that_no_document_knows_is_told_and_not_found(engine: EngineInterface) -> None:
    answer = answer_in(await asked(engine, "", picture("alien.png")))
    assert answer.kind == "not_found" and not answer.citations
    assert answer.text.startswith("Your screenshot says: “Fatal: the flux capacitor could not be aligned")
    assert answer.text.endswith("I couldn't find the answer to that in the documents.")


@pytest.mark.parametrize("words", ["", "How do I fix these?"])
async def test_several_pictures_with_failures_of_their_own_are_answered_one_by_one(
    engine: EngineInterface, words: str
) -> None:
    answer = answer_in(await asked(engine, words, picture("vpn.png"), picture("secret.png")))
    shown, first, second = answer.text.split("\n\n**")
    assert "- vpn.png shows error 809" in shown and "- secret.png shows error 691" in shown
    assert first.startswith("vpn.png**") and "router blocks the VPN" in first and "[1]" in first
    assert second.startswith("secret.png**") and "password is wrong" in second and "[2]" in second
    assert [citation.n for citation in answer.citations] == [1, 2]


async def test_pictures_of_one_failure_and_words_that_ask_something_get_one_answer(engine: EngineInterface) -> None:
    twice = answer_in(await asked(engine, "", picture("vpn.png"), picture("vpn.png", "red")))
    assert "router blocks the VPN" in twice.text and "**vpn.png**" not in twice.text
    words = "Which printer in the office prints large posters?"
    answer = answer_in(await asked(engine, words, picture("vpn.png"), picture("secret.png")))
    assert "**vpn.png**" not in answer.text


@pytest.mark.parametrize("follow_up", ["And how do I fix it?", "It still says that.", "why?", "Tell me more"])
async def test_a_follow_up_keeps_the_picture(engine: EngineInterface, sight: ScriptedSight, follow_up: str) -> None:
    conversation = await engine.start_conversation("ann")
    await asked(engine, "", picture("vpn.png"), conversation=conversation)
    before = len(sight.looked)
    events = await asked(engine, follow_up, conversation=conversation)
    assert found_in(events).passages[0].document == "vpn.md"
    assert not any(isinstance(event, Read) for event in events) and len(sight.looked) == before
    answer = answer_in(events)
    assert "screenshot" not in answer.text
    assert answer.text.startswith("**VPN") == (follow_up == "Tell me more")


@pytest.mark.parametrize(
    "question", ["Which printer in the office prints large posters?", "Which printer prints posters?"]
)
async def test_a_question_about_something_else_lets_the_picture_go(engine: EngineInterface, question: str) -> None:
    conversation = await engine.start_conversation("ann")
    await asked(engine, "", picture("vpn.png"), conversation=conversation)
    answer = await answer_to(engine, question, conversation)
    assert "floor 3" in answer.text and {citation.document for citation in answer.citations} == {"printers.md"}


async def test_a_conversation_shows_what_was_read_and_is_called_by_it(engine: EngineInterface) -> None:
    conversation = await engine.start_conversation("bea")
    await asked(engine, "", picture("vpn.png"), conversation=conversation)
    [listed] = await engine.conversations("bea")
    assert "error 809" in listed.title.lower() and listed.title == (await engine.conversation(conversation)).title
    asked_turn, answered = (await engine.conversation(conversation)).turns
    [read] = asked_turn.pictures
    assert (asked_turn.text, read.name, read.kind) == ("", "vpn.png", "error dialog") and MESSAGE in read.text
    assert not answered.pictures
    assert [found.id for found in await engine.conversations("bea", "network CONNECTION")] == [conversation]
    assert not await engine.conversations("bea", "vector")


async def test_secrets_are_shown_and_kept_nowhere(
    make_home: MakeHome, seeing: None, caplog: pytest.LogCaptureFixture
) -> None:
    home = make_home()
    with caplog.at_level(logging.DEBUG):
        async with Engine.open(Settings(home=home, threads=1)) as engine:
            conversation = await engine.start_conversation("ann")
            events = await asked(engine, "", picture("secret.png"), conversation=conversation)
            assert "hunter2" not in repr(events) and "Error 691" in repr(events)
            assert "password" in answer_in(events).text
            await asked(engine, "and how do I fix it?", conversation=conversation)
            assert b"sign-in was refused" in kept(home).lower()
            await engine.delete_conversation(conversation)
            assert b"sign-in was refused" not in kept(home).lower()
    for text in (b"hunter2", b"\x89PNG", picture("secret.png").content):
        assert text not in kept(home)
    assert "error 691" not in caplog.text.lower() and "refused" not in caplog.text


def kept(home: Path) -> bytes:
    """All that stands in the conversations' files."""
    file = locations.conversations_file(home)
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.parametrize(
    ("images", "code", "said"),
    [
        ([picture(f"{n}.png") for n in range(4)], "usage", "4 pictures came with the question; at most 3"),
        ([Attachment("big.png", b"x" * 1_000_001)], "too-large", "big.png has 1.0 MB; at most 1 MB"),
        ([Attachment("empty.png", b"")], "usage", "empty.png is empty"),
    ],
)
async def test_too_many_or_too_large_pictures_are_turned_away(
    engine: EngineInterface, sight: ScriptedSight, images: list[Attachment], code: str, said: str
) -> None:
    before = len(sight.looked)
    failed = await failure_of(engine, Question("why?", tuple(images)))
    assert (failed.code, len(sight.looked)) == (code, before) and said in failed.problem
    with pytest.raises(Exception, match=said.split(";")[0]):
        await engine.search("why?", images=images)


async def test_others_are_answered_while_a_picture_is_looked_at(engine: EngineInterface, sight: ScriptedSight) -> None:
    sight.looking.clear()
    sight.may_look.clear()
    try:
        slow = asyncio.create_task(asked(engine, "", picture("jam.png", "red")))
        assert await asyncio.to_thread(sight.looking.wait, 60)
        assert "150 euros" in (await answer_to(engine, "How much is refunded for a hotel?")).text
        assert not slow.done()
    finally:
        sight.may_look.set()
    assert "Open the tray on the left" in answer_in(await slow).text


async def test_the_same_picture_is_looked_at_once_and_its_answer_never_given_from_memory(
    engine: EngineInterface, sight: ScriptedSight
) -> None:
    before = len(sight.looked)
    image = picture("vpn.png", "blue")
    for _ in range(2):
        events = await asked(engine, "", image)
        assert any(isinstance(event, Looking) and event.step == "reading" for event in events)
    assert len(sight.looked) == before + 1


async def test_a_search_takes_pictures_too(engine: EngineInterface) -> None:
    found = await engine.search("", images=[picture("vpn.png")])
    assert found[0].document == "vpn.md" and "809" in found[0].text
    assert await engine.search_figures("", images=[picture("vpn.png")]) == []
    with pytest.raises(UsageError, match="not in the knowledge any more"):
        await engine.figure_picture(4711)
    with pytest.raises(UsageError, match="empty"):
        await engine.search("")


async def test_leaving_while_a_picture_is_looked_at_ends_the_question(
    engine: EngineInterface, sight: ScriptedSight
) -> None:
    sight.looking.clear()
    sight.may_look.clear()
    try:
        async with aclosing(engine.ask(Question("", (picture("jam.png", "green"),)))) as events:
            async for event in events:
                assert event == Looking("looking", "jam.png")
                break
    finally:
        sight.may_look.set()
    assert "floor 3" in (await answer_to(engine, "Which printer prints posters?")).text


async def test_without_a_model_that_sees_words_are_answered_and_pictures_say_how_to_build_it(
    make_home: MakeHome, built_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.open_sight", open_sight)
    home = with_own_models(make_home(), built_models)
    locations.models_folder(home).joinpath("clip").unlink()
    async with Engine.open(Settings(home=home, threads=1)) as engine:
        assert "floor 3" in (await answer_to(engine, "Which printer prints posters?")).text
        failed = await failure_of(engine, Question("", (picture("vpn.png"),)))
        assert (failed.code, failed.next_step) == ("model-missing", "Run `deskside models build clip`.")


async def test_the_pictures_of_documents_are_looked_at_once_the_model_was_built(
    make_home: MakeHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[ScriptedSight] = []

    def opened(*_: object) -> ScriptedSight:
        if not built:
            raise ModelMissing("The model clip is not built.", "Run `deskside models build clip`.")
        return built[0]

    monkeypatch.setattr("bot.engine.open_sight", opened)
    Image.new("RGB", (64, 64)).save(tmp_path / "vpn.png")
    (tmp_path / "page.md").write_text("# A page\n\n![The dialog](vpn.png)\n")
    async with Engine.open(Settings(home=make_home(), threads=1)) as engine:
        assert (await engine.add([str(tmp_path / "page.md")])).pictures == 0
        built.append(ScriptedSight(SCREENS))
        assert (await engine.sync()).pictures == 1
