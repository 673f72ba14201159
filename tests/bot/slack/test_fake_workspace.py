"""The fake workspace keeps Slack's own promises, told over real HTTP and WebSockets by Slack's own client."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.slack.desks import PATIENCE
from tests.fakes.slack import Manifest, SlackWorkspace
from tests.fakes.slack.warp import warped


@pytest.fixture
def web(slack: SlackWorkspace) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


class Listener:
    """Slack's own socket client; acknowledges all it hears but what `ignores` says."""

    def __init__(self, slack: SlackWorkspace, ignores: int = 0, pings: float = 30) -> None:
        self.heard: list[dict[str, Any]] = []
        self.attempts: list[int] = []
        self.times: list[float] = []
        self._ignores = ignores
        own = AsyncWebClient(slack.app_token, base_url=slack.api_url)
        self.client = SocketModeClient(slack.app_token, web_client=own, ping_interval=pings)
        self.client.socket_mode_request_listeners.append(self._hear)

    async def __aenter__(self) -> "Listener":
        await self.client.connect_to_new_endpoint(force=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request.payload)
        self.attempts.append(request.retry_attempt or 0)
        self.times.append(asyncio.get_running_loop().time())
        if self._ignores:
            self._ignores -= 1
            return
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        return [body["event"] for body in self.heard if kind in ("", body["event"]["type"])]


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_a_mention_comes_as_two_events_with_two_ids_and_files_in_one_of_them_only(slack: SlackWorkspace) -> None:
    async with Listener(slack) as app:
        ts = await slack.say("C1", "U1", "<@BOT> what is this?", files=[slack.file("shot.png", b"\x89PNG")])
        await slack.idle()
    assert sorted(event["type"] for event in app.events()) == ["app_mention", "message"]
    assert len({body["event_id"] for body in app.heard}) == 2
    assert {event["ts"] for event in app.events()} == {ts}
    assert "files" not in app.events("app_mention")[0] and app.events("message")[0]["files"]


def test_an_event_that_is_not_acknowledged_comes_again_at_once_then_after_one_and_five_minutes() -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack, Listener(slack, ignores=3) as app:
            await slack.say("D1", "U1", "hello")
            await slack.idle()
            pauses = [round(later - earlier) for earlier, later in zip(app.times, app.times[1:], strict=False)]
            # Each attempt waits three seconds for its acknowledgement.
            assert pauses == [3 + 1, 3 + 60, 3 + 300]
            assert app.attempts == [0, 1, 2, 3] and len({body["event_id"] for body in app.heard}) == 1
            assert not slack.deliveries.lost

    warped(told())


def test_an_event_that_nobody_ever_acknowledges_is_lost() -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack:
            await slack.say("D1", "U1", "hello")
            await slack.idle()
            assert len(slack.deliveries.lost) == 1

    warped(told())


def test_a_duplicate_and_a_lost_acknowledgement_bring_the_same_event_again() -> None:
    async def told() -> None:
        async with SlackWorkspace() as slack, Listener(slack) as app:
            slack.faults.duplicates = slack.faults.reordered = 1.0
            slack.faults.lost_acks = 0.5
            for n in range(10):
                await slack.say("D1", "U1", f"hello {n}")
            await slack.idle()
            assert len({body["event_id"] for body in app.heard}) == 10 and len(app.heard) >= 20

    warped(told())


async def test_a_client_comes_back_when_its_socket_is_cut_or_refreshed(slack: SlackWorkspace) -> None:
    async with Listener(slack, pings=0.2) as app:
        await slack.sockets.refresh()
        await asyncio.wait_for(slack.sockets.connected.wait(), PATIENCE)
        slack.sockets.drop()
        await asyncio.wait_for(slack.sockets.connected.wait(), PATIENCE)
        await slack.say("D1", "U1", "still there?")
        await slack.idle()
        assert slack.sockets.opened == 3 and app.events()[0]["text"] == "still there?"


