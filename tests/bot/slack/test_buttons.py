"""What can be done with an answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.events import Answer, Failed
from bot.slack import clock
from bot.slack.app import SlackApp
from bot.slack.asked import Asked
from bot.slack.ledger import Opinion
from knowledge.documents import Document
from models.errors import DesksideError, UsageError
from tests.bot.slack.answers import answered, clicked, settled
from tests.bot.slack.conftest import Start
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace


def side(slack: SlackWorkspace, ts: str, verdict: str, channel: str = "C1") -> str:
    return f"{slack.team}:{channel}:{ts}|{verdict}"


async def test_a_thumb_up_reaches_the_engine(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    ts, reply = await answered(slack, app)
    await clicked(slack, app, "C1", reply, "deskside_feedback", "U2", side(slack, ts, "up"))
    (feedback,) = engine.feedback
    assert (feedback.answer_id, feedback.verdict, feedback.asker) == ("a1", "up", "slack:U2")


async def test_a_thumb_down_is_kept_at_once_and_may_say_why(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    ts, reply = await answered(slack, app)
    await clicked(slack, app, "C1", reply, "deskside_feedback", "U2", side(slack, ts, "down"))
    assert [feedback.verdict for feedback in engine.feedback] == ["down"]
    typed = {"deskside_reason": "That was the old router.", "deskside_document": "routers.md"}
    assert await slack.submit("U2", typed) is not None
    await app.idle()
    last = engine.feedback[-1]
    assert (last.verdict, last.reason, last.document) == ("down", "That was the old router.", "routers.md")
    (entry,) = await app.ledger.since(0)
    assert entry.opinions == (Opinion("down", "That was the old router."),)


async def test_a_thumb_down_counts_where_there_are_no_forms(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    slack.faults.poor()
    _, reply = await answered(slack, app)
    block = next(b for b in slack.world.channel("C1").messages[reply]["blocks"] if b["type"] != "markdown")
    assert block
    ts = slack.world.channel("C1").messages[reply]["thread_ts"]
    await clicked(slack, app, "C1", reply, "deskside_feedback", "U2", side(slack, ts, "down"))
    assert [feedback.verdict for feedback in engine.feedback] == ["down"]


async def test_the_passages_are_shown_each_once_without_their_marks(slack: SlackWorkspace, app: SlackApp) -> None:
    _, reply = await answered(slack, app)
    await clicked(slack, app, "C1", reply, "deskside_passages", "U2")
    view = slack.modal("U2")
    assert view is not None
    places = [b["elements"][0]["text"] for b in view["blocks"] if b["type"] == "context"]
    words = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"]
    assert words[0] == "Open UDP ports 500 and 4500 for outgoing traffic on the router."
    assert [place.rpartition("·")[2].strip() for place in places] == ["cited", "cited", "found", "found"]
    assert "**" not in str(words)


async def test_the_passages_are_shown_where_neither_a_form_opens_nor_the_app_is_in_the_channel(
    slack: SlackWorkspace, app: SlackApp
) -> None:
    slack.faults.poor()
    await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C3")
    await app.idle()
    await clicked(slack, app, "C3", slack.ephemerals("U1", "C3")[-1]["ts"], "deskside_passages", "U1")
    assert slack.ephemerals("U1", "C3")[-1]["text"] == "The passages"


async def test_what_a_removed_or_changed_document_said_is_not_shown(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    _, reply = await answered(slack, app)

    async def document(key: int) -> Document:
        if key == 2:
            raise UsageError("There is no such document.", "Search again.")
        before = sample_events.document(key)
        return replace(before, text=before.text.replace("4500", "4501").replace("is wrong", "are old"))

    engine.document = document  # type: ignore[method-assign]
    await clicked(slack, app, "C1", reply, "deskside_passages", "U2")
    view = slack.modal("U2")
    assert view is not None
    told = [b["elements"][0]["text"].rpartition("·")[2].strip() for b in view["blocks"] if b["type"] == "context"]
    words = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"]
    assert told == ["its document has changed", "no longer among the documents", "found"]
    assert words == ["To fix VPN error 809, follow these steps:"]  # stands there as it stood


async def test_an_engine_that_fails_is_told_to_who_wants_the_passages(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    _, reply = await answered(slack, app)

    async def document(key: int) -> Document:
        raise DesksideError("The disk is gone.", "Bring it back.")

    engine.document = document  # type: ignore[method-assign]
    await clicked(slack, app, "C1", reply, "deskside_passages", "U2")
    assert slack.ephemerals("U2", "C1")[-1]["text"] == "The disk is gone. Bring it back."


async def test_the_ledger_keeps_no_word_of_what_was_found(slack: SlackWorkspace, app: SlackApp, tmp_path: Path) -> None:
    await answered(slack, app)
    files = await asyncio.to_thread(lambda: [file.read_bytes() for file in tmp_path.rglob("slack.db*")])
    assert any(b"Kelpline Gate 443 works there" in content for content in files)  # cited
    assert not any(b"the user name or the password is wrong" in content for content in files)  # found


async def test_the_passages_are_shown_where_there_are_no_modals(slack: SlackWorkspace, app: SlackApp) -> None:
    _, reply = await answered(slack, app)
    slack.faults.unknown = ("views.*",)
    await clicked(slack, app, "C1", reply, "deskside_passages", "U2")
    assert "Open UDP ports" in str(slack.ephemerals("U2", "C1")[-1]["blocks"])


async def test_a_private_answer_is_shared_once(slack: SlackWorkspace, app: SlackApp) -> None:
    await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C1")
    await app.idle()
    answer = slack.ephemerals("U1", "C1")[-1]
    for _ in range(2):
        if any(message["ts"] == answer["ts"] for message in slack.ephemerals("U1", "C1")):
            await slack.click("C1", answer["ts"], "deskside_share", "U1")
            await app.idle()
    (shared,) = [m for m in slack.messages("C1") if m["user"] == slack.bot]
    assert "how do I fix VPN error 809?" in shared["text"]
    assert "Open UDP ports" in shared["text"]


async def test_a_private_answer_is_shared_once_though_the_response_is_lost(
    slack: SlackWorkspace, app: SlackApp
) -> None:
    await slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C1")
    await app.idle()
    slack.faults.add("chat.postMessage", "lost response")
    await clicked(slack, app, "C1", slack.ephemerals("U1", "C1")[-1]["ts"], "deskside_share", "U1")
    assert len([message for message in slack.messages("C1") if message["user"] == slack.bot]) == 1


async def test_an_option_is_asked_once_however_often_it_is_clicked(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    back = Answer("Which office?", "clarify", id="a9", options=("In Berlin?", "In Lisbon?"))
    engine.script = lambda question: [back] if "leave" in question.text else sample_events.grounded()
    ts = await slack.say("C1", "U1", "<@BOT> how much leave do I get?")
    reply = await slack.reply_to("C1", ts)
    await app.idle()
    await asyncio.gather(*(slack.click("C1", reply["ts"], "deskside_option_1", "U1") for _ in range(3)))
    await app.idle()
    assert [question.text for question in engine.asked] == ["how much leave do I get?", "In Lisbon?"]
    assert len(slack.replies("C1", ts)) == 2
    assert engine.asked[0].conversation == engine.asked[1].conversation
    assert slack.calls("agents.sessions.setStatus")[1].args["status"] == "suspended"


@pytest.mark.parametrize("action", ["deskside_again", "deskside_option_1"])
async def test_a_button_that_was_refused_works_once_there_is_room_again(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    app = await start(user_per_hour=1)
    failed = Failed("The disk is full.", "Free some space.", "disk-full")
    back = Answer("Which office?", "clarify", id="a9", options=("In Berlin?", "In Lisbon?"))
    engine.script = lambda question: [failed if action == "deskside_again" else back]
    ts = await slack.say("C1", "U1", "<@BOT> how much leave do I get?")
    reply = await slack.reply_to("C1", ts)
    await app.idle()
    engine.script = lambda question: sample_events.grounded()
    await clicked(slack, app, "C1", reply["ts"], action, "U1")
    assert "within an hour" in slack.ephemerals("U1", "C1")[-1]["text"]
    later = clock.now() + 3_601
    monkeypatch.setattr(clock, "now", lambda: later)
    await asyncio.gather(*(slack.click("C1", reply["ts"], action, "U1") for _ in range(2)))
    await app.idle()
    assert len(engine.asked) == 2
    assert "Open UDP ports" in slack.replies("C1", ts)[-1]["text"]
    await slack.idle()


async def test_the_stop_button_stops_its_question_alone_and_slacks_own_a_whole_thread(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[Sequence[str]] = []

    async def ask_to_stop(keys: Sequence[str]) -> None:
        wanted.append(keys)

    monkeypatch.setattr(app.ledger, "ask_to_stop", ask_to_stop)
    slack.faults.poor()
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    shown = await slack.reply_to("C1", ts, when=lambda message: "deskside_stop" in str(message["blocks"]))
    key, other = f"{slack.team}:C1:{ts}", "elsewhere"
    await app.ledger.claim(Asked(other, "follow_up", "C1", "U1", "how?", clock.now(), ts="9.0", thread=ts), "")
    await slack.stop("C1", ts)
    await slack.idle()
    await slack.click("C1", shown["ts"], "deskside_stop", "U1")
    await app.errands.idle()
    await app.ledger.finish(other, "stopped")
    await app.idle()
    assert [sorted(keys) for keys in wanted] == [sorted([key, other]), [key]]


async def test_the_stop_button_stops_the_engine(slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine) -> None:
    slack.faults.poor()
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    shown = await slack.reply_to(
        "C1", ts, when=lambda message: "deskside_stop" in str(message["blocks"]) and bool(engine.asked)
    )
    await clicked(slack, app, "C1", shown["ts"], "deskside_stop", "U1")
    (reply,) = slack.replies("C1", ts)
    assert reply["text"].startswith("Stopped.")
    assert engine.stopped == 1


async def test_slacks_own_stop_ends_the_stream_and_the_engine(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    engine.pause()
    ts = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
    engine.step(7)
    await slack.reply_to("C1", ts, when=lambda message: "To fix VPN" in str(message))
    await slack.stop("C1", ts)
    await settled(slack, app)
    (reply,) = slack.replies("C1", ts)
    assert "Stopped." in str(reply)
    assert "To fix VPN" in str(reply)
    assert engine.stopped == 1
    assert slack.calls("agents.sessions.setStatus")[-1].args["status"] == "active"
    entry = await app.ledger.find(f"{slack.team}:C1:{ts}")
    assert entry is not None
    assert entry.state == "stopped"
