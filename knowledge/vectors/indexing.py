"""Keeps the vectors equal to the catalog: makes those that are missing, removes those that are left over.

The catalog says of each passage whether its vector is stored, and of each removed one that its vector may still be.
Both are written in the transaction that changes the passage, so whatever a crash interrupts is found here later.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from knowledge.catalog.catalog import Catalog
from knowledge.catalog.chunks import index_again
from knowledge.catalog.ledger import ChunkToEmbed, Ledger
from knowledge.readers import READERS_FORMAT
from knowledge.sources.change import Change
from knowledge.terms import TERMS_FORMAT
from knowledge.vectors.vectors import Vectors
from models.encoders.embedder import Embedder
from models.progress import Cancelled, Step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.figures.indexing import FigureVectors

_BATCH = 128
_EMBEDDER_FACT, _READERS_FACT, _TERMS_FACT = "embedder", "readers", "terms"


class PassageIndexing:
    """Makes the missing vectors during one change; `embedded` counts them."""

    def __init__(self, catalog: Catalog, vectors: Vectors, embedder: Embedder, change: Change) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._embedder = embedder
        self._change = change
        self.embedded = 0

    def embed_if_full(self) -> None:
        """Makes the missing vectors if they fill a batch: a small one wastes time."""
        if self._catalog.ledger.count_to_embed() >= _BATCH:
            self.embed_missing()

    def embed_missing(self) -> None:
        """Makes all missing vectors; stops between batches when cancelled."""
        total = self._catalog.ledger.count_to_embed()
        done = 0
        if total:
            self._change.progress(Step("Embedding passages", done, total))
        while done < total and not self._change.cancelled():
            chunks = self._catalog.ledger.chunks_to_embed(_BATCH)
            self._embed(chunks)
            done += len(chunks)
            self._change.progress(Step("Embedding passages", done, total))
        self.embedded += done

    def _embed(self, chunks: Sequence[ChunkToEmbed]) -> None:
        import numpy as np

        known = self._stored_vectors(chunk.hash for chunk in chunks)
        new = {chunk.hash: chunk.text for chunk in chunks if chunk.hash not in known}
        if new:
            known.update(zip(new, self._embedder.embed(list(new.values())), strict=True))
        for space_id in {chunk.space_id for chunk in chunks}:
            own = [chunk for chunk in chunks if chunk.space_id == space_id]
            self._vectors.put(space_id, [chunk.key for chunk in own], np.stack([known[chunk.hash] for chunk in own]))
        self._catalog.ledger.mark_embedded([chunk.key for chunk in chunks])

    def _stored_vectors(self, hashes: Iterable[str]) -> "dict[str, NDArray[np.float32]]":
        """The vectors by hash that are stored already, for a passage elsewhere that says the same or has just gone."""
        return {
            keys[key]: vector
            for space_id, keys in self._catalog.ledger.embedded_with_hash(hashes).items()
            for key, vector in self._vectors.get(space_id, list(keys)).items()
        }


def remove_orphans(catalog: Catalog, ledger: Ledger, vectors: "Vectors | FigureVectors") -> None:
    """Removes the vectors of passages or figures that are gone, and the collections of spaces that are."""
    spaces = set(catalog.spaces().values())
    for space_id, keys in ledger.orphans().items():
        if space_id in spaces:
            vectors.remove(space_id, keys)
        else:
            vectors.remove_space(space_id)
        ledger.forget_orphans(keys)


def reconcile(catalog: Catalog, vectors: Vectors, embedder: Embedder, cancelled: Cancelled) -> None:
    """Fixes what a crash, a lost folder of vectors, another embedder or other readers have left different.

    When cancelled, the vectors that are still missing stay owed.
    """
    if catalog.database.fact(_EMBEDDER_FACT) != embedder.fingerprint:
        forget_vectors(catalog, vectors, embedder)
    if catalog.database.fact(_READERS_FACT) != READERS_FORMAT:
        catalog.ledger.mark_all_for_rereading()
        catalog.database.set_fact(_READERS_FACT, READERS_FORMAT)
    if catalog.database.fact(_TERMS_FACT) != TERMS_FORMAT:
        with catalog.database.writing() as connection:
            index_again(connection)
            catalog.database.set_fact(_TERMS_FACT, TERMS_FORMAT)
    remove_orphans(catalog, catalog.ledger, vectors)
    for space_id in catalog.spaces().values():
        _compare(space_id, catalog, vectors)
    PassageIndexing(catalog, vectors, embedder, Change(cancelled=cancelled)).embed_missing()


def forget_vectors(catalog: Catalog, vectors: Vectors, embedder: Embedder) -> None:
    """Throws all vectors away, so that they are made again by this embedder."""
    catalog.ledger.mark_unembedded()
    vectors.clear()
    catalog.database.set_fact(_EMBEDDER_FACT, embedder.fingerprint)


def _compare(space_id: int, catalog: Catalog, vectors: Vectors) -> None:
    """Compares the keys on both sides; only their number where that is enough, for it takes a millisecond."""
    if catalog.ledger.count_embedded(space_id) == vectors.count(space_id):
        return
    expected, stored = catalog.ledger.embedded_chunks(space_id), vectors.keys(space_id)
    catalog.ledger.mark_unembedded(expected - stored)
    vectors.remove(space_id, sorted(stored - expected))
