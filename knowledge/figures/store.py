"""Keeps the bytes of pictures on disk, each once, under the digest of its content. It never decodes one."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from models.full_disk import full_disk_explained
from models.whole_files import whole_file


class PictureStore:
    """A folder of pictures. Thread-safe; what is in it is known to the catalog alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keeps a picture; its SHA-256, by which it is found again. Raises `DiskFull`."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists() and path.stat().st_size == len(content):
            return digest
        with full_disk_explained("knowledge"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as partial:
                partial.write_bytes(content)
        return digest

    def get(self, digest: str) -> bytes | None:
        """A picture's bytes, or None where they are not kept."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, digest: str) -> bool:
        """Whether a picture is kept."""
        return self._path(digest).exists()

    def keep_only(self, digests: Iterable[str]) -> set[str]:
        """Removes all pictures but these, and what a crash left half-written; those of them that are there."""
        wanted, kept = set(digests), set()
        for path in self._folder.glob("??/*"):
            if path.name in wanted:
                kept.add(path.name)
            else:
                path.unlink(missing_ok=True)
        for folder in self._folder.glob("??"):
            with suppress(OSError):
                folder.rmdir()  # not empty: it stays
        return kept

    def remove(self, digests: Iterable[str]) -> None:
        """Removes pictures; those that are not there are no error."""
        for digest in digests:
            self._path(digest).unlink(missing_ok=True)
            with suppress(OSError):
                self._path(digest).parent.rmdir()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
