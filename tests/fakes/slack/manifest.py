"""The app's manifest: what it may do, what it is told of, and which commands and shortcuts people see."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

PROJECT = Path(__file__).parents[3] / "deploy" / "slack-manifest.yaml"


@dataclass
class Manifest:
    """An installed app; a test may take a scope or an event away."""

    name: str
    scopes: set[str]
    events: set[str]
    commands: set[str]
    shortcuts: set[str]
    socket_mode: bool = True
    interactive: bool = True
    agent: bool = True
    home_tab: bool = True

    @classmethod
    def read(cls, path: Path = PROJECT) -> Self:
        """Reads a manifest in YAML, as Slack's app settings do."""
        import yaml

        written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        features, settings = written["features"], written["settings"]
        return cls(
            name=written["display_information"]["name"],
            scopes=set(written["oauth_config"]["scopes"]["bot"]),
            events=set(settings["event_subscriptions"]["bot_events"]),
            commands={command["command"] for command in features.get("slash_commands", [])},
            shortcuts={shortcut["callback_id"] for shortcut in features.get("shortcuts", [])},
            socket_mode=settings.get("socket_mode_enabled", False),
            interactive=settings.get("interactivity", {}).get("is_enabled", False),
            agent="agent_view" in features,
            home_tab=features.get("app_home", {}).get("home_tab_enabled", False),
        )
