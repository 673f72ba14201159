"""What came of each question of a labelled set, and of the whole set: plain data that `run` makes."""

from dataclasses import dataclass, field
from typing import Literal

from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.events import AnswerKind, Timings
from knowledge.reports import FileProblem

OutcomeKind = AnswerKind | Literal["failed", "not_asked"]


@dataclass(frozen=True)
class Ranked:
    """A document in the ranking of a question, with the score of its best passage."""

    document: str
    score: float


@dataclass(frozen=True)
class Cited:
    """One citation of an answer: the document's id, the quote, and whether it stands in that document verbatim."""

    document: str
    quote: str
    verbatim: bool


@dataclass(frozen=True)
class Outcome:
    """What came of one question.

    `ranking` has each document once, best first. `pages` are the (document, page) of the passages in their order.
    `kind` is `not_asked` when only retrieval was measured, `failed` when the engine could not answer; `text` is then
    its sentence. `ms` is the wall time of the whole stream.
    """

    question: LabelledQuestion
    ranking: tuple[Ranked, ...]
    pages: tuple[tuple[str, int | None], ...]
    kind: OutcomeKind
    text: str
    citations: tuple[Cited, ...]
    ms: float
    timings: Timings = field(default_factory=Timings)

    @property
    def abstained(self) -> bool:
        """Whether the engine said that it does not know, or asked back, instead of answering."""
        return self.kind in ("not_found", "clarify")

    @property
    def answered(self) -> bool:
        """Whether the engine gave an answer to the question."""
        return self.kind in ("grounded", "extract", "pinned")

    @property
    def first_text_ms(self) -> float:
        """When the first text was shown: to say that nothing was found is text too, and comes in one piece."""
        return min(self.timings.first_token_ms or self.ms, self.ms)

    @property
    def cited_documents(self) -> tuple[str, ...]:
        """The cited documents, each once, in the order of the citations."""
        return tuple(dict.fromkeys(cited.document for cited in self.citations))


@dataclass(frozen=True)
class Evaluation:
    """Everything that came of a labelled set; `documents` and `chunks` are what was ingested of it, in `ingest_s`."""

    labelled: LabelledSet
    outcomes: tuple[Outcome, ...]
    documents: int
    chunks: int
    ingest_s: float
    problems: tuple[FileProblem, ...] = ()
    retrieval_only: bool = False
