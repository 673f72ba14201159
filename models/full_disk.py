"""A full disk, which the system, SQLite and Chroma each report in their own words, as one error."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import DesksideError, DiskFull

_ERRNOS = (errno.ENOSPC, errno.EDQUOT)


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of SQLite, of the system or of Chroma says that the disk is full."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _ERRNOS
    if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":
        return True  # what SQLite says of a disk without room for the index of its write-ahead log
    words = str(error).lower()
    return "database or disk is full" in words or "no space left" in words


@contextmanager
def full_disk_explained(holds: str) -> Iterator[None]:
    """Raises `DiskFull` in the place of an error that says so; `holds` names what is on the disk, for its sentence."""
    try:
        yield
    except DesksideError:
        raise
    except Exception as error:
        if is_disk_full(error):
            raise DiskFull(
                f"There is no space left on the disk that holds the {holds}.",
                "Free some space and do the same again; what was written before is intact.",
            ) from error
        raise
