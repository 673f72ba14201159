"""Where found passages stand. The ledger keeps no word of them: what was removed from the documents is nowhere else."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from knowledge.documents import Document, Passage


@dataclass(frozen=True)
class Place:
    """Where a passage stands: `text[start:end]` of its document for as long as the words there have that digest."""

    document_key: int
    title: str
    url: str | None
    start: int
    end: int
    location: str
    digest: str

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """The place of a passage."""
        return cls(
            document_key=passage.document_key,
            title=passage.title,
            url=passage.url,
            start=passage.start,
            end=passage.end,
            location=passage.location,
            digest=_digest(passage.text),
        )

    def words(self, document: Document) -> str:
        """The passage's words, empty where the document says something else there now."""
        words = document.text[self.start : self.end]
        return words if _digest(words) == self.digest else ""


def _digest(words: str) -> str:
    return sha256(words.encode(errors="surrogatepass")).hexdigest()
