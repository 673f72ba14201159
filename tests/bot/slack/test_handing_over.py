"""A person is asked: once, in the right place, and until they say that it is resolved."""

import asyncio
from pathlib import Path

import pytest

from bot.slack.app import SlackApp
from tests.bot.slack.answers import answered, clicked, settled
from tests.bot.slack.conftest import Start
from tests.bot.slack.desks import AppUnderTest, until
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.warp import warped


async def test_a_person_is_asked_once_and_marks_it_resolved(slack: SlackWorkspace, start: Start) -> None:
    app = await start(people="S1")
    ts, reply = await answered(slack, app)
    await asyncio.gather(*(slack.click("C1", reply, "deskside_person", user) for user in ("U1", "U2")))
    await app.idle()
    (call,) = [m for m in slack.replies("C1", ts) if m["ts"] != reply]
    assert call["text"].startswith("<!subteam^S1>")
    assert "would like a person's help" in call["text"]
    await clicked(slack, app, "C1", call["ts"], "deskside_resolved", "U3")
    (call,) = [m for m in slack.replies("C1", ts) if m["ts"] != reply]
    assert "Resolved by <@U3>" in call["text"]


def test_a_person_is_asked_though_the_app_is_stopped_right_then(tmp_path: Path) -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack, AppUnderTest(slack, tmp_path) as app:
            ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
            reply = await slack.reply_to("C1", ts)
            await app.settle()
            slack.faults.add("chat.postMessage", "ratelimited", seconds=2)
            await slack.click("C1", reply["ts"], "deskside_person", "U2")
            await app.end()
            assert len([message for message in slack.replies("C1", ts) if message["ts"] != reply["ts"]]) == 1

    warped(told())


