"""Everything that people do with the app, once: what the workspace sees of it is all that the app ever needs."""

from collections.abc import AsyncGenerator
from pathlib import Path

from bot.events import Answer, Event, Question
from bot.slack import digest
from bot.slack_settings import Readers
from tests.bot.slack.desks import AppUnderTest, SlowEngine
from tests.fakes import sample_events
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.slack import SlackWorkspace

FOR_HELPERS = {"it": Readers(groups=("S1",))}


class ShowingEngine(SlowEngine):
    """Its answers refer to a figure."""

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        async for event in super().ask(question):
            yield self._with_figure(event)

    def _with_figure(self, event: Event) -> Event:
        if not isinstance(event, Answer):
            return event
        return Answer(event.text, event.kind, event.citations, id=event.id, figures=sample_events.FIGURES[:1])


async def all_ways(slack: SlackWorkspace, home: Path) -> None:
    """People ask in every kind of conversation, with a picture, by command and shortcut, and use what is offered."""
    settings = {"spaces": ("it",), "readers": FOR_HELPERS, "people": "S1", "admins": ("UADMIN",)}
    engine = ShowingEngine()
    async with AppUnderTest(slack, home, engine, settings) as desk:
        picture = slack.file("shot.png", sample_events.figure_png())
        await slack.open_app("U3", "messages")
        await slack.open_app("U3", "home")
        await slack.start_assistant_thread("U3")
        await slack.say("D3", "U3", "what does this say?", files=[picture])
        for channel, user in (("C1", "U3"), ("G1", "UADMIN"), ("M1", "U1"), ("C4", "U3")):
            await slack.say(channel, user, "<@BOT> how do I fix VPN error 809?")
        await desk.settle()
        await slack.command("/deskside", "how do I fix VPN error 809?", "U3", "C2")
        asked = await slack.say("C2", "U1", "my VPN says 809")
        await slack.shortcut("find_answer", "C2", asked, "U3")
        await desk.settle()
    async with AppUnderTest(slack, home, engine, {"people": "S1", "digest_channel": "UADMIN"}) as desk:
        asked = await slack.say("C1", "U1", "<@BOT> how do I fix VPN error 809?")
        reply = await slack.reply_to("C1", asked)
        for action in ("deskside_passages", "deskside_person"):
            await slack.click("C1", reply["ts"], action, "U1")
        await desk.settle()
        assert desk.app is not None
        week = digest.last_week(slack.clock.now() + 8 * 86_400)
        embed = HashingEmbedder().embed
        await digest.send(desk.app.web, desk.app.ledger, desk.settings_in_force, week, embed)
