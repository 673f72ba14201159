"""What a process left behind is gone on with by the next, in the same message, or apologised for if it is old."""

import asyncio
from pathlib import Path

import pytest

from bot.locations import slack_file
from bot.slack import clock, keeper
from bot.slack.app import SlackApp
from bot.slack.asked import Asked
from bot.slack.desk import Desk
from bot.slack.keeper import Keeper
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.sqlite_ledger import SqliteLedger
from bot.slack_settings import SlackSettings
from models.errors import DiskFull
from tests.bot.slack.conftest import Start
from tests.bot.slack.desks import PATIENCE
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace


def asked_of(slack: SlackWorkspace, ts: str, at: float | None = None) -> Asked:
    key = f"{slack.team}:C1:{ts}"
    return Asked(
        key, "mention", "C1", "U1", "how?", clock.now() if at is None else at, ts=ts, thread=ts, team=slack.team
    )


async def left_behind(home: Path, asked: Asked, reply: str = "", *, begun: bool = True) -> None:
    """A ledger as a killed process leaves it."""
    ledger = SqliteLedger.open(slack_file(home))
    await ledger.claim(asked, "Ev1")
    if begun:
        await ledger.begin(asked.key)
    if reply:
        await ledger.placed(asked.key, reply)
    await ledger.close()


async def test_a_question_that_only_waited_is_answered(slack: SlackWorkspace, start: Start, tmp_path: Path) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    await left_behind(tmp_path, asked_of(slack, ts), begun=False)
    app = await start()
    await app.idle()
    assert len(slack.replies("C1", ts)) == 1
    assert slack.calls("conversations.replies") == []


