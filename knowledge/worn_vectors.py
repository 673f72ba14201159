"""Gives back the room of removed vectors: Chroma only marks them, and leaves the files of a removed collection behind.

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

_DEAD = "dead"
_COPY = "-copy"
_BATCH = 1_000
LEAST_DEAD = 1_000
"""A collection with fewer dead vectors takes no room to speak of."""


def note_dead(collection: "Collection", count: int) -> None:
    """Counts removed vectors of a collection, in Chroma beside it."""
    if count:
        collection.modify(metadata={_DEAD: _dead_in(collection) + count})


def is_worn(collection: "Collection") -> bool:
    """Whether most vectors of a collection are dead."""
    dead = _dead_in(collection)
    return dead >= LEAST_DEAD and dead > collection.count()


def copy_of(worn: "Collection", client: "Client", graph: "CreateHNSWConfiguration") -> "Collection":
    """A new collection with the living vectors of a worn one, to be put in its place by `replace`."""
    name = worn.name + _COPY
    copy = client.create_collection(name, embedding_function=None, configuration={"hnsw": graph})
    try:
        keys = worn.get(include=[])["ids"]
        for start in range(0, len(keys), _BATCH):
            living = worn.get(keys[start : start + _BATCH], include=["embeddings"])
            copy.add(living["ids"], living["embeddings"])
    except BaseException:
        client.delete_collection(name)
        raise
    return copy


def replace(worn: "Collection", copy: "Collection", client: "Client") -> None:
    """Puts a copy in the place of a worn collection; `finish_replacing` does the rest after a crash."""
    client.delete_collection(worn.name)
    copy.modify(name=copy.name.removesuffix(_COPY))
    remove_leftovers(client)


def finish_replacing(client: "Client") -> None:
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


def _dead_in(collection: "Collection") -> int:
    return int((collection.metadata or {}).get(_DEAD, 0))
