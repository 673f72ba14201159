"""The weekly message for admins: how much was asked, which documents to write next, and what people thought of answers.

What somebody asked in private is counted and never quoted, unless the setting `slack.digest_private` allows it. Each
week's digest is sent once, whatever restarts in between: the ledger knows it, and the message itself says which it is.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.settings import Settings
from bot.slack import clock
from bot.slack.blocks import Block, context, header, section
from bot.slack.ledger import Entry, Ledger
from bot.slack.limits import cut
from bot.slack.markdown import label
from bot.slack.payload import text_at
from bot.slack.posting import QUIET
from bot.slack.web import Limited, Refused, Unsure, Web
from bot.wording import counted
from models.errors import place_of

if TYPE_CHECKING:
    from models.encoders.embedder import Embed

log = logging.getLogger("deskside.slack")

HOUR = 9
"""Mondays at this hour, in the time zone of the machine."""

LOOKING_AGAIN = 3_600.0
"""Seconds before the next look at the clock, and before a digest that could not be sent is tried again."""

TURN = 3_600.0
"""Seconds in which one replica alone tries to send; if it dies meanwhile, another may in the next."""

SENT = "digest/sent"
EVENT = "deskside_digest"
MOST_LINES = 5
LONGEST_QUOTE = 160
LOOKED_THROUGH = 100
"""Messages of the channel that are searched for a digest that went out without our knowing."""


@dataclass(frozen=True)
class Week:
    """A week that is over, from Monday to Monday."""

    begins: datetime
    ends: datetime

    @property
    def name(self) -> str:
        """`2026-W47`, as ISO 8601 counts weeks."""
        return f"{self.begins:%G-W%V}"


@dataclass(frozen=True)
class Digest:
    """What a week's questions come to; `unanswered` and `reasons` hold only what may be quoted."""

    week: Week
    questions: int
    people: int
    private: int
    answered: int
    not_found: int
    failed: int
    up: int
    down: int
    unanswered: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, str], ...]


async def keep_sending(web: Web, ledger: Ledger, settings: Settings) -> None:
    """Sends the digest of each week when it is over, for as long as this runs."""
    while True:
        try:
            await send(web, ledger, settings, last_week(clock.now()))
        except (Refused, Limited, Unsure) as failed:
            log.warning("The weekly digest could not be sent (%s); it is tried again in an hour.", failed)
        except Exception as error:
            # The ledger, or the model that tells topics apart: nothing fixes it here, and next week's is due too.
            log.error("the weekly digest could not be made: %s at %s", type(error).__name__, place_of(error))
        await asyncio.sleep(LOOKING_AGAIN)


