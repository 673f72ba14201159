"""Reads mails: who wrote them to whom and when, what they say, and what is attached to them, below its name."""

import codecs
import email
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

from knowledge.documents import Document, Section
from knowledge.endings import ending
from knowledge.readers.attachments import Attachment, Reach, attachment, read_attachments
from knowledge.readers.decode import decode
from knowledge.readers.html import read_page
from knowledge.readers.joined import joined
from knowledge.readers.problem import Unreadable
from knowledge.readers.text import read_text
from knowledge.readers.titles import title_of_file

MAIL = ".eml"
NAMED = ("From", "To", "Date")
"""What is said of a mail above its words."""


def read_mail(content: bytes, name: str, reach: Reach) -> Document:
    """A mail as a document that is called by its subject, with what is attached to it.

    Raises `Unreadable` for one without text.
    """
    try:
        mail = email.message_from_bytes(content.removeprefix(codecs.BOM_UTF8), policy=default)
        said = _said(mail, name) if isinstance(mail, EmailMessage) else []
        attached = [*_attached(mail)] if isinstance(mail, EmailMessage) else []
        subject = str(mail["Subject"] or "")
        head = {key: str(mail[key] or "") for key in NAMED}
    except Exception as error:  # the package raises whatever a damaged header or a strange encoding makes it
        raise Unreadable("It is not a mail that can be read.", "Save it again as .eml, or its text as .txt.") from error
    return mail_document(head, said, subject, name, attached, reach)


def mail_document(
    head: Mapping[str, str],
    said: Sequence[Document],
    subject: str,
    name: str,
    attached: Sequence[Attachment],
    reach: Reach,
) -> Document:
    """A mail of what its head, its parts and its attachments say; raises `Unreadable` where they say nothing."""
    files = read_attachments(attached, reach.read)
    lines = "\n".join(f"- {key}: {' '.join(words.split())}" for key, words in head.items() if words.strip())
    above = [Document("", lines, (Section(0, len(lines)),))] if lines else []
    document = joined([*above, *said, *files.said], " ".join(subject.split()) or title_of_file(name))
    if not said and not files.said and not (lines and files.pictures):
        raise Unreadable("It holds no text.", "Save what is attached to it, and add that.")
    # Without the pictures that the mail's own page shows.
    shown = [one for one in document.illustrations if not one.place.startswith("cid:")]
    below = len("\n\n".join(part.text for part in (*above, *said) if part.text))
    attached_pictures = [replace(one, at=below) for one in files.pictures]
    return replace(document, illustrations=(*shown, *attached_pictures), unread=files.unread)


def _said(part: EmailMessage, name: str) -> list[Document]:
    """What a part of a mail says: several texts where a program has parted one, to set a picture in its middle."""
    kind = part.get_content_type()
    if kind in ("text/html", "text/plain"):
        document = _document(part, name)
        return [document] if document.text.strip() else []
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        return []
    parts = [child for child in part.iter_parts() if isinstance(child, EmailMessage)]
    inside = [(child, _said(child, name)) for child in parts if not (child.is_attachment() or child.get_filename())]
    told = [(child, said) for child, said in inside if said]
    if kind == "multipart/alternative":  # one text in several forms, of which the page has most
        told.sort(key=lambda one: not _has_page(one[0]))
    if kind in ("multipart/alternative", "multipart/related"):  # the others of the second belong to the first
        told = told[:1]
    return [document for _, said in told for document in said]


def _attached(part: EmailMessage) -> Iterator[Attachment]:
    """The files in a mail and the mails in it, whatever part they stand in; not what is in those."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        return
    for child in part.iter_parts():
        if not isinstance(child, EmailMessage):
            continue
        if child.get_content_type() == "message/rfc822":
            yield _mail_in(child)
        elif child.get_content_maintype() == "multipart":
            yield from _attached(child)
        elif child.is_attachment() or child.get_filename():
            charset = child.get_content_charset()
            kind = child.get_content_type() + (f"; charset={charset}" if charset else "")
            # Apple's Mail sends a screenshot to be shown where it stands, without an address that a page names.
            is_shown = child.get_content_maintype() == "image" and bool(child["Content-ID"])
            yield attachment(child.get_filename() or "", _bytes_of(child), kind, is_shown)


def _mail_in(part: EmailMessage) -> Attachment:
    """A mail that was sent on whole, under its subject where its part has no name."""
    inner = part.get_payload(0)
    try:
        content = inner.as_bytes() if isinstance(inner, EmailMessage) else b""
        subject = str(inner["Subject"] or "") if isinstance(inner, EmailMessage) else ""
    except Exception:  # the package writes no mail that names an encoding which there is not
        content, subject = b"", ""
    name = part.get_filename() or re.sub(r"[/\\]", " ", subject) or "mail"
    return attachment(name if ending(name) == MAIL else f"{name}{MAIL}", content)


def _bytes_of(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _has_page(part: EmailMessage) -> bool:
    return any(inside.get_content_type() == "text/html" for inside in part.walk())


def _document(part: EmailMessage, name: str) -> Document:
    content, charset = _bytes_of(part), part.get_content_charset()
    if part.get_content_subtype() == "html":
        return read_page(content, name, charset)
    return read_text(decode(content, charset), name)
