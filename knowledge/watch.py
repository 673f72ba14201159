"""Syncs whenever a file of a source changes, for as long as somebody waits for the reports."""

from collections.abc import Iterator
from pathlib import Path
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

    Pages can't be watched: they are asked again whenever a file changes.
    """
    from watchfiles import watch as changes

    stopped = stop.is_set if stop is not None else never
    yield knowledge.sync(space, progress, stopped)
    folders = _watched(knowledge, space)
    for _ in changes(*folders, step=QUIET_MS, debounce=10 * QUIET_MS, rust_timeout=STOP_MS, stop_event=stop):
        yield knowledge.sync(space, progress, stopped)


def _watched(knowledge: KnowledgeBase, space: str | None) -> list[Path]:
    """The folders to watch. A single file is watched through its folder: an editor replaces it by another."""
    paths = [
        Path(source.location) if source.kind == "folder" else Path(source.location).parent
        for source in knowledge.sources(space)
        if source.kind in ("folder", "file")
    ]
    return sorted({path for path in paths if path.is_dir()})
