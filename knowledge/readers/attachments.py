"""Reads what is attached to a mail, each file below its name, as a part of the mail; opens no archive.

A picture becomes one of the mail's own, as if it stood at its end.

How a file is read, and how deep mails lie in mails, is for who hands over the reader.
"""

import logging
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from knowledge.documents import Document, Illustration, Unread
from knowledge.endings import LARGEST_TABLE, PRESENTATIONS, SEPARATED, WORKBOOKS, ending
from knowledge.readers.image import PICTURE_SUFFIXES, read_image
from knowledge.readers.joined import joined
from knowledge.readers.problem import Decoration, Unreadable
from knowledge.sources.passed_over import saved_as
from models.errors import place_of

log = logging.getLogger("deskside")

MOST_READ = 50
"""Files of one mail that are read."""

MOST_TEXT = 30_000_000
"""Characters of all of them: as many as are taken in of a book."""

_SEEN_WITH_MAILS = frozenset({".ics", ".p7m", ".p7s", ".sig", ".vcf"})
_SIGNATURES = frozenset({"application/pgp-signature", "application/pgp-keys", "application/pgp-encrypted"})
"""What programs attach by themselves: invitations, signatures, cards. Nobody misses them, so nobody is told."""

_ANYTHING = "application/octet-stream"
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]+")

ReadFile = Callable[[bytes, str, str], Document]
"""Reads bytes by the name of their file and what the mail says that they are; raises `Unreadable`."""


@dataclass(frozen=True)
class Reach:
    """How what is attached to a mail is read, and what is attached to a mail in it: to None, no mail is read in it."""

    read: ReadFile
    inside: "Reach | None"


@dataclass(frozen=True)
class Attachment:
    """A file in a mail, or a `message` that only the mail's own reader can open.

    `is_shown` says that it is a picture which the mail shows in its text.
    """

    name: str
    content: bytes
    media_type: str = ""
    is_shown: bool = False
    message: Callable[[], Document] | None = None


def too_deep() -> Unreadable:
    """What is said of a mail that lies deeper than mails are read."""
    return Unreadable("It is a mail in a mail that is attached itself.", "Save it, and add it.")


def attachment(name: str, content: bytes, media_type: str = "", is_shown: bool = False) -> Attachment:
    """A file under a name without a folder, and with an ending where its kind is known."""
    bare = re.split(r"[/\\]", " ".join(_FORBIDDEN.sub(" ", name).split()))[-1] or "attachment"
    kind = media_type.partition(";")[0].strip().lower()
    guessed = "" if kind == _ANYTHING else mimetypes.guess_extension(kind) or ""
    return Attachment(bare if ending(bare) else bare + guessed, content, media_type, is_shown)


@dataclass(frozen=True)
class Attached:
    """What the attachments of a mail say, each below its name; its pictures; and which were not read and why."""

    said: tuple[Document, ...]
    pictures: tuple[Illustration, ...]
    unread: tuple[Unread, ...]


def read_attachments(attached: Iterable[Attachment], read: ReadFile) -> Attached:
    """What is attached to a mail."""
    said: list[Document] = []
    pictures: dict[str, Illustration] = {}
    unread: list[Unread] = []
    left = MOST_TEXT
    for one in attached:
        if _is_by_the_way(one):
            continue
        try:
            if len(said) + len(pictures) == MOST_READ or left <= 0:
                raise Unreadable("The mail has more attachments than are read.", "Save it, and add it.")
            if one.message is None and ending(one.name) in PICTURE_SUFFIXES:
                [picture] = read_image(one.content, one.name).illustrations
                place = one.name if one.name not in pictures else f"{one.name} ({len(pictures) + 1})"
                pictures[place] = replace(picture, place=place)
                continue
            document = _read(one, read)
            below = _below_name(document, one.name)
        except Decoration:
            continue
        except Unreadable as error:
            unread.append(Unread(one.name, error.problem, error.next_step))
            continue
        except Exception as error:  # a library's own, on one file: the mail and the others are read
            kind = type(error).__name__
            log.warning("what is attached to a mail could not be read: %s in %s", kind, place_of(error))
            why = f"Its reader failed on it ({kind})."
            unread.append(Unread(one.name, why, "Save it again, or in another format, and add that."))
            continue
        left -= len(document.text)
        said.append(below)
        unread += document.unread
        if document.wordless:
            why = "Some of its pages hold pictures but no text."
            unread.append(Unread(one.name, why, "Run it through a text recogniser (OCR), and add the result."))
    return Attached(tuple(said), tuple(pictures.values()), tuple(unread))


def _read(one: Attachment, read: ReadFile) -> Document:
    if one.message is not None:
        return one.message()
    suffix = ending(one.name)
    if suffix in SEPARATED and len(one.content) > LARGEST_TABLE:
        raise Unreadable("It is taken for data, as it is large.", "Save it, and add it by its name.")
    if known := saved_as(suffix):
        raise Unreadable(f"{suffix} files are not read.", f"Save it as {known}, and add that.")
    return read(one.content, one.name, one.media_type)


def _is_by_the_way(one: Attachment) -> bool:
    kind = one.media_type.partition(";")[0].strip().lower()
    return one.is_shown or ending(one.name) in _SEEN_WITH_MAILS or kind in _SIGNATURES


def _below_name(document: Document, name: str) -> Document:
    """A document under a heading that is the name of its file, with the pictures that it holds itself.

    Its sheets and slides are told by their names alone: numbers would be taken for those of pages.
    """
    heading = f"# {name}"
    whole = joined([Document("", heading, ()), document], "")
    is_paged = ending(name) not in WORKBOOKS | PRESENTATIONS
    sections = [
        replace(part, headings=(name, *part.headings), page=part.page if is_paged else None) for part in whole.sections
    ]
    # A name alone would be one thing with the end of the mail.
    sections[0] = replace(sections[0], start=0)
    shown = tuple(replace(one, place=f"{name}, {one.place}") for one in whole.illustrations if one.content is not None)
    return replace(whole, sections=tuple(sections), illustrations=shown)