async def test_a_half_posted_reply_is_completed_in_its_place(
    slack: SlackWorkspace, start: Start, tmp_path: Path
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    place = await start()
    posted = await place.web.call("chat_postMessage", channel="C1", thread_ts=ts, text="Looking…")
    await left_behind_by(place, asked_of(slack, ts), str(posted["ts"]))
    assert len(slack.replies("C1", ts)) == 1
    assert "Open UDP ports" in slack.replies("C1", ts)[0]["text"]


async def left_behind_by(app, asked: Asked, reply: str) -> None:  # type: ignore[no-untyped-def]
    """As if another process had left it: the keeper finds it at its next look."""
    await app.ledger.claim(asked, "EvX")
    await app.ledger.begin(asked.key)
    if reply:
        await app.ledger.placed(asked.key, reply)
    app.desk.put(asked, await app.ledger.find(asked.key))
    await app.idle()


async def test_a_reply_whose_ts_was_never_written_down_is_found_by_its_question(
    slack: SlackWorkspace, start: Start, tmp_path: Path
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    app = await start()
    asked = asked_of(slack, ts)
    carried = {"event_type": "deskside_reply", "event_payload": {"question": asked.key, "part": 1}}
    await app.web.call("chat_postMessage", channel="C1", thread_ts=ts, text="Looking…", metadata=carried)
    await left_behind_by(app, asked, "")
    assert len(slack.replies("C1", ts)) == 1
    assert "Open UDP ports" in slack.replies("C1", ts)[0]["text"]


async def test_a_stream_that_nobody_ended_is_found_and_completed(
    slack: SlackWorkspace, start: Start, tmp_path: Path
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    app = await start()
    who = {"recipient_team_id": slack.team, "recipient_user_id": "U1"}
    await app.web.call("chat_startStream", channel="C1", thread_ts=ts, markdown_text="To fix", **who)
    await left_behind_by(app, asked_of(slack, ts), "")
    (reply,) = slack.replies("C1", ts)
    assert slack.finished(reply)
    assert "Open UDP ports" in reply["text"]


async def test_an_old_question_gets_an_apology_and_can_be_asked_again(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine, tmp_path: Path
) -> None:
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    await left_behind(tmp_path, asked_of(slack, ts, clock.now() - 7_200))
    app = await start(resume_minutes=60)
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "I was interrupted" in reply["text"]
    assert engine.asked == []
    await slack.click("C1", reply["ts"], "deskside_again", "U1")
    await app.idle()
    (reply,) = slack.replies("C1", ts)
    assert "Open UDP ports" in reply["text"]


async def test_old_questions_are_forgotten_in_time(
    slack: SlackWorkspace, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await start(keep_days=1)
    await slack.answered("C1", "U1", "<@BOT> how?")
    await app.idle()
    await app.ledger.forget(clock.now() + 1)
    assert await app.ledger.since(0) == []


async def test_what_was_said_in_slack_is_forgotten_in_the_engine_too(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    await slack.answered("C1", "U1", "<@BOT> how?")
    began = clock.now()
    await Keeper(app.ledger, app.desk, ReconnectingEngine(engine), SlackSettings(keep_days=2)).forget()
    askers, before = engine.forgotten[-1]
    assert engine.asked[-1].asker == f"{askers}U1"
    assert before.timestamp() == pytest.approx(began - 2 * 86_400, abs=60)


async def test_an_engine_that_is_away_holds_up_no_beat(app: SlackApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BEAT", 0.0)
    beats: asyncio.Queue[None] = asyncio.Queue()

    async def keep() -> list[str]:
        beats.put_nowait(None)
        return []

    monkeypatch.setattr(app.ledger, "keep", keep)
    keeping = asyncio.create_task(Keeper(app.ledger, app.desk, ReconnectingEngine(), SlackSettings()).run())
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await beats.get()
    keeping.cancel()


async def test_the_parts_of_a_long_reply_are_not_posted_twice(
    slack: SlackWorkspace, start: Start, engine: ScriptedEngine
) -> None:
    text = "\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(60))
    engine.script = lambda question: sample_events.grounded(text)
    ts = await slack.say("C1", "U1", "<@BOT> how?", told=False)
    app = await start()
    asked = asked_of(slack, ts)
    await left_behind_by(app, asked, "")
    parts = slack.replies("C1", ts)
    # As if the process had been killed after the last part and before it wrote down that it was done.
    ledger = app.ledger
    assert isinstance(ledger, SqliteLedger)
    await ledger._run("UPDATE questions SET state = 'answering' WHERE key = ?", (asked.key,))
    app.desk.put(asked, await app.ledger.find(asked.key))
    await app.idle()
    assert [part["ts"] for part in slack.replies("C1", ts)] == [part["ts"] for part in parts]
    assert len(parts) == 3


async def test_a_clock_that_is_set_back_keeps_no_question_waiting(
    app: SlackApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked("T1:C1:1.0", "mention", "C1", "U1", "how?", clock.now(), ts="1.0", thread="1.0")
    await app.ledger.claim(asked, "")
    desk = Desk(app.desk._services)
    await desk.close()
    keeper = Keeper(app.ledger, desk, ReconnectingEngine(ScriptedEngine()), SlackSettings())
    assert [await keeper.take_over() for _ in range(2)] == [1, 0]
    before = clock.now() - 86_400
    monkeypatch.setattr(clock, "now", lambda: before)
    assert await keeper.take_over() == 1


async def test_a_ledger_that_fails_once_is_kept_at_the_next_beat(
    app: SlackApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "BEAT", 0.0)
    beats, kept = 0, asyncio.Event()

    async def keep() -> list[str]:
        nonlocal beats
        beats += 1
        if beats == 1:
            raise DiskFull("There is no space left.", "Free some.")
        kept.set()
        return []

    monkeypatch.setattr(app.ledger, "keep", keep)
    keeping = asyncio.create_task(
        Keeper(app.ledger, app.desk, ReconnectingEngine(ScriptedEngine()), SlackSettings()).run()
    )
    async with asyncio.timeout(PATIENCE):
        await kept.wait()
    keeping.cancel()
    assert "the ledger could not be kept: DiskFull at" in caplog.text
