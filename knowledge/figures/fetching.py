"""Gets the bytes of the pictures that a document shows: out of the document, from beside it, or from its server.

A document may name any path and any address. A path is followed below its source alone, and an address only from a
document that came from an address itself, and not from there into the machine's own network.
"""

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urljoin

from knowledge.documents import Illustration
from knowledge.figures.servers import PictureServers
from knowledge.figures.store import PictureStore
from knowledge.readers.illustrations import ANYWHERE, LEAST_SIDE, size_of
from knowledge.readers.problem import Gone, NotFound, Unreadable
from knowledge.sources.web import is_url
from models.pictures import PictureUnreadable
from models.pictures.formats import format_of


@dataclass(frozen=True)
class PictureOrigin:
    """Where a picture was read, and what tells that it hasn't changed since; all None for one inside its document.

    `location` is its absolute path or its address; `size` and `modified_ns` are a file's, `etag` and `last_modified` a
    server's.
    """

    location: str | None = None
    size: int | None = None
    modified_ns: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class FetchedPicture:
    """What came of the attempt to get a picture: `digest` of its bytes, or None and the `problem`.

    Both are None for one that nobody tried to get, and both are there for one that its server has just not found: it is
    kept until that is said twice. A picture too small to show anything is `decoration`.
    """

    origin: PictureOrigin = PictureOrigin()
    digest: str | None = None
    problem: Unreadable | None = None
    decoration: bool = False


class PictureFetcher:
    """Fetches the pictures of one source's documents. `root` is the folder that holds all it may read, or None."""

    def __init__(self, store: PictureStore, root: Path | None, max_bytes: int, servers: PictureServers) -> None:
        self._store = store
        self._root = root.resolve() if root is not None else None
        self._max_bytes = max_bytes
        self._servers = servers
        self._by_name: dict[str, Path] | None = None

    def fetch(self, picture: Illustration, document: str, previous: FetchedPicture | None = None) -> FetchedPicture:
        """A picture of the document at a location; `previous` is what came of it the last time."""
        if picture.content is not None:
            return self._store_content(picture.content, picture.place, PictureOrigin())
        if is_url(document):
            return self._from_page(picture.place, document, previous)
        if is_url(picture.place) or picture.place.startswith("//") or self._root is None:
            return FetchedPicture()
        return self._from_file(picture.place, Path(document), self._root, previous)

    def refetch(self, previous: FetchedPicture, document: str) -> FetchedPicture:
        """The same picture if it has not changed since, or what is at its location now."""
        location = previous.origin.location
        if location is None:
            return previous
        if is_url(location):
            return self._from_server(location, document, previous)
        return self._read(Path(location), previous) if self._root is not None else previous

    def _from_file(self, place: str, document: Path, root: Path, previous: FetchedPicture | None) -> FetchedPicture:
        written = place.replace("\\", "/").removeprefix(ANYWHERE)
        bare = unquote(written.split("#")[0].split("?")[0])
        tried = [_path_of(name, document, root) for name in dict.fromkeys((written, bare)) if name and "\0" not in name]
        inside = [path for path in tried if path.is_relative_to(root)]
        there = next((path for path in inside if _is_file(path)), None)
        if there is None and place.startswith(ANYWHERE):
            there = self._below(root, written)
        if there is None and len(inside) < len(tried):
            return FetchedPicture(PictureOrigin(str(tried[-1])), problem=_outside_source())
        return self._read(there or (inside or [root / "?"])[-1], previous)

    def _below(self, root: Path, name: str) -> Path | None:
        """The file of this name that lies least deep below a folder; Obsidian shows pictures by their names alone."""
        if self._by_name is None:
            walk = ((Path(parent), folders, files) for parent, folders, files in os.walk(root))
            found = [parent / file for parent, folders, files in walk for file in _not_hidden(folders, files)]
            self._by_name = {path.name: path for path in sorted(found, key=lambda path: (-len(path.parts), path))}
        return self._by_name.get(name.rpartition("/")[2])

    def _read(self, path: Path, previous: FetchedPicture | None) -> FetchedPicture:
        origin = PictureOrigin(str(path))
        try:
            if self._root is None or not _resolved(path).is_relative_to(self._root):
                raise _outside_source()
            found = path.stat()
            origin = PictureOrigin(str(path), found.st_size, found.st_mtime_ns)
            is_same = previous is not None and previous.problem is None and previous.origin == origin
            if previous is not None and is_same and self._is_stored(previous):
                return previous
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("It is not a file.", "Correct the path.")
            self._check_size(found.st_size)
            return self._store_content(path.read_bytes(), path.name, origin)
        except OSError as error:
            return FetchedPicture(origin, problem=_unreadable_file(error))
        except Unreadable as problem:
            return FetchedPicture(origin, problem=problem)

    def _from_page(self, place: str, page: str, previous: FetchedPicture | None) -> FetchedPicture:
        try:
            address = urljoin(page, place)
        except ValueError:  # such as http://[server]/logo.png
            return FetchedPicture(problem=Unreadable("Its address is not a valid one.", "Correct it in the page."))
        return self._from_server(address, page, previous)

    def _from_server(self, address: str, page: str, previous: FetchedPicture | None) -> FetchedPicture:
        is_same = (
            previous is not None
            and previous.digest
            and previous.origin.location == address
            and self._is_stored(previous)
        )
        known = previous if is_same else None
        before = known.origin if known else PictureOrigin()
        if not address.lower().startswith(("http://", "https://")):
            return FetchedPicture()
        try:
            sent = self._servers.fetch(address, page, self._max_bytes, before.etag, before.last_modified)
        except Unreadable as problem:
            return _after_failure(known, problem) or FetchedPicture(PictureOrigin(address), problem=problem)
        if sent.content is None:
            return replace(known, problem=None) if known else FetchedPicture(PictureOrigin(address))
        origin = PictureOrigin(address, etag=sent.etag, last_modified=sent.last_modified)
        return self._store_content(sent.content, address.rsplit("/", 1)[-1] or address, origin)

    def _store_content(self, content: bytes, name: str, origin: PictureOrigin) -> FetchedPicture:
        try:
            if not content:
                raise Unreadable("It is empty.", "Save it again.")
            self._check_size(len(content))
            format_of(content, name)
        except (PictureUnreadable, Unreadable) as error:
            return FetchedPicture(origin, problem=Unreadable(error.problem, error.next_step))
        size = size_of(content)
        if size is not None and min(size) < LEAST_SIDE:
            return FetchedPicture(origin, decoration=True)
        return FetchedPicture(origin, self._store.put(content))

    def _is_stored(self, previous: FetchedPicture) -> bool:
        return previous.digest is None or self._store.has(previous.digest)

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise Unreadable(
                f"It is larger than {self._max_bytes / 1e6:,.0f} MB.", "Save it smaller, or set `max_file_mb` higher."
            )


