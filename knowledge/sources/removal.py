"""Finds what is to be removed by the name that somebody gives it: one source or one document, never several unsaid."""

from collections.abc import Iterable

from knowledge.catalog.catalog import Catalog, Source
from knowledge.names import composed
from knowledge.reports import DocumentStatus
from knowledge.spaces import InSeveralSpaces, suggestion
from models.errors import UsageError

_MOST_NAMED = 5


def source_to_remove(catalog: Catalog, name: str, place: str, space: str | None) -> Source | None:
    """The source at a place or of that name; raises `InSeveralSpaces` where several have it."""
    found = [source for source in catalog.sources(space) if source.location in (place, name)]
    _check_one_space(name, (source.space for source in found))
    return found[0] if found else None


def document_to_remove(catalog: Catalog, name: str, place: str, space: str | None) -> DocumentStatus:
    """The document at a place, or else of that name; raises `UsageError` where there is none, or more than one."""
    documents = catalog.statuses(space)
    found = (
        [document for document in documents if document.location == place]
        or [document for document in documents if document.name == name]
        or [document for document in documents if composed(document.name) == composed(name)]
    )
    if not found:
        names = {document.name for document in documents} | {source.location for source in catalog.sources(space)}
        raise UsageError(f"Nothing called {name!r} is in the knowledge.", suggestion(name, names))
    _check_one_space(name, (document.space for document in found))
    if len(found) > 1:
        places = [document.location for document in found]
        more = f" and {len(places) - _MOST_NAMED:,} more" if len(places) > _MOST_NAMED else ""
        raise UsageError(
            f"{len(places):,} documents are called {name!r}: {', '.join(places[:_MOST_NAMED])}{more}.",
            "Name one by its path or address.",
        )
    return found[0]


def _check_one_space(name: str, spaces: Iterable[str]) -> None:
    found = sorted(set(spaces))
    if len(found) > 1:
        raise InSeveralSpaces(f"{name!r} is in {len(found)} spaces: {', '.join(found)}.", "Say which one is meant.")
