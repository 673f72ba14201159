"""Failures as responses, in OpenAI's shape with the problem and the next step beside it."""

from dataclasses import replace

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot.conversations import NoSuchConversation
from bot.events import Failed
from bot.failures import ENGINE_GONE, bug, failure_of
from bot.server.streams import ClientLeft
from bot.writer_queue import TooBusy
from knowledge.spaces import InSeveralSpaces, NoDocuments, NoSuchSpace
from models.errors import DesksideError

STATUS = {
    "usage": 400,
    "picture": 400,
    "unauthorized": 401,
    "wrong-host": 403,
    "not-found": 404,
    **{error.code: 400 for error in (NoSuchConversation, NoSuchSpace, NoDocuments, InSeveralSpaces)},
    "too-large": 413,
    TooBusy.code: 429,
    "model-missing": 503,
    ENGINE_GONE: 503,
}
BAD_REQUEST = 400
CLIENT_LEFT = 499
"""What servers call a request whose client did not wait; nobody reads it."""
NEXT_PLACE = "Ask at POST /v1/chat/completions, search at POST /search; GET /v1/models lists the spaces."
NEXT_STEPS = {NoSuchSpace.code: "Name one as `space`, or ask the model `deskside/SPACE`."}
"""What to do about a failure, where a request has a field for it."""

TYPES = {401: "authentication_error", 429: "rate_limit_error"}


def refusal(failed: Failed) -> JSONResponse:
    """The response for a failure."""
    status = STATUS.get(failed.code, 500)
    return JSONResponse({"error": error_object(failed)}, status)


def error_object(failed: Failed) -> dict[str, str | None]:
    """A failure as OpenAI's clients read it."""
    status = STATUS.get(failed.code, 500)
    kind = TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {
        "message": f"{failed.problem} {failed.next_step}",
        "type": kind,
        "param": None,
        "code": failed.code,
        "problem": failed.problem,
        "next_step": failed.next_step,
    }


def worded(failed: Failed) -> Failed:
    """A failure with what to do about it in a request."""
    return replace(failed, next_step=NEXT_STEPS.get(failed.code, failed.next_step))


def add_error_responses(app: FastAPI, own: str) -> None:
    """Makes every failure of a route a response of that shape.

    Those of routes below `own` go to another surface of Deskside, which has its own words for what to do.
    """

    @app.exception_handler(DesksideError)
    async def told(request: Request, error: DesksideError) -> JSONResponse:
        failed = failure_of(error)
        return refusal(failed if request.url.path.startswith(f"{own}/") else worded(failed))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return refusal(Failed(f"The request cannot be read: {place}: {first['msg']}.", "Fix it.", "usage"))

    @app.exception_handler(HTTPException)
    async def elsewhere(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == BAD_REQUEST:  # how FastAPI reports a body that is not text
            return refusal(Failed("The request cannot be read.", "Send JSON in UTF-8, not nested deeply.", "usage"))
        failed = Failed(f"{error.detail}: {request.method} {request.url.path}.", NEXT_PLACE, "not-found")
        return JSONResponse({"error": error_object(failed)}, error.status_code)

    @app.exception_handler(ClientLeft)
    async def unheard(request: Request, left: ClientLeft) -> Response:
        return Response(status_code=CLIENT_LEFT)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        return refusal(bug())  # it is raised again behind this, to the guard, which logs it
