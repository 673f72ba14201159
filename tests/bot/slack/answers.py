"""Answers to begin with, for tests of what can be done with one."""

from bot.slack.app import SlackApp
from tests.fakes.slack import SlackWorkspace


async def answered(slack: SlackWorkspace, app: SlackApp, channel: str = "C1") -> tuple[str, str]:
    """A question that was answered, and its reply."""
    ts = await slack.say(channel, "U1", "<@BOT> how do I fix VPN error 809?")
    await slack.idle()
    await app.idle()
    (reply,) = slack.replies(channel, ts)
    return ts, str(reply["ts"])
