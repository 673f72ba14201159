"""Takes in the pictures of documents during one pass over a source, and notices those that have changed."""

from collections.abc import Iterable
from pathlib import Path

from knowledge.catalog.catalog import Catalog, KnownDocument, Source
from knowledge.documents import Document, Illustration
from knowledge.figures.fetching import FetchedPicture, PictureFetcher
from knowledge.figures.store import PictureStore
from knowledge.readers.image import read_words
from knowledge.sources.change import Change

MOST_PICTURES = 500
"""How many pictures of one document are taken in."""


class FigureIngest:
    """The pictures of a pass that is under way; `known` are the documents that it may meet again."""

    def __init__(
        self,
        catalog: Catalog,
        source: Source,
        known: Iterable[KnownDocument],
        pictures: PictureStore,
        max_bytes: int,
        change: Change,
    ) -> None:
        self._catalog = catalog
        self._space_id = source.space_id
        self._fetcher = PictureFetcher(pictures, _root(source), max_bytes, change.servers)
        self._cancelled = change.cancelled
        keys = [document.key for document in known]
        self._known = catalog.figures.known_figures(keys)
        self._illustrated = catalog.figures.illustrated(keys)

    def is_known(self, document_key: int) -> bool:
        """Whether the pictures of a document that has not changed were looked for already."""
        return document_key in self._illustrated

    def put(self, document_key: int, location: str, document: Document) -> None:
        """Takes in the pictures of a document that is new, or has changed, or was never looked through.

        When cancelled it takes in none, and the document stays one that was never looked through.
        """
        previous = {figure.place: figure.fetched for figure in self._known.get(document_key, ())}
        fetched: list[tuple[Illustration, FetchedPicture]] = []
        for picture in document.illustrations[:MOST_PICTURES]:
            if self._cancelled():
                return
            fetched.append((picture, self._fetcher.fetch(picture, location, previous.get(picture.place))))
        self._catalog.figures.put_figures(self._space_id, document_key, document, fetched)
        if not document.text and fetched:
            self._put_words(document_key, document, fetched[0][1])

    def refresh(self, document_key: int, location: str) -> None:
        """Takes in the pictures that have changed while their document has not; stops between two when cancelled."""
        for figure in self._known.get(document_key, ()):
            if self._cancelled():
                return
            now = self._fetcher.refetch(figure.fetched, location)
            if now != figure.fetched:
                self._catalog.figures.put_picture(figure.key, now)

    def _put_words(self, document_key: int, document: Document, fetched: FetchedPicture) -> None:
        """Writes the text of a picture that was read before, where it stood elsewhere."""
        words = self._catalog.figures.words_of(fetched.digest) if fetched.digest else None
        if words is not None:
            self._catalog.put_words(document_key, read_words(document.title, words))


def _root(source: Source) -> Path | None:
    """The folder that holds all that a source's documents may show."""
    if source.kind == "folder":
        return Path(source.location)
    return Path(source.location).parent if source.kind == "file" else None
