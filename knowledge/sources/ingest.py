"""One pass over one source: each document is offered, compared with the catalog, and read only if it has changed."""

import hashlib
import logging
import os
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from knowledge.catalog.bounds import within_bounds
from knowledge.catalog.catalog import Catalog, KnownDocument, Origin, Source
from knowledge.documents import Document
from knowledge.figures.ingest import FigureIngest
from knowledge.figures.store import PictureStore
from knowledge.names import storable
from knowledge.readers import is_picture, read_document
from knowledge.readers.problem import Decoration, Unreachable, Unreadable
from knowledge.reports import FileProblem, SyncReport
from knowledge.sources.change import Change
from knowledge.sources.passed_over import ending_of
from knowledge.sources.web import fetch
from models.errors import DesksideError, place_of

log = logging.getLogger("deskside")


class Ingest:
    """A pass that is under way; `finish` removes what is gone and gives the report."""

    def __init__(
        self, catalog: Catalog, source: Source, pictures: PictureStore, max_bytes: int, change: Change
    ) -> None:
        self.catalog, self.source, self.change = catalog, source, change
        self._max_bytes = max_bytes
        # Not those of its whole space: a thousand sources would take a million.
        self._known = catalog.known_documents(source)
        self._left_out = catalog.left_out(source.space_id)
        self._narrower = {other.key for other in narrower_sources(catalog, source)}
        self._figures = FigureIngest(catalog, source, self._known.values(), pictures, max_bytes, change)
        self._shown: set[str] | None = None
        self._kept: set[str] = set()
        """The locations of documents that this pass found, or could not look at for now."""
        self._counts: Counter[str] = Counter()
        self._passed_over: Counter[str] = Counter()
        self._problems: list[FileProblem] = []

    def offer_file(self, path: Path, name: str) -> None:
        """Takes in a file if its content is new; its size and time alone say that it isn't."""
        location = str(path)
        if location != storable(location):
            self.note(FileProblem(location, "Its name is not written in UTF-8.", "Rename it."))
        elif location in self._left_out:
            self._counts["left out"] += 1
        elif self._is_anothers(location):
            self._counts["unchanged"] += 1
        elif not self._is_shown(path.name, location):
            with self._noting_failures(location):
                self._read_file(path, name)

    def _read_file(self, path: Path, name: str) -> None:
        location = str(path)
        try:
            found = path.stat()
            known = self._known.get(location)
            same = known and (known.origin.size, known.origin.modified_ns) == (found.st_size, found.st_mtime_ns)
            if known and self._is_shown(path.name, known.origin.content_hash) and same:
                return
            if known and same and self._figures.is_known(known.key):
                self._keep(known, replace(known.origin, name=name))
                return
            content = _content(path, found, self._max_bytes)
            self._take(content, Origin(location, name, "", size=found.st_size, modified_ns=found.st_mtime_ns))
        except FileNotFoundError:
            return  # it vanished since the folder was listed, so it is gone
        except PermissionError:
            self.keep_unread(FileProblem(location, "You may not read it.", "Give yourself the right to read it."))
        except OSError as error:
            self.keep_unread(FileProblem(location, f"It cannot be read: {error.strerror}.", "Check the disk it is on."))
        except Decoration:
            if self.source.kind != "folder":
                raise

    def offer_page(self, url: str) -> None:
        """Takes in a page if the server says, or its content shows, that it has changed."""
        known = self._known.get(url)
        same = known.origin if known and self._figures.is_known(known.key) else Origin(url, url, "")
        with self._noting_failures(url):
            try:
                page = fetch(url, self._max_bytes, same.etag, same.last_modified)
                self.change.servers.note(page)
                if page.content is None and known:
                    self._keep(known, known.origin, address=page.address)
                elif page.content is not None:
                    origin = Origin(url, url, "", url=url, etag=page.etag, last_modified=page.last_modified)
                    self._take(page.content, origin, page.media_type, page.address)
            except Unreachable as error:
                # A server that is down for a while must not empty the knowledge.
                self.keep_unread(FileProblem(url, error.problem, error.next_step))

    def offer_text(self, name: str, document: Document) -> None:
        """Takes in a document that the caller has read itself."""
        location = f"{self.source.location}{name}"
        digest = hashlib.sha256(f"{document.title}\0{document.text}".encode(errors="surrogatepass")).hexdigest()
        origin = Origin(location, name, digest)
        known = self._known.get(location)
        if known and known.origin.content_hash == digest:
            self._keep(known, origin, document)
        else:
            self._put(origin, document)

    def keep_unread(self, problem: FileProblem) -> None:
        """Notes that a document can't be read for now; what is known of it stays."""
        self._problems.append(problem)
        self._kept.add(problem.document)

    @contextmanager
    def _noting_failures(self, location: str) -> Iterator[None]:
        """Notes why one document cannot be read, and goes on unless the next one would fare no better."""
        try:
            yield
        except Unreadable as error:
            self._refuse(location, error)
        except (DesksideError, sqlite3.Error):
            raise
        except Exception as error:  # a library's own, of a document that nobody had thought of
            self._keep_unforeseen(location, error)

    def _keep_unforeseen(self, location: str, error: Exception) -> None:
        """Notes what went wrong with one document, without a word of the document: an error may quote it."""
        kind = type(error).__name__
        log.warning("%s could not be read: %s in %s", location, kind, place_of(error))
        self.keep_unread(
            FileProblem(location, f"Its reader failed on it ({kind}).", "Save it again, or in another format.")
        )

    def keep_below(self, folder: Path) -> None:
        """Notes that a folder can't be listed for now; what is known of its files stays."""
        self._kept.update(location for location in self._known if Path(location).is_relative_to(folder))

    def pass_over(self, files: Iterable[Path]) -> None:
        """Notes the files of a folder that are not read with it, but for those that were named themselves."""
        named = {place for place, known in self._known.items() if known.source_key != self.source.key}
        self._passed_over.update(ending_of(path.name) for path in files if str(path) not in named)

    def note(self, problem: FileProblem) -> None:
        """Adds a problem to the report."""
        self._problems.append(problem)

    def finish(self, complete: bool) -> SyncReport:
        """Removes the source's documents that were not offered, if all were offered; the report of the pass."""
        gone = [known.key for location, known in self._known.items() if complete and self._is_gone(location, known)]
        if gone:
            self.catalog.remove_documents(gone)
        problems = [_storable_problem(problem) for problem in self._problems]
        if complete:
            self.catalog.finish_source(self.source, problems, self._passed_over)
        return SyncReport(
            added=self._counts["added"],
            changed=self._counts["changed"],
            unchanged=self._counts["unchanged"],
            removed=len(gone),
            problems=tuple(problems),
            passed_over=dict(self._passed_over),
            left_out=self._counts["left out"],
        )

    def _take(self, content: bytes, origin: Origin, media_type: str = "", address: str = "") -> None:
        """Takes in bytes if they are new; `address` is where a page's server sent them from, and its pictures are."""
        origin = replace(origin, content_hash=hashlib.sha256(content).hexdigest())
        if self._is_shown(origin.name, origin.content_hash):
            return
        known = self._known.get(origin.location)
        if known and known.origin.content_hash == origin.content_hash:
            needed = not self._figures.is_known(known.key)
            self._keep(known, origin, read_document(content, origin.name, media_type) if needed else None, address)
        else:
            self._put(origin, read_document(content, origin.name, media_type), address)

    def _put(self, origin: Origin, document: Document, address: str = "") -> None:
        document = within_bounds(document)
        key = self.catalog.put_document(self.source, origin, document)
        self._counts["changed" if origin.location in self._known else "added"] += 1
        self._kept.add(origin.location)
        self._figures.put(key, address or origin.location, document)

    def _keep(self, known: KnownDocument, origin: Origin, document: Document | None = None, address: str = "") -> None:
        """Keeps a document as it is; `document` is what it says, for one whose pictures were never looked for."""
        if document is not None and not self._figures.is_known(known.key):
            self._figures.put(known.key, address or origin.location, within_bounds(document))
        else:
            self._figures.refresh(known.key, address or origin.location)
        self._kept.add(origin.location)
        self._counts["unchanged"] += 1
        if origin != known.origin or known.source_key != self.source.key:
            self.catalog.touch_document(known, self.source, origin)

    def _refuse(self, location: str, error: Unreadable) -> None:
        """What can't be read any more is not kept as it was: nobody should be told what a file no longer says."""
        self._problems.append(FileProblem(location, error.problem, error.next_step))
        self._kept.discard(location)

    def _is_shown(self, name: str, mark: str) -> bool:
        """Whether a picture in a folder is shown by a document: then it is a part of that, and none of its own.

        `mark` is the picture's location, or the digest of its bytes. Asked for the first time when all other files of
        the folder were offered.
        """
        if self.source.kind != "folder" or not is_picture(name):
            return False
        if self._shown is None:
            gone = [known.key for place, known in self._known.items() if self._is_gone(place, known)]
            pictures = [known.key for place, known in self._known.items() if is_picture(place)]
            self._shown = self.catalog.figures.shown(self.source.space_id, [*gone, *pictures])
        return mark in self._shown

    def _is_gone(self, location: str, known: KnownDocument) -> bool:
        return known.source_key == self.source.key and location not in self._kept

    def _is_anothers(self, location: str) -> bool:
        """Whether a document belongs to a source that this one may not take it from: only a wider folder may."""
        known = self._known.get(location)
        return known is not None and known.source_key not in (self.source.key, *self._narrower)


def narrower_sources(catalog: Catalog, source: Source) -> list[Source]:
    """The sources of the same space that lie inside a folder, which takes their documents."""
    if source.kind != "folder":
        return []
    return [
        other
        for other in catalog.sources(source.space)
        if other.key != source.key
        and other.kind in ("folder", "file")
        and Path(other.location).is_relative_to(source.location)
    ]


def _storable_problem(problem: FileProblem) -> FileProblem:
    return replace(problem, document=storable(problem.document), next_step=storable(problem.next_step))


def _content(path: Path, found: os.stat_result, max_bytes: int) -> bytes:
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("It is not a file.", "Name a file or a folder.")
    if found.st_size > max_bytes:
        raise Unreadable(
            f"It is {found.st_size / 1e6:,.0f} MB, larger than the {max_bytes / 1e6:,.0f} MB that are allowed.",
            "Split it, or set `max_file_mb` higher in deskside.toml.",
        )
    return path.read_bytes()
