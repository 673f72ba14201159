"""What is a question and what is not: the one table of rules. Whatever Slack sends as a message goes through here."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.payload import text_at
from knowledge.names import storable

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Me:
    """Who the app is in its workspace; `organization` is empty where the workspace is its company's only one."""

    team: str
    user: str
    bot: str
    organization: str = ""


@dataclass(frozen=True)
class Rule:
    """Why a message is no question; `holds` says whether the rule applies to it."""

    why: str
    holds: Callable[[Event, Me], bool]


SAID_BY_PEOPLE = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of what a person says; all others (joins, topics, edits, deletions, reminders) are Slack's own."""

IGNORED = (
    Rule("our own message", lambda e, me: e.get("user") == me.user or _bot(e) == me.bot != ""),
    Rule("another bot's message", lambda e, me: bool(_bot(e)) or e.get("user") == "USLACKBOT"),
    Rule("not said by a person", lambda e, me: e.get("subtype") not in SAID_BY_PEOPLE),
    Rule("said by nobody", lambda e, me: not e.get("user")),
    Rule("hidden", lambda e, me: bool(e.get("hidden"))),
    Rule("nothing in it", lambda e, me: not question_in(e, me) and not e.get("files") and not mentions(e, me)),
)


HOLDING_TEXT = ("text", "elements", "fields", "title")
"""The fields of a block that may hold text that people read; an `accessory` is a button."""

EMOJI = re.compile(r"(?<![\w:]):[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*:(?::skin-tone-\d:)?(?![\w:])")
"""An emoji as Slack writes it. It says nothing that documents answer; `10:30:45` and `std::string` are none."""


def why_ignored(event: Event, me: Me) -> str | None:
    """The first rule that makes this message no question, or None."""
    return next((rule.why for rule in IGNORED if rule.holds(event, me)), None)


def mentions(event: Event, me: Me) -> bool:
    """Whether the message calls the app by its name."""
    return bool(me.user) and re.search(rf"<@{re.escape(me.user)}(?:\|[^>]*)?>", _said(event)) is not None


def mentions_others(event: Event, me: Me) -> bool:
    """Whether the message is meant for other people."""
    called = re.search(r"<@[A-Z0-9]|<!(?:subteam\^|here|channel|everyone)", _said(event))
    return called is not None and not mentions(event, me)


def is_direct(event: Event) -> bool:
    """Whether the message was written to the app alone."""
    return event.get("channel_type") == "im" or text_at(event, "channel").startswith("D")


def is_in_thread(event: Event) -> bool:
    """Whether the message is a reply in a thread, not its root."""
    return bool(event.get("thread_ts")) and event.get("thread_ts") != event.get("ts")


def looks_like_a_question(text: str) -> bool:
    """Whether a message that calls nobody may want an answer: it asks, or it tells a problem in a few words."""
    return "?" in text or len(text.split()) >= 4


def question_in(event: Event, me: Me) -> str:
    """The message's text as a person reads it: without the app's name, Slack's escapes undone, links as they are."""
    return readable(_text(event), me)


def readable(text: str, me: Me) -> str:
    """Slack's text as a person reads it; half a character, which no ledger takes, becomes a question mark."""
    text = storable(text)
    text = re.sub(rf"<@{re.escape(me.user)}(?:\|[^>]*)?>", " ", text) if me.user else text
    text = re.sub(r"<[@#!][^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<!(here|channel|everyone)>", r"\1", text)
    text = re.sub(r"<@[A-Z0-9]+>", "a colleague", text)
    text = re.sub(r"<#[A-Z0-9]+>", "a channel", text)
    text = re.sub(r"<!subteam\^[A-Z0-9]+>", "a group", text)
    text = EMOJI.sub(" ", text)
    text = re.sub(r"<(?:https?|mailto|tel):[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<((?:https?|mailto|tel):[^|>]*)>", r"\1", text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"[ \t]+", " ", text).strip()


def _said(event: Event) -> str:
    """What the message's writer wrote, without what they forwarded."""
    return text_at(event, "text")


def _text(event: Event) -> str:
    """A message's text; where it is empty (alerts, what was forwarded), that of its attachments or its blocks."""
    if text := _said(event):
        return text
    attached = [_text(part) or text_at(part, "fallback") for part in event.get("attachments") or ()]
    return "\n".join(filter(None, attached)) or "\n".join(_texts_in(event.get("blocks") or ()))


def _texts_in(part: Any) -> Iterator[str]:
    """The texts of blocks, wherever they stand in them."""
    if isinstance(part, Mapping):
        if part.get("type") == "actions":  # buttons
            return
        if isinstance(text := part.get("text"), str):
            yield text
        part = [value for name, value in part.items() if name in HOLDING_TEXT]
    if isinstance(part, Sequence) and not isinstance(part, str):
        for inner in part:
            yield from _texts_in(inner)


def _bot(event: Event) -> str:
    return text_at(event, "bot_id") or text_at(event, "bot_profile", "id")
