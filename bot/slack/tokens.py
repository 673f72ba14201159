"""The secrets that Slack gives an app, from the environment only; they are never shown, logged or stored."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from models.errors import DesksideError

SLACK_API = "https://slack.com/api/"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class TokenMissing(DesksideError):
    """A token that is needed is not in the environment, or is not one."""

    code = "slack-token"


@dataclass(frozen=True)
class Tokens:
    """The bot's token, the app's token (Socket Mode), the signing secret (HTTP), and where the API is."""

    bot: str = field(repr=False)
    app: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Tokens":
        """Reads `SLACK_BOT_TOKEN`, `SLACK_APP_TOKEN`, `SLACK_SIGNING_SECRET`, or each with `DESKSIDE_` before it."""

        def read(name: str) -> str:
            return (environment.get(f"DESKSIDE_{name}") or environment.get(name) or "").strip()

        api_url = environment.get("DESKSIDE_SLACK_API_URL", "").strip() or SLACK_API
        return cls(
            read("SLACK_BOT_TOKEN"),
            read("SLACK_APP_TOKEN"),
            read("SLACK_SIGNING_SECRET"),
            api_url if api_url.endswith("/") else f"{api_url}/",
        )

    def check(self, http: bool) -> None:
        """Raises `TokenMissing` for the first secret that this transport needs and that is not there."""
        if not self.bot:
            raise TokenMissing(
                "SLACK_BOT_TOKEN is not set.",
                "Copy the Bot User OAuth Token (xoxb-…) from your app's page, OAuth & Permissions, into it.",
            )
        if self.bot.startswith("xapp-"):
            raise TokenMissing(
                "SLACK_BOT_TOKEN holds an app token (xapp-…).",
                "Put that into SLACK_APP_TOKEN, and the xoxb-… one here.",
            )
        if http and not self.signing_secret:
            raise TokenMissing(
                "SLACK_SIGNING_SECRET is not set.", "Copy the Signing Secret from your app's page, Basic Information."
            )
        if not http and not self.app:
            raise TokenMissing(
                "SLACK_APP_TOKEN is not set.",
                "Make an app-level token (xapp-…) with the scope connections:write on your app's page, Basic "
                "Information, or serve HTTP with --http PORT.",
            )

    @property
    def is_local(self) -> bool:
        """Whether the API is on this machine, where no proxy leads."""
        return urlsplit(self.api_url).hostname in LOOPBACK
