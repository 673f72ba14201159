"""A conversation as Markdown: each answer with its numbered sources below it."""

import re
from collections.abc import Iterator

from bot.conversations import ConversationWindow, StoredTurn
from bot.events import Citation
from bot.untrusted import shown, shown_line
from bot.wording import minute

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def as_markdown(conversation: ConversationWindow) -> str:
    """The conversation as one Markdown text."""
    return "\n".join(_lines(conversation)).rstrip() + "\n"


def _lines(conversation: ConversationWindow) -> Iterator[str]:
    yield f"# {_plain(conversation.title)}"
    for turn in conversation.turns:
        yield ""
        yield from _question(turn) if turn.role == "user" else _answer(turn)


def _question(turn: StoredTurn) -> Iterator[str]:
    when = minute(turn.said)
    # A question is what somebody typed: its characters are meant as they are.
    lines = [_plain(line) for line in shown(turn.text).strip().split("\n")]
    yield f"**You**, {when}:"
    yield ""
    yield from (f"> {line}".rstrip() for line in lines if line or turn.text.strip())
    for picture in turn.pictures:
        yield f"> Picture {_plain(picture.name)}: {_plain(' / '.join(picture.text.splitlines())) or 'nothing legible'}"


def _answer(turn: StoredTurn) -> Iterator[str]:
    yield shown(turn.text).strip()
    if turn.citations:
        yield ""
        yield "Sources:"
        yield ""
        yield from (_source(citation) for citation in turn.citations)


def _source(citation: Citation) -> str:
    place = ", ".join(_plain(part) for part in (citation.title, citation.location) if part)
    where = f"<{shown_line(citation.url)}>" if citation.url else f"`{shown_line(citation.document).replace('`', '')}`"
    return f"- \\[{citation.n}\\] {place} ({where}): “{_plain(citation.quote)}”"


def _plain(text: str) -> str:
    """A line whose marks are characters and nothing more."""
    return _MARKS.sub(r"\\\1", shown_line(text))
