"""What only agents have: a status while they work, suggested prompts, titles and sessions."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.channels import Channel
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import Status

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10
SESSION_STATUSES = {"active", "processing", "suspended", "closed"}


def set_status(call: Arguments) -> dict[str, Any]:
    channel, ts = _thread(call)
    loading = call.json("loading_messages") or []
    if len(loading) > MOST_LOADING_MESSAGES:
        raise SlackError("invalid_arguments")
    status = call.text("status")
    if status:
        call.world.state.statuses[channel.id, ts] = Status(status, loading, call.world.clock.now())
    else:
        call.world.state.statuses.pop((channel.id, ts), None)
    return {}


def set_prompts(call: Arguments) -> dict[str, Any]:
    channel = _direct(call)
    prompts = call.json("prompts") or []
    if not 0 < len(prompts) <= MOST_PROMPTS or not all(p.get("title") and p.get("message") for p in prompts):
        raise SlackError("invalid_arguments")
    call.world.state.prompts[channel.id, call.text("thread_ts") or None] = prompts
    return {}


def set_title(call: Arguments) -> dict[str, Any]:
    _direct(call)
    channel, ts = _thread(call)
    call.world.state.titles[channel.id, ts] = call.needed("title")
    return {}


def set_session_status(call: Arguments) -> dict[str, Any]:
    if not call.world.manifest.agent:
        raise SlackError("not_allowed")
    channel, ts = _thread(call)
    status = call.text("status")
    if status not in SESSION_STATUSES or len(call.text("title")) > 200:
        raise SlackError("invalid_arguments")
    session = call.world.state.sessions.setdefault((channel.id, ts), {"title": call.text("title")})
    session["status"] = status
    answer = {"agent_status": status, "title": session.get("title", "")}
    if not call.world.subscribed("agent_session_stopped"):
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


def rename_session(call: Arguments) -> dict[str, Any]:
    channel, ts = _thread(call)
    if (channel.id, ts) not in call.world.state.sessions:
        raise SlackError("session_not_found")
    call.world.state.sessions[channel.id, ts]["title"] = call.needed("title")
    return {}


def _thread(call: Arguments) -> tuple[Channel, str]:
    channel, ts = call.joined("channel_id"), call.needed("thread_ts", "invalid_thread_ts")
    if ts not in channel.messages:
        raise SlackError("thread_not_found")
    return channel, ts


def _direct(call: Arguments) -> Channel:
    channel = call.joined("channel_id")
    if channel.kind != "im":
        raise SlackError("method_not_supported_for_channel_type")
    return channel


METHODS = {
    "agents.sessions.rename": rename_session,
    "agents.sessions.setStatus": set_session_status,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "assistant.threads.setTitle": set_title,
}