def _after_failure(known: FetchedPicture | None, problem: Unreadable) -> FetchedPicture | None:
    """What is left of a known picture that could not be fetched: a server that is down for a while takes none away.

    One that says that it is gone does, and so does one that does not find it twice in a row.
    """
    if known is None or isinstance(problem, Gone):
        return None
    if isinstance(problem, NotFound):
        return None if known.problem else replace(known, problem=problem)
    return known


def _unreadable_file(error: OSError) -> Unreadable:
    match error:
        case FileNotFoundError():
            return Unreadable("It is not there.", "Correct the path, or add the picture.")
        case PermissionError():
            return Unreadable("You may not read it.", "Give yourself the right to read it.")
        case _:
            return Unreadable(f"It cannot be read: {error.strerror}.", "Check its name, and the disk it is on.")


def _outside_source() -> Unreadable:
    return Unreadable("It lies outside of what was added.", "Add the folder that holds both.")


def _path_of(name: str, document: Path, root: Path) -> Path:
    """The place that a document names: from its own folder, or from the source's where it begins with a slash."""
    if name.startswith(("/", "~/")):
        return _resolved(root / name.lstrip("~").lstrip("/"))
    return _resolved(document.parent / name)


def _not_hidden(folders: list[str], files: list[str]) -> list[str]:
    """The files that are not hidden; hidden folders are taken off the walk."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    return [name for name in files if not name.startswith(".")]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, or a folder that may not be entered: said when it is read
        return False


def _resolved(path: Path) -> Path:
    """The path without links and dots, whether or not something is there."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, or a name that no system takes
        return Path("/nowhere")
