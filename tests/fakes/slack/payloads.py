"""The shapes of what Slack tells an app."""

from typing import Any

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.people import Person
from tests.fakes.slack.state import APP, BOT_USER, DOMAIN, TEAM


def event_callback(event: dict[str, Any], event_id: str, at: float, shared: bool = False) -> dict[str, Any]:
    """The envelope around an event."""
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True,
                     "is_enterprise_install": False}  # fmt: skip
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{event_id}",
    }


def rich_text(text: str) -> list[dict[str, Any]]:
    """What a person typed, as the composer sends it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}] if text else []


def who(person: Person) -> dict[str, Any]:
    """A person in an interaction."""
    return {"id": person.id, "username": person.name.lower(), "name": person.name.lower(), "team_id": person.team}


def where(channel: Channel) -> dict[str, Any]:
    """A conversation in an interaction."""
    return {"id": channel.id, "name": channel.name if channel.kind == "channel" else "directmessage"}


def interaction(kind: str, person: Person, trigger: str) -> dict[str, Any]:
    """What every interaction carries."""
    return {
        "type": kind,
        "user": who(person),
        "api_app_id": APP,
        "token": "deprecated",
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(name: str, text: str, person: Person, channel: Channel, trigger: str, response_url: str) -> dict[str, Any]:
    """A slash command, which comes as a form."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": where(channel)["name"],
        "user_id": person.id,
        "user_name": person.name.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def container_of(message: Message, channel: Channel, ephemeral: bool) -> dict[str, Any]:
    """Where a clicked element stands."""
    told = {"type": "message", "message_ts": message["ts"], "channel_id": channel.id, "is_ephemeral": ephemeral}
    if "thread_ts" in message:
        told["thread_ts"] = message["thread_ts"]
    return told
