"""Looks at the pictures that nobody has looked at, and keeps the vectors of figures equal to the catalog.

Text never waits for it: a document is committed and embedded before the first of its pictures is opened. Whatever is
interrupted stands in the catalog as owed.
"""

import logging
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from knowledge.catalog.catalog import Catalog
from knowledge.figures.ledger import FigureToEmbed, figure_of, part_keys
from knowledge.figures.store import PictureStore
from knowledge.readers.image import read_words
from knowledge.sources.change import Change
from knowledge.vectors.indexing import remove_orphans
from knowledge.vectors.vectors import Vectors
from models.encoders.embedder import Embedder
from models.errors import DesksideError, is_for_memory, place_of
from models.pictures import PictureUnreadable, open_picture
from models.pictures.unreadable import PictureTooLarge
from models.progress import Cancelled, Step

if TYPE_CHECKING:
    from models.vision.sight import Sight

log = logging.getLogger("deskside")

_BATCH = 64
_SIGHT_FACT = "sight"
_EMBEDDER_FACT = "figures-embedder"


class FigureVectors:
    """The vectors of figures in Chroma: of their looks, and of the parts of their words."""

    def __init__(self, vectors: Vectors) -> None:
        self.looks = vectors.of_kind("figures")
        self.words = vectors.of_kind("figure-words")

    def put(self, figures: Sequence[FigureToEmbed], embedder: Embedder) -> list[tuple[int, int]]:
        """Makes and stores the vectors of figures of one space; how many parts each one's words have."""
        import numpy as np

        space_id = figures[0].space_id
        made = embedder.embed([text for figure in figures for text in figure.texts])
        keys = [key for figure in figures for key in part_keys(figure.key, len(figure.texts))]
        self.remove(space_id, [figure.key for figure in figures])
        self.words.put(space_id, keys, made)
        looks = [(figure.key, figure.looks) for figure in figures if figure.looks is not None]
        if looks:
            self.looks.put(space_id, [key for key, _ in looks], np.stack([look for _, look in looks]))
        return [(figure.key, len(figure.texts)) for figure in figures]

    def remove(self, space_id: int, keys: Sequence[int]) -> None:
        """Removes all vectors of figures."""
        if self.words.count(space_id):
            self.words.remove(space_id, [part for key in keys for part in part_keys(key)])
        if self.looks.count(space_id):
            self.looks.remove(space_id, keys)

    def remove_space(self, space_id: int) -> None:
        """Removes the collections of a space."""
        self.looks.remove_space(space_id)
        self.words.remove_space(space_id)

    def clear(self) -> None:
        """Removes every collection of figures."""
        self.looks.clear()
        self.words.clear()


def looks_made_by(catalog: Catalog) -> str | None:
    """The fingerprint of the sight whose vectors of looks are stored."""
    return catalog.database.fact(_SIGHT_FACT)


class FigureIndexing:
    """Looks at pictures and makes the vectors of figures during one change; `looked_at` counts the pictures."""

    def __init__(
        self,
        catalog: Catalog,
        vectors: FigureVectors,
        pictures: PictureStore,
        embedder: Embedder,
        sight: "Sight | None",
        change: Change,
    ) -> None:
        self._catalog, self._vectors, self._pictures = catalog, vectors, pictures
        self._embedder, self._sight, self._change = embedder, sight, change
        self.looked_at = 0

    def look_at_pictures(self) -> None:
        """Looks at the pictures that nobody has looked at; stops between two when cancelled."""
        if self._sight is None:
            return
        unseen = self._catalog.figures.unseen_pictures(self._sight.fingerprint)
        for done, digest in enumerate(unseen):
            if self._change.cancelled():
                return
            name = self._catalog.figures.name_of(digest)
            self._change.progress(Step(f"Looking at {name}", done, len(unseen)))
            self._look_at(digest, name, self._sight)
        if unseen:
            self._change.progress(Step("Looking at pictures", len(unseen), len(unseen)))

    def embed_missing(self) -> None:
        """Makes all missing vectors of figures; stops between batches when cancelled."""
        total = self._catalog.figure_ledger.count_to_embed()
        done = 0
        while done < total and not self._change.cancelled():
            self._change.progress(Step("Embedding figures", done, total))
            figures = self._catalog.figure_ledger.figures_to_embed(_BATCH)
            for space_id in {figure.space_id for figure in figures}:
                parts = self._vectors.put([f for f in figures if f.space_id == space_id], self._embedder)
                self._catalog.figure_ledger.mark_embedded(parts)
            done += len(figures)

    def _look_at(self, digest: str, name: str, sight: "Sight") -> None:
        content = self._pictures.get(digest)
        try:
            if content is None:
                raise PictureUnreadable(f"{name} is not kept any more.", "Run `deskside sync`, or add it again.")
            seen = sight.look(open_picture(content, name))
        except PictureTooLarge:
            self._put_off(digest, name)
            return
        except PictureUnreadable as error:
            self._catalog.figures.put_unreadable(digest, error.problem, error.next_step, sight.fingerprint)
            return
        except (DesksideError, sqlite3.Error):
            raise  # the next picture would fare no better
        except Exception as error:  # a library's own, of a picture that nobody had thought of; it may quote the picture
            if is_for_memory(error):
                self._put_off(digest, name)
                return
            kind = type(error).__name__
            log.warning("%s could not be looked at: %s in %s", name, kind, place_of(error))
            problem = f"{name} could not be looked at ({kind})."
            self._catalog.figures.put_unreadable(digest, problem, "Save it again.", sight.fingerprint)
            return
        with self._catalog.database.writing():
            for document_key, title in self._catalog.figures.put_seen(digest, seen, sight.fingerprint):
                self._catalog.put_words(document_key, read_words(title, seen.text))
        self.looked_at += 1

    def _put_off(self, digest: str, name: str) -> None:
        """Leaves a picture for the next change: that there was no memory says nothing of the picture."""
        problem, next_step = f"{name} could not be looked at: there was no memory left.", "`deskside sync` tries again."
        self._catalog.figures.put_unreadable(digest, problem, next_step, seen_by=None)


