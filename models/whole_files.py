"""Files and folders that are there whole or not at all; a folder is filled by one process while others wait for it."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import DesksideError

DONE = ".done"
# With less than this left, what a library says of a file that it could not write is not believed.
NEARLY_NOTHING = 1 << 20


def made_whole(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, filled by `make` unless that was done before; a try that was cut short is begun anew.

    What says that it is whole is written once its files are on the disk: a power cut must not leave it beside half of
    them.
    """
    marker = folder.with_name(folder.name + DONE)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not (marker.exists() and folder.is_dir()):
            marker.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            with full_disk_told(folder):
                make(folder)
                _sync_to_disk(folder)
            marker.touch()
    return folder


def sync_folder(folder: Path) -> None:
    """Makes sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_to_disk(folder: Path) -> None:
    """Makes sure that the folder's files survive a power cut."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)


@contextmanager
def one_at_a_time(lock: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Runs the block while no other process or thread runs one under this lock file; `waiting` is called if one does.

    A process that dies lets it go.
    """
    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
    except Timeout:
        waiting()
        held.acquire()
    try:
        yield
    finally:
        held.release()


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """Where to write what shall stand in `file`, which changes in one step once all of it is written.

    What was written is removed where that fails.
    """
    partial = file.with_name(f".partial-{file.name}")
    try:
        yield partial
        partial.replace(file)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """Turns what safetensors and PyTorch raise where the disk of `folder` is full into the OSError that it is.

    The same for a file that is larger than a file may be there.
    """
    try:
        yield
    except (OSError, DesksideError):
        raise
    except Exception as error:  # safetensors raises an error of its own, PyTorch a RuntimeError without a reason
        said = next((number for number in (errno.EFBIG, errno.ENOSPC) if os.strerror(number) in str(error)), None)
        if said is None and shutil.disk_usage(folder).free < NEARLY_NOTHING:
            said = errno.ENOSPC
        if said is None:
            raise
        raise OSError(said, os.strerror(said), str(folder)) from error
