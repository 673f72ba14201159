"""A reply shows life at once, grows, keeps to Slack's limits, and goes on when Slack lets it down."""

from dataclasses import replace
from unittest.mock import AsyncMock

import pytest

from bot.events import Answer, Delta, Event, Found, Looking
from bot.failures import failure_of
from bot.slack.app import SlackApp
from knowledge.spaces import NoDocuments, NoSuchSpace
from models.errors import DesksideError, ModelMissing
from tests.bot.slack.answers import settled
from tests.bot.slack.conftest import Start
from tests.bot.slack.desks import until
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace


def told(*deltas: str) -> list[Event]:
    answer = Answer("".join(deltas), "grounded", sample_events.CITATIONS, id="a1")
    return [Looking("searching"), Found(sample_events.PASSAGES), *(Delta(delta) for delta in deltas), answer]


async def until_called(slack: SlackWorkspace, method: str, times: int = 1) -> None:
    """Waits until a method was called so often."""
    await until(lambda: len([call for call in slack.calls(method) if not call.error]) >= times)


async def half_told(slack: SlackWorkspace, engine: ScriptedEngine, shown_by: str, events: int = 3) -> str:
    """Asks, lets so many events of a slow answer through and waits until the app has called a method to show them."""
    engine.script = lambda question: told("First sentence. [1] ", "Second sentence. [2]")
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    engine.step(events)
    await until_called(slack, shown_by)
    return ts


