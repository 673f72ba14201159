"""Answers of the app over the fake workspace: to begin with, and waited for."""

from bot.slack.app import SlackApp
from tests.fakes.slack import SlackWorkspace


async def settled(slack: SlackWorkspace, app: SlackApp) -> None:
    """Returns when everything that Slack sent was handled."""
    await slack.idle()
    await app.idle()


async def clicked(slack: SlackWorkspace, app: SlackApp, *click: str, **more: str) -> None:
    """Somebody presses a button, and what it does is done."""
    await slack.click(*click, **more)
    await app.idle()


async def answered(slack: SlackWorkspace, app: SlackApp, channel: str = "C1") -> tuple[str, str]:
    """A question that was answered, and its reply."""
    ts = await slack.say(channel, "U1", "<@BOT> how do I fix VPN error 809?")
    await settled(slack, app)
    (reply,) = slack.replies(channel, ts)
    return ts, str(reply["ts"])
