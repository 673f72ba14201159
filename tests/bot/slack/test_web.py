"""How Slack's Web API is called: what may be repeated is, Retry-After is kept, and what can be fixed is said."""

import asyncio
import logging

import pytest

from bot.slack.logs import sdk_log
from bot.slack.tokens import TokenMissing, Tokens
from bot.slack.troubles import Troubles
from bot.slack.web import Limited, Refused, Unsure, Web, connected
from tests.fakes.slack import SlackWorkspace


@pytest.fixture
async def web(slack: SlackWorkspace):  # type: ignore[no-untyped-def]
    async with connected(Tokens(slack.bot_token, api_url=slack.api_url), Troubles()) as opened:
        yield opened


async def test_reading_is_repeated_when_a_connection_breaks(slack: SlackWorkspace, web: Web) -> None:
    slack.faults.add("auth.test", "cut", times=2)
    assert (await web.call("auth_test"))["user_id"] == slack.bot
    assert slack.faults.happened == {"cut: auth.test": 2}


@pytest.mark.parametrize("kind", ["lost response", "server error", "cut", "not json"])
async def test_posting_is_never_repeated_blindly(slack: SlackWorkspace, web: Web, kind: str) -> None:
    slack.faults.add("chat.postMessage", kind, times=2)  # type: ignore[arg-type]
    with pytest.raises(Unsure):
        await web.call("chat_postMessage", channel="C1", text="hello")
    assert slack.faults.happened == {f"{kind}: chat.postMessage": 1}
    assert len(slack.calls("chat.postMessage")) <= 1


async def test_a_limit_holds_all_calls_of_a_method_in_a_channel(slack: SlackWorkspace, web: Web) -> None:
    slack.faults.add("chat.postMessage", "ratelimited", seconds=1)
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(web.call("chat_postMessage", channel="C1", text=f"{n}") for n in range(3)))
    assert asyncio.get_running_loop().time() - begun >= 1


async def test_who_cannot_wait_is_told_how_long_it_would_take(slack: SlackWorkspace, web: Web) -> None:
    slack.faults.add("chat.postMessage", "ratelimited", seconds=9)
    for _ in range(2):
        with pytest.raises(Limited) as limited:
            await web.call("chat_postMessage", patient=False, channel="C1", text="hello")
        assert limited.value.seconds > 8
    assert len(slack.calls("chat.postMessage")) == 1


async def test_a_method_that_is_not_there_is_left_alone(slack: SlackWorkspace, web: Web) -> None:
    slack.faults.unknown, slack.faults.unknown_is_404 = ("views.*",), True
    for _ in range(3):
        assert await web.attempt("views_publish", user_id="U1", view={}) is None
    assert web.lacks("views_publish")
    assert len([call for call in slack.calls() if call.method == "views.publish"]) <= 1


async def test_a_scope_missing_for_group_messages_leaves_channels_alone(slack: SlackWorkspace, web: Web) -> None:
    slack.world.manifest.scopes.discard("mpim:read")
    assert await web.insist("conversations_info", channel="M1") is None
    assert await web.insist("conversations_info", channel="C1") is not None


async def test_a_revoked_token_is_told_once_with_the_fix(
    slack: SlackWorkspace, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    slack.revoke()
    for _ in range(3):
        with pytest.raises(Refused):
            await web.call("chat_postMessage", channel="C1", text="hello")
    told = [record.getMessage() for record in caplog.records if record.name == "deskside.slack"]
    assert len(told) == 1
    assert "Install the app again" in told[0]


async def test_a_missing_scope_is_told_by_its_name(caplog: pytest.LogCaptureFixture) -> None:
    troubles = Troubles()
    troubles.tell("files.info", "missing_scope", "files:read")
    troubles.tell("files.info", "missing_scope", "files:read")
    assert [record.getMessage().split(".")[0] for record in caplog.records] == ["The app lacks the scope files:read"]


def test_no_token_and_no_ticket_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    log = sdk_log()
    log.info("a whole request: my salary")
    try:
        raise ValueError("wss://x.example/?ticket=abc-123")
    except ValueError:
        log.exception("Failed with %s and %s", "xoxb-1-2-abc", "xapp-1-A-abc wss://x.example/?ticket=abc-123&b=1")
    assert "salary" not in caplog.text
    assert "abc" not in caplog.text
    assert "Failed with xoxb-…" in caplog.text
    assert log.level == logging.ERROR


def test_tokens_come_from_the_environment_and_are_never_shown() -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-a", "DESKSIDE_SLACK_BOT_TOKEN": " xoxb-b ", "SLACK_APP_TOKEN": "xapp-c"}
    tokens = Tokens.from_environment(given)
    assert (tokens.bot, tokens.app, tokens.api_url) == ("xoxb-b", "xapp-c", "https://slack.com/api/")
    assert "xoxb" not in repr(tokens)
    assert "xapp" not in repr(tokens)
    tokens.check(http=False)


@pytest.mark.parametrize(
    ("environment", "http", "missing"),
    [
        ({}, False, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, False, "holds an app token"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, False, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, True, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_missing_secret_is_named(environment: dict[str, str], http: bool, missing: str) -> None:
    with pytest.raises(TokenMissing, match=missing):
        Tokens.from_environment(environment).check(http)
