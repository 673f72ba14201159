"""An engine in another process: the same interface, spoken over HTTP to `deskside serve`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, cast
from uuid import uuid4

import httpx

from bot.attachments import check_attachments, most_body_bytes
from bot.conversations import ConversationSummary, ConversationWindow
from bot.events import Answer, Attachment, Event, Failed, Question
from bot.failures import ENGINE_GONE, failure_of
from bot.feedback import Feedback
from bot.interface import EngineInterface
from bot.settings import Settings
from bot.status import EngineStatus
from bot.usual_space import usual_space
from bot.wire import MOST_BYTES, Line, decoded, encoded, error_of, value_in
from knowledge.documents import Document, Figure, Passage
from knowledge.reports import DocumentSummary, SourceStatus, SyncReport
from knowledge.sources.folders import expanded
from knowledge.sources.web import is_url
from models.errors import DesksideError, UsageError
from models.progress import Progress, Step, silent

ROUTES = "/v1/engine"

CONNECTING = 5
"""Seconds that a server of this machine may take to say that it is there."""

STOPPING = 30
"""Seconds that a stream may take to stop."""

Value = TypeVar("Value")


class EngineGone(DesksideError):
    """The process that the engine is in ended, or cannot be reached any more."""

    code = ENGINE_GONE


class RemoteEngine(EngineInterface):
    """An engine in another process of this machine; made by `RemoteEngine.attach`.

    What depends on where the caller stands is settled here: the default space, and what a relative path means.
    """

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        self._settings = settings
        self._http = http

    @classmethod
    @asynccontextmanager
    async def attach(cls, settings: Settings, address: str, token: str) -> AsyncIterator["RemoteEngine"]:
        """Attaches to the engine served at an address, which stays there for this client until the context ends.

        Raises `EngineGone` if nobody there knows the token.
        """
        async with httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            # Connecting within one machine is quick or never happens; work takes as long as it takes.
            timeout=httpx.Timeout(None, connect=CONNECTING),
            limits=httpx.Limits(max_connections=None),
            # Proxies are for other machines.
            trust_env=False,
        ) as http:
            try:
                async with http.stream("GET", f"{ROUTES}/attached", timeout=CONNECTING) as presence:
                    if presence.status_code != httpx.codes.OK:
                        raise _gone()
                    yield cls(settings, http)
            except httpx.RequestError as error:
                raise _gone() from error

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        """As `EngineInterface.ask`; an engine that goes away ends the stream with `Failed`."""
        ended = False
        try:
            # Told before they are sent: a body that is too long is not even read.
            check_attachments(question.images, self._settings)
            placed = replace(question, spaces=await self._placed(question.spaces))
            async with aclosing(self._stream("questions", placed)) as lines:
                async for line in lines:
                    ended = isinstance(line, Answer | Failed)
                    yield cast(Event, line)
            if not ended:
                yield failure_of(_gone())
        except DesksideError as error:
            if not ended:
                yield failure_of(error)

    async def start_conversation(self, asker: str) -> str:
        return await self._call(str, "conversations/start", {"asker": asker})

    async def conversations(self, asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        body = {"asker": asker, "text": text, "limit": limit}
        return await self._call(list[ConversationSummary], "conversations/list", body)

    async def conversation(self, conversation: str, before: int | None = None, limit: int = 40) -> ConversationWindow:
        body = {"conversation": conversation, "before": before, "limit": limit}
        return await self._call(ConversationWindow, "conversations/window", body)

    async def rename_conversation(self, conversation: str, title: str) -> None:
        await self._call(object, "conversations/rename", {"conversation": conversation, "title": title})

    async def delete_conversation(self, conversation: str) -> None:
        await self._call(object, "conversations/delete", {"conversation": conversation})

    async def forget_conversations(self, askers: str, before: datetime) -> int:
        body = {"askers": askers, "before": before.isoformat()}
        return await self._call(int, "conversations/forget", body)

    async def search(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Passage]:
        body = await self._sought(text, spaces, limit, images)
        return await self._call(list[Passage], "knowledge/search", body)

    async def search_figures(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Figure]:
        body = await self._sought(text, spaces, limit, images)
        return await self._call(list[Figure], "knowledge/figures", body)

    async def document_figures(self, document_key: int) -> list[Figure]:
        return await self._call(list[Figure], f"knowledge/documents/{document_key}/figures")

    async def figure_picture(self, key: int) -> bytes:
        return (await self._response(f"knowledge/figures/{key}/picture")).content

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        body = {"space": space, "text": text, "limit": limit}
        return await self._call(list[DocumentSummary], "knowledge/documents", body)

    async def document(self, document_key: int) -> Document:
        return await self._call(Document, f"knowledge/documents/{document_key}")

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        """As `EngineInterface.add`; `progress` is called in the event loop."""
        body = {"places": [_location(place) for place in places], "space": space or self._settings.space}
        return await self._work(SyncReport, "knowledge/add", body, progress)

    async def sync(self, space: str | None = None, progress: Progress = silent) -> SyncReport:
        """As `EngineInterface.sync`; `progress` is called in the event loop."""
        return await self._work(SyncReport, "knowledge/sync", {"space": space}, progress)

    async def watch(self, space: str | None = None) -> AsyncGenerator[SyncReport, None]:
        async with aclosing(self._stream("knowledge/watch", {"space": space})) as lines:
            async for line in lines:
                if isinstance(line, Failed):
                    raise error_of(line)
                yield cast(SyncReport, line)
        raise _gone()

    async def remove(self, place: str, space: str | None = None, location: str | None = None) -> int:
        body = {"place": place, "space": space, "location": location or _location(place)}
        return await self._call(int, "knowledge/remove", body)

    async def sources(self, space: str | None = None) -> list[SourceStatus]:
        return await self._call(list[SourceStatus], "knowledge/sources", {"space": space})

    async def spaces(self) -> list[str]:
        return await self._call(list[str], "knowledge/spaces")

    async def rebuild(self, progress: Progress = silent) -> int:
        """As `EngineInterface.rebuild`; `progress` is called in the event loop."""
        return await self._work(int, "knowledge/rebuild", {}, progress)

    async def give_feedback(self, feedback: Feedback) -> None:
        await self._call(object, "feedback", feedback)

    async def status(self) -> EngineStatus:
        return await self._call(EngineStatus, "status")

    async def _placed(self, spaces: Sequence[str]) -> tuple[str, ...]:
        """The spaces that were named, or the usual one: the settings of this process decide, not the server's."""
        return tuple(spaces) or (usual_space(self._settings, await self.spaces()),)

    async def _sought(
        self, text: str, spaces: Sequence[str], limit: int | None, images: Sequence[Attachment]
    ) -> dict[str, object]:
        check_attachments(images, self._settings)
        return {
            "text": text,
            "spaces": await self._placed(spaces),
            "limit": limit or self._settings.passages,
            "images": list(images),
        }

    async def _call(self, kind: type[Value], route: str, body: object = None) -> Value:
        """The value that a route gives; raises the error that it gives instead."""
        content = (await self._response(route, body)).content
        try:
            return decoded(kind, content)
        except ValueError as error:
            raise _gone() from error

    async def _response(self, route: str, body: object = None) -> httpx.Response:
        """What a route answers to a body; without one, it is only asked what it has."""
        content = await self._content(body)
        try:
            response = await self._http.request("GET" if body is None else "POST", f"{ROUTES}/{route}", content=content)
        except httpx.RequestError as error:
            raise _gone() from error
        if response.is_error:
            raise _error_in(response)
        return response

    async def _work(self, kind: type[Value], route: str, body: object, progress: Progress) -> Value:
        """The result of work whose steps stream before it."""
        async with aclosing(self._stream(route, body)) as lines:
            async for line in lines:
                if isinstance(line, Step):
                    progress(line)
                elif isinstance(line, Failed):
                    raise error_of(line)
                elif isinstance(line, kind):
                    return line
        raise _gone()

    async def _content(self, body: object) -> bytes:
        """What is sent; pictures make it long, so it is written in a thread. Raises `UsageError` for too much."""
        content = b"" if body is None else await asyncio.to_thread(encoded, body)
        most = most_body_bytes(self._settings) if _has_pictures(body) else MOST_BYTES
        if len(content) > most:
            raise UsageError(f"That is more than {most:,} bytes at once.", "Send less.")
        return content

    async def _stream(self, route: str, body: object) -> AsyncGenerator[Line, None]:
        """The values that a route streams. Left early, it returns when the engine has stopped."""
        name, ended = uuid4().hex, False
        content = await self._content(body)
        try:
            async with self._http.stream("POST", f"{ROUTES}/{route}/{name}", content=content) as response:
                if response.is_error:
                    ended = True
                    await response.aread()
                    raise _error_in(response)
                async for line in response.aiter_lines():
                    yield _value_in(line)
            ended = True
        except httpx.RequestError as error:
            ended = True
            raise _gone() from error
        finally:
            # An attachment that has ended has taken its streams with it.
            if not ended and not self._http.is_closed:
                with suppress(httpx.HTTPError):
                    await self._http.delete(f"{ROUTES}/streams/{name}", timeout=STOPPING)


def _location(place: str) -> str:
    """What a place means where this process stands: an absolute path, or an address as it is."""
    return place if is_url(place) else str(expanded(place).absolute())


def _has_pictures(body: object) -> bool:
    images = body.get("images") if isinstance(body, dict) else getattr(body, "images", ())
    return bool(images)


def _value_in(line: str) -> Line:
    """The value in a line of a stream; raises `EngineGone` for what another program says at that address."""
    try:
        return value_in(line)
    except (ValueError, KeyError, AttributeError) as error:
        raise _gone() from error


def _error_in(response: httpx.Response) -> DesksideError:
    try:
        told = response.json()["error"]
        error = error_of(Failed(told["problem"], told["next_step"], told["code"]))
    except (ValueError, KeyError, TypeError):
        return _gone()
    return _gone() if error.code == ENGINE_GONE else error


def _gone() -> EngineGone:
    return EngineGone("The process that answers went away.", "Do the same again: that finds or starts another.")