async def test_where_people_took_over_it_keeps_quiet_unless_mentioned(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts, reply = await answered(slack, app)
    await clicked(slack, app, "C1", reply, "deskside_person", "U1")
    await slack.say("C1", "U1", "it happens since Monday", thread_ts=ts)
    await settled(slack, app)
    assert len(engine.asked) == 1
    again = await slack.say("C1", "U1", "<@BOT> and error 691?", thread_ts=ts)
    await slack.reply_to("C1", again)
    assert len(engine.asked) == 2


async def test_what_is_asked_once_a_matter_is_resolved_is_answered_again(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts, reply = await answered(slack, app)
    await clicked(slack, app, "C1", reply, "deskside_person", "U1")
    (call,) = [m for m in slack.replies("C1", ts) if m["ts"] != reply]
    await asyncio.gather(*(slack.click("C1", call["ts"], "deskside_resolved", "U3") for _ in range(2)))
    await app.idle()
    (call,) = [m for m in slack.replies("C1", ts) if m["ts"] != reply]
    assert call["text"] == ":white_check_mark: Resolved by <@U3>. I answer in this thread again."
    again = await slack.say("C1", "U1", "<@BOT> and error 691?", thread_ts=ts)
    await slack.reply_to("C1", again)
    again = await slack.say("C1", "U1", "how do I fix VPN error 809 on a Mac?", thread_ts=ts)
    await slack.reply_to("C1", again)
    assert len(engine.asked) == 3


async def test_of_two_matters_in_a_thread_both_are_resolved_before_it_answers_there_again(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts, first = await answered(slack, app)
    later = await slack.say("C1", "U1", "and error 691?", thread_ts=ts)
    second = str((await slack.reply_to("C1", later))["ts"])
    await app.idle()
    for reply in (first, second):
        await slack.click("C1", reply, "deskside_person", "U1")
        await app.idle()
    calls = [m["ts"] for m in slack.replies("C1", ts) if m["ts"] not in (first, second)]
    told = []
    for call in calls:
        await slack.click("C1", call, "deskside_resolved", "U3")
        await app.idle()
        told.append(slack.world.channel("C1").messages[call]["text"])
        await slack.say("C1", "U1", "how do I fix VPN error 809 on a Mac?", thread_ts=ts)
        await settled(slack, app)
    assert ["again" in text for text in told] == [False, True]
    assert len(engine.asked) == 3


async def test_a_person_who_is_asked_while_a_follow_up_is_answered_has_the_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts, reply = await answered(slack, app)
    engine.pause()
    await slack.say("C1", "U1", "and error 691?", thread_ts=ts)
    await until(lambda: len(engine.asked) == 2)
    await slack.click("C1", reply, "deskside_person", "U1")
    await app.errands.idle()
    engine.play()
    engine.step(100)
    await app.idle()
    await slack.say("C1", "U1", "it happens since Monday", thread_ts=ts)
    await settled(slack, app)
    assert len(engine.asked) == 2


async def test_who_asks_for_a_person_a_second_time_is_told(slack: SlackWorkspace, app: SlackApp) -> None:
    ts, reply = await answered(slack, app)
    for _ in range(2):
        await slack.click("C1", reply, "deskside_person", "U2")
        await app.idle()
    assert slack.ephemerals("U2", "C1")[-1]["text"] == "A person was asked already."
    assert len(slack.replies("C1", ts)) == 2


async def test_a_private_question_is_handed_to_people_in_their_own_channel(slack: SlackWorkspace, start: Start) -> None:
    app = await start(people_channel="C2")
    ts = await slack.say("D1", "U1", "how do I fix VPN error 809?")
    reply = await slack.reply_to("D1", ts)
    await app.idle()
    await clicked(slack, app, "D1", reply["ts"], "deskside_person", "U1")
    (asked,) = [m for m in slack.messages("C2") if m["user"] == slack.bot]
    assert "how do I fix VPN error 809?" in asked["text"]


async def test_without_such_a_channel_a_private_question_stays_private(slack: SlackWorkspace, app: SlackApp) -> None:
    ts = await slack.say("D1", "U1", "how do I fix VPN error 809?")
    reply = await slack.reply_to("D1", ts)
    await app.idle()
    await clicked(slack, app, "D1", reply["ts"], "deskside_person", "U1")
    assert "no channel" in slack.ephemerals("U1", "D1")[-1]["text"]


async def test_who_asks_for_a_person_in_a_channel_that_the_app_is_not_in_is_told(
    slack: SlackWorkspace, app: SlackApp
) -> None:
    await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C3")
    await app.idle()
    await clicked(slack, app, "C3", slack.ephemerals("U1", "C3")[-1]["ts"], "deskside_person", "U1")
    assert "no channel where I may ask people" in slack.ephemerals("U1", "C3")[-1]["text"]


async def test_where_the_answer_is_shared_people_are_asked_below_it(slack: SlackWorkspace, start: Start) -> None:
    app = await start(people="S1")
    await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C1")
    await app.idle()
    await clicked(slack, app, "C1", slack.ephemerals("U1", "C1")[-1]["ts"], "deskside_share", "U1")
    (shared,) = [m for m in slack.messages("C1") if m["user"] == slack.bot]
    await clicked(slack, app, "C1", shared["ts"], "deskside_person", "U2")
    (call,) = [m for m in slack.replies("C1", shared["ts"]) if m["ts"] != shared["ts"]]
    assert call["text"].startswith("<!subteam^S1>")
    await clicked(slack, app, "C1", call["ts"], "deskside_resolved", "U3")
    assert "I answer in this thread again" in slack.world.channel("C1").messages[call["ts"]]["text"]


@pytest.mark.parametrize("channel", ["C1", "D1"])
async def test_people_are_called_once_where_the_response_is_lost(
    slack: SlackWorkspace, start: Start, channel: str
) -> None:
    app = await start(people_channel="C2")
    mention = "" if channel == "D1" else "<@BOT> "
    ts = await slack.say(channel, "U1", f"{mention}how do I fix VPN error 809?")
    reply = await slack.reply_to(channel, ts)
    await app.idle()
    slack.faults.add("chat.postMessage", "lost response")
    for _ in range(2):
        await slack.click(channel, reply["ts"], "deskside_person", "U1")
        await app.idle()
    asked = slack.messages("C2") if channel == "D1" else slack.replies("C1", ts)
    assert sum("would like a person's help" in message["text"] for message in asked) == 1
