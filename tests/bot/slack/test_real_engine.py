"""The real engine with its real models behind the app: from the mention to the cited reply."""

import pytest

from bot.engine import Engine
from bot.settings import Settings
from bot.slack.app import running
from bot.slack.tokens import Tokens
from tests.bot.conftest import MakeHome
from tests.fakes.slack import SlackWorkspace


@pytest.mark.slow
async def test_a_mention_is_answered_from_the_handbook(make_home: MakeHome) -> None:
    settings = Settings(home=make_home())
    async with SlackWorkspace() as slack, Engine.open(settings) as engine:
        tokens = Tokens.from_environment(slack.environment)
        async with running(settings, engine, tokens) as app:
            ts = await slack.say("C1", "U1", "<@BOT> Which printer prints posters?")
            reply = await slack.reply_to("C1", ts, within=120)
            assert "floor 3" in str(reply)
            assert "Printers" in str(reply["blocks"])
            assert "checked " in str(reply["blocks"])
            await app.idle()
            later = await slack.say("C1", "U1", "How many days of annual leave do I get in Lisbon?", thread_ts=ts)
            await app.idle()
            reply = await slack.reply_to("C1", later, within=120)
            assert "25 days" in str(reply)
            await slack.click("C1", reply["ts"], "deskside_feedback", "U1", f"{slack.team}:C1:{later}|up")
            await app.idle()
            missing = await slack.say("D1", "U1", "Who won the football championship in 1974?")
            reply = await slack.reply_to("D1", missing, within=120)
            assert "couldn't find" in str(reply)
            assert "closest documents" in str(reply["blocks"])
            assert slack.refused() == []
