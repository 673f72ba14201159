"""Screenshots come from Slack's own file host, are what they say they are, and what can't be read is named."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.settings import Settings
from bot.slack.app import SlackApp, running
from bot.slack.asked import SlackFile
from bot.slack.files import Files
from bot.slack.tokens import Tokens
from bot.slack.troubles import Troubles
from bot.slack.web import connected
from tests.bot.slack.conftest import Start
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace


def picture(kind: str = "PNG", size: int = 8) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(made, kind)
    return made.getvalue()


async def test_a_mention_brings_its_screenshots_along(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    files = [slack.file("one.png", picture()), slack.file("two.jpg", picture("JPEG"), mimetype="image/jpeg")]
    await slack.answered("C1", "U1", "<@BOT> what is this?", files=files)
    (question,) = engine.asked
    assert [(image.name, image.content) for image in question.images] == [
        ("one.png", picture()),
        ("two.jpg", picture("JPEG")),
    ]


async def test_a_picture_alone_is_a_question_in_a_direct_message(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    await slack.answered("D1", "U1", "", files=[slack.file("error.png", picture())])
    (question,) = engine.asked
    assert question.text == ""
    assert [image.name for image in question.images] == ["error.png"]


async def test_a_picture_from_another_company_is_asked_for_first(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(channels={"C4": {"spaces": ["default"]}})
    files = [slack.file("theirs.png", picture(), user="UOTHER", connect=True)]
    await slack.answered("C4", "UOTHER", "<@BOT> what is this?", files=files)
    await app.idle()
    assert [image.name for image in engine.asked[0].images] == ["theirs.png"]
    assert slack.calls("files.info")


async def test_what_cannot_be_read_is_named_and_the_rest_is_used(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    files = [
        slack.file("plan.pdf", b"%PDF-1.7 ...", mimetype="application/pdf"),
        slack.file("error.png", picture()),
    ]
    reply = await slack.answered("D1", "U1", "what is this?", files=files)
    assert [image.name for image in engine.asked[0].images] == ["error.png"]
    assert "plan.pdf: it isn't a picture" in reply["text"]


async def test_a_photo_from_a_phone_is_taken(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    photo = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
    await slack.answered("D1", "U1", "what is this?", files=[slack.file("IMG_0809.HEIC", photo, mimetype="image/heic")])
    assert [image.content for image in engine.asked[0].images] == [photo]


async def test_a_missing_scope_is_said_and_told_to_the_operator(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.html_files = True
    reply = await slack.answered("D1", "U1", "", files=[slack.file("error.png", picture())])
    assert "error.png: I may not read files here" in reply["text"]
    assert engine.asked == []
    assert "files:read" in caplog.text


async def test_only_so_many_pictures_are_taken_and_the_others_named(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    files = [slack.file(f"{number}.png", picture()) for number in range(7)]
    reply = await slack.answered("D1", "U1", "what are these?", files=files)
    assert len(engine.asked[0].images) == 5
    assert "left out 5.png, 6.png" in reply["text"]


@pytest.mark.parametrize(("most", "left"), [(1, "left out 1.png, 2.png"), (6, "")])
async def test_as_many_pictures_are_taken_as_the_engine_takes(
    slack: SlackWorkspace, engine: ScriptedEngine, tmp_path: Path, most: int, left: str
) -> None:
    files = [slack.file(f"{number}.png", picture()) for number in range(min(most + 2, 6))]
    tokens = Tokens.from_environment(slack.environment)
    async with running(Settings(home=tmp_path, max_pictures=most), engine, tokens):
        ts = await slack.say("D1", "U1", "what are these?", files=files)
        reply = await slack.reply_to("D1", ts)
    assert len(engine.asked[0].images) == most
    assert left in reply["text"]


async def test_a_picture_that_the_engine_would_turn_away_keeps_no_question_from_its_answer(
    slack: SlackWorkspace, engine: ScriptedEngine, tmp_path: Path
) -> None:
    large = slack.file("large.png", picture() + bytes(1_000_001))
    async with running(Settings(home=tmp_path, max_picture_mb=1), engine, Tokens.from_environment(slack.environment)):
        ts = await slack.say("D1", "U1", "what is this?", files=[large])
        reply = await slack.reply_to("D1", ts)
    assert engine.asked[0].images == ()
    assert "large.png: it has more than 1 MB" in reply["text"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://evil.example/error.png", "isn't kept by Slack"),
        ("https://files.slack.com.evil.example/error.png", "isn't kept by Slack"),
        ("https://user:pass@files.slack.com/error.png", "isn't kept by Slack"),
        ("http://files.slack.com/error.png", "isn't kept by Slack"),
        ("file:///etc/passwd", "isn't kept by Slack"),
        ("https://[broken", "isn't kept by Slack"),
    ],
)
async def test_the_token_goes_to_slacks_file_host_alone(slack: SlackWorkspace, url: str, why: str) -> None:
    tokens = Tokens(slack.bot_token, api_url=slack.api_url)
    troubles = Troubles()
    async with connected(tokens, troubles) as web:
        pictures = await Files(web, tokens, troubles, 1_000_000, 5).pictures([SlackFile("F1", "error.png", url)])
    assert pictures.images == ()
    assert why in pictures.notes[0]


async def test_a_picture_that_is_too_large_is_left_where_it_is(slack: SlackWorkspace) -> None:
    tokens = Tokens(slack.bot_token, api_url=slack.api_url)
    troubles = Troubles()
    large = slack.file("large.png", picture() + b"\0" * 5_000)
    async with connected(tokens, troubles) as web:
        files = Files(web, tokens, troubles, 1_000, 5)
        # Once by what Slack says of it, once by what comes.
        told = await files.pictures([SlackFile("F1", "large.png", large.url, size=5_000)])
        came = await files.pictures([SlackFile("F1", "large.png", large.url)])
    assert "more than" in told.notes[0]
    assert "more than" in came.notes[0]
