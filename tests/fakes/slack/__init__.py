"""A fake Slack: `SlackWorkspace` is all that a test needs."""

from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.workspace import SlackWorkspace

__all__ = ["Manifest", "SlackWorkspace"]
