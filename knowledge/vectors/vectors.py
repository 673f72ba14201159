"""The vectors of passages and of figures in Chroma: keys and vectors only, never a word of a document.

Each kind of vector has one collection a space.

They are derived from the catalog and can be thrown away at any time. Chroma's embedded client is thread-safe but not
process-safe: the process that opens it must own the data home.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from knowledge.vectors import compaction
from models.errors import DesksideError
from models.full_disk import full_disk_explained, is_disk_full

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult
    from numpy.typing import NDArray

Result = TypeVar("Result")

_TRIES = 10
_MOST_CRASHES = 2
_BATCH = 1_000  # Chroma's advice: batches of 50 to 1,000
_MOST_IDS = 10_000  # SQLite takes 32,766 variables
# Chroma's defaults miss about one in fifty of the nearest ten; these miss almost none and still answer in 3 ms.
_GRAPH: "CreateHNSWConfiguration" = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 24}


class Vectors:
    """The vectors of one kind in an open folder. Thread-safe."""

    def __init__(self, client: "Client", kind: str = "passages") -> None:
        self._client = client
        self._kind = kind
        self._collections: dict[int, Collection] = {}
        # A search must not remember a collection that a rebuild has just removed.
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> "Vectors":
        """Opens the folder, or makes an empty one; one that is damaged is emptied, for it can be made again.

        So is one that ended the process that opened it, `_MOST_CRASHES` times in a row: Chroma's native code does that
        on some damage, and once may have been anybody who ended a process.
        """
        import chromadb  # noqa: F401  # takes seconds, in which many a process is ended

        opening = folder.with_name(f"{folder.name}.opening")
        with _explained_errors():
            if (crashes := _crashes(opening)) >= _MOST_CRASHES:
                shutil.rmtree(folder, ignore_errors=True)
                crashes = 0
            folder.parent.mkdir(parents=True, exist_ok=True)
            opening.write_text(str(crashes + 1))
            try:
                return cls(_client(folder))
            finally:
                opening.unlink(missing_ok=True)

    def of_kind(self, kind: str) -> "Vectors":
        """The vectors of another kind in the same folder; close the first alone."""
        return Vectors(self._client, kind)

    def put(self, space_id: int, chunk_keys: Sequence[int], vectors: "NDArray[np.float32]") -> None:
        """Stores or replaces the vectors of passages; raises `DiskFull`, or says why the disk takes them not."""
        for start in range(0, len(chunk_keys), _BATCH):
            with _explained_errors():
                self._collection(space_id).upsert(
                    ids=[str(key) for key in chunk_keys[start : start + _BATCH]],
                    embeddings=vectors[start : start + _BATCH],
                )

    def remove(self, space_id: int, chunk_keys: Sequence[int]) -> None:
        """Removes the vectors of passages; those that are not there are no error."""
        if not chunk_keys:
            return
        with _explained_errors():
            collection = self._collection(space_id)
            before = collection.count()
            for start in range(0, len(chunk_keys), _BATCH):
                collection.delete(ids=[str(key) for key in chunk_keys[start : start + _BATCH]])
            compaction.count_removed(collection, before - collection.count())
            if compaction.needs_compaction(collection):
                self._compact(space_id, collection)

    def remove_space(self, space_id: int) -> None:
        """Removes the whole collection of a space."""
        with self._lock, _explained_errors():
            self._collections.pop(space_id, None)
            if self._found(space_id) is not None:
                self._client.delete_collection(self._name(space_id))
                compaction.remove_leftovers(self._client)

    def keys(self, space_id: int) -> set[int]:
        """The passages whose vectors are stored for a space."""
        return self._read(space_id, lambda stored: {int(key) for key in stored.get(include=[])["ids"]}, set())

    def count(self, space_id: int) -> int:
        """How many vectors are stored for a space."""
        return self._read(space_id, lambda stored: stored.count(), 0)

    def get(self, space_id: int, chunk_keys: Sequence[int]) -> "dict[int, NDArray[np.float32]]":
        """The vectors of passages, of those that have one stored."""
        return self._read(space_id, lambda stored: _vectors_of(stored, chunk_keys), {})

    def nearest(
        self, space_id: int, vectors: "NDArray[np.float32]", limit: int, among: Sequence[int] | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each vector, the nearest passages of a space, or `among` some of it, and their cosines, best first.

        Those without a stored vector are passed over.
        """
        nothing: list[list[tuple[int, float]]] = [[] for _ in vectors]
        return self._read(space_id, lambda stored: _nearest(stored, vectors, limit, among), nothing)

    def clear(self) -> None:
        """Removes every collection of this kind."""
        with self._lock, _explained_errors():
            self._collections.clear()
            for collection in self._client.list_collections():
                if collection.name.startswith(f"{self._kind}-"):
                    self._client.delete_collection(collection.name)
            compaction.remove_leftovers(self._client)

    def close(self) -> None:
        """Lets the files go."""
        self._collections.clear()
        self._client.close()

    def _collection(self, space_id: int) -> "Collection":
        """The collection of a space, made if need be."""
        with self._lock:
            if space_id not in self._collections:
                self._collections[space_id] = self._client.get_or_create_collection(
                    self._name(space_id), embedding_function=None, configuration={"hnsw": _GRAPH}
                )
            return self._collections[space_id]

    def _compact(self, space_id: int, collection: "Collection") -> None:
        """Puts a collection without removed vectors in the place of one; a search meanwhile waits or asks again."""
        copy = compaction.compacted_copy(collection, self._client, _GRAPH)
        with self._lock:
            compaction.swap(collection, copy, self._client)
            self._collections[space_id] = copy

    def _read(self, space_id: int, work: "Callable[[Collection], Result]", nothing: Result) -> Result:
        """What is read in the collection of a space; `nothing` where it has none."""
        from chromadb.errors import ChromaError

        for tries_left in reversed(range(_TRIES)):
            with self._lock:
                if space_id not in self._collections and (found := self._found(space_id)) is not None:
                    self._collections[space_id] = found
                stored = self._collections.get(space_id)
            if stored is None:
                break
            try:
                return work(stored)
            except ChromaError:
                # Between two looks, a rebuild took the collection away or a change one of the vectors.
                if not tries_left:
                    raise
                with self._lock:
                    self._collections.pop(space_id, None)
        return nothing

    def _found(self, space_id: int) -> "Collection | None":
        from chromadb.errors import NotFoundError

        try:
            return self._client.get_collection(self._name(space_id), embedding_function=None)
        except NotFoundError:
            return None

    def _name(self, space_id: int) -> str:
        """A name that Chroma takes for any space: its own rules are not ours."""
        return f"{self._kind}-{space_id}"


