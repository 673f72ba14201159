"""`deskside slack --check` finds what is wrong with an installation, says how to fix it, and shows no token."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import attach
from bot.checks import Check
from bot.interface import EngineInterface
from bot.settings import Settings
from bot.slack.check import SCOPES, checks
from bot.slack.tokens import Tokens
from bot.slack_settings import ChannelSettings, Readers, SlackSettings
from tests.bot.conftest import MakeHome
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import Manifest, SlackWorkspace
from tests.fakes.slack.faults import Kind


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose engine is a scripted one with the spaces `default` and `it`."""

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[EngineInterface]:
        yield ScriptedEngine()

    monkeypatch.setattr(attach, "open_engine", opened)
    return tmp_path


Found = dict[str, Check]


async def looked(slack: SlackWorkspace, home: Path, http: bool = False, **settings: object) -> Found:
    """The checks by their names; none of them, and no fix, holds a secret."""
    tokens = Tokens.from_environment(slack.environment)
    found = await checks(Settings(home=home, slack=SlackSettings(**settings)), tokens, http)
    for check in found:
        for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
            assert secret not in f"{check.found} {check.fix}"
        assert check.fine or check.fix
    return {check.name: check for check in found}


def wrong(found: Found) -> set[str]:
    return {name for name, check in found.items() if not check.fine}


@pytest.mark.parametrize("http", [False, True])
async def test_all_is_fine_in_a_workspace_that_works(slack: SlackWorkspace, home: Path, http: bool) -> None:
    found = await looked(
        slack, home, http, people="S1", admins=("UADMIN",), channels={"C2": ChannelSettings(people="S1")}
    )
    assert wrong(found) == set()
    assert found["workspace"].found == "@deskside in Kelpline"
    assert found["channels"].found == "#general, #help-it, #people-team, #with-partner"
    assert ("events" in found) is not http and ("signing secret" in found) is http


def test_the_scopes_that_are_checked_are_the_manifests() -> None:
    assert set(SCOPES) == Manifest.read().scopes


async def test_every_scope_that_is_missing_is_named_with_what_it_is_for(slack: SlackWorkspace, home: Path) -> None:
    slack.world.manifest.scopes -= {"files:read", "commands"}
    found = await looked(slack, home)
    assert wrong(found) == {"scopes"}
    assert "2 missing" in found["scopes"].found and "it can't see screenshots" in found["scopes"].found
    assert "commands, files:read" in found["scopes"].fix and "install the app again" in found["scopes"].fix


async def test_a_token_that_was_revoked(slack: SlackWorkspace, home: Path) -> None:
    slack.world.revoked = True
    found = await looked(slack, home)
    assert wrong(found) == {"workspace"} and "Install the app again" in found["workspace"].fix


@pytest.mark.parametrize(
    ("variable", "value", "name", "says"),
    [
        ("SLACK_BOT_TOKEN", "", "bot token", "is not set"),
        ("SLACK_BOT_TOKEN", "xapp-1-A0DESKSIDE-1-abcdef", "bot token", "another token (xapp-…)"),
        ("SLACK_BOT_TOKEN", "xoxp-123456789", "bot token", "another token (xoxp-…)"),
        ("SLACK_APP_TOKEN", "xoxb-123456789-12", "app token", "another token (xoxb-…)"),
        ("SLACK_APP_TOKEN", "", "app token", "is not set"),
    ],
)
async def test_tokens_that_are_mixed_up(
    slack: SlackWorkspace, home: Path, variable: str, value: str, name: str, says: str
) -> None:
    tokens = Tokens.from_environment(slack.environment | {variable: value})
    found = {check.name: check for check in await checks(Settings(home=home), tokens, http=False)}
    assert wrong(found) == {name} and says in found[name].found
    assert variable in found[name].fix
    assert not value or value not in f"{found[name].found} {found[name].fix}"


async def test_an_app_token_that_slack_does_not_know(slack: SlackWorkspace, home: Path) -> None:
    slack.world.app_token = "xapp-1-A0DESKSIDE-9-other"  # noqa: S105
    found = await looked(slack, home)
    assert wrong(found) == {"events"} and "invalid_auth" in found["events"].found


