"""Reads mails: who wrote them to whom and when, and what they say; attachments are documents of their own."""

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default

from knowledge.documents import Document, Section
from knowledge.readers.html import read_html
from knowledge.readers.problem import Unreadable
from knowledge.readers.text import read_text
from knowledge.readers.titles import title_of_file

_NAMED = ("From", "To", "Date")


def read_mail(content: bytes, name: str) -> Document:
    """A mail as a document that is called by its subject; raises `Unreadable` for one without text."""
    try:
        mail = email.message_from_bytes(content, policy=default)
        body = mail.get_body(("html", "plain")) if isinstance(mail, EmailMessage) else None
        said = str(body.get_content()) if body is not None else ""
        subject = " ".join(str(mail["Subject"] or "").split())
        head = "\n".join(f"- {key}: {' '.join(str(mail[key]).split())}" for key in _NAMED if mail[key])
    except Exception as error:  # the package raises whatever a damaged header or a strange encoding makes it
        raise Unreadable("It is not a mail that can be read.", "Save it again as .eml, or its text as .txt.") from error
    is_html = body is not None and body.get_content_subtype() == "html"
    document = read_html(said, name) if is_html else read_text(said, name)
    if not document.text.strip():
        raise Unreadable("It holds no text.", "Save what is attached to it, and add that.")
    return _below(head, replace(document, title=subject or title_of_file(name)))


def _below(head: str, document: Document) -> Document:
    """A document below some lines; pictures that the mail itself carries are left out."""
    if not head:
        return document
    text = f"{head}\n\n{document.text}"
    behind = len(text) - len(document.text)
    moved = (replace(part, start=part.start + behind, end=part.end + behind) for part in document.sections)
    shown = (replace(one, at=one.at + behind) for one in document.illustrations if not one.place.startswith("cid:"))
    return Document(document.title, text, (Section(0, behind), *moved), tuple(shown))