@contextmanager
def _explained_errors() -> Iterator[None]:
    """Says in a sentence what keeps the vectors from being used: a full disk, or one that fails."""
    from chromadb.errors import InternalError

    try:
        with full_disk_explained("knowledge"):
            yield
    except InternalError as error:
        raise DesksideError(
            f"The vectors cannot be used: {error}.",
            "Check the disk that holds the knowledge, and your right to write there.",
        ) from error


def _nearest(
    collection: "Collection", vectors: "NDArray[np.float32]", limit: int, among: Sequence[int] | None
) -> list[list[tuple[int, float]]]:
    from chromadb.errors import InternalError

    def query(ids: list[str] | None) -> "QueryResult | None":
        return None if ids == [] else collection.query(vectors, ids=ids, n_results=limit, include=["distances"])

    ids = None if among is None else [str(key) for key in among]
    try:
        found = query(ids)
    except InternalError:
        if ids is None:
            raise
        # Chroma fails on a key that it has not, such as that of a passage which is not embedded yet.
        found = query(_stored(collection, ids))
    if found is None:
        return [[] for _ in vectors]
    return [
        [(int(key), 1.0 - float(distance)) for key, distance in zip(keys, row, strict=True)]
        for keys, row in zip(found["ids"], found["distances"] or [], strict=True)
    ]


def _vectors_of(collection: "Collection", chunk_keys: Sequence[int]) -> "dict[int, NDArray[np.float32]]":
    import numpy as np

    found = collection.get([str(key) for key in chunk_keys], include=["embeddings"])
    vectors = np.asarray(found["embeddings"], dtype=np.float32)
    return dict(zip(map(int, found["ids"]), vectors, strict=True))


def _stored(collection: "Collection", ids: list[str]) -> list[str]:
    """Those among some ids that a collection has; asked for in batches, as each id is a variable of Chroma's SQL."""
    batches = (ids[start : start + _MOST_IDS] for start in range(0, len(ids), _MOST_IDS))
    return [key for batch in batches for key in collection.get(batch, include=[])["ids"]]


def _crashes(opening: Path) -> int:
    """How many processes in a row ended while they opened the vectors: each writes its number, and removes it after."""
    try:
        return int(opening.read_text())
    except FileNotFoundError:
        return 0
    except ValueError:  # it ended while it wrote
        return 1


def _client(folder: Path) -> "Client":
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    client = None
    try:
        client = cast("Client", chromadb.PersistentClient(str(folder), settings))
        compaction.finish_swap(client)
        compaction.remove_leftovers(client)
        for collection in client.list_collections():
            collection.count()  # reads its index
        return client
    except Exception as error:  # Chroma raises whatever its Rust core did on a damaged folder
        if is_disk_full(error):
            raise
    # Derived data: made again from the catalog when the two are reconciled.
    if client is not None:
        client.close()
    # Chroma keeps what failed to start, and would give it out for the same folder again.
    SharedSystemClient._identifier_to_system.pop(str(folder), None)
    shutil.rmtree(folder, ignore_errors=True)
    return cast("Client", chromadb.PersistentClient(str(folder), settings))
