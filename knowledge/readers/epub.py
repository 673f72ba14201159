"""Reads EPUB books: their chapters in order, each a page that the HTML reader reads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from knowledge.documents import Document, Section
from knowledge.readers.epub_book import Book, Chapter
from knowledge.readers.html import read_html
from knowledge.readers.joined import joined, without_repeated_pictures
from knowledge.readers.problem import damage_explained
from knowledge.readers.titles import title_of_file

_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_SOFT_HYPHEN = re.compile("\xad|&shy;|&#173;|&#xad;", re.IGNORECASE)
_HEADING = re.compile(r"<h[1-6]\b", re.IGNORECASE)


def read_epub(content: bytes, name: str) -> Document:
    """An .epub file as a document; raises `Unreadable` for one that is damaged, locked or far too large."""
    with damage_explained("It is not an EPUB book that can be read.", "Save it as .html or .pdf and add that."):
        book = Book(content)
        chapters = without_repeated_pictures([*_chapters(book)])
    return joined(chapters, book.title or title_of_file(name))


def _chapters(book: Book) -> Iterator[Document]:
    """The chapters as documents; what goes on in a file of its own stands under the headings of the file before."""
    above: tuple[str, ...] = ()
    for chapter in book.chapters():
        document = read_html(_page(chapter), "")
        pictures = [(one, one.content or book.picture(chapter.place, one.place)) for one in document.illustrations]
        shown = tuple(replace(one, content=content) for one, content in pictures if content)
        sections = tuple(_under(document.sections, () if chapter.called else above))
        above = sections[-1].headings if sections else above
        yield replace(document, sections=sections, illustrations=shown)


def _page(chapter: Chapter) -> str:
    """The page of a chapter, of which nothing stands beside the text; under its name where it has no heading."""
    heading = f"<h1>{escape(chapter.called)}</h1>" if not _HEADING.search(chapter.html) else ""
    html = _SOFT_HYPHEN.sub("", chapter.html)  # where a word may be parted, which nobody sees
    return _BODY.sub(lambda body: f"{body[0]}<main>{heading}", html, count=1)


def _under(sections: Sequence[Section], above: tuple[str, ...]) -> Iterator[Section]:
    """Sections of which those without a heading stand under the given ones."""
    for section in sections:
        yield section if section.headings else replace(section, headings=above)