def last_week(now: float) -> Week:
    """The last week whose digest is due: it ended on a Monday, and that Monday's hour has come."""
    today = datetime.fromtimestamp(now) - timedelta(hours=HOUR)
    monday = (today - timedelta(days=today.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    # Each has its own offset: summer time may have begun or ended in between.
    return Week((monday - timedelta(days=7)).astimezone(), monday.astimezone())


async def send(web: Web, ledger: Ledger, settings: Settings, week: Week, embed: "Embed | None" = None) -> Digest | None:
    """Sends one week's digest unless it was sent before, or another replica is at it; None if nothing was sent.

    Raises `Refused`, `Limited` and `Unsure`, after which it may be called again.
    """
    turn = f"digest/{week.name}/{clock.now() // TURN:.0f}"
    if not await ledger.once(turn):
        return None
    try:
        if (await ledger.chosen()).get(SENT) == week.name:
            return None
        found = await _send(web, ledger, settings, week, embed)
        await ledger.choose(SENT, week.name)
        return found
    finally:
        await ledger.undo(turn)


async def _send(web: Web, ledger: Ledger, settings: Settings, week: Week, embed: "Embed | None") -> Digest | None:
    channel = await _channel(web, settings.slack.digest_channel)
    found = None
    if not await _is_there(web, channel, week):
        found = await digest_of(web, await _entries(ledger, week), week, settings, embed)
        if found.questions:
            metadata = {"event_type": EVENT, "event_payload": {"week": week.name}}
            body = message(found, settings.slack.digest_private)
            await web.call("chat_postMessage", channel=channel, metadata=metadata, **body, **QUIET)
    return found


async def digest_of(
    web: Web, entries: Sequence[Entry], week: Week, settings: Settings, embed: "Embed | None"
) -> Digest:
    """Counts a week's questions, and gathers what may be quoted of them."""
    quotable = await _quotable(web, entries, settings.slack.digest_private)
    kinds = Counter(entry.kind for entry in entries)
    verdicts = Counter(opinion.verdict for entry in entries for opinion in entry.opinions)
    shown = [entry for entry in entries if entry.asked.key in quotable and entry.asked.text.strip()]
    missing = [entry.asked.text for entry in shown if entry.kind == "not_found"]
    topics = await asyncio.to_thread(_topics, missing, settings, embed) if missing else ()
    opinions = [(entry.asked.text, opinion) for entry in shown for opinion in entry.opinions]
    reasons = [(text, opinion.reason) for text, opinion in opinions if opinion.verdict == "down" and opinion.reason]
    return Digest(
        week=week,
        questions=len(entries),
        people=len({entry.asked.user for entry in entries}),
        private=sum(entry.asked.key not in quotable for entry in entries),
        answered=sum(count for kind, count in kinds.items() if kind not in ("", "not_found")),
        not_found=kinds["not_found"],
        failed=sum(entry.state == "failed" for entry in entries),
        up=verdicts["up"],
        down=verdicts["down"],
        unanswered=topics,
        reasons=tuple(reasons),
    )


def message(digest: Digest, private: bool) -> dict[str, Any]:
    """The digest as `chat.postMessage` takes it."""
    last = digest.week.ends - timedelta(days=1)
    title = f"Deskside, {digest.week.begins:%-d %B} to {last:%-d %B}"
    asked = f"*{counted(digest.questions, 'question')}* from {counted(digest.people, 'person', 'people')}"
    blocks = [header(title), section(f"{asked}: {_outcome(digest)}.")]
    if digest.unanswered:
        lines = [f"{n}. {_quoted(name)}{f' and {count - 1} like it' if count > 1 else ''}"
                 for n, (name, count) in enumerate(digest.unanswered[:MOST_LINES], 1)]  # fmt: skip
        blocks.append(_list("*Documents to write next.* Nobody found an answer to", lines, len(digest.unanswered)))
    elif digest.not_found:
        blocks.append(section("What was not found was asked in private, so it isn't quoted here."))
    if digest.up or digest.down:
        said = f"*What people said:* {digest.up} helpful, {digest.down} not helpful"
        lines = [f"• {_quoted(question)}: {label(reason)}" for question, reason in digest.reasons[:MOST_LINES]]
        blocks.append(_list(said, lines, len(digest.reasons)) if lines else section(f"{said}."))
    if not private:
        blocks.append(context("Questions asked in private are counted and not quoted."))
    return {"text": f"{title}: {counted(digest.questions, 'question')}, {digest.not_found} not found", "blocks": blocks}


async def _entries(ledger: Ledger, week: Week) -> list[Entry]:
    """The week's questions, without small talk and each once."""
    begins, ends = week.begins.timestamp(), week.ends.timestamp()
    return [
        entry
        for entry in await ledger.since(begins)
        if entry.asked.at < ends and entry.kind != "chat" and entry.state != "silent" and entry.asked.way != "again"
    ]


async def _quotable(web: Web, entries: Iterable[Entry], private: bool) -> set[str]:
    """The keys of the questions that may be quoted: those that were asked before everybody's eyes."""
    public: dict[str, bool] = {}
    keys = set()
    for entry in entries:
        asked = entry.asked
        if private:
            keys.add(asked.key)
        elif not (asked.direct or asked.private):
            if asked.channel not in public:
                public[asked.channel] = await _is_public(web, asked.channel)
            if public[asked.channel]:
                keys.add(asked.key)
    return keys


async def _is_public(web: Web, channel: str) -> bool:
    """Whether everybody in the workspace can read a channel; where Slack doesn't say, they can't."""
    about = (await web.attempt("conversations_info", channel=channel) or {}).get("channel") or {}
    return bool(about.get("is_channel")) and not any(about.get(key) for key in ("is_private", "is_im", "is_mpim"))


async def _channel(web: Web, channel: str) -> str:
    """Where the digest goes: a channel as it is, a person's direct messages."""
    if not channel.startswith(("U", "W")):
        return channel
    opened = await web.attempt("conversations_open", users=channel)
    return text_at(opened, "channel", "id") or channel


async def _is_there(web: Web, channel: str, week: Week) -> bool:
    """Whether the channel has this week's digest already: the answer to the post may have been lost."""
    page = await web.attempt(
        "conversations_history",
        channel=channel,
        oldest=f"{week.ends.timestamp():.6f}",
        include_all_metadata=True,
        limit=LOOKED_THROUGH,
    )
    metadata = [sent.get("metadata") or {} for sent in (page or {}).get("messages") or ()]
    return any(m.get("event_type") == EVENT and m["event_payload"].get("week") == week.name for m in metadata)


def _topics(questions: Sequence[str], settings: Settings, embed: "Embed | None") -> tuple[tuple[str, int], ...]:
    """The questions by what they are about: the typical one of each topic, and how many there are."""
    from bot.evaluation.topics import topics

    if embed is None:
        from contextlib import closing

        from bot.engine_models import open_embedder

        # Once a week, so that it is loaded for this and let go again.
        with closing(open_embedder(settings)) as embedder:
            return _topics(questions, settings, embedder.embed)
    return tuple((topic.name, len(topic.questions)) for topic in topics(questions, embed(questions)))


def _outcome(digest: Digest) -> str:
    parts = [f"{digest.answered} answered", f"{digest.not_found} not found"]
    parts += [f"{digest.failed} failed"] if digest.failed else []
    parts += [f"{digest.private} asked in private"] if digest.private else []
    return ", ".join(parts)


def _list(title: str, lines: Sequence[str], whole: int) -> Block:
    more = [f"… and {whole - len(lines)} more"] if whole > len(lines) else []
    return section("\n".join([f"{title}:", *lines, *more]))


def _quoted(question: str) -> str:
    return f"“{label(cut(question, LONGEST_QUOTE))}”"
