"""The nouns of this package: what a reader returns, what the catalog stores and what a search finds.

Every position is a character offset into `Document.text`, so a chunk or a quote is always a verbatim slice of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.endings import place_in


@dataclass(frozen=True)
class Section:
    """A stretch of a document under one heading: `text[start:end]`; none reaches over a page, a slide or a sheet."""

    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True)
class Illustration:
    """A picture that stands in a document, as its reader found it.

    `at` is the offset in `Document.text` where it stands; `alt` what the document calls it; `place` what the document
    names it by: a relative path, an address, `page 3, picture 2`. `content` holds the bytes where the document carries
    them itself; where it is None they are at `place`.
    """

    at: int
    alt: str
    place: str
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Unread:
    """A file in a document that was not read: its name, why, and what to do about it."""

    name: str
    problem: str
    next_step: str


@dataclass(frozen=True)
class Document:
    """A document as its reader understood it.

    `text` is a Markdown file's own text, with what dialects add written as CommonMark has it, and for all other sources
    plain text with `#` headings, `- ` items and `| a | b |` rows, without any markup inside a sentence but backticks
    around a web page's code. `sections` are in order, do not overlap and leave out nothing but white space and a
    Markdown file's front matter. `illustrations` are in order too. `wordless` are the pages, counted from 1, that hold
    pictures of their words and no text; `unread` are the files in it, such as a mail's attachments, that were not read.
    """

    title: str
    text: str
    sections: tuple[Section, ...]
    illustrations: tuple[Illustration, ...] = ()
    wordless: tuple[int, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """A passage to index: `text[start:end]` of its document, inside one section or a few small ones.

    `headings` is the path that all of it stands under.
    """

    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True)
class Placement:
    """Where one ranker placed a passage: 1 is best; `score` is in that ranker's own unit."""

    rank: int
    score: float


@dataclass(frozen=True)
class Passage:
    """A chunk that a search found, with all that is needed to show, cite and explain it.

    `document` is the document's name in its space (its path below its source, or its URL), `document_key` and
    `chunk_key` are the catalog's. `score` is the fused score, 0 to about 1, comparable between searches. `found_by`
    maps a ranker's name (`dense`, `bm25`, `figure`, `clip`, `reader`) to where it placed the passage.
    """

    chunk_key: int
    document_key: int
    space: str
    document: str
    title: str
    headings: tuple[str, ...]
    page: int | None
    text: str
    start: int
    end: int
    score: float
    url: str | None = None
    found_by: Mapping[str, Placement] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """The place in the document that a person would look for: its heading, its page, or an empty string."""
        return place_in(self.document, self.headings, self.page)


@dataclass(frozen=True)
class Figure:
    """A picture in a document that a search found, with all that is needed to show, link and explain it.

    `alt` is what its author wrote for those who can't see it, `text` what was read in it. `document[start:end]` is the
    passage that it stands in. `name` is its file's name or its place, `digest` its bytes' sha256.
    """

    key: int
    document_key: int
    space: str
    document: str
    title: str
    headings: tuple[str, ...]
    page: int | None
    alt: str
    text: str
    name: str
    digest: str
    start: int
    end: int
    score: float
    url: str | None = None
    found_by: Mapping[str, Placement] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """The place in the document that a person would look for: its heading, its page, or an empty string."""
        return place_in(self.document, self.headings, self.page)
