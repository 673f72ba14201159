"""How the engine's own values cross from one process to another: JSON, one value a line where they stream.

The types say how; nothing here knows a field of them.
"""

import json
from typing import TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from bot.attachments import PictureTooLarge
from bot.conversations import NoSuchConversation
from bot.events import Answer, Delta, Event, Failed, Found, Looking, Queued, Read
from knowledge.reports import SyncReport
from knowledge.spaces import InSeveralSpaces, NoDocuments, NoSuchSpace
from models.errors import DesksideError, DiskFull, ModelCorrupt, ModelMissing, UsageError
from models.progress import Step

MOST_BYTES = 1_000_000
"""The longest body of a request that is read, where it carries no pictures."""

Line = Event | Step | SyncReport | int
"""What a stream consists of; a number is the result of work that only counts."""

Value = TypeVar("Value")

_TYPES: dict[str, type[Line]] = {
    "queued": Queued,
    "looking": Looking,
    "read": Read,
    "found": Found,
    "delta": Delta,
    "answer": Answer,
    "failed": Failed,
    "step": Step,
    "report": SyncReport,
    "count": int,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_ADAPTERS: dict[str, TypeAdapter[Line]] = {name: TypeAdapter(kind) for name, kind in _TYPES.items()}

_USAGE = (UsageError, NoSuchConversation, NoSuchSpace, NoDocuments, InSeveralSpaces)
_ERRORS = {error.code: error for error in (*_USAGE, ModelMissing, ModelCorrupt, DiskFull, PictureTooLarge)}
"""The errors that a surface tells from others; the rest come back as `DesksideError` with their code."""


def encoded(value: object) -> bytes:
    """A value as JSON; what is not Unicode (a broken character on a command line) becomes a question mark.

    Bytes cross in URL-safe base64.
    """
    return json.dumps(to_jsonable_python(value, bytes_mode="base64"), ensure_ascii=False).encode("utf-8", "replace")


def decoded(kind: type[Value], content: bytes) -> Value:
    """The value of that type; raises ValueError for anything else."""
    return TypeAdapter(kind).validate_json(content)


def line_of(value: Line) -> bytes:
    """A value of a stream, with its type's name, as a line in ASCII: some separators of Unicode end lines too."""
    return json.dumps({_NAMES[type(value)]: to_jsonable_python(value)}).encode() + b"\n"


def value_in(line: str) -> Line:
    """The value in a line that `line_of` made."""
    [(name, content)] = json.loads(line).items()
    return _ADAPTERS[name].validate_python(content)


def error_of(failed: Failed) -> DesksideError:
    """The error that crossed, of its own class where a surface tells it from others."""
    error = _ERRORS.get(failed.code, DesksideError)(failed.problem, failed.next_step)
    error.code = failed.code
    return error
