"""Compacts collections of vectors: Chroma only marks removed ones, and leaves the files of a removed collection behind.

Without it, what lies on the disk and is held in memory grows with every change: 3.5 MB where 2,000 passages change.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

_REMOVED = "dead"
_COPY = "-copy"
_BATCH = 1_000
LEAST_REMOVED = 1_000
"""A collection with fewer removed vectors takes no room to speak of."""


def count_removed(collection: "Collection", count: int) -> None:
    """Adds to the number of a collection's removed vectors, which Chroma keeps beside it."""
    if count:
        collection.modify(metadata={_REMOVED: _removed_from(collection) + count})


def needs_compaction(collection: "Collection") -> bool:
    """Whether most vectors of a collection are removed ones."""
    removed = _removed_from(collection)
    return removed >= LEAST_REMOVED and removed > collection.count()


def compacted_copy(collection: "Collection", client: "Client", graph: "CreateHNSWConfiguration") -> "Collection":
    """A new collection with the vectors that are left of another, to be put in its place by `swap`."""
    name = collection.name + _COPY
    copy = client.create_collection(name, embedding_function=None, configuration={"hnsw": graph})
    try:
        keys = collection.get(include=[])["ids"]
        for start in range(0, len(keys), _BATCH):
            left = collection.get(keys[start : start + _BATCH], include=["embeddings"])
            copy.add(left["ids"], left["embeddings"])
    except BaseException:
        client.delete_collection(name)
        raise
    return copy


def swap(collection: "Collection", copy: "Collection", client: "Client") -> None:
    """Puts a copy in the place of a collection; `finish_swap` does the rest after a crash."""
    client.delete_collection(collection.name)
    copy.modify(name=copy.name.removesuffix(_COPY))
    remove_leftovers(client)


def finish_swap(client: "Client") -> None:
    """Goes on where a process ended: a copy is whole if what it was made of is gone, and worthless if it is not."""
    collections = {collection.name: collection for collection in client.list_collections()}
    for name, collection in collections.items():
        original = name.removesuffix(_COPY)
        if original == name:
            continue
        if original in collections:
            client.delete_collection(name)
        else:
            collection.modify(name=original)


def remove_leftovers(client: "Client") -> None:
    """Removes the files of collections that are gone; a folder with files is called by the id of a segment."""
    folder = Path(client.get_settings().persist_directory)
    try:
        with closing(sqlite3.connect(folder / "chroma.sqlite3")) as known:
            segments = {segment for (segment,) in known.execute("SELECT id FROM segments")}
    except sqlite3.Error:  # another version of Chroma may keep its accounts in another way
        return
    for path in folder.iterdir():
        if path.is_dir() and _is_id(path.name) and path.name not in segments:
            shutil.rmtree(path, ignore_errors=True)


def _is_id(name: str) -> bool:
    try:
        return bool(UUID(name))
    except ValueError:
        return False


def _removed_from(collection: "Collection") -> int:
    return int((collection.metadata or {}).get(_REMOVED, 0))
