"""The knowledge base: the one door to the team's documents, for adding, syncing, removing and searching."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from knowledge.catalog import fulltext
from knowledge.catalog.catalog import Catalog, Source
from knowledge.context import Context, in_context
from knowledge.documents import Document, Figure, Passage
from knowledge.figures import indexing as figures_indexing
from knowledge.figures.boost import boost_from
from knowledge.figures.indexing import FigureIndexing, FigureVectors
from knowledge.figures.search import FigureSearch, fused
from knowledge.figures.store import PictureStore
from knowledge.names import storable
from knowledge.reports import DocumentStatus, DocumentSummary, FileProblem, SourceStatus, SyncReport
from knowledge.retrieval import distinct, search_spaces
from knowledge.sources import sync
from knowledge.sources.change import Change
from knowledge.sources.ingest import Ingest
from knowledge.sources.removal import document_to_remove, source_to_remove
from knowledge.sources.web import is_url
from knowledge.spaces import check_space_name, check_spaces_exist
from knowledge.terms import whole_terms
from knowledge.vectors import indexing
from knowledge.vectors.vectors import Vectors
from models.encoders.embedder import Embedder
from models.errors import DesksideError, UsageError
from models.progress import Cancelled, Progress, never, silent

if TYPE_CHECKING:
    from models.vision.sight import Seen, Sight

MAX_FILE_BYTES = 50_000_000


class KnowledgeBase:
    """An open knowledge base. Thread-safe: one change at a time, and searches beside it.

    The process that opens it must own the folder: Chroma's embedded client does not share.
    """

    def __init__(
        self,
        own: Path,
        catalog: Catalog,
        vectors: Vectors,
        pictures: PictureStore,
        embedder: Embedder,
        sight: "Sight | None",
        max_file_bytes: int,
        find_sight: "Callable[[], Sight | None]",
    ) -> None:
        self.own = own
        self._catalog = catalog
        self._vectors = vectors
        self._figure_vectors = FigureVectors(vectors)
        self._pictures = pictures
        self._embedder = embedder
        self._sight, self._find_sight = sight, find_sight
        self._max_file_bytes = max_file_bytes
        self._figure_search = FigureSearch(catalog, self._figure_vectors, embedder, sight)
        self._changing = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder,
        max_file_bytes: int = MAX_FILE_BYTES,
        own: Path | None = None,
        cancelled: Cancelled = never,
        find_sight: "Callable[[], Sight | None]" = lambda: None,
    ) -> Self:
        """Opens the folder, or makes an empty knowledge base in it.

        Whatever a crash left different between catalog and vectors is fixed first; vectors of another embedder are
        made again. Pictures that nobody has looked at wait for the next `add`, `sync` or `rebuild`; without a sight
        they are known by what their documents say of them, and `find_sight` is called now and at each change until it
        gives one. `own` is the folder in which the program keeps what it writes, by default this one: a sync of a
        folder above it passes it over. What is named in it is read all the same. When cancelled, vectors that are
        missing still wait for the next opening or change. Raises `DiskFull`.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sight = find_sight()
        pictures = PictureStore(folder / "pictures")
        with ExitStack() as opened:
            catalog = Catalog.open(folder / "catalog.sqlite")
            opened.callback(catalog.close)
            vectors = Vectors.open(folder / "vectors")
            opened.callback(vectors.close)
            indexing.reconcile(catalog, vectors, embedder, cancelled)
            figures_indexing.reconcile(catalog, FigureVectors(vectors), pictures, embedder, sight, cancelled)
            catalog.database.truncate_wal()
            opened.pop_all()
        return cls((own or folder).resolve(), catalog, vectors, pictures, embedder, sight, max_file_bytes, find_sight)

    def close(self) -> None:
        """Closes the files; the embedder and the sight are the caller's."""
        with self._changing:
            self._vectors.close()
            self._catalog.close()

    def add(
        self,
        places: Sequence[str],
        space: str = "default",
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> SyncReport:
        """Adds files, folders and addresses to a space; what can't be read is in the report and the rest goes on.

        Raises `UsageError` for a name that no space may have, `DiskFull` with all before it kept.
        """
        check_space_name(space)
        report, change = SyncReport(), Change(progress, cancelled, self.own)
        with self._changing:
            for place in places:
                self._catalog.take_back(space, storable(sync.location_of(place)))
            for place in places:
                if cancelled():
                    break
                report += self._add_one(place, space, change)
            return report + self._finish_change(change) + self._partial_problems(change.touched)

    def add_documents(
        self,
        documents: Iterable[tuple[str, Document]],
        space: str = "default",
        progress: Progress = silent,
        cancelled: Cancelled = never,
    ) -> SyncReport:
        """Adds documents that the caller has read itself, each with its name; one of the same name is replaced."""
        check_space_name(space)
        change = Change(progress, cancelled, self.own)
        with self._changing:
            source = self._catalog.ensure_source(space, sync.TEXTS_LOCATION, "texts")
            passages = self._passage_indexing(change)
            ingest = Ingest(self._catalog, source, self._pictures, self._max_file_bytes, change)
            report = sync.sync_texts(ingest, documents, passages.embed_if_full)
            return report + SyncReport(chunks=passages.embedded) + self._finish_change(change)

    def sync(self, space: str | None = None, progress: Progress = silent, cancelled: Cancelled = never) -> SyncReport:
        """Brings a space, or all of them, up to date with its sources; raises `UsageError` for an unknown space."""
        report, change = SyncReport(), Change(progress, cancelled, self.own)
        with self._changing:
            self._check_space(space)
            for source in self._catalog.sources(space):
                if cancelled():
                    break
                report += self._sync_one(source, change)
            return report + self._finish_change(change) + self._partial_problems(change.touched)

    def remove(self, name: str, space: str | None = None, location: str | None = None) -> int:
        """Removes a source, or one document by its name or place; the number of documents removed.

        `location` is what `name` means as a path, if not as seen from this process's working folder. A document of a
        folder that is removed alone stays away until it is added again. Raises `UsageError` for what is not there,
        naming what is close, and for a name that several have, naming them.
        """
        with self._changing:
            self._check_space(space)
            place = sync.location_of(location or name)
            if source := source_to_remove(self._catalog, name, place, space):
                removed = self._catalog.remove_source(source)
            else:
                document = document_to_remove(self._catalog, name, place, space)
                self._catalog.leave_out(self._catalog.spaces()[document.space], document.key, document.location)
                self._catalog.remove_documents([document.key])
                removed = 1
            self._remove_leftovers()
            return removed

    def rebuild(self, progress: Progress = silent) -> int:
        """Makes all vectors again from the catalog, without reading a source; the number of passages."""
        with self._changing:
            indexing.forget_vectors(self._catalog, self._vectors, self._embedder)
            figures_indexing.forget_vectors(self._catalog, self._figure_vectors, self._embedder)
            return self._finish_change(Change(progress, own=self.own)).chunks

    def search(
        self,
        queries: Sequence[str],
        spaces: Sequence[str],
        limit: int = 10,
        documents: Sequence[int] = (),
        seen: "Sequence[Seen]" = (),
    ) -> list[Passage]:
        """The passages that may answer one question, given in one or more wordings that count alike.

        `seen` are pictures that came with it: figures that show the same boost the passages beside them, and where
        there are no wordings, what was read in the pictures is searched for. Where `documents` names some by key, only
        those are searched. Raises `UsageError` for a space that is not there.
        """
        with self._searching(spaces) as space_ids:
            boost = boost_from(self._catalog, self._figure_search.by_pictures(seen, space_ids)) if seen else None
            wordings = distinct(queries) or [picture.text for picture in seen]
            return search_spaces(
                self._catalog, self._vectors, self._embedder, wordings, space_ids, limit, documents, boost
            )

    def search_figures(
        self, queries: Sequence[str], seen: "Sequence[Seen]", spaces: Sequence[str], limit: int = 10
    ) -> list[Figure]:
        """The figures for a question and for the pictures that came with it, best first; either may be missing.

        Raises `UsageError` for a space that is not there.
        """
        with self._searching(spaces) as space_ids:
            by_texts = self._figure_search.by_texts(distinct(queries), space_ids)
            found = fused(by_texts, self._figure_search.by_pictures(seen, space_ids)) if seen else by_texts
            return self._figure_search.figures(found.best(limit), found)

    def figure(self, key: int) -> Figure:
        """The figure with a key; raises `UsageError` if it is gone."""
        found = self._figure_search.figures([key])
        if not found:
            raise UsageError("This picture is not in the knowledge any more.", "Search again.")
        return found[0]

    def figure_picture(self, key: int) -> bytes:
        """A figure's picture as its file's bytes; raises `UsageError` if it is gone."""
        content = self._pictures.get(self.figure(key).digest)
        if content is None:
            raise UsageError("This picture is not in the knowledge any more.", "Search again.")
        return content

    def figures_in(self, document_key: int, start: int = 0, end: int | None = None) -> list[Figure]:
        """The figures that stand in a document's text or in a stretch of it, in order."""
        return self._figure_search.figures(self._catalog.figures.keys_in(document_key, start, end))

    def captions_in(self, document_key: int, start: int, end: int) -> list[str]:
        """The words that stand for the pictures in a stretch of a document's text: what they show, not what is so."""
        return self._catalog.figures.captions_in(document_key, start, end)

    def passage_counts(self, tokens: Sequence[str], spaces: Sequence[str]) -> dict[str, int]:
        """How many passages hold each token (an error code, an identifier), letter for letter but for capitals.

        A token of several words counts those that hold its rarest one. Raises `UsageError` for a space that is not
        there.
        """
        counts = dict.fromkeys(tokens, 0)
        with self._searching(spaces) as space_ids, self._catalog.database.reading() as connection:
            for token in counts:
                terms = whole_terms(token)
                for space_id in space_ids:
                    counts[token] += min((fulltext.rows_with(connection, space_id, term) for term in terms), default=0)
        return counts

    def rarity(self, terms: Sequence[str], spaces: Sequence[str]) -> dict[str, float]:
        """How much each term of the full-text index tells: its highest inverse document frequency in the spaces.

        A term that fewer than two passages have counts 0. Raises `UsageError` for a space that is not there.
        """
        highest = dict.fromkeys(terms, 0.0)
        with self._searching(spaces) as space_ids, self._catalog.database.reading() as connection:
            for space_id in space_ids:
                for term, weight in fulltext.rarity_of(connection, space_id, terms).items():
                    highest[term] = max(highest[term], weight)
        return highest

    def in_context(self, passages: Sequence[Passage]) -> list[Context]:
        """The passages with their surroundings, for reading, but for those that have gone since they were found."""
        return in_context(passages, self._catalog.document)

    def document(self, document_key: int) -> Document:
        """A document with its whole text, by the key that passages carry; raises `UsageError` if it is gone."""
        document = self._catalog.document(document_key)
        if document is None:
            raise UsageError("This document is not in the knowledge any more.", "Search again.")
        return document

    def spaces(self) -> list[str]:
        """The names of the spaces."""
        return list(self._catalog.spaces())

    def check_spaces(self, spaces: Sequence[str]) -> None:
        """Raises `UsageError` for a space that is not there."""
        check_spaces_exist(spaces, self._catalog.spaces())

    def versions(self, spaces: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """What is different whenever a search of these spaces could find something else; spaces not there count none.

        Take it before a search: what was found is then at least as new.
        """
        return self._catalog.versions(spaces)

    def document_named(self, space: str, name: str) -> DocumentSummary | None:
        """The document of that name in a space, or None."""
        return self._catalog.document_named(space, name)

    def documents(self, space: str | None = None) -> list[DocumentStatus]:
        """The documents of a space, or all."""
        self._check_space(space)
        return self._catalog.statuses(space)

    def find_documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        """The documents of a space, or of all, whose name or title holds `text`; those that begin with it first."""
        return self._catalog.summaries(space, text, limit)

    def sources(self, space: str | None = None) -> list[SourceStatus]:
        """The sources of a space, or all, as of their latest sync."""
        self._check_space(space)
        sizes = self._catalog.source_sizes()
        return [
            SourceStatus(
                source.location,
                source.space,
                source.kind,
                *sizes.get(source.key, (0, 0)),
                source.synced_at,
                self._catalog.problems(source) + self._catalog.partial_problems(source.key),
                self._catalog.passed_over(source),
            )
            for source in self._catalog.sources(space)
        ]

    @contextmanager
    def _searching(self, spaces: Sequence[str]) -> Iterator[list[int]]:
        """The ids of spaces during a search; one that is removed meanwhile is told like one that never was."""
        known = self._catalog.spaces()
        check_spaces_exist(spaces, known)
        try:
            yield [known[space] for space in spaces]
        except DesksideError:  # its full-text index is gone
            check_spaces_exist(spaces, self._catalog.spaces())
            raise

    def _check_space(self, space: str | None) -> None:
        if space is not None:
            self.check_spaces([space])

    def _add_one(self, place: str, space: str, change: Change) -> SyncReport:
        location = sync.location_of(place)
        kind = sync.kind_of(location, place)
        if isinstance(kind, FileProblem):
            return SyncReport(problems=(kind,), not_added=1)
        wider = None if is_url(location) else sync.covering_source(self._catalog, space, Path(location), self.own)
        if wider is not None:
            return SyncReport() if change.has_touched(wider) else self._sync_one(wider, change)
        sync.remove_former(self._catalog, space, location, kind)
        is_new = not self._catalog.sources(space, location)
        source = self._catalog.ensure_source(space, location, kind)
        report = self._sync_one(source, change)
        if is_new and kind != "folder" and report.problems:
            self._catalog.remove_source(source)
        return report

    def _sync_one(self, source: Source, change: Change) -> SyncReport:
        change.touched.append(source)
        if source.kind == "texts":
            return SyncReport()
        passages = self._passage_indexing(change)
        ingest = Ingest(self._catalog, source, self._pictures, self._max_file_bytes, change)
        report = sync.sync_source(ingest, passages.embed_if_full)
        sync.remove_absorbed(self._catalog, source, self.own)
        return report + SyncReport(chunks=passages.embedded)

    def _finish_change(self, change: Change) -> SyncReport:
        """Brings the vectors up to date with the catalog, at the end of a change; then looks at new pictures."""
        passages = self._passage_indexing(change)
        try:
            passages.embed_missing()  # first, for a passage that has moved takes its vector along
        finally:
            self._remove_leftovers()
        self._adopt_sight()
        figures = FigureIndexing(
            self._catalog, self._figure_vectors, self._pictures, self._embedder, self._sight, change
        )
        try:
            figures.look_at_pictures()
        finally:  # models that cannot look must keep no figure from being found by what its document says of it
            passages.embed_missing()  # what was read in pictures that are documents of their own
            figures.embed_missing()
        return SyncReport(chunks=passages.embedded, pictures=figures.looked_at)

    def _remove_leftovers(self) -> None:
        """Removes all that was made from what is gone: vectors, pictures, and the words in the catalog's file."""
        indexing.remove_orphans(self._catalog, self._catalog.ledger, self._vectors)
        figures_indexing.remove_leftovers(self._catalog, self._figure_vectors, self._pictures)
        self._catalog.database.truncate_wal()

    def _partial_problems(self, sources: Iterable[Source]) -> SyncReport:
        """What could not be fetched or read of the documents of sources that were themselves read."""
        keys = dict.fromkeys(source.key for source in sources)
        return SyncReport(problems=tuple(problem for key in keys for problem in self._catalog.partial_problems(key)))

    def _adopt_sight(self) -> None:
        """Uses the model that sees from now on, where it was built since the knowledge was opened."""
        if self._sight is None and (sight := self._find_sight()) is not None:
            figures_indexing.keep_looks_of(sight, self._catalog, self._figure_vectors)
            self._figure_search = FigureSearch(self._catalog, self._figure_vectors, self._embedder, sight)
            self._sight = sight

    def _passage_indexing(self, change: Change) -> indexing.PassageIndexing:
        return indexing.PassageIndexing(self._catalog, self._vectors, self._embedder, change)
