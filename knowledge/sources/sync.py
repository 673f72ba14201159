"""Brings the catalog up to date with a source: a folder, a file or a page."""

import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.catalog.catalog import Catalog, Source
from knowledge.documents import Document
from knowledge.names import storable
from knowledge.readers import is_picture
from knowledge.reports import FileProblem, SourceKind, SyncReport
from knowledge.sources.folders import covers, expanded, is_own, list_folder
from knowledge.sources.ingest import Ingest, narrower_sources
from knowledge.sources.web import is_url
from models.progress import Step

TEXTS_LOCATION = "texts:"
"""The source of what callers hand in: it is never read again, and only grows."""

AfterDocument = Callable[[], object]


def sync_source(ingest: Ingest, after_document: AfterDocument) -> SyncReport:
    """Goes through a source once; reads what is new or changed and removes what is gone.

    When cancelled it stops after a document or one of its pictures: what was read stays, nothing is taken for gone, and
    the next pass gets the other pictures.
    """
    complete = True
    if ingest.source.kind == "url":
        ingest.change.progress(Step(f"Reading {ingest.source.location}", 0, 1))
        ingest.offer_page(ingest.source.location)
    else:
        complete = _offer_files(ingest, after_document)
    after_document()
    return ingest.finish(complete)


def sync_texts(ingest: Ingest, documents: Iterable[tuple[str, Document]], after_document: AfterDocument) -> SyncReport:
    """Takes in documents that a caller has read itself; those of earlier calls stay."""
    for done, (name, document) in enumerate(documents):
        if ingest.change.cancelled():
            break
        ingest.change.progress(Step(f"Reading {name}", done))
        ingest.offer_text(name, document)
        after_document()
    return ingest.finish(complete=False)


def _offer_files(ingest: Ingest, after_document: AfterDocument) -> bool:
    """Offers every file of a folder, or the one file; whether all were offered."""
    source, change = ingest.source, ingest.change
    root = Path(source.location)
    if not _is_mounted(ingest.catalog, source, root if source.kind == "folder" else root.parent):
        # A disk that isn't mounted must not empty the knowledge.
        ingest.keep_below(root)
        ingest.note(_gone(source))
        return True
    if source.kind == "file":
        files, names = [root], [root.name]
    else:
        listing = list_folder(root, change.own)
        for problem in listing.problems:
            ingest.note(problem)
        for folder in listing.unlisted:
            ingest.keep_below(folder)
        ingest.pass_over(listing.passed_over)
        # Pictures come last: only then is it known which of them the documents show.
        files = sorted(listing.files, key=lambda path: is_picture(path.name))
        names = [path.relative_to(root).as_posix() for path in files]
    for done, (path, name) in enumerate(zip(files, names, strict=True)):
        if change.cancelled():
            return False
        change.progress(Step(f"Reading {name}", done, len(files)))
        ingest.offer_file(path, name)
        after_document()
    return True


def _is_mounted(catalog: Catalog, source: Source, folder: Path) -> bool:
    """Whether a source's folder is there: an empty one where a disk was mounted before is what lay under that disk."""
    try:
        if not folder.is_dir():
            return False
    except OSError:  # a share whose server is gone, or that one may not look into
        return False
    mounted = f"mounted/{source.key}"
    if folder.is_mount():
        catalog.database.set_fact(mounted, "yes")
        return True
    return catalog.database.fact(mounted) is None or not _is_empty(folder)


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:  # said when it is listed
        return False


def _gone(source: Source) -> FileProblem:
    return FileProblem(
        source.location,
        f"{'The' if source.kind == 'folder' else 'Its'} folder is not there, or not mounted; what was read is kept.",
        f"Bring it back, or run `deskside remove {source.location}`.",
    )


def covering_source(catalog: Catalog, space: str, path: Path, own: Path) -> Source | None:
    """The widest folder among a space's sources that a path lies in, and that would list it; `own` as in `Change`."""
    wider = [
        source
        for source in catalog.sources(space, kind="folder")
        if path != Path(source.location) and _lists(Path(source.location), path, own)
    ]
    return min(wider, key=lambda source: len(source.location), default=None)


def _lists(folder: Path, path: Path, own: Path) -> bool:
    """Whether the listing of a folder names a file, or those below a folder in it."""
    if is_own(path, folder, own):
        return False
    return covers(folder, path) or (path.is_dir() and covers(folder, path / "x.md"))


def location_of(place: str) -> str:
    """The location that the catalog knows a place by: an absolute path, or an address as it is."""
    if is_url(place):
        return place
    path = expanded(place)
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):  # a loop of links; what is wrong is said when it is looked at
        return str(path.absolute())


def kind_of(location: str, place: str) -> SourceKind | FileProblem:
    """What kind of source a location is, or why it can be none; `place` is what somebody called it."""
    kind: SourceKind = "url"
    why: tuple[str, str] | None = None
    if not is_url(location):
        try:
            kind = "folder" if stat.S_ISDIR(Path(location).stat().st_mode) else "file"
        except (FileNotFoundError, NotADirectoryError):
            why = "It is not there.", "Check the path."
        except PermissionError:
            why = "You may not look at it.", "Give yourself the right to enter its folder."
        except OSError as error:
            why = f"It cannot be looked at: {error.strerror}.", "Check the path."
    if why is None and location != storable(location):
        why = "Its name is not written in UTF-8.", "Rename it."
    return FileProblem(storable(place), *why) if why else kind


def remove_former(catalog: Catalog, space: str, location: str, kind: SourceKind) -> None:
    """Removes the source of another kind at a location: a folder stands now where a file was, or the reverse."""
    for source in catalog.sources(space, location):
        if source.kind != kind:
            catalog.remove_source(source)


def remove_absorbed(catalog: Catalog, wider: Source, own: Path) -> None:
    """Removes the sources inside a folder that the folder has taken all documents from.

    One that is not there has none for now, and one that the folder does not list none that it could take.
    """
    if inside := narrower_sources(catalog, wider):
        sizes = catalog.source_sizes()
        for source in inside:
            if source.key not in sizes and _takes_all(Path(wider.location), Path(source.location), own):
                catalog.remove_source(source)


def _takes_all(folder: Path, place: Path, own: Path) -> bool:
    try:
        return place.exists() and _lists(folder, place, own)
    except OSError:  # it lies in a folder that may not be entered
        return False