async def test_streams_grow_end_and_expire_as_slacks_do(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    ts = await slack.say("C1", "U1", "hello", told=False)
    assert await refusal(web.chat_startStream(channel="C1", thread_ts=ts)) == "missing_recipient_team_id"
    stream = await web.chat_stream(
        channel="C1", thread_ts=ts, recipient_team_id=slack.team, recipient_user_id="U1", buffer_size=1
    )
    await stream.append(markdown_text="**Hel")
    assert await refusal(web.chat_update(channel="C1", ts=str(stream.ts), text="x")) == "streaming_state_conflict"
    await stream.append(markdown_text="lo**")
    slack.clock.advance(301)
    assert await refusal(stream.append(markdown_text="!")) == "message_not_in_streaming_state"
    await web.chat_update(channel="C1", ts=str(stream.ts), text="Hello")
    other = await web.chat_stream(channel="C1", thread_ts=ts, recipient_team_id=slack.team, recipient_user_id="U1")
    await other.append(markdown_text="Short.")
    await other.stop(blocks=[section("below")])
    blocks = slack.replies("C1", ts)[-1]["blocks"]
    assert [block["type"] for block in blocks] == ["markdown", "section"]


async def test_stop_ends_the_streams_and_tells_the_app(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    async with Listener(slack) as app:
        ts = await slack.say("D1", "U1", "hello")
        stream = await web.chat_stream(channel="D1", thread_ts=ts, buffer_size=1)
        await stream.append(markdown_text="Hel")
        await slack.stop("D1", ts)
        await slack.idle()
        assert await refusal(stream.append(markdown_text="lo")) == "message_not_in_streaming_state"
        assert app.events("agent_session_stopped")[0]["streaming_message_ts"] == [stream.ts]


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([section("x" * 3_001)], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 6_001}] * 2, "invalid_blocks"),
        ([section("x" * 2_900)] * 5, "msg_blocks_too_long"),
        ([{"type": "no_such_block"}], "invalid_blocks"),
        ([{"type": "divider", "colour": "red"}], "invalid_blocks"),
        ([{"type": "actions", "elements": [{"type": "button", "text": "Stop", "action_id": "a"}]}], "invalid_blocks"),
        ([section("a") | {"block_id": "b"}, section("b") | {"block_id": "b"}], "invalid_blocks"),
    ],
)
async def test_blocks_that_slack_would_not_take_are_refused(
    slack: SlackWorkspace, web: AsyncWebClient, blocks: list[dict[str, Any]], error: str
) -> None:
    assert await refusal(web.chat_postMessage(channel="C1", text="x", blocks=blocks)) == error


