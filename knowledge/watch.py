"""Syncs whenever a file of a source changes, for as long as somebody waits for the reports."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR
from threading import Event

from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import SyncReport
from models.progress import Progress, never, silent

QUIET_MS = 800
"""How long the files have to stay as they are before a sync: an editor saves in several steps."""

STOP_MS = 500
"""How long a stop may go unnoticed."""


def watch(
    knowledge: KnowledgeBase, space: str | None = None, stop: Event | None = None, progress: Progress = silent
) -> Iterator[SyncReport]:
    """Syncs at once, and again after each change of a file or folder source; ends when `stop` is set.

    Sources that are added meanwhile are watched too, and so is a folder that goes and comes back. Pages can't be
    watched: they are asked again whenever a file changes.
    """
    from watchfiles import watch as changes

    stopped = stop.is_set if stop is not None else never
    while not stopped():
        yield knowledge.sync(space, progress, stopped)
        version, places = _version(knowledge), _places(knowledge, space)
        watched = _there(places)
        for changed in changes(
            *watched,
            step=QUIET_MS,
            debounce=10 * QUIET_MS,
            rust_timeout=STOP_MS,
            stop_event=stop,
            yield_on_timeout=True,
        ):
            if changed:
                yield knowledge.sync(space, progress, stopped)
            if (now := _version(knowledge)) != version:
                version, places = now, _places(knowledge, space)
            if _there(places) != watched:
                break


def _version(knowledge: KnowledgeBase) -> object:
    """What is different when a source with documents has come; it takes a millisecond to ask."""
    return knowledge.versions(knowledge.spaces())


def _places(knowledge: KnowledgeBase, space: str | None) -> list[Path]:
    """The folders to watch. A single file is watched through its folder: an editor replaces it by another."""
    paths = {
        Path(source.location) if source.kind == "folder" else Path(source.location).parent
        for source in knowledge.sources(space)
        if source.kind in ("folder", "file")
    }
    return sorted(paths)


def _there(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The folders that are there, each with what tells it from another of its name."""
    there = {}
    for path in places:
        with suppress(OSError):
            found = path.stat()
            if S_ISDIR(found.st_mode):
                there[path] = (found.st_dev, found.st_ino)
    return there
