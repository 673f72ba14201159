"""Which document a person means: by its name, its place, its file's name or its title."""

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from knowledge.reports import DocumentStatus

_WAYS: tuple[Callable[[DocumentStatus], str], ...] = (
    lambda document: document.name,
    lambda document: document.location,
    lambda document: PurePosixPath(document.name).name,
    lambda document: PurePosixPath(document.name).stem,
    lambda document: document.title,
)


def document_called(name: str, documents: Sequence[DocumentStatus]) -> DocumentStatus | None:
    """The one document of that name; None if there is none, or if several have it and no closer name decides."""
    found = documents_called(name, documents)
    return found[0] if len(found) == 1 else None


def documents_called(name: str, documents: Sequence[DocumentStatus]) -> list[DocumentStatus]:
    """All documents of that name, in the closest way in which any has it."""
    wanted = {name.strip().lower(), str(Path(name.strip()).absolute()).lower()}
    for way in _WAYS:
        if found := [document for document in documents if way(document).lower() in wanted]:
            return found
    return []