async def test_an_update_with_text_alone_keeps_the_old_blocks(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C1", text="one", blocks=[section("one")])
    changed = await web.chat_update(channel="C1", ts=posted["ts"], text="two")
    assert changed["message"]["text"] == "two" and changed["message"]["blocks"] == [section("one")]


async def test_metadata_is_given_only_to_who_asks_for_it(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    metadata = {"event_type": "reply", "event_payload": {"question": "1"}}
    ts = await slack.say("C1", "U1", "hello", told=False)
    await web.chat_postMessage(channel="C1", text="x", thread_ts=ts, metadata=metadata)
    plain = await web.conversations_replies(channel="C1", ts=ts)
    asked = await web.conversations_replies(channel="C1", ts=ts, include_all_metadata=True)
    assert "metadata" not in plain["messages"][1] and asked["messages"][1]["metadata"] == metadata


async def test_channels_that_the_app_is_not_in_are_closed_to_it(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    assert await refusal(web.chat_postMessage(channel="C3", text="x")) == "not_in_channel"
    assert await refusal(web.chat_postMessage(channel="G2", text="x")) == "channel_not_found"
    assert await refusal(web.conversations_replies(channel="C3", ts="1.1")) == "not_in_channel"
    assert await refusal(web.conversations_info(channel="G2")) == "channel_not_found"


async def test_a_scope_that_the_manifest_lacks_is_missed(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    slack.world.manifest.scopes -= {"chat:write", "groups:history"}
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel="C1", text="x")
    assert refused.value.response["needed"] == "chat:write"
    assert await refusal(web.conversations_replies(channel="G1", ts="1.1")) == "missing_scope"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_wrong_token_is_refused(slack: SlackWorkspace, token: str, error: str) -> None:
    assert await refusal(AsyncWebClient(token, base_url=slack.api_url).auth_test()) == error


async def test_a_revoked_token_is_refused_and_the_wrong_kind_too(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    assert (
        await refusal(AsyncWebClient(slack.app_token, base_url=slack.api_url).auth_test()) == "not_allowed_token_type"
    )
    slack.world.revoked = True
    assert await refusal(web.auth_test()) == "token_revoked"


async def test_without_the_scope_or_the_token_a_file_is_a_page_with_status_200(slack: SlackWorkspace) -> None:
    file = slack.file("shot.png", b"\x89PNG")

    async def fetched(token: str) -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http,
            http.get(file.url) as response,
        ):
            return response.status, (await response.read())[:4]

    assert await fetched(slack.bot_token) == (200, b"\x89PNG")
    assert await fetched("xoxb-wrong") == (200, b"<!DO")
    slack.world.manifest.scopes.discard("files:read")
    assert await fetched(slack.bot_token) == (200, b"<!DO")


async def test_a_file_of_another_organization_has_to_be_asked_for(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    file = slack.file("shot.png", b"\x89PNG", connect=True)
    assert "url_private" not in file.shown()
    told = await web.files_info(file=file.id)
    assert told["file"]["url_private_download"] == file.url


async def test_an_upload_takes_slacks_three_steps(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    ts = await slack.say("C1", "U1", "hello", told=False)
    await web.files_upload_v2(channel="C1", thread_ts=ts, filename="figure.png", content=b"\x89PNG", title="Figure")
    assert slack.replies("C1", ts)[0]["files"][0]["title"] == "Figure"


async def test_too_many_calls_are_told_when_to_come_back(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    slack.faults.rate_limits = True
    for _ in range(5):
        await web.chat_postMessage(channel="C2", text="x")
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel="C2", text="x")
    wait = int(refused.value.response.headers["Retry-After"])
    assert refused.value.response["error"] == "ratelimited" and wait >= 1
    slack.clock.advance(wait)
    await web.chat_postMessage(channel="C2", text="x")


async def test_a_lost_response_was_applied_and_a_cut_one_was_not(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    for kind, there in (("lost response", 1), ("cut", 1)):
        slack.faults.add("chat.postMessage", kind)  # type: ignore[arg-type]
        with pytest.raises(aiohttp.ClientError):
            await web.chat_postMessage(channel="C2", text="x")
        assert len(slack.messages("C2")) == there


async def test_what_one_person_is_told_in_a_thread_is_seen_only_once_the_thread_has_begun(
    slack: SlackWorkspace, web: AsyncWebClient
) -> None:
    root = await slack.say("C2", "U1", "how?")
    for _ in range(2):
        told = await web.chat_postEphemeral(channel="C2", user="U1", thread_ts=root, text="for you")
        assert told["ok"]
        await web.chat_postMessage(channel="C2", thread_ts=root, text="so")
    assert len(slack.ephemerals("U1", "C2")) == 1


async def test_slacks_own_client_posts_twice_after_a_lost_response(slack: SlackWorkspace) -> None:
    # Why the app must not use the client's default retries for what is not idempotent.
    slack.faults.add("chat.postMessage", "lost response")
    await AsyncWebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(channel="C2", text="x")
    assert len(slack.messages("C2")) == 2


@pytest.mark.parametrize("not_found", [False, True])
async def test_a_poorer_emulator_does_not_know_what_is_optional(
    slack: SlackWorkspace, web: AsyncWebClient, not_found: bool
) -> None:
    slack.faults.poor(not_found)
    await web.chat_postMessage(channel="C2", text="x")
    with pytest.raises(SlackApiError) as refused:
        await web.views_publish(user_id="U1", view={"type": "home", "blocks": []})
    assert refused.value.response.status_code == (404 if not_found else 200)


async def test_views_are_checked_and_a_trigger_opens_one(slack: SlackWorkspace, web: AsyncWebClient) -> None:
    trigger = slack._trigger("U1")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "A title that is far too long"}, "blocks": []}
    assert await refusal(web.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"
    view["title"] = {"type": "plain_text", "text": "Why?"}
    trigger = slack._trigger("U1")
    await web.views_open(trigger_id=trigger, view=view)
    assert await refusal(web.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    late = slack._trigger("U1")
    slack.clock.advance(4)
    assert await refusal(web.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
    assert slack.modal("U1") is not None


def test_every_scope_and_event_of_the_manifest_is_known() -> None:
    from tests.fakes.slack import scopes

    manifest = Manifest.read()
    assert manifest.events <= scopes.EVENTS.keys()
    for event in manifest.events:
        assert scopes.EVENTS[event] is None or scopes.EVENTS[event] in manifest.scopes, event
