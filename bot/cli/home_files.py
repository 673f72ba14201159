"""A data home's files, opened for a command that reads them beside the process that owns the home."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.catalog.catalog import Catalog


@contextmanager
def opened_catalog(settings: "Settings") -> "Iterator[Catalog]":
    """The catalog of the home, for reading: SQLite may be read beside the process that owns the home."""
    from bot import locations
    from knowledge.catalog.catalog import Catalog

    locations.make_home(settings.home)
    folder = locations.knowledge_folder(settings.home)
    folder.mkdir(mode=0o700, exist_ok=True)
    with closing(Catalog.open(folder / "catalog.sqlite")) as catalog:
        yield catalog


def space_in(catalog: "Catalog", settings: "Settings") -> str:
    """The space that a command is about: the one that is named, or the usual one; raises what it lacks."""
    from bot.usual_space import usual_space
    from knowledge.spaces import check_spaces_exist

    existing = catalog.spaces()
    space = usual_space(settings, existing)
    check_spaces_exist([space], existing)
    return space
