"""The whole contract between the engine and its surfaces: a question goes in, a stream of these events comes out.

Every stream ends with exactly one `Answer` or `Failed`, and nothing follows it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Base64UrlBytes

from bot.attachments import picture_bytes
from knowledge.documents import Figure, Passage

AnswerKind = Literal["grounded", "extract", "not_found", "clarify", "chat", "pinned"]


@dataclass(frozen=True)
class Turn:
    """One thing said earlier in a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Attachment:
    """A picture that came with a question: what the asker calls it, and its file's bytes as they came."""

    name: str
    content: Base64UrlBytes = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> "Attachment":
        """Reads a picture's file, which blocks: call it in a thread. Raises `UsageError` if it is not one."""
        return cls(path.name, picture_bytes(path))


@dataclass(frozen=True)
class Question:
    """What somebody asks, and everything about it that the engine may use.

    With `images`, `text` may be empty: what is asked is then what they show and how it is fixed.

    `conversation` names a stored conversation to continue (its turns are read and this one is added); `history` gives
    earlier turns directly instead. An empty `spaces` means the default space of the settings. Where `documents` names
    some by their keys, only those are searched.
    """

    text: str
    images: tuple[Attachment, ...] = ()
    conversation: str | None = None
    spaces: tuple[str, ...] = ()
    asker: str = ""
    history: tuple[Turn, ...] = ()
    documents: tuple[int, ...] = ()


@dataclass(frozen=True)
class Queued:
    """The question waits; `position` questions are ahead of it."""

    position: int


@dataclass(frozen=True)
class Looking:
    """The engine does `step` now, for `subject` (`searching`, `VPN error 809`; `looking`, a picture's name)."""

    step: Literal["looking", "searching", "reading", "writing"]
    subject: str = ""


@dataclass(frozen=True)
class Read:
    """What was read in the picture `name`: what kind of screen it is, if that is known, and the text that matters.

    Secrets are masked in `text`. It is empty where nothing is legible, and `problem` says why where the picture could
    not be opened at all.
    """

    name: str
    kind: str | None
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Found:
    """The passages that the answer may come from, best first, before any of its text; and the figures like them."""

    passages: tuple[Passage, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Delta:
    """A verified piece of the answer, as Markdown; all of them joined are the answer's text."""

    text: str


@dataclass(frozen=True)
class Citation:
    """Where a sentence of the answer stands: `quote` is a verbatim slice of the document's text."""

    n: int
    document: str
    title: str
    location: str
    quote: str
    url: str | None
    document_key: int


@dataclass(frozen=True)
class Closest:
    """A document offered for reading when the answer was not found; it supports nothing."""

    document: str
    title: str
    location: str
    url: str | None


@dataclass(frozen=True)
class Timings:
    """How long an answer took, in milliseconds from the question, and the tokens that the writer read and wrote.

    `first_token_ms` is when the first verified text was shown.
    """

    search_ms: float = 0.0
    first_token_ms: float = 0.0
    total_ms: float = 0.0
    prompt_tokens: int = 0
    answer_tokens: int = 0


@dataclass(frozen=True)
class Pinned:
    """Who pinned a standard answer to the question, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """The finished answer.

    `grounded` was written and verified sentence by sentence, `extract` is quoted word for word, `not_found` cites
    nothing and offers the `closest` documents, `clarify` asks back, `chat` answers a greeting, `pinned` is a standard
    answer that a person wrote, and `pinned` says who. `id` is the answer's own, given by the engine. `options` are what
    may be answered to a question back, each as the text of the next question. `figures` are pictures in the documents
    that belong to the answer, to be linked and shown. `interrupted` is true if the writer could not be reached and the
    documents spoke for themselves: asked again, it may be another answer. An answer to several
    questions is of the best kind that one of them got.
    """

    text: str
    kind: AnswerKind
    citations: tuple[Citation, ...] = ()
    closest: tuple[Closest, ...] = ()
    timings: Timings = field(default_factory=Timings)
    conversation: str | None = None
    id: str = ""
    pinned: Pinned | None = None
    options: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    interrupted: bool = False


@dataclass(frozen=True)
class Failed:
    """No answer: what happened, what the asker can do, and a short code for the log."""

    problem: str
    next_step: str
    code: str


Event = Queued | Looking | Read | Found | Delta | Answer | Failed
