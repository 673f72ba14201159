"""People of another company get what a channel that is shared with them names, and nothing else anywhere."""

import pytest

from bot.slack.app import SlackApp
from tests.bot.slack.answers import settled
from tests.bot.slack.conftest import Start
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.people import Person

QUESTION = "how do I fix VPN error 809?"


@pytest.fixture
def engine() -> ScriptedEngine:
    scripted = ScriptedEngine()
    scripted.space_names = ["default", "it"]
    return scripted


async def answered_in(slack: SlackWorkspace, app: SlackApp, channel: str) -> str:
    """The answer to a question that a colleague asked in a channel."""
    ts = await slack.say(channel, "U1", f"<@BOT> {QUESTION}")
    reply = await slack.reply_to(channel, ts)
    await settled(slack, app)
    return str(reply["ts"])


async def test_a_stranger_in_a_direct_message_is_told_there_is_nothing(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    await start(channels={"C4": {"spaces": ["it"]}})
    direct = slack.world.state.direct("UOTHER").id
    ts = await slack.say(direct, "UOTHER", QUESTION)
    told = (await slack.reply_to(direct, ts))["text"]
    assert "another company than yours" in told and "admin" not in told
    assert engine.asked == []


async def test_a_stranger_is_not_shown_the_passages_of_what_their_channel_does_not_name(
    slack: SlackWorkspace, start: Start
) -> None:
    app = await start()
    reply = await answered_in(slack, app, "C1")
    slack.world.state.channels["C1"].is_shared = True
    await slack.join("C1", "UOTHER")
    await slack.click("C1", reply, "deskside_passages", "UOTHER")
    await settled(slack, app)
    assert slack.modal("UOTHER") is None
    assert "may not read" in str(slack.ephemerals("UOTHER", "C1"))


async def test_a_stranger_is_shown_the_passages_of_what_their_channel_names(
    slack: SlackWorkspace, start: Start
) -> None:
    app = await start(channels={"C4": {"spaces": ["it"]}})
    reply = await answered_in(slack, app, "C4")
    await slack.click("C4", reply, "deskside_passages", "UOTHER")
    await settled(slack, app)
    assert "Open UDP ports" in str(slack.modal("UOTHER"))


async def test_the_home_names_no_space_to_a_stranger(slack: SlackWorkspace, start: Start) -> None:
    app = await start()
    for user in ("UOTHER", "U1"):
        await slack.open_app(user)
        await settled(slack, app)
    assert "default" not in str(slack.home("UOTHER"))
    assert "default" in str(slack.home("U1"))


async def test_the_home_names_no_space_where_slack_does_not_say_whose_it_is(
    slack: SlackWorkspace, start: Start
) -> None:
    slack.world.manifest.scopes.discard("users:read")
    app = await start()
    await slack.open_app("U1")
    await settled(slack, app)
    assert "default" not in str(slack.home("U1"))
    slack.world.manifest.scopes.add("users:read")


async def test_a_private_answer_is_shared_with_strangers_only_from_what_the_channel_names(
    slack: SlackWorkspace, start: Start
) -> None:
    app = await start()
    await slack.command("/deskside", QUESTION, "U1", "C4")
    await settled(slack, app)
    answer = slack.ephemerals("U1", "C4")[-1]
    await slack.click("C4", answer["ts"], "deskside_share", "U1")
    await settled(slack, app)
    assert "not everybody in this channel may read" in slack.ephemerals("U1", "C4")[-1]["text"]
    assert all(message.get("user") != slack.bot for message in slack.messages("C4"))


async def test_another_app_in_a_channel_takes_no_space_away(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(readers={"it": {"groups": ["S1"]}}, channels={"G1": {"spaces": ["it"]}})
    private = slack.world.state.channels["G1"]
    private.members = {"U3", "UADMIN", slack.bot, "UCALENDAR"}
    slack.world.state.people["UCALENDAR"] = Person("UCALENDAR", "Calendar", slack.team, is_bot=True)
    await slack.say("G1", "U3", f"<@BOT> {QUESTION}")
    await settled(slack, app)
    assert [question.spaces for question in engine.asked] == [("it",)]
