"""Reads messages as Outlook keeps them: who wrote them to whom and when, and all that they say, as of other mails.

By Microsoft's "[MS-OXMSG]: Outlook Item (.msg) File Format".
"""

import email
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from email.utils import format_datetime, formataddr
from functools import partial

from knowledge.documents import Document
from knowledge.endings import ending
from knowledge.readers.attachments import Attachment, Reach, attachment, too_deep
from knowledge.readers.compound_file import CompoundFile
from knowledge.readers.decode import decode
from knowledge.readers.html import declared_encoding, read_html
from knowledge.readers.image import PICTURE_SUFFIXES
from knowledge.readers.mail import NAMED, mail_document
from knowledge.readers.packed_rich_text import unpacked
from knowledge.readers.problem import damage_explained
from knowledge.readers.rtf_html import PageInRichText, holds_page
from knowledge.readers.rtf_text import RichText
from knowledge.readers.rtf_tokens import encoding_of_page
from knowledge.readers.text import read_text

PROPERTIES = "__properties_version1.0"
"""The file in a message that holds its dates and numbers."""

_TEXT, _BYTES, _TEXT_OF_OLD = 0x001F, 0x0102, 0x001E
_SUBJECT, _HEADERS, _SENT, _ARRIVED = 0x0037, 0x007D, 0x0039, 0x0E06
_SENDER, _SENDER_ADDRESSES, _RECEIVERS = 0x0C1A, (0x5D01, 0x0C1F), 0x0E04
_PLAIN, _RICH, _PAGE, _PAGE_IN, _TEXTS_IN = 0x1000, 0x1009, 0x1013, 0x3FDE, 0x3FFD
_PROPERTY = struct.Struct("<HHI8s")
_FIRST_PROPERTY, _FIRST_PROPERTY_INSIDE, _FIRST_PROPERTY_OF_FILE = 32, 24, 8
_FILES, _MESSAGE_IN = "__attach_version1.0_", "__substg1.0_3701000D"
_CONTENT, _NAME, _SHORT_NAME, _KIND, _PLACE_IN_PAGE, _FLAGS = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712, 0x3714
_SHOWN_IN_PAGE = 0x4
_BEGINNING_OF_TIME = datetime(1601, 1, 1, tzinfo=UTC)


def read_msg(content: bytes, name: str, reach: Reach) -> Document:
    """A message as a document that is called by its subject, with what is attached to it.

    Raises `Unreadable` for one without text.
    """
    with damage_explained(
        "It is not a message of Outlook that can be read.", "Open it in Outlook, save it as .html, and add that."
    ):
        return _Message(CompoundFile(content), _FIRST_PROPERTY).document(name, reach)


def _document(files: CompoundFile, name: str, reach: Reach) -> Document:
    """What a message in another one says."""
    if reach.inside is None:
        raise too_deep()
    return _Message(files, _FIRST_PROPERTY_INSIDE).document(name, reach.inside)


class _Message:
    """The properties of a message by their numbers."""

    def __init__(self, files: CompoundFile, first_property: int) -> None:
        self._files = files
        listed = self._files.read(PROPERTIES)[first_property:]
        whole = len(listed) // _PROPERTY.size * _PROPERTY.size
        self._values = {number: value for _, number, _, value in _PROPERTY.iter_unpack(listed[:whole])}

    def document(self, name: str, reach: Reach) -> Document:
        """What it says, and what is attached to it."""
        said = [document for document in self.forms(name) if document.text.strip()][:1]
        return mail_document(self.head(), said, self.text(_SUBJECT), name, [*self.attached(name, reach)], reach)

    def attached(self, name: str, reach: Reach) -> Iterator[Attachment]:
        """The files and the messages in it."""
        for folder in self._files.folders(_FILES):
            file = _Message(folder, _FIRST_PROPERTY_OF_FILE)
            called = file.text(_NAME) or file.text(_SHORT_NAME)
            if inside := next(folder.folders(_MESSAGE_IN), None):
                message = partial(_document, inside, name, reach)
                yield replace(attachment(called or "message", b""), message=message)
                continue
            flags = int.from_bytes(file._values.get(_FLAGS, b"")[:4], "little")
            is_shown = bool(flags & _SHOWN_IN_PAGE or file.text(_PLACE_IN_PAGE)) and ending(called) in PICTURE_SUFFIXES
            yield attachment(called, file._file(_CONTENT, _BYTES), file.text(_KIND), is_shown)

    def text(self, number: int) -> str:
        """A property that is a text; empty where there is none."""
        content = self._file(number, _TEXT)
        if content:
            return content.decode("utf-16-le", errors="replace")
        return self._file(number, _TEXT_OF_OLD).decode(self._encoding(_TEXTS_IN), errors="replace")

    def head(self) -> dict[str, str]:
        """Who wrote it to whom and when: as it came, or as Outlook knows it."""
        headers = email.message_from_string(self.text(_HEADERS), policy=default)
        addresses = [address for number in _SENDER_ADDRESSES if "@" in (address := self.text(number))]
        known = {
            "From": formataddr((self.text(_SENDER), addresses[0])) if addresses else self.text(_SENDER),
            "To": self.text(_RECEIVERS),
            "Date": self._date(),
        }
        return {key: str(headers[key] or known[key]) for key in NAMED}

    def forms(self, name: str) -> Iterator[Document]:
        """What it says, in each form that is in it; the page says most."""
        if page := self._file(_PAGE, _BYTES):
            yield read_html(decode(page, declared_encoding(page) or self._encoding(_PAGE_IN)), name)
        rich = unpacked(packed) if (packed := self._file(_RICH, _BYTES)) else b""
        if rich and holds_page(rich):
            yield read_html(PageInRichText(rich).html, name)
        if plain := self.text(_PLAIN):
            yield read_text(plain, name)
        if rich:
            yield read_html(f"<body>{RichText(rich).html}</body>", name)

    def _file(self, number: int, kind: int) -> bytes:
        return self._files.read(f"__substg1.0_{number:04X}{kind:04X}")

    def _encoding(self, number: int) -> str:
        return encoding_of_page(int.from_bytes(self._values.get(number, b"")[:4], "little"))

    def _date(self) -> str:
        """When it was sent or came; empty where nobody knows."""
        value = self._values.get(_SENT) or self._values.get(_ARRIVED) or b""
        moment = int.from_bytes(value, "little") // 10  # of a microsecond
        return format_datetime(_BEGINNING_OF_TIME + timedelta(microseconds=moment)) if moment else ""
