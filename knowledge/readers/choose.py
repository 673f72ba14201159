"""Chooses the reader of a document by what its bytes are, and by its ending where bytes alone don't say."""

import json
import re
from collections.abc import Callable, Set
from email.message import Message
from functools import partial
from pathlib import PurePosixPath

from knowledge.documents import Document
from knowledge.endings import ADDRESS, PRESENTATIONS, SEPARATED, WORKBOOKS, ending
from knowledge.readers.asciidoc import read_asciidoc
from knowledge.readers.attachments import Reach, too_deep
from knowledge.readers.compound_file import BEGINNING
from knowledge.readers.decode import decode, is_binary
from knowledge.readers.docx import read_docx
from knowledge.readers.epub import read_epub
from knowledge.readers.html import read_page
from knowledge.readers.image import MEDIA_TYPES, PICTURE_SUFFIXES, read_image
from knowledge.readers.mail import read_mail
from knowledge.readers.markdown import only_leads_elsewhere, read_markdown_file
from knowledge.readers.mhtml import read_mhtml
from knowledge.readers.msg import PROPERTIES, read_msg
from knowledge.readers.notebook import read_notebook
from knowledge.readers.odp import read_odp
from knowledge.readers.ods import read_ods
from knowledge.readers.odt import read_odt
from knowledge.readers.org import read_org
from knowledge.readers.pdf import read_pdf
from knowledge.readers.pptx import read_pptx
from knowledge.readers.problem import Decoration, Unreadable
from knowledge.readers.rst import read_rst
from knowledge.readers.rtf import read_rtf
from knowledge.readers.separated import read_separated
from knowledge.readers.text import read_log, read_text
from knowledge.readers.xlsx import read_xlsx
from models.pictures import PictureUnreadable
from models.pictures.formats import format_of

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_MHTML = frozenset({".mht", ".mhtml"})
_TEXT = {".txt": read_text, ".text": read_text, ".log": read_log, ".rst": read_rst, ".org": read_org}
_TEXT |= dict.fromkeys((".adoc", ".asciidoc", ".asc"), read_asciidoc)
_AS_IT_STANDS = frozenset(
    ".bash .bat .cfg .cmd .conf .env .go .ini .java .js .json .jsonl .kt .php .properties .ps1 .py .rb .rs .service "
    ".sh .sql .tf .toml .ts .xml .yaml .yml".split()
)
"""Settings and code, which are read if they are named themselves: each line stands for itself."""
Package = tuple[Set[str], str, Callable[[bytes, str], Document]]
"""A kind of documents that are zips: their endings, what they are, and who reads them."""
_NOTEBOOK, _MAIL, _OUTLOOK_MAIL = ".ipynb", ".eml", ".msg"
_WORD = frozenset({".docx"})
_OFFICE: dict[bytes, Package] = {
    b"word/": (_WORD, "a Word document", read_docx),
    b"xl/workbook": (WORKBOOKS - {".ods"}, "an Excel workbook", read_xlsx),
    b"ppt/presentation": (PRESENTATIONS - {".odp"}, "a PowerPoint presentation", read_pptx),
}
"""The kinds of Office files by what the list of their parts names: their endings, what they are, and who reads them."""
_OPEN: dict[bytes, Package] = {
    b"opendocument.text": (frozenset({".odt"}), "an OpenDocument text", read_odt),
    b"opendocument.spreadsheet": (frozenset({".ods"}), "an OpenDocument spreadsheet", read_ods),
    b"opendocument.presentation": (frozenset({".odp"}), "an OpenDocument presentation", read_odp),
    b"application/epub+zip": (frozenset({".epub"}), "an EPUB book", read_epub),
}
"""The kinds of files that begin with a part which says what they are."""
_SAYS_KIND = 256  # bytes at the beginning
_RICH = frozenset({".rtf"})
_PACKED = frozenset({".pdf"}).union(_RICH, *(endings for endings, _, _ in (_OFFICE | _OPEN).values()))
READABLE_SUFFIXES = (
    _MARKDOWN
    | _HTML
    | frozenset(_TEXT)
    | PICTURE_SUFFIXES
    | _PACKED
    | SEPARATED
    | _MHTML
    | {_NOTEBOOK, _MAIL, _OUTLOOK_MAIL}
)
"""The endings that a folder's files are picked by; a file that is named itself may have any."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OUTLOOK = PROPERTIES.encode("utf-16-le")
_PAGE_IN_ONE = re.compile(
    rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?content-type:\s*multipart/related\b", re.IGNORECASE
)
"""How a page begins that was saved with its pictures in one file (.mht), or by Confluence's export to Word (.doc)."""

