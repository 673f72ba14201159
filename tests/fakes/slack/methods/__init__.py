"""The Web API's methods by their names; each takes a call's arguments and gives the answer without its `ok`."""

from collections.abc import Callable
from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.methods import agents, auth, chat, conversations, files, people, reactions, streams, views

Method = Callable[[Arguments], dict[str, Any]]

METHODS: dict[str, Method] = {
    **agents.METHODS,
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **views.METHODS,
}
