"""An engine whose writer another server runs: checked as strictly, and not missed for long where it fails."""

import io
import logging
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.checks import run_checks
from bot.engine import Engine
from bot.events import Answer, Attachment, Question
from bot.first_run import models_missing
from bot.settings import Settings
from tests.bot.asking import answer_to
from tests.bot.conftest import MakeHome
from tests.fakes.openai_server import OpenAIServer, openai_server

ASKED = "How much is refunded for a hotel?"


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


def settings(make_home: MakeHome, server: OpenAIServer, **more: object) -> Settings:
    return Settings.model_validate({"home": make_home(), "threads": 2, "llm": server.name, **more})


async def test_its_sentences_are_cited_and_what_no_document_says_is_dropped(
    make_home: MakeHome, server: OpenAIServer
) -> None:
    server.pieces = ("A hotel is refunded ", "up to 150 euros a night. ", "The moon is made of cheese.")
    async with Engine.open(settings(make_home, server)) as engine:
        answer = await answer_to(engine, ASKED)
    assert "150 euros" in answer.text
    assert answer.citations
    assert "cheese" not in answer.text
    assert "Notes:" in server.asked[0]["messages"][1]["content"]


async def test_the_documents_speak_for_themselves_where_it_fails(
    make_home: MakeHome, server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.failures = [401]
    with caplog.at_level(logging.ERROR, "deskside"):
        async with Engine.open(settings(make_home, server)) as engine:
            answer = await answer_to(engine, ASKED)
    assert answer.kind == "extract"
    assert "150 euros" in answer.text
    assert "refused the key" in caplog.text
    assert "hotel" not in caplog.text


async def test_an_answer_without_the_writer_is_not_given_again(make_home: MakeHome, server: OpenAIServer) -> None:
    server.pieces = ("A hotel is refunded up to 150 euros a night.",)
    server.failures = [401]
    async with Engine.open(settings(make_home, server)) as engine:
        first = await answer_to(engine, ASKED)
        second = await answer_to(engine, ASKED)
        await answer_to(engine, ASKED)
    assert (first.interrupted, second.interrupted) == (True, False)
    assert len(server.asked) == 2


@pytest.mark.parametrize("shared", [False, True])
async def test_a_picture_goes_there_only_if_the_operator_allows_it(
    make_home: MakeHome, server: OpenAIServer, shared: bool
) -> None:
    picture = Image.new("RGB", (640, 120), "white")
    ImageDraw.Draw(picture).text((20, 40), "How much is refunded for a hotel?", "black", ImageFont.load_default(28))
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=b"Exif\0\0where it was taken")
    async with Engine.open(settings(make_home, server, share_pictures=shared)) as engine:
        question = Question(ASKED, images=(Attachment("screen.jpg", file.getvalue()),))
        [*_, answer] = [event async for event in engine.ask(question)]
    assert isinstance(answer, Answer)
    content = server.asked[0]["messages"][1]["content"]
    assert isinstance(content, list) is shared
    assert "where it was taken" not in str(content)


async def test_doctor_asks_the_server_and_nothing_has_to_be_built_for_it(
    make_home: MakeHome, server: OpenAIServer
) -> None:
    here = settings(make_home, server)
    assert models_missing(here) == []
    [fine] = [check for check in await run_checks(here) if check.name == "model writer"]
    assert fine.fine
    assert fine.found.startswith("small at http://127.0.0.1")
    gone = here.model_copy(update={"llm": "openai:http://127.0.0.1:9#small"})
    [wrong] = [check for check in await run_checks(gone) if check.name == "model writer"]
    assert not wrong.fine
    assert "cannot be reached" in wrong.found