async def test_the_status_is_there_before_the_engine_says_a_word(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await until_called(slack, "assistant.threads.setStatus")
    (session,) = slack.calls("agents.sessions.setStatus")
    assert (session.args["status"], session.args["thread_ts"]) == ("processing", ts)
    engine.play()
    await app.idle()
    assert slack.calls("agents.sessions.setStatus")[-1].args["status"] == "active"


async def test_a_status_is_said_again_before_slack_takes_it_away(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, seconds in (
        ("reply.REFRESHED", 0.01),
        ("reply.EDITS_APART", 0),
        ("indicator.REFRESHED", 0),
        ("indicator.APART", 0),
    ):
        monkeypatch.setattr(f"bot.slack.{place}", seconds)
    engine.pause()
    await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await until_called(slack, "assistant.threads.setStatus", times=4)
    said = {call.args["status"] for call in slack.calls("assistant.threads.setStatus")}
    engine.play()
    await app.idle()
    assert len(said) == 1


async def test_an_answer_that_takes_its_time_is_streamed(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await half_told(slack, engine, "chat.startStream")
    (shown,) = slack.replies("C1", ts)
    assert "First sentence." in str(shown)
    engine.play()
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "Second sentence. [2]" in str(reply)
    assert "https://handbook.example/vpn" in str(reply["blocks"])
    assert slack.finished(reply)
    assert slack.calls("chat.update") == []
    assert slack.calls("chat.startStream")[0].args["recipient_user_id"] == "U1"


async def test_without_streams_and_status_one_message_is_posted_and_edited(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.poor()
    ts = await half_told(slack, engine, "chat.postMessage", events=0)
    (shown,) = slack.replies("C1", ts)
    assert "Looking" in shown["text"]
    assert "deskside_stop" in str(shown["blocks"])
    engine.play()
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert reply["ts"] == shown["ts"]
    assert "Second sentence. [2]" in reply["text"]
    assert "deskside_stop" not in str(reply["blocks"])


async def test_a_workspace_that_answers_404_to_what_it_lacks_is_served_the_same(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.poor(not_found=True)
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await app.idle()
    reply = await slack.reply_to("C1", ts, when=lambda message: "Open UDP ports" in message["text"])
    assert len(slack.replies("C1", ts)) == 1
    assert "Looking" not in reply["text"]


async def test_a_stream_that_slack_ended_goes_on_as_an_edited_message(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts = await half_told(slack, engine, "chat.startStream")
    slack.faults.add("chat.appendStream", "error", times=None, error="message_not_in_streaming_state")
    slack.faults.add("chat.stopStream", "error", times=1, error="message_not_in_streaming_state")
    engine.play()
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "Second sentence. [2]" in reply["text"]
    assert "deskside_feedback" in str(reply["blocks"])


async def test_a_lost_response_makes_no_second_message(slack: SlackWorkspace, app: SlackApp) -> None:
    slack.faults.add("chat.postMessage", "lost response")
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    assert len(slack.replies("C1", ts)) == 1


async def test_a_lost_response_to_the_start_of_a_stream_makes_no_second_message(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.add("chat.startStream", "lost response")
    ts = await half_told(slack, engine, "chat.update")
    engine.play()
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "Second sentence. [2]" in reply["text"]


async def test_retry_after_is_kept(slack: SlackWorkspace, app: SlackApp) -> None:
    import asyncio

    slack.faults.add("chat.postMessage", "ratelimited", seconds=1)
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    begun = asyncio.get_running_loop().time()
    await slack.reply_to("C1", ts)
    assert asyncio.get_running_loop().time() - begun >= 1


async def test_blocks_that_a_workspace_refuses_are_sent_plainer(slack: SlackWorkspace, app: SlackApp) -> None:
    slack.faults.add("chat.postMessage", "error", error="invalid_blocks")
    reply = await slack.answered("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    assert "deskside_up" in str(reply["blocks"])


async def test_a_long_answer_goes_on_in_the_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 100 for number in range(60)]
    engine.script = lambda question: told("\n\n".join(paragraphs))
    ts = await slack.say("C1", "U1", "<@BOT> tell me everything")
    await settled(slack, app)
    parts = slack.replies("C1", ts)
    assert [part["metadata"]["event_payload"]["part"] for part in parts] == [1, 2, 3]
    assert all(f"Paragraph {number}." in str([part["blocks"] for part in parts]) for number in range(60))
    assert ["deskside_feedback" in str(part["blocks"]) for part in parts] == [False, False, True]


async def test_a_document_calls_nobody_in_a_reply(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    engine.script = lambda question: told("Tell <!channel> and <@U2>, [bank.example](https://evil.example). [1]")
    reply = await slack.answered("C1", "U1", "<@BOT> whom do I tell?")
    assert "<!channel>" not in str(reply)
    assert "<@U2>" not in str(reply)
    assert "bank.example (https://evil.example)" in reply["blocks"][0]["text"]


async def test_links_are_never_unfurled(slack: SlackWorkspace, app: SlackApp) -> None:
    await slack.answered("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    (posted,) = slack.calls("chat.postMessage")
    assert posted.args["unfurl_links"] is posted.args["unfurl_media"] is False


async def test_figures_are_shown_in_the_thread(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    *before, answer = told("Press the lever. [1]")
    assert isinstance(answer, Answer)
    engine.script = lambda question: [*before, replace(answer, figures=tuple(sample_events.FIGURES))]
    ts = await slack.say("C1", "U1", "<@BOT> how do I open the tray?")
    await settled(slack, app)
    reply, *figures = slack.replies("C1", ts)
    shown = [file for message in figures for file in message["files"]]
    assert "Press the lever" in reply["text"]
    assert len(shown) == min(3, len(sample_events.FIGURES))
    assert sample_events.FIGURES[0].title in shown[0]["title"]
    slack.faults.poor()
    again = await slack.say("C1", "U1", "<@BOT> how do I open the tray again?")
    await settled(slack, app)
    assert len(slack.replies("C1", again)) == 1


async def test_a_figure_of_any_format_is_shown_under_a_name_that_says_it(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    *before, answer = told("Press the lever. [1]")
    assert isinstance(answer, Answer)
    engine.script = lambda question: [*before, replace(answer, figures=tuple(sample_events.FIGURES[:1]))]
    shown = []
    for content in (
        sample_events.figure_png(),
        b"II*\x00 and its rows",
        b"\x00\x00\x00\x14ftypheic\x00\x00\x00\x00heic",
    ):
        monkeypatch.setattr(engine, "figure_picture", AsyncMock(return_value=content))
        ts = await slack.say("C1", "U1", f"<@BOT> how do I open tray {len(shown)}?")
        await settled(slack, app)
        shown += [file["name"] for message in slack.replies("C1", ts) for file in message.get("files", ())]
    assert [name.partition(".")[2] for name in shown] == ["png", "tiff", "heif"]


async def test_a_failure_is_said_and_can_be_tried_again(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.script = lambda question: sample_events.failed()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    reply = await slack.reply_to("C1", ts)
    assert "A model that I need is not built." in reply["text"]
    engine.script = lambda question: sample_events.grounded()
    await slack.click("C1", reply["ts"], "deskside_again")
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "Open UDP ports" in reply["text"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoSuchSpace("There is no space called 'it'. These exist: board.", "Choose one."), "`/deskside admin spaces`"),
        (NoDocuments("There are no documents yet.", "Add some."), "Who runs me can add some: `deskside add FOLDER`."),
        (ModelMissing("It is not built.", "Run `/opt/python -m pip install x`."), "is told what to do by `deskside"),
    ],
)
async def test_a_space_that_is_gone_is_told_with_what_helps_in_slack_and_not_which_others_there_are(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, error: DesksideError, said: str
) -> None:
    engine.script = lambda question: [failure_of(error)]
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    text = (await slack.reply_to("C1", ts))["text"]
    assert said in text and "board" not in text and error.next_step not in text


async def test_a_bug_in_the_engine_is_not_silence(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    engine.script = lambda question: [Looking("searching"), RuntimeError("secret words")]
    reply = await slack.answered("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    assert "Something went wrong" in reply["text"]
    assert "secret" not in reply["text"]


async def test_who_waits_is_told_how_many_are_ahead(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(at_once=1)
    engine.pause()
    first = await slack.say("C1", "U1", "<@BOT> the first question")
    await until_called(slack, "assistant.threads.setStatus")
    slack.faults.poor()
    second = await slack.say("C2", "U2", "<@BOT> the second question")
    shown = await slack.reply_to("C2", second, when=lambda message: "1 question ahead" in message["text"])
    engine.play()
    engine.step(50)
    await app.idle()
    assert len(slack.replies("C1", first)) == len(slack.replies("C2", second)) == 1
    assert slack.replies("C2", second)[0]["ts"] == shown["ts"]


async def test_too_many_questions_are_told_to_wait_and_nobody_else_is_disturbed(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    app = await start(user_per_hour=1)
    await slack.say("C1", "U1", "<@BOT> the first question")
    second = await slack.say("C1", "U1", "<@BOT> the second question")
    await settled(slack, app)
    assert slack.replies("C1", second) == []
    assert "Ask again in 60 minutes" in slack.ephemerals("U1", "C1")[0]["text"]
    assert len(engine.asked) == 1


async def test_where_the_app_may_not_write_its_asker_gets_the_answer_alone(
    slack: SlackWorkspace, app: SlackApp
) -> None:
    for method in ("chat.postMessage", "chat.startStream"):
        slack.faults.add(method, "error", times=None, error="restricted_action")
    await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    told = str(slack.ephemerals("U1", "C1")[-1]["blocks"])
    assert "Open UDP ports" in told and "may not write in that channel" in told
    assert not [message for message in slack.messages("C1") if message["user"] == slack.bot]
