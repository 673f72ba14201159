"""Socket Mode and signed HTTP: both bring every question in, once, and let nothing else in."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.locations import slack_heartbeat
from bot.settings import Settings
from bot.slack.app import running
from bot.slack.heartbeat import heartbeat
from bot.slack.sqlite_ledger import SqliteLedger
from bot.slack.tokens import Tokens
from bot.slack.transports import Http, NotConnected
from tests.bot.slack.desks import AppUnderTest, SlowEngine, replies
from tests.bot.slack.every_way import all_ways
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import Manifest, SlackWorkspace
from tests.fakes.slack.faults import Kind
from tests.fakes.slack.http_events import HttpEvents
from tests.fakes.slack.warp import warped

BOTH = pytest.mark.parametrize("http", [False, True], ids=["socket mode", "http"])
QUESTION = "<@BOT> how do I fix VPN error 809?"


class Desk:
    """A workspace with the app in it."""

    def __init__(self, slack: SlackWorkspace, app: AppUnderTest) -> None:
        self.slack, self.app = slack, app

    @property
    def http(self) -> HttpEvents:
        assert self.slack.http is not None
        return self.slack.http


@pytest.fixture
async def desk(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    """Over the transport that the test is parametrized with; HTTP without that."""
    http = request.node.callspec.params.get("http", True) if hasattr(request.node, "callspec") else True
    async with SlackWorkspace() as slack, AppUnderTest(slack, tmp_path, http=http) as app:
        yield Desk(slack, app)


def event(text: str = "hello?", ts: str = "1.000001", event_id: str = "Ev1") -> str:
    message = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text, "ts": ts}
    return json.dumps({"type": "event_callback", "team_id": "T0DESK", "event_id": event_id, "event": message})


@BOTH
async def test_a_mention_gets_one_reply_in_its_thread(desk: Desk, http: bool) -> None:
    ts = await desk.slack.say("C1", "U1", QUESTION)
    reply = await desk.slack.reply_to("C1", ts)
    await desk.app.settle()
    assert reply["thread_ts"] == ts and "UDP ports 500 and 4500" in reply["text"]
    assert len(replies(desk.slack, "C1", ts)) == 1
    assert not reply["_unfurl_links"] and not reply["_unfurl_media"]
    assert desk.slack.refused() == [] and desk.slack.world.complaints == []


@BOTH
async def test_a_redelivered_event_gets_no_second_reply(desk: Desk, http: bool) -> None:
    ts = await desk.slack.say("D1", "U1", "how do I fix VPN error 809?")
    await desk.slack.reply_to("D1", ts)
    for delivery in list(desk.slack.deliveries.log):
        desk.slack.deliveries.again(delivery)
    await desk.app.settle()
    assert all(len(delivery.ack_ms) == delivery.attempts for delivery in desk.slack.deliveries.log)
    assert len(replies(desk.slack, "D1", ts)) == 1 and sum(desk.app.engine.times_asked.values()) == 1


@BOTH
async def test_a_command_a_shortcut_and_a_button_come_the_same_way(desk: Desk, http: bool) -> None:
    assert await desk.slack.command("/deskside", "how do I fix VPN error 809?", "U1", "C1") is not None
    ts = await desk.slack.say("C1", "U2", "my VPN says 809, who knows?")
    assert await desk.slack.shortcut("find_answer", "C1", ts, "U1") is not None
    asked = await desk.slack.say("C1", "U1", QUESTION)
    reply = await desk.slack.reply_to("C1", asked)
    assert await desk.slack.click("C1", reply["ts"], "deskside_passages", "U1") is not None
    await desk.app.settle()
    assert desk.slack.modal("U1") is not None
    assert len(desk.slack.ephemerals("U1")) >= 2


@BOTH
def test_an_event_that_could_not_be_written_down_is_not_acknowledged_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, http: bool
) -> None:
    fails = [True, True]
    claim = SqliteLedger.claim

    async def full(self: SqliteLedger, *args: Any) -> bool:
        if fails:
            fails.pop()
            raise OSError(28, "No space left on device")
        return await claim(self, *args)

    monkeypatch.setattr(SqliteLedger, "claim", full)

    async def told() -> None:
        async with SlackWorkspace() as slack, AppUnderTest(slack, tmp_path, http=http) as app:
            ts = await slack.say("D1", "U1", "how do I fix VPN error 809?")
            await app.settle()
            assert [d.attempts for d in slack.deliveries.log][:1] == [3]
            assert len(replies(slack, "D1", ts)) == 1

    warped(told())


async def test_the_address_answers_slacks_challenge(desk: Desk) -> None:
    assert await desk.http.challenge()


@pytest.mark.parametrize("age", [-301, 301, 3_600, 86_400])
async def test_a_request_of_another_time_is_turned_away(desk: Desk, age: int) -> None:
    answer = await desk.http.post(event(), "application/json", at=time.time() - age)
    assert answer.status == 401
    await desk.app.settle()
    assert not desk.app.engine.times_asked


async def test_a_request_that_somebody_else_signed_is_turned_away(desk: Desk) -> None:
    answer = await desk.http.post(event(), "application/json", secret="another")  # noqa: S106
    assert answer.status == 401 and not desk.app.engine.times_asked


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 30},
        {"X-Slack-Request-Timestamp": "-1"},
    ],
)
async def test_a_request_with_broken_signature_headers_is_turned_away(desk: Desk, headers: dict[str, str]) -> None:
    assert (await desk.http.post(event(), "application/json", headers)).status in (400, 401)
    assert not desk.app.engine.times_asked


async def test_a_request_that_is_replayed_in_time_changes_nothing(desk: Desk) -> None:
    now = time.time()
    place = desk.slack.world.channel("D1")
    place.add({"type": "message", "user": "U1", "text": "hello?", "ts": "1.000001"})
    for _ in range(3):
        assert (await desk.http.post(event("how do I fix it?"), "application/json", at=now)).status == 200
    await desk.app.settle()
    assert sum(desk.app.engine.times_asked.values()) == 1


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "{}", "{", "payload=", "payload={", '{"type":"event_callback"}', "\ud7ff"]
)
async def test_a_signed_request_that_makes_no_sense_does_no_harm(desk: Desk, body: str) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        assert (await desk.http.post(body, kind)).status < 600
    ts = await desk.slack.say("C1", "U1", QUESTION)
    await desk.slack.reply_to("C1", ts)


async def test_half_a_character_keeps_no_question_from_its_answer(desk: Desk) -> None:
    half, name = "\ud83d how do I fix it?", "\ud83d.txt"
    desk.slack.world.channel("D1").add({"type": "message", "user": "U1", "text": half, "ts": "1.000001"})
    sent = json.loads(event(half))
    sent["event"] |= {"subtype": "file_share", "files": [{"id": "F1", "name": name, "mode": "tombstone"}]}
    assert (await desk.http.post(json.dumps(sent), "application/json")).status == 200
    await desk.app.settle()
    assert list(desk.app.engine.times_asked.values()) == [1]
    assert len(replies(desk.slack, "D1", "1.000001")) == 1


async def test_an_interaction_nobody_offered_is_ignored(desk: Desk) -> None:
    for payload in (
        {"type": "block_actions", "actions": [{"action_id": "deskside_share", "value": "T:C1:1.1", "type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "deskside_option_7", "value": "|||", "type": "button"}]},
        {"type": "view_submission", "view": {"callback_id": "deskside_reason", "private_metadata": "{", "state": {}}},
        {"type": "view_submission", "view": {"callback_id": "deskside_no_such", "state": {"values": {}}}},
    ):
        body = payload | {"user": {"id": "U1"}, "team": {"id": "T0DESK"}, "channel": {"id": "C1"}, "trigger_id": "t"}
        answer = await desk.http.post(urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded")
        assert answer.status < 600
    await desk.app.settle()
    assert desk.slack.messages("C1") == [] and not desk.app.engine.times_asked


async def test_its_health_can_be_asked(desk: Desk) -> None:
    import aiohttp

    assert desk.app.app is not None
    async with aiohttp.ClientSession() as http, http.get(f"{desk.app.app.address}/healthz") as response:
        assert response.status == 200


def socket_story(home: Path, story: Any) -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack, AppUnderTest(slack, home, SlowEngine(5.0)) as app:
            await story(slack, app)

    warped(told())


def test_a_refreshed_socket_loses_nothing(tmp_path: Path) -> None:
    async def story(slack: SlackWorkspace, app: AppUnderTest) -> None:
        asked = []
        for n in range(6):
            asked.append(await slack.say("C1", "U1", f"<@BOT> question {n}?"))
            if n % 2:
                await slack.sockets.refresh()
            await asyncio.sleep(1)
        await app.settle()
        assert [len(replies(slack, "C1", ts)) for ts in asked] == [1] * 6
        assert slack.sockets.opened >= 4

    socket_story(tmp_path, story)


def test_a_socket_that_is_cut_in_mid_delivery_is_opened_again_and_nothing_is_lost_or_said_twice(tmp_path: Path) -> None:
    async def story(slack: SlackWorkspace, app: AppUnderTest) -> None:
        slack.faults.dropped_sockets = 0.4
        asked = []
        for n in range(8):
            asked.append(await slack.say("D1", "U1", f"question {n}?"))
            await asyncio.sleep(20)
        slack.faults.stop()
        await app.settle()
        lost = {delivery.payload["event"]["ts"] for delivery in slack.deliveries.lost}
        assert [len(replies(slack, "D1", ts)) for ts in asked if ts not in lost] == [1] * (8 - len(lost))
        assert len(lost) <= 1 and slack.sockets.opened > 2

    socket_story(tmp_path, story)


def test_slack_that_cannot_be_reached_for_a_while_is_waited_for(tmp_path: Path) -> None:
    async def story(slack: SlackWorkspace, app: AppUnderTest) -> None:
        slack.faults.add("apps.connections.open", "server error", times=5)
        slack.sockets.drop()
        await asyncio.sleep(120)
        ts = await slack.say("D1", "U1", "are you there?")
        await app.settle()
        assert len(replies(slack, "D1", ts)) == 1

    socket_story(tmp_path, story)


@pytest.mark.parametrize("kind", ["server error", "ratelimited", "not json", "cut", "error"])
def test_slack_that_opens_no_socket_at_the_start_is_tried_again(tmp_path: Path, kind: Kind) -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack:
            slack.faults.add("apps.connections.open", kind)
            async with AppUnderTest(slack, tmp_path) as app:
                ts = await slack.say("D1", "U1", "are you there?")
                await app.settle()
                assert len(replies(slack, "D1", ts)) == 1

    warped(told())


async def test_an_app_token_that_slack_refuses_is_said(tmp_path: Path) -> None:
    async with SlackWorkspace() as slack:
        slack.faults.add("apps.connections.open", "error", error="invalid_auth")
        with pytest.raises(NotConnected, match="refuses the app token: invalid_auth"):
            await AppUnderTest(slack, tmp_path).start()


@pytest.mark.parametrize("host", ["127.0.0..1", "192.0.2.1", "no.such.invalid"])
async def test_an_address_that_is_not_this_machines_is_said(tmp_path: Path, host: str) -> None:
    async with SlackWorkspace() as slack:
        settings, tokens = Settings(home=tmp_path), Tokens.from_environment(slack.environment)
        with pytest.raises(NotConnected, match=f"{host} port 0 cannot be listened at: .+") as told:
            async with running(settings, ScriptedEngine(), tokens, Http(host)):
                pass
        assert "--host" in told.value.next_step


@BOTH
def test_acks_wait_for_no_answer(tmp_path: Path, http: bool) -> None:
    """Twenty questions are at work or in line, for an hour each: whatever else comes is acknowledged all the same."""

    async def told() -> None:
        async with SlackWorkspace() as slack, AppUnderTest(slack, tmp_path, SlowEngine(3_600.0), http=http) as app:
            for n in range(20):
                await slack.say("C1", "U1", f"<@BOT> question {n}?")
            await slack.open_app("U2")
            assert await slack.command("/deskside", "help", "U2", "C1") is not None
            await slack.say("D2", "U2", "and question 21?")
            await slack.idle()
            assert app.engine.answered == 0 and len(app.engine.times_asked) <= 4
            assert {delivery.attempts for delivery in slack.deliveries.log} == {1}

    warped(told())


def test_the_scopes_of_the_manifest_are_those_that_are_used(tmp_path: Path) -> None:
    async def told() -> set[str]:
        async with SlackWorkspace() as slack:
            await all_ways(slack, tmp_path)
            return slack.world.scopes_used

    assert warped(told()) == Manifest.read().scopes


async def test_the_sign_of_life_grows_old_once_the_socket_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.heartbeat.BEAT", 0.01)
    sign = slack_heartbeat(tmp_path)
    open_now = asyncio.Event()
    open_now.set()
    looks = 0

    async def is_connected() -> bool:
        nonlocal looks
        looks += 1
        return open_now.is_set()

    async def looked_at_again() -> None:
        before = looks
        while looks < before + 2:  # noqa: ASYNC110
            await asyncio.sleep(0)

    async with heartbeat(sign, is_connected):
        os.utime(sign, (0, 0))
        await looked_at_again()
        assert sign.stat().st_mtime > 0
        open_now.clear()
        await looked_at_again()
        os.utime(sign, (0, 0))
        await looked_at_again()
        assert sign.stat().st_mtime == 0
    assert not sign.exists()


async def test_in_socket_mode_there_is_a_sign_of_life_while_the_app_runs(tmp_path: Path) -> None:
    async with SlackWorkspace() as slack:
        async with AppUnderTest(slack, tmp_path):
            assert slack_heartbeat(tmp_path).exists()
        assert not slack_heartbeat(tmp_path).exists()
