"""Opens the parts of an Office file or a book: a zip in which one part names another. Follows no name out of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import basename, dirname, join, normpath
from typing import IO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from knowledge.readers.image import PICTURE_SUFFIXES
from knowledge.readers.problem import Unreadable

MOST_UNPACKED = 500_000_000
"""Bytes of all parts together; a zip of a few kilobytes may claim terabytes."""

MOST_PARSED = 30_000_000
"""Bytes of a part that is taken in at once; its tree takes ten times as much."""

OFF = frozenset({"0", "false", "off"})
"""How an attribute says no."""

_MOST_IN_ONE = 5_000
"""Elements in one that is kept whole while a part is streamed: a cell, a text."""

_PIECE = 1 << 20  # a part that is longer than it claims is unpacked no further than this
_LOCKED = 0x1
_CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Relation:
    """Another part, or an address outside, that a part names; `kind` is what it is to it: `worksheet`, `slide`."""

    kind: str
    target: str
    is_outside: bool


class OfficeParts:
    """The parts of an Office file; raises `Unreadable` for one that is locked or too large, and zipfile's errors."""

    def __init__(self, content: bytes) -> None:
        self._zip = ZipFile(BytesIO(content))
        entries = self._zip.infolist()
        if any(entry.flag_bits & _LOCKED for entry in entries):
            raise Unreadable("It is locked with a password.", "Save a copy without the password and add that.")
        if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
            raise Unreadable("It is packed in a way that documents are not packed.", "Open it and save it again.")
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Unreadable(
                f"It is larger than {MOST_UNPACKED / 1e6:,.0f} MB when it is unpacked.",
                "Split it, or leave out what is data.",
            )
        self.names = tuple(dict.fromkeys(entry.filename for entry in entries))
        self._pictures: dict[str, bytes] = {}

    @property
    def main(self) -> str:
        """The name of the part that the others belong to: a workbook, a presentation."""
        return self.related("", "officeDocument")[0]

    def size(self, *names: str) -> int:
        """The bytes of some parts together."""
        return sum(self._zip.getinfo(name).file_size for name in names)

    def open(self, name: str) -> IO[bytes]:
        """A part to be read piece by piece."""
        return self._zip.open(name)

    def read(self, name: str) -> bytes:
        """All of a part."""
        with self.open(name) as part:
            return b"".join(iter(lambda: part.read(_PIECE), b""))

    def picture(self, name: str) -> bytes | None:
        """A picture, unpacked once however often it is shown; None for one that is not there or can't be looked at."""
        if name not in self.names or PurePosixPath(name).suffix.lower() not in PICTURE_SUFFIXES:
            return None
        if name not in self._pictures:
            self._pictures[name] = self.read(name)
        return self._pictures[name]

    def parsed(self, name: str) -> Element:
        """The root of a part."""
        if self.size(name) > MOST_PARSED:
            raise Unreadable("A part of it is too large to be a document's.", "Split it, or leave out what is data.")
        return ElementTree.fromstring(self.read(name))  # noqa: S314  (expat bounds what entities become)

    def streamed(self, name: str, whole: str) -> Iterator[tuple[str, Element]]:
        """The elements of a part, each at its `start` and `end`; what lies in one is let go, but in a `whole` one."""
        above: list[Element] = []
        inside = 0
        with self.open(name) as part:
            for event, element in ElementTree.iterparse(part, ("start", "end")):  # noqa: S314  (as above)
                if event == "start":
                    inside += bool(inside) or local(element) == whole
                    above.append(element)
                    if inside > _MOST_IN_ONE:
                        raise ValueError
                    yield event, element
                    continue
                above.pop()
                yield event, element
                inside = 0 if local(element) == whole else inside
                if above and not inside:
                    del above[-1][:]

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part names, by the ids that it uses; of the whole file for the empty name."""
        listed = join(dirname(name), "_rels", f"{basename(name)}.rels")
        if listed not in self.names:
            return {}
        return {
            entry.get("Id", ""): _relation(entry, dirname(name))
            for entry in self.parsed(listed).iterfind("{*}Relationship")
        }

    def related(self, name: str, kind: str) -> list[str]:
        """The names of the parts that are of a kind to another part, and there."""
        found = self.relations(name).values()
        return [other.target for other in found if other.kind == kind and other.target in self.names]


def _relation(entry: Element, folder: str) -> Relation:
    kind, target = entry.get("Type", "").rpartition("/")[2], entry.get("Target", "")
    is_outside = entry.get("TargetMode") == "External"
    return Relation(kind, target if is_outside else normpath(join("/", folder, target))[1:], is_outside)


def local(element: Element) -> str:
    """An element's name without its namespace, which differs between two editions of the format."""
    return element.tag.rpartition("}")[2]


def named(element: Element, name: str) -> str:
    """The value of an attribute of a namespace; empty where there is none."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def is_on(element: Element, name: str) -> bool:
    """Whether an attribute says yes; one that is not there says no."""
    return element.get(name, "0") not in OFF


def children(element: Element, path: str) -> Iterator[Element]:
    """The elements at a path of names below another, of whatever namespace."""
    return element.iterfind("/".join(f"{{*}}{name}" for name in path.split("/")))


def child(element: Element, path: str) -> Element | None:
    """The first element at a path of names below another, of whatever namespace."""
    return next(children(element, path), None)


def unescaped(text: str) -> str:
    """A text with the characters that XML can't hold, such as `_x000D_` for a line break."""
    return _CODE.sub(lambda code: chr(int(code[1], 16)), text)