_NOT_YET_SHOWN = re.compile(
    r"(?:.{0,40}\b(?:enable|activate|turn on|requires?|without) javascript\b.{0,80}|(?:loading|please wait)\b.{0,20})?",
    re.IGNORECASE | re.DOTALL,
)
"""What a page says until its script has run."""

_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"(\xb5/\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
"""How archives begin: zip, gzip, bzip2, xz, zstd, 7z, rar."""

_OTHER_FORMATS = (
    (b"PK\x03\x04", b"opendocument.graphics", "It is an OpenDocument drawing.", "Save it as .pdf and add that."),
    (b"PK\x03\x04", b"visio/", "It is a Visio drawing.", "Save it as .pdf and add that."),
    (
        b"PK\x03\x04",
        b".iwa",
        "It is a document of Apple's Pages, Numbers or Keynote.",
        "Export it as .docx, .xlsx or .pptx and add that.",
    ),
    *((beginning, b"", "It is an archive.", "Unpack it and add what is in it.") for beginning in _ARCHIVES),
)
"""What people name that is not read: how it begins, what is in it, what is said of it; the first that fits."""

_MEDIA_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "text/plain": ".txt"}


def is_picture(name: str) -> bool:
    """Whether a file's name is that of a picture."""
    return PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES


def is_markdown(name: str) -> bool:
    """Whether the text of a document of this name is its author's Markdown.

    Pages of the web are not, unless their address says so; what has no known ending was given as Markdown.
    """
    suffix = ending(name)
    return suffix in _MARKDOWN | {_NOTEBOOK} or not (ADDRESS.match(name) or suffix in READABLE_SUFFIXES)


def read_document(content: bytes, name: str, media_type: str = "") -> Document:
    """The document in a file's or a page's bytes; `media_type` is what a web server called them.

    Its charset goes before what a page says of itself, as in browsers.

    A picture is a document without a text, until somebody has looked at it.
    Raises `Unreadable` for content that is empty, damaged, locked, or not what its name says.
    """
    return _document(content, name, media_type, _IN_MAIL)


def _document(content: bytes, name: str, media_type: str, reach: Reach) -> Document:
    suffix = ending(name)
    media_type, charset = _said(media_type)
    if not content.strip():
        raise Unreadable("It is empty.", "Write something into it, or remove it.")
    if media_type in MEDIA_TYPES or (suffix in PICTURE_SUFFIXES and b"%PDF-" not in content[:1024]):
        return _picture(content, name)
    # A server says text/plain of whatever it does not know: Markdown and tables of values are often served so.
    says_nothing = media_type == "text/plain" and suffix in READABLE_SUFFIXES
    document = _read(content, name, suffix if says_nothing else _MEDIA_SUFFIXES.get(media_type, suffix), charset, reach)
    if not document.text.strip():
        raise Unreadable("It holds no text.", "Write something into it, or remove it.")
    return document


def _said(media_type: str) -> tuple[str, str | None]:
    """The kind of a page and its encoding, of a header such as `text/html; charset=utf-8`."""
    header = Message()
    header["Content-Type"] = " ".join(media_type.split())
    return (header.get_content_type() if media_type else ""), header.get_content_charset()


def _read_attached(content: bytes, name: str, media_type: str, reach: Reach | None) -> Document:
    """What is attached to a mail, where a folder's file of that name would be read; its own by `reach`."""
    suffix = ending(name)
    if suffix not in READABLE_SUFFIXES:
        if content.startswith(_ARCHIVES):
            raise Unreadable("It is an archive.", "Unpack it and add what is in it.")
        kind = f"{suffix} files" if suffix else "Files without an ending"
        raise Unreadable(f"{kind} are not read.", "Save it in a format that is read, and add that.")
    if suffix in (_MAIL, _OUTLOOK_MAIL) and reach is None:
        raise too_deep()
    return _document(content, name, media_type if media_type.startswith("text/plain") else "", reach or _IN_MAIL)


_IN_ATTACHED_MAIL = Reach(partial(_read_attached, reach=None), None)
_IN_MAIL = Reach(partial(_read_attached, reach=_IN_ATTACHED_MAIL), _IN_ATTACHED_MAIL)
"""How what is attached to mails is read: a mail in a mail with all that is in it but mails."""


