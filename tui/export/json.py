"""A conversation as JSON, for other programs."""

import json
from dataclasses import asdict

from bot.conversations import ConversationWindow


def as_json(conversation: ConversationWindow) -> str:
    """One object with the id, the title and the turns, each with its citations, as they are stored."""
    turns = [
        {
            "number": turn.number,
            "role": turn.role,
            "text": turn.text,
            "kind": turn.kind,
            "citations": [asdict(citation) for citation in turn.citations],
            "said": turn.said.isoformat(),
            "pictures": [{"name": one.name, "kind": one.kind, "text": one.text} for one in turn.pictures],
        }
        for turn in conversation.turns
    ]
    found = {"id": conversation.id, "title": conversation.title, "turns": turns}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
