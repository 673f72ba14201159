"""Who the app is, and where its socket is."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import APP, BOT, BOT_USER, DOMAIN, TEAM


def test(call: Arguments) -> dict[str, Any]:
    return {"url": f"https://{DOMAIN}.slack.com/", "team": "Kelpline", "user": "deskside", "team_id": TEAM,
            "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}  # fmt: skip


def open_connection(call: Arguments) -> dict[str, Any]:
    if not call.world.manifest.socket_mode:
        raise SlackError("socket_mode_disabled")
    return {"url": call.world.socket_url()}


def bot_info(call: Arguments) -> dict[str, Any]:
    return {"bot": {"id": BOT, "app_id": APP, "user_id": BOT_USER, "name": "Deskside", "deleted": False}}


def api_test(call: Arguments) -> dict[str, Any]:
    return {}


METHODS = {
    "api.test": api_test,
    "apps.connections.open": open_connection,
    "auth.test": test,
    "bots.info": bot_info,
}
