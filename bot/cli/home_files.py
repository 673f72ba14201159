"""A data home's files, opened for a command that reads them beside the process that owns the home."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.catalog import Catalog
    from models.embedder import Embedder


@contextmanager
def opened_catalog(settings: "Settings") -> "Iterator[Catalog]":
    """The catalog of the home, for reading: SQLite may be read beside the process that owns the home."""
    from bot import locations
    from knowledge.catalog import Catalog

    locations.make_home(settings.home)
    folder = locations.knowledge_folder(settings.home)
    folder.mkdir(exist_ok=True)
    with closing(Catalog.open(folder / "catalog.sqlite")) as catalog:
        yield catalog


@contextmanager
def opened_embedder(settings: "Settings") -> "Iterator[Embedder]":
    """The embedder of the settings."""
    from bot import locations
    from models.embedder import Embedder
    from models.store import ModelStore

    store = ModelStore(locations.models_folder(settings.home))
    with closing(Embedder.open(store.find(settings.embedder), settings.threads)) as embedder:
        yield embedder