def _read(content: bytes, name: str, suffix: str, charset: str | None, reach: Reach) -> Document:
    if b"%PDF-" in content[:1024]:
        _expect(suffix, {".pdf"}, "a PDF")
        return read_pdf(content, name)
    if content.startswith(b"{\\rtf"):
        _expect(suffix, _RICH, "a rich text (RTF)")
        return read_rtf(content, name)
    if content.startswith(BEGINNING):
        if _OUTLOOK in content:
            _expect(suffix, {_OUTLOOK_MAIL}, "a message of Outlook")
            return read_msg(content, name, reach)
        raise _old_or_locked(content)
    if content.startswith(b"PK\x03\x04") and (package := _package(content, suffix)):
        endings, kind, read = package
        _expect(suffix, endings, kind)
        return read(content, name)
    for beginning, inside, problem, next_step in _OTHER_FORMATS:
        if suffix not in _PACKED and content.startswith(beginning) and inside in content:
            raise Unreadable(problem, next_step)
    if suffix in _MHTML or (suffix not in READABLE_SUFFIXES and _PAGE_IN_ONE.match(content[:4096])):
        return read_mhtml(content, name)
    if suffix in _PACKED:
        raise Unreadable(f"Its content is not that of a {suffix} file.", "Check that the file is whole.")
    if suffix in _HTML or (suffix not in READABLE_SUFFIXES and _looks_like_html(content)):
        return _html(content, name, charset)
    if suffix == _OUTLOOK_MAIL:
        # Programs keep what they say in many languages in files of this ending.
        raise Decoration("It is no message of Outlook.", "Give it the ending of its real format.")
    if suffix == _MAIL:
        return read_mail(content, name, reach)
    text = decode(content, charset)
    if suffix == _NOTEBOOK:
        return read_notebook(text, name)
    if suffix in SEPARATED:
        return read_separated(text, name)
    if suffix in _MARKDOWN:
        if only_leads_elsewhere(text, name):
            raise Decoration("It only leads to the pages beside it.", "Add those.")
        return read_markdown_file(text, name)
    if suffix in _AS_IT_STANDS:
        return read_log(_in_lines(text) if suffix == ".json" else text, name)
    return _TEXT.get(suffix, read_text)(text, name)


def _package(content: bytes, suffix: str) -> Package | None:
    """The kind of document that a zip is; None where it is none that is read."""
    head = content[:_SAYS_KIND]
    if said := next((kind for kind in _OPEN if kind in head), None):
        return _OPEN[said]
    if any(part in content for part in _OFFICE):
        # The list of its own parts ends a file: a document in it, such as a chart's workbook, has its list before.
        return _OFFICE[max(_OFFICE, key=content.rfind)]
    # Some programs pack the part that says the kind, or put it elsewhere.
    return next((kind for kind in _OPEN.values() if suffix in kind[0]), None)


def _in_lines(text: str) -> str:
    """What a program has written in one line, in the lines that a person would have written."""
    if "\n" in text.strip():
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _picture(content: bytes, name: str) -> Document:
    try:
        format_of(content, PurePosixPath(name).name)
    except PictureUnreadable as error:
        raise Unreadable(error.problem, error.next_step) from error
    return read_image(content, name)


def _html(content: bytes, name: str, charset: str | None) -> Document:
    if is_binary(content) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("Its content is binary, not HTML.", "Check that the file is whole.")
    document = read_page(content, name, charset)
    if b"<script" in content.lower() and _NOT_YET_SHOWN.fullmatch(document.text.strip()):
        raise Unreadable(
            "It holds no text before its script has run.",
            "Open it in a browser, save it as .mhtml or .pdf, and add that.",
        )
    return document


def _old_or_locked(content: bytes) -> Unreadable:
    if _LOCKED in content:
        return Unreadable("It is locked with a password.", "Save a copy without the password and add that.")
    return Unreadable("It is an old Office document.", "Save it as .docx, .xlsx or .pptx and add that.")


def _expect(suffix: str, expected: Set[str], kind: str) -> None:
    if suffix in READABLE_SUFFIXES and suffix not in expected:
        raise Unreadable(f"It is {kind}, though its name ends in {suffix}.", "Rename it to what it is.")


def _looks_like_html(content: bytes) -> bool:
    head = content[:1024].lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html"))
