"""Draws messages, modals and home tabs as HTML that looks much like Slack's, from the blocks that an app sent."""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

Block = Mapping[str, Any]

COLOURS = ("#7a4b9a", "#2f7d6d", "#b5572a", "#3566a8", "#8a6d1f")
EMOJI = {
    "white_check_mark": "✔",
    "hourglass": "⏳",
    "eyes": "👀",
    "mag": "🔍",
    "wave": "👋",
    "information_source": "ℹ️",
}
STYLE = (Path(__file__).parent / "drawing.css").read_text(encoding="utf-8")


class Drawing:
    """Draws with the names of one workspace: people, groups and channels by their ids."""

    def __init__(self, names: Mapping[str, str], bot: str) -> None:
        self._names, self._bot = names, bot
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

    def page(self, *parts: str) -> str:
        """A whole page of what was drawn."""
        return f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style><body>{"".join(parts)}</body>'

    def bar(self, title: str, note: str = "") -> str:
        """The line above a conversation."""
        return f'<div class="bar">{escape(title)}<small>{escape(note)}</small></div>'

    def replies(self, number: int) -> str:
        """The line between a message and its thread."""
        return f'<div class="replies">{number} {"reply" if number == 1 else "replies"}</div>'

    def status(self, text: str) -> str:
        """What Slack shows beside the composer while an app works."""
        return f'<div class="status">Deskside {escape(text[:1].lower() + text[1:])}</div>'

    def message(
        self,
        message: Block,
        pictures: Mapping[str, bytes] | None = None,
        private: bool = False,
        streaming: bool = False,
    ) -> str:
        """One message, with its writer and the pictures on it."""
        user = str(message.get("user", ""))
        name = self._names.get(user, user)
        app = '<span class="app">APP</span>' if user == self._bot else ""
        when = datetime.fromtimestamp(float(message["ts"]), UTC)
        blocks = [b for b in message.get("blocks", []) if b["type"] != "rich_text"]
        inside = "".join(map(self.block, blocks)) if blocks else f"<p>{self.mrkdwn(message.get('text', ''))}</p>"
        if streaming:
            inside = f'<div class="streaming">{inside}</div>'
        files = "".join(self._file(file, pictures or {}) for file in message.get("files", []))
        colour = "#1f3a5f" if app else COLOURS[sum(map(ord, user)) % len(COLOURS)]
        initials = "".join(word[0] for word in name.split()[:2])
        eyes = '<div class="eyes">👁 Only visible to you</div>' if private else ""
        face = f'<div class="face" style="background:{colour}">{initials}</div>'
        who = f'<div class="who"><b>{escape(name)}</b>{app}<time>{when:%-I:%M %p}</time></div>'
        kind = "message private" if private else "message"
        return f'<div class="{kind}">{face}<div class="body">{eyes}{who}{inside}{files}</div></div>'

    def modal(self, view: Block) -> str:
        """A modal, with its title and its buttons."""
        buttons = [f'<span class="button">{escape(view.get("close", {}).get("text", "Close"))}</span>']
        if "submit" in view:
            buttons.append(f'<span class="button primary">{escape(view["submit"]["text"])}</span>')
        inside = "".join(map(self.block, view["blocks"]))
        foot = f'<div class="foot">{"".join(buttons)}</div>'
        return f'<div class="modal">{self.bar(view["title"]["text"])}<div class="inside">{inside}</div>{foot}</div>'

    def home(self, view: Block) -> str:
        """A home tab."""
        return f'<div style="padding: 12px 20px">{"".join(map(self.block, view["blocks"]))}</div>'

    def block(self, block: Block) -> str:
        """One block."""
        match block["type"]:
            case "markdown":
                return str(self._markdown.render(block["text"]))
            case "section":
                texts = [block["text"]] if "text" in block else block["fields"]
                accessory = self._element(block["accessory"]) if "accessory" in block else ""
                return f'<div class="section"><span>{"<br>".join(map(self._text, texts))}</span>{accessory}</div>'
            case "context":
                return f'<div class="context">{" ".join(self._text(e) for e in block["elements"] if "text" in e)}</div>'
            case "header":
                return f'<div class="header">{self._text(block["text"])}</div>'
            case "divider":
                return "<hr>"
            case "actions" | "context_actions":
                return f'<div class="actions">{"".join(map(self._element, block["elements"]))}</div>'
            case "input":
                shown = block["element"].get("initial_value") or self._plain(block["element"].get("placeholder"))
                return f'<div class="input">{self._text(block["label"])}<div>{escape(shown)}</div></div>'
        raise ValueError(f"a block that this cannot draw: {block['type']}")

    def mrkdwn(self, text: str) -> str:
        """Slack's own markup."""
        shown = re.sub(r"<@(\w+)>", lambda m: f'<span class="call">@{escape(self._names.get(m[1], m[1]))}</span>', text)
        shown = re.sub(
            r"<!subteam\^(\w+)[^>]*>", lambda m: f'<span class="call">@{self._names.get(m[1], m[1])}</span>', shown
        )
        shown = re.sub(r"<(https?://[^|>]+)\|([^>]*)>", r'<a href="\1">\2</a>', shown)
        shown = re.sub(r"<(https?://[^|>]+)>", r'<a href="\1">\1</a>', shown)
        shown = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", shown)
        shown = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", shown)
        shown = re.sub(r"(?<![\w/])_([^_\n]+)_(?!\w)", r"<i>\1</i>", shown)
        shown = re.sub(r"^&gt;\s?(.*)$", r"<blockquote>\1</blockquote>", shown, flags=re.MULTILINE)
        return re.sub(r":(\w+):", lambda m: EMOJI.get(m[1], m[0]), shown)

    def _text(self, text: Block) -> str:
        return self.mrkdwn(text["text"]) if text["type"] == "mrkdwn" else escape(text["text"])

    def _plain(self, text: Block | None) -> str:
        return str(text["text"]) if text else ""

    def _element(self, element: Block) -> str:
        match element["type"]:
            case "button":
                return f'<span class="button {element.get("style", "")}">{self._text(element["text"])}</span>'
            case "feedback_buttons":
                sides: Sequence[tuple[str, str]] = (("👍", "positive_button"), ("👎", "negative_button"))
                shown = "".join(f"<span>{mark} {self._text(element[side]['text'])}</span>" for mark, side in sides)
                return f'<div class="feedback">{shown}</div>'
            case "image":
                return ""
        return (
            f'<span class="button">{escape(str(element.get("placeholder", {}).get("text", element["type"])))} ▾</span>'
        )

    def _file(self, file: Block, pictures: Mapping[str, bytes]) -> str:
        content = pictures.get(str(file["id"]), b"")
        data = base64.b64encode(content).decode()
        name = escape(str(file.get("title") or file.get("name")))
        return f'<div class="eyes">{name}</div><img class="file" src="data:image/png;base64,{data}" alt="{name}">'
