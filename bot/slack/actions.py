"""What the buttons do. Each is acknowledged at once; its work is a task of its own, so a slow Slack holds up nobody."""

from collections.abc import Sequence
from dataclasses import replace

from bot.slack import clock, keys
from bot.slack.asked import Asked
from bot.slack.blocks import answer_message
from bot.slack.click import Click, tell
from bot.slack.desk import Desk
from bot.slack.handoff import Handoff
from bot.slack.intake import Intake
from bot.slack.job import Services
from bot.slack.ledger import Entry
from bot.slack.limits import BLOCKS
from bot.slack.markdown import escaped
from bot.slack.opinions import Opinions
from bot.slack.passages import passages_view
from bot.slack.web import Refused
from knowledge.documents import Document
from models.errors import DesksideError, UsageError

NOT_FOR_ALL = "This answer comes from a space that not everybody in this channel may read, so I keep it between us."
NOT_THERE = "I can't write there. Invite me to the channel, then share the answer again."
NOT_FOR_YOU = "This answer comes from a space that you may not read."
FORGOTTEN = "I don't remember that answer any more. Ask again."


class Actions:
    """Carries out clicks."""

    def __init__(self, services: Services, desk: Desk, intake: Intake, opinions: Opinions, handoff: Handoff) -> None:
        self._posting, self._ledger = services.posting, services.ledger
        self._access, self._engine = services.access, services.engine
        self._web = services.posting.web
        self._desk = desk
        self._intake = intake
        self.opinions = opinions
        self._handoff = handoff

    async def clicked(self, click: Click) -> None:
        """Does what the button says."""
        key, rest = keys.button_parts(click.value)
        entry = await self._ledger.find(key)
        if entry is None:
            await tell(self._web, click, FORGOTTEN)
            return
        if not click.channel:  # A button of a modal.
            thread = entry.asked.thread if entry.asked.in_thread else ""
            click = replace(click, channel=entry.asked.channel, thread=thread)
        match click.action.removeprefix("deskside_"):
            case "feedback" | "up" | "down":
                await self.opinions.given(entry, click, "up" if rest == "up" else "down")
            case "person":
                await self._handoff.wanted(entry, click)
            case "resolved":
                await self._handoff.resolved(entry, click)
            case "passages":
                await self._passages(entry, click)
            case "share":
                await self._share(entry, click)
            case "stop":
                await self._stop([key])
            case "again":
                await self._again(entry, rest)
            case name if name.startswith("option"):
                await self._option(entry, click, rest)

    async def stop_thread(self, channel: str, thread: str) -> None:
        """Stops all questions of a thread, wherever they are worked on."""
        await self._stop(await self._ledger.open_in(channel, thread))

    async def _stop(self, questions: Sequence[str]) -> None:
        for key in questions:
            self._desk.stop(key)
        await self._ledger.ask_to_stop(questions)

    async def _passages(self, entry: Entry, click: Click) -> None:
        """Shows what an answer rests on to whoever may read it now: more people than at the time may see the button."""
        if entry.outcome:
            of, spaces = entry.asked, entry.outcome.spaces
            if not await self._access.may_read(click.user, click.team, of.channel, spaces):
                await tell(self._web, click, NOT_FOR_YOU)
                return
        try:
            view = await passages_view(entry, self._document)
        except DesksideError as error:
            await tell(self._web, click, escaped(str(error)))
            return
        if not await self._web.show_view(click.trigger, view):
            await tell(self._web, click, "The passages", view["blocks"][:BLOCKS])

    async def _document(self, key: int) -> Document | None:
        try:
            return await self._engine.ask(lambda engine: engine.document(key))
        except UsageError:
            return None

    async def _share(self, entry: Entry, click: Click) -> None:
        """Shows a private answer to the channel, if everybody there may read what it comes from; and only once."""
        asked, outcome = entry.asked, entry.outcome
        if outcome is None or asked.user != click.user:
            return
        if not await self._access.may_all_see(asked.channel, outcome.spaces):
            await tell(self._web, click, NOT_FOR_ALL)
            return
        shared = replace(asked, key=keys.of_sharing(asked.key), private=False)
        if not await self._ledger.once(shared.key):
            return
        shown = replace(outcome.answer, text=f"**{' '.join(asked.text.split())}**\n\n{outcome.answer.text}")
        message = answer_message(asked.key, shown, lambda citation: "")
        try:
            for number in range(len(message.texts)):
                await self._posting.post(shared, message.part(number), number + 1)
        except Refused:
            await self._ledger.undo(shared.key)
            await tell(self._web, click, NOT_THERE)
            return
        if click.respond:
            await self._web.respond(click.respond, {"delete_original": True})

    async def _again(self, entry: Entry, mark: str) -> None:
        """Answers a question once more, in the place of its reply: `mark` tells one edit of it from another."""
        asked = entry.asked
        key = keys.of_another_try(asked.key, mark or entry.reply or str(round(asked.at)))
        if (tried := await self._ledger.find(key)) and tried.state == "failed":
            await self._again(tried, "")  # The same button gives the same key, which a refusal has used up.
            return
        place = entry.reply or asked.replaces
        await self._intake.take(replace(asked, key=key, way="again", at=clock.now(), replaces=place, overheard=False))

    async def _option(self, entry: Entry, click: Click, number: str) -> None:
        """Asks what somebody chose of the answers to a question back."""
        options = entry.outcome.answer.options if entry.outcome else ()
        if not number.isdigit() or int(number) >= len(options):
            return
        asked = entry.asked
        chosen = Asked(
            key=keys.of_option(asked.key, number),
            way="option",
            channel=asked.channel,
            user=click.user,
            text=options[int(number)],
            at=clock.now(),
            ts=click.message or asked.ts,
            thread=asked.thread,
            team=click.team or asked.team,
            direct=asked.direct,
            private=asked.private,
            respond=click.respond,
            in_thread=asked.in_thread,
        )
        if (tried := await self._ledger.find(chosen.key)) and tried.state == "failed":
            retried = replace(tried.asked, user=chosen.user, respond=chosen.respond)
            await self._again(replace(tried, asked=retried), "")
            return
        await self._intake.take(chosen)