async def test_socket_mode_that_is_switched_off(slack: SlackWorkspace, home: Path) -> None:
    slack.world.manifest.socket_mode = False
    found = await looked(slack, home)
    assert "Switch Socket Mode on" in found["events"].fix


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        ({"channels": {"C3": ChannelSettings()}}, "channels", "C3"),
        ({"people_channel": "G2"}, "channels", "G2"),
        ({"digest_channel": "C3"}, "channels", "C3"),
        ({"people": "S9"}, "groups", "S9"),
        ({"admins": ("@dina",)}, "people", "@dina"),
        ({"readers": {"it": Readers(users=("dina",))}}, "people", "dina"),
        ({"spaces": ("nowhere",)}, "spaces", "nowhere"),
        ({"readers": {"default": Readers(groups=("S8",))}}, "groups", "S8"),
        ({"redis": "redis://127.0.0.1:1/0"}, "redis", "can't be reached"),
        ({"redis": "localhost:6379"}, "redis", "not an address"),
    ],
)
async def test_what_the_settings_name_has_to_be_there(
    slack: SlackWorkspace, home: Path, settings: dict[str, object], name: str, says: str
) -> None:
    found = await looked(slack, home, **settings)
    assert wrong(found) == {name} and says in found[name].found


async def test_a_digest_for_a_person_of_a_grid_is_in_no_channel(slack: SlackWorkspace, home: Path) -> None:
    assert wrong(await looked(slack, home, digest_channel="W0123456789")) == set()


async def test_a_redis_without_its_package_is_told_how_to_get_it(
    slack: SlackWorkspace, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    found = await looked(slack, home, redis="redis://127.0.0.1:1/0")
    assert wrong(found) == {"redis"} and "pip install 'deskside[redis]'" in found["redis"].fix


async def test_an_app_that_nobody_invited_yet_is_told_how(slack: SlackWorkspace, home: Path) -> None:
    for channel in slack.world.state.channels.values():
        channel.members.discard(slack.bot)
    found = await looked(slack, home)
    assert wrong(found) == set() and "/invite @Deskside" in found["channels"].found


@pytest.mark.parametrize("not_found", [False, True])
async def test_a_poorer_emulator_is_not_called_broken(slack: SlackWorkspace, home: Path, not_found: bool) -> None:
    slack.faults.poor(not_found)
    slack.faults.unknown += ("users.conversations",)
    assert wrong(await looked(slack, home, people="S1")) == set()


async def test_a_workspace_that_cannot_be_reached(slack: SlackWorkspace, home: Path) -> None:
    tokens = Tokens.from_environment(slack.environment | {"DESKSIDE_SLACK_API_URL": "http://127.0.0.1:1/api/"})
    found = {check.name: check for check in await checks(Settings(home=home), tokens, http=False)}
    assert wrong(found) == {"workspace"} and "can be reached" in found["workspace"].fix


@pytest.mark.parametrize("kind", ["server error", "not json", "cut"])
async def test_trouble_at_slack_is_a_finding_and_no_crash(slack: SlackWorkspace, home: Path, kind: Kind) -> None:
    slack.faults.add("*", kind, times=None)
    assert wrong(await looked(slack, home)) == {"workspace"}


async def test_the_spaces_are_those_of_the_real_knowledge(slack: SlackWorkspace, make_home: MakeHome) -> None:
    home = make_home()
    assert wrong(await looked(slack, home)) == set()
    found = await looked(slack, home, channels={"C1": ChannelSettings(spaces=("hr",))})
    assert wrong(found) == {"spaces"} and "deskside add PATH --space hr" in found["spaces"].fix


async def test_where_no_space_is_named_answers_come_from_the_only_one(slack: SlackWorkspace, sample_home: Path) -> None:
    assert (await looked(slack, sample_home))["spaces"].found == "answers come from sample"


async def test_channels_on_further_pages_are_found(
    slack: SlackWorkspace, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.check.PAGE", 1)
    found = await looked(slack, home, channels={"C2": ChannelSettings()})
    assert found["channels"].found == "#general, #help-it, #people-team, #with-partner"


async def test_a_home_without_models_is_told_as_the_doctor_tells_it(slack: SlackWorkspace, tmp_path: Path) -> None:
    found = await looked(slack, tmp_path / "home")
    assert wrong(found) == {"spaces"} and "deskside models build" in found["spaces"].fix
