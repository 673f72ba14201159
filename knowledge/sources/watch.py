"""Syncs whenever a file of a source changes, for as long as somebody waits for the reports."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from os import stat_result
from pathlib import Path
from stat import S_ISDIR
from threading import Event

from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import SyncReport
from knowledge.sources.folders import is_own, may_change
from models.errors import DesksideError
from models.progress import Progress, never, silent

QUIET_MS = 800
"""How long the files have to stay as they are before a sync: an editor saves in several steps."""

STOP_MS = 500
"""How long a stop may go unnoticed."""


def watch(
    knowledge: KnowledgeBase, space: str | None = None, stop: Event | None = None, progress: Progress = silent
) -> Iterator[SyncReport]:
    """Syncs at once, and again after each change of a file or folder source; ends when `stop` is set.

    What changes during a sync is seen after it. Sources that are added meanwhile are watched too, and so is a folder
    that goes and comes back. Pages can't be watched, nor the pictures that a single file shows: they are asked again
    whenever a file changes. What the knowledge base writes itself is no change. Raises `DesksideError` where the system
    cannot watch so many folders.
    """
    stopped = stop.is_set if stop is not None else never
    while not stopped():
        version, places = _version(knowledge), _Places(knowledge, space)
        folders, files, synced = places.folders_there(), places.files_there(), None
        for changed in _notices(folders, stop):
            before, files = files, places.files_there()
            quiet = files == before
            if synced is None or (quiet and files != synced) or places.concern(path for _, path in changed):
                synced = files
                yield knowledge.sync(space, progress, stopped)
            if (now := _version(knowledge)) != version:
                version, places = now, _Places(knowledge, space)
            if places.folders_there() != folders:
                break


def _notices(folders: Iterable[Path], stop: Event | None) -> Iterator[Iterable[tuple[int, str]]]:
    """The changes that the system tells of, at each look, be it none."""
    try:
        yield from _changes(folders, stop, lenient=False)
    except (FileNotFoundError, PermissionError):  # one has just gone, or one below may not be entered
        yield from _changes(folders, stop, lenient=True)
    except (OSError, RuntimeError) as error:  # the latter is watchfiles' own, for a watcher that cannot be made
        raise DesksideError(
            f"The system cannot watch these folders: {str(error).partition(' about [')[0]}",
            "Let it watch more (on Linux, `fs.inotify.max_user_watches`), or run `deskside sync` from a timer.",
        ) from error


def _changes(folders: Iterable[Path], stop: Event | None, lenient: bool) -> Iterator[Iterable[tuple[int, str]]]:
    """As watchfiles gives them; when `lenient`, it passes over whatever cannot be watched, also what is too much."""
    from watchfiles import watch as changes

    return changes(
        *folders,
        watch_filter=None,  # one that leaves everything out would keep the loop from its other looks
        step=QUIET_MS,
        debounce=10 * QUIET_MS,
        rust_timeout=STOP_MS,
        stop_event=stop,
        yield_on_timeout=True,
        ignore_permission_denied=lenient,
    )


class _Places:
    """What is watched: folders by the system's notices, single files by a look at each.

    A file can't be watched by notices: an editor replaces it by another, and notices of its folder come from all that
    lies below, be it a whole home.
    """

    def __init__(self, knowledge: KnowledgeBase, space: str | None) -> None:
        sources = knowledge.sources(space)
        self._own = knowledge.own
        self._folders = [Path(source.location) for source in sources if source.kind == "folder"]
        self._files = [Path(source.location) for source in sources if source.kind == "file"]

    def folders_there(self) -> dict[Path, tuple[int, ...]]:
        """The folders that are there, each with what tells it from another of its name."""
        return _there(self._folders, lambda found: (found.st_dev, found.st_ino) if S_ISDIR(found.st_mode) else None)

    def files_there(self) -> dict[Path, tuple[int, ...]]:
        """The single files that are there, each with what is different once it has changed."""
        return _there(self._files, lambda found: (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns))

    def concern(self, paths: Iterable[str]) -> bool:
        """Whether a sync may find something new after changes at some paths."""
        return any(self._concerns(folder, Path(path)) for path in paths for folder in self._folders)

    def _concerns(self, folder: Path, path: Path) -> bool:
        return may_change(folder, path) and not is_own(path, folder, self._own)


def _version(knowledge: KnowledgeBase) -> object:
    """What is different when a source has come; it takes a millisecond to ask."""
    return knowledge.versions(knowledge.spaces())


def _there(paths: Iterable[Path], mark: Callable[[stat_result], tuple[int, ...] | None]) -> dict[Path, tuple[int, ...]]:
    """The marks of the paths where something is that has one."""
    there = {}
    for path in paths:
        with suppress(OSError):
            if (found := mark(path.stat())) is not None:
                there[path] = found
    return there
