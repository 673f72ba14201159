"""Messages as Slack's blocks: the text of an answer and what stands below it. Nothing here calls Slack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.answer_lines import offer_line, place
from bot.events import Answer, Citation, Closest
from bot.slack import limits, words
from bot.slack.keys import button_value
from bot.slack.limits import cut
from bot.slack.markdown import escaped, label, link, mrkdwn, safe
from knowledge.documents import Figure

Block = dict[str, Any]
Plainness = Literal[0, 1, 2]
"""0: blocks as of 2026. 1: only blocks that every workspace has had for years. 2: text alone."""

Freshness = Callable[[Citation], str]
"""When a citation's document was last compared with its source, in words; empty where that isn't known."""


@dataclass(frozen=True)
class Message:
    """A message of the app: safe Markdown of any length, the blocks below it, and what those say as plain text."""

    text: str
    below: tuple[Block, ...] = ()
    sources: str = ""

    @property
    def texts(self) -> list[str]:
        """The text in pieces that fit a message each; `below` belongs under the last."""
        return limits.split(self.text, limits.MESSAGE)

    def part(self, number: int) -> "Message":
        """One message of several; only the last carries what stands below."""
        texts = self.texts
        if number == len(texts) - 1:
            return replace(self, text=texts[number])
        return Message(texts[number])


def drawn(message: Message, plainness: Plainness) -> dict[str, Any]:
    """What `chat.postMessage` and its like take: the plain text and, unless it is too plain for that, blocks."""
    spoken = "\n\n".join(part for part in (mrkdwn(message.text), message.sources) if part)
    body: dict[str, Any] = {"text": cut(spoken, limits.TEXT) or "…"}
    if plainness == 2:
        return body
    if plainness == 0:
        above: list[Block] = [{"type": "markdown", "text": message.text}] if message.text else []
        return body | {"blocks": [*above, *message.below]}
    pieces = limits.split(mrkdwn(message.text), limits.SECTION) if message.text else []
    above = [section(piece) for piece in pieces if piece.strip()]
    return body | {"blocks": [*above, *(_plain(block) for block in message.below)][: limits.BLOCKS]}


def answer_message(
    key: str, answer: Answer, fresh: Freshness, *, private: bool = False, notes: Sequence[str] = ()
) -> Message:
    """A finished answer: its text, where it comes from, and what can be done with it."""
    lines = [*(label(note) for note in (*notes, words.note(answer)) if note), *_source_lines(answer, fresh)]
    if private:  # Elsewhere they are shown in the thread.
        lines += [f"• {_figure(figure)}" for figure in answer.figures[:3]]
    below = [*_contexts(lines), *_buttons(key, answer, private=private)]
    return Message(safe(answer.text), tuple(below), cut("\n".join(lines), limits.BELOW))


def doing_message(key: str, doing: str, text: str = "") -> Message:
    """An answer on its way: the text so far, what is being done, and a way to stop it."""
    stop = button_row(button("Stop", "deskside_stop", key))
    status = f"{label(doing)}…"
    return Message(text, (context(f"_{status}_"), stop), status)


def said(text: str, *below: Block) -> Message:
    """A few words of the app's own, in Slack's markup."""
    return Message("", (section(text), *below), text)


def section(text: str) -> Block:
    """A paragraph in Slack's markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, limits.SECTION)}}


def context(text: str) -> Block:
    """Small print in Slack's markup."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, limits.SECTION)}]}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, 150)}}


def button(text: str, action: str, value: str, style: str = "") -> Block:
    """A button."""
    made: Block = {"type": "button", "text": _words(text), "action_id": action, "value": cut(value, limits.VALUE)}
    return made | {"style": style} if style else made


def button_row(*buttons: Block) -> Block:
    """Buttons beside one another."""
    return {"type": "actions", "elements": list(buttons)}


def modal(title: str, callback: str, blocks: Sequence[Block], close: str = "Close") -> Block:
    """A modal; `callback` is the id by which Slack names it when it is sent."""
    titles = {name: {"type": "plain_text", "text": text} for name, text in (("title", title), ("close", close))}
    return {"type": "modal", "callback_id": callback, **titles, "blocks": list(blocks)}


def _source_lines(answer: Answer, fresh: Freshness) -> list[str]:
    """What an answer stands on, or the documents closest to it, as lines of Slack's markup."""
    lines = []
    for citation in answer.citations:
        when = fresh(citation)
        source = f"[{citation.n}] {_place(citation)}"
        lines.append(f"{source} · {label(when)}" if when else source)
    if answer.closest:
        lines += [label(offer_line(answer)), *(f"• {_place(near)}" for near in answer.closest)]
    return lines


def _buttons(key: str, answer: Answer, *, private: bool) -> list[Block]:
    """What can be done with an answer."""
    if answer.kind == "chat":
        return []
    blocks: list[Block] = []
    if answer.options:
        options = enumerate(answer.options[:5])
        shown = (button(option, f"deskside_option_{n}", button_value(key, str(n))) for n, option in options)
        blocks.append(button_row(*shown))
    if answer.id:
        blocks.append(
            {
                "type": "context_actions",
                "elements": [
                    {
                        "type": "feedback_buttons",
                        "action_id": "deskside_feedback",
                        "positive_button": {"text": _words("Helpful"), "value": button_value(key, "up")},
                        "negative_button": {"text": _words("Not helpful"), "value": button_value(key, "down")},
                    }
                ],
            }
        )
    actions = [button("Not helpful? Ask a person", "deskside_person", key)]
    if answer.citations or answer.closest:
        actions.insert(0, button("Show the passages", "deskside_passages", key))
    if private and answer.kind != "not_found":
        actions.append(button("Share with the channel", "deskside_share", key))
    blocks.append(button_row(*actions))
    return blocks


def _contexts(lines: Sequence[str]) -> list[Block]:
    """Lines as small print, as many as there is room for."""
    kept: list[str] = []
    for line in lines:
        if limits.length("\n".join([*kept, line])) > limits.BELOW:
            kept.append("…")
            break
        kept.append(line)
    return [context("\n".join(kept))] if kept else []


def _place(source: Citation | Closest) -> str:
    """A document with the place in it, as a link where it has an address; a name says more where it has none."""
    linked = link(source.url, cut(place(source.title, source.location), 300))
    if source.url or source.document == source.title:
        return linked
    return f"{linked} ({escaped(cut(source.document, 200))})"


def _figure(figure: Figure) -> str:
    """A picture in a document, as a link to where it stands."""
    return link(figure.url, cut(f"{figure.alt or 'Figure'} — {figure.title}", 300))


def _words(text: str) -> Block:
    return {"type": "plain_text", "text": cut(text, limits.BUTTON), "emoji": True}


def _plain(block: Mapping[str, Any]) -> Block:
    """The block, or what did its work before it existed."""
    if block["type"] != "context_actions":
        return dict(block)
    (feedback,) = block["elements"]
    ways = (("positive_button", "deskside_up", "👍"), ("negative_button", "deskside_down", "👎"))
    return button_row(*(button(sign, name, feedback[way]["value"]) for way, name, sign in ways))
