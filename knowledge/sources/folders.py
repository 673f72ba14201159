"""Finds the files of a folder that can be read. Looks at names and sizes only, never into a file."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.endings import LARGEST_TABLE, SEPARATED
from knowledge.readers import READABLE_SUFFIXES
from knowledge.reports import FileProblem

INSTALLED = "node_modules"
"""Where the packages lie that a site is built with."""


@dataclass
class FolderListing:
    """The readable files of a folder, those of other endings, and what could not be listed.

    `unlisted` are the folders that are unknown for that reason.
    """

    files: list[Path] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    unlisted: list[Path] = field(default_factory=list)


def list_folder(folder: Path, own: Path | None) -> FolderListing:
    """All readable files below a folder, in the order of their names, without hidden ones, links and those below `own`.

    A link is never followed, so that a loop can't hang a sync and a cloned repository can't show what is outside it;
    but one that Kubernetes set is: it swaps the files of a mounted ConfigMap by a link `..data` to a folder beside it.
    """
    listing = FolderListing()

    def unlisted(error: OSError) -> None:
        path = Path(error.filename)
        listing.unlisted.append(path)
        listing.problems.append(
            FileProblem(str(path), "The folder cannot be listed.", "Give yourself the right to read it.")
        )

    for parent, folders, files in os.walk(folder, onerror=unlisted):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not _is_of_program(name) and here / name != own)
        for name in sorted(files):
            if _is_wanted(name):
                _list_file(here / name, folder, listing)
            elif not _is_hidden(name):
                listing.passed_over.append(here / name)
        for name in folders:
            found = _lstat(here / name, listing)
            if found is not None and stat.S_ISLNK(found.st_mode):
                _list_link(here / name, folder, listing)
    return listing


def expanded(place: str) -> Path:
    """The path that somebody typed, with `~` as a home where there is one; `~draft.md` may be a file of that name."""
    path = Path(place)
    try:
        return path.expanduser()
    except RuntimeError:  # nobody has this name
        return path


def is_own(path: Path, folder: Path, own: Path) -> bool:
    """Whether the listing of a folder passes a path over because the program keeps what it writes there."""
    return path.is_relative_to(own) and not folder.is_relative_to(own)


def covers(folder: Path, file: Path) -> bool:
    """Whether the listing of a folder would name this file if it exists."""
    if not file.is_relative_to(folder):
        return False
    *parents, name = file.relative_to(folder).parts
    if not _is_wanted(name) or any(map(_is_of_program, parents)):
        return False
    try:
        if file.is_symlink() and not _is_mounted_version(file, file.resolve()):
            return False
        return not _is_data(file, file.stat())
    except (OSError, RuntimeError):  # it is not there, or its folder may not be entered: said when that is listed
        return True


def may_change(folder: Path, path: Path) -> bool:
    """Whether a change at a path may change the listing of a folder, or what its files say.

    It does where a file is, or was, that the listing names, and where a folder is; something else that is gone may have
    been a folder. Kubernetes swaps `..data`.
    """
    if not path.is_relative_to(folder):
        return False
    names = path.relative_to(folder).parts
    if any(_is_hidden(name) and not name.startswith("..") for name in names) or INSTALLED in names:
        return False
    try:
        return not names or _is_wanted(names[-1]) or not path.is_file()
    except OSError:
        return True


def _is_wanted(name: str) -> bool:
    return not _is_hidden(name) and Path(name).suffix.lower() in READABLE_SUFFIXES


def _is_data(path: Path, found: os.stat_result) -> bool:
    return path.suffix.lower() in SEPARATED and found.st_size > LARGEST_TABLE


def _is_of_program(folder: str) -> bool:
    """Whether a folder of this name is hidden, or holds what a program has fetched: a site's has a thousand readmes."""
    return folder.startswith(".") or folder == INSTALLED


def _is_hidden(name: str) -> bool:
    # Office leaves ~$name.docx beside a document that is open.
    return name.startswith((".", "~$"))


def _lstat(path: Path, listing: FolderListing) -> os.stat_result | None:
    """What lies at a path, or None: it has just gone, or nobody may look at it, which makes it unknown."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None
    except PermissionError:  # the right to list the folder is there, the right to enter it is not
        unknown, why = path.parent, ("The folder cannot be entered.", "Give yourself the right to enter it.")
    except OSError as error:
        unknown, why = path, (f"It cannot be looked at: {error.strerror}.", "Check the disk it is on.")
    if unknown not in listing.unlisted:
        listing.unlisted.append(unknown)
        listing.problems.append(FileProblem(str(unknown), *why))
    return None


def _list_file(path: Path, folder: Path, listing: FolderListing) -> None:
    found = _lstat(path, listing)
    if found is None:
        return
    if stat.S_ISLNK(found.st_mode):
        _list_link(path, folder, listing)
    elif stat.S_ISREG(found.st_mode):  # a pipe or a device would block a reader for ever
        (listing.passed_over if _is_data(path, found) else listing.files).append(path)


def _is_mounted_version(link: Path, target: Path) -> bool:
    """Whether a link is as Kubernetes sets it: to a file of a folder beside it whose name begins with two dots.

    Another hidden place, such as `.git`, may hold secrets.
    """
    beside = link.parent.resolve()
    if not target.is_relative_to(beside) or not target.is_file():
        return False
    version, *names = target.relative_to(beside).parts
    return version.startswith("..") and bool(names) and not any(name.startswith(".") for name in names)


def _list_link(path: Path, folder: Path, listing: FolderListing) -> None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        listing.problems.append(FileProblem(str(path), "It is a link that leads nowhere.", "Remove or fix the link."))
        return
    if _is_mounted_version(path, target):
        listing.files.append(path)
    elif not target.is_relative_to(folder.resolve()):
        listing.problems.append(
            FileProblem(
                str(path), "It is a link that leads out of the folder.", f"Add {target} itself if it is wanted."
            )
        )
