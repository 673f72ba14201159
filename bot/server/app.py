"""The server's application: which routes there are, and what stands before them."""

from fastapi import FastAPI

from bot.server.errors import add_error_responses
from bot.server.guard import Guard
from bot.server.routes import conversations, feedback, health, knowledge, openai, questions, search
from bot.server.service import Service

ENGINE = "/v1/engine"
"""Where the engine's own routes are, for `bot.client` and nobody else; they change as the engine does."""


def create_app(service: Service, token: str, hosts: frozenset[str] | None, most_with_pictures: int) -> Guard:
    """The application that serves an engine to those who know the token; `hosts` as `Guard` takes them.

    `most_with_pictures` is the longest request in bytes where it may carry pictures.
    """
    # No page of documentation: it would fetch its scripts from elsewhere.
    app = FastAPI(title="Deskside", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.service = service
    add_error_responses(app, ENGINE)
    for open_to_all in (health, openai, search):
        app.include_router(open_to_all.router)
    for own in (questions, conversations, knowledge, feedback):
        app.include_router(own.router, prefix=ENGINE)
    return Guard(app, token, hosts, service.presence, most_with_pictures)