def remove_leftovers(catalog: Catalog, vectors: FigureVectors, pictures: PictureStore) -> None:
    """Removes the vectors of figures that are gone, and the pictures that nothing shows any more."""
    remove_orphans(catalog, catalog.figure_ledger, vectors)
    pictures.remove(catalog.figures.remove_unused_pictures())


def reconcile(
    catalog: Catalog,
    vectors: FigureVectors,
    pictures: PictureStore,
    embedder: Embedder,
    sight: "Sight | None",
    cancelled: Cancelled,
) -> None:
    """Fixes whatever a crash, a lost folder of vectors or other models have left different.

    Pictures are not looked at here: that takes a second each, and who opens the knowledge wants to ask.
    """
    catalog.figures.create_indexes()
    if catalog.database.fact(_EMBEDDER_FACT) != embedder.fingerprint:
        forget_vectors(catalog, vectors, embedder)
    if sight is not None:
        keep_looks_of(sight, catalog, vectors)
    remove_leftovers(catalog, vectors, pictures)
    known = catalog.figures.picture_digests()
    if lost := known - pictures.keep_only(known):
        catalog.figures.mark_lost(lost)
    for space_id in catalog.spaces().values():
        _compare(space_id, catalog, vectors)
    FigureIndexing(catalog, vectors, pictures, embedder, sight, Change(cancelled=cancelled)).embed_missing()


def keep_looks_of(sight: "Sight", catalog: Catalog, vectors: FigureVectors) -> None:
    """Throws the looks away that another model made: they can't be compared with those of this one's texts."""
    if looks_made_by(catalog) != sight.fingerprint:
        catalog.figure_ledger.forget_looks()
        vectors.looks.clear()
        catalog.database.set_fact(_SIGHT_FACT, sight.fingerprint)


def forget_vectors(catalog: Catalog, vectors: FigureVectors, embedder: Embedder) -> None:
    """Throws all vectors of figures away, so that they are made again by this embedder."""
    catalog.figure_ledger.mark_unembedded()
    vectors.clear()
    catalog.database.set_fact(_EMBEDDER_FACT, embedder.fingerprint)


def _compare(space_id: int, catalog: Catalog, vectors: FigureVectors) -> None:
    """Compares what is stored of a space's figures with what should be, and notes the difference as owed."""
    if not catalog.figures.count(space_id):
        vectors.remove_space(space_id)
        return
    looks, words = catalog.figure_ledger.with_looks(space_id), catalog.figure_ledger.with_words(space_id)
    stored_looks, stored_words = vectors.looks.keys(space_id), vectors.words.keys(space_id)
    catalog.figure_ledger.mark_unembedded((looks - stored_looks) | {figure_of(key) for key in words - stored_words})
    vectors.looks.remove(space_id, sorted(stored_looks - looks))
    vectors.words.remove(space_id, sorted(stored_words - words))
