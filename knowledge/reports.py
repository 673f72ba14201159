"""What the knowledge base says about itself: what a sync did, and what each source and document is now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Literal

from knowledge.documents import Unread
from knowledge.sources.passed_over import listed, passed_over_line

SourceKind = Literal["folder", "file", "url", "texts"]

_MOST_STRETCHES = 8
_MOST_NAMED = 4


@dataclass(frozen=True)
class FileProblem:
    """One document that could not be read: which, why in a sentence, and what to do about it.

    With `picture`, `pages` or `attachments`, the document itself was read, and only a picture in it, some of its pages,
    or some of its attachments were not.
    """

    document: str
    problem: str
    next_step: str
    picture: bool = False
    pages: bool = False
    attachments: bool = False

    def __str__(self) -> str:
        return f"{self.document}: {self.problem} {self.next_step}"

    @property
    def is_partial(self) -> bool:
        """Whether the document itself was read."""
        return self.picture or self.pages or self.attachments


def picture_left_out(document: str, name: str, why: str, next_step: str, others: int) -> FileProblem:
    """Says that a picture of a document could not be fetched or read, and how many others could not."""
    problem = why if why.startswith(name) else f"Its picture {name} is left out: {why[0].lower()}{why[1:]}"
    more = f" {others} more of its pictures are left out too." if others else ""
    return FileProblem(document, problem + more, next_step, picture=True)


def pages_left_out(document: str, pages: Sequence[int]) -> FileProblem:
    """That some pages of a document hold pictures of their words, while the others were read."""
    hold = "page {} holds a picture" if len(pages) == 1 else "pages {} hold pictures"
    problem = f"Its {hold.format(_stretches(pages))} but no text; the others are read."
    return FileProblem(
        document, problem, "Run it through a text recogniser (OCR) and put the result in its place.", pages=True
    )


def attachments_left_out(document: str, unread: Sequence[Unread]) -> FileProblem:
    """That some of what is attached to a mail was not read: why the first was not, and how many others."""
    first, *others = unread
    names = [file.name for file in others[:_MOST_NAMED]]
    if more := len(others) - len(names):
        names.append(f"{more:,} more")
    was = "was" if len(others) == 1 else "were"
    also = f" So {was} {listed(names)}." if others else ""
    why = f"Its attachment {first.name} was left out: {first.problem[0].lower()}{first.problem[1:]}{also}"
    return FileProblem(document, why, first.next_step, attachments=True)


def _stretches(pages: Sequence[int]) -> str:
    """Numbers as a person lists them, `3, 5 and 7 to 9`; behind many stretches, how many more there are."""
    stretches = [[page for _, page in run] for _, run in groupby(enumerate(pages), lambda at: at[1] - at[0])]
    words: list[str] = []
    for run in stretches[:_MOST_STRETCHES]:
        words += [f"{run[0]} to {run[-1]}"] if run[2:] else map(str, run)
    if more := sum(map(len, stretches[_MOST_STRETCHES:])):
        words.append(f"{more:,} more")
    return listed(words)


def merged_problems(problems: Sequence[FileProblem]) -> tuple[FileProblem, ...]:
    """The problems for a person to read: of pictures, or attachments, left out with the same next step only the first.

    It says how many more documents there are like it.
    """
    alike = Counter(key for problem in problems if (key := _likeness(problem)))
    merged: list[FileProblem] = []
    for problem in problems:
        key = _likeness(problem)
        times = alike.pop(key, 0) if key else 1
        if times > 1:
            documents = "document" if times == 2 else "documents"
            others = f" {key[0]} of {times - 1:,} more {documents} are left out likewise." if key else ""
            merged.append(replace(problem, problem=problem.problem + others))
        elif times:
            merged.append(problem)
    return tuple(merged)


def _likeness(problem: FileProblem) -> tuple[str, str] | None:
    """What was left out and what is to be done about it, which many documents may have in common; None for others."""
    what = "Pictures" if problem.picture else "Attachments" if problem.attachments else ""
    return (what, problem.next_step) if what else None


@dataclass(frozen=True)
class SyncReport:
    """What one `add` or `sync` did, in documents.

    `chunks` counts the passages that were embedded for it, `pictures` those that were looked at. `passed_over` are the
    files of folders whose endings are not read, by ending, `left_out` those that were removed by hand. `not_added` of
    the problems are of places that somebody named, and that are not there or cannot be looked at.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    problems: tuple[FileProblem, ...] = ()
    chunks: int = 0
    pictures: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0
    not_added: int = 0

    def __add__(self, other: "SyncReport") -> "SyncReport":
        return SyncReport(
            added=self.added + other.added,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            removed=self.removed + other.removed,
            problems=self.problems + other.problems,
            chunks=self.chunks + other.chunks,
            pictures=self.pictures + other.pictures,
            passed_over=dict(Counter(self.passed_over) + Counter(other.passed_over)),
            left_out=self.left_out + other.left_out,
            not_added=self.not_added + other.not_added,
        )

    def __str__(self) -> str:
        """What was done, in a sentence: `Documents: 3 added, 1 unreadable; 7 passages and 2 pictures indexed.`

        Another says what of folders was not read, and another what was removed by hand, where there is some.
        """
        parts = [
            f"{number} {word}"
            for word, number in (
                ("added", self.added),
                ("changed", self.changed),
                ("unchanged", self.unchanged),
                ("removed", self.removed),
                ("unreadable", sum(not problem.is_partial for problem in self.problems) - self.not_added),
                ("not added", self.not_added),
                ("with pictures missing", sum(problem.picture for problem in self.problems)),
                ("with pages unread", sum(problem.pages for problem in self.problems)),
                ("with attachments unread", sum(problem.attachments for problem in self.problems)),
            )
            if number
        ]
        passages = f"{self.chunks:,} passage" + ("" if self.chunks == 1 else "s")
        pictures = f" and {self.pictures:,} picture" + ("" if self.pictures == 1 else "s") if self.pictures else ""
        done = f"Documents: {', '.join(parts) or 'none'}; {passages}{pictures} indexed."
        return " ".join(filter(None, (done, passed_over_line(self.passed_over), self._left_out_line())))

    def _left_out_line(self) -> str:
        if not self.left_out:
            return ""
        stay = "file stays out until it is" if self.left_out == 1 else "files stay out until they are"
        return f"{self.left_out:,} removed {stay} added again."


@dataclass(frozen=True)
class SourceStatus:
    """One place that documents come from, as of its latest sync; `texts` is what a caller handed in itself.

    `passed_over` are the files of a folder whose endings are not read, by ending.
    """

    location: str
    space: str
    kind: SourceKind
    documents: int
    chunks: int
    synced_at: datetime | None
    problems: tuple[FileProblem, ...]
    passed_over: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentStatus:
    """One document of a space: its key in the catalog, its name, and where it was read from."""

    key: int
    name: str
    title: str
    space: str
    source: str
    location: str
    chunks: int
    synced_at: datetime


@dataclass(frozen=True)
class DocumentSummary:
    """A document in a list to choose from: `key` is what `Question.documents` takes, `document` its name.

    `location` is the path or the address that it was read from, which tells it from others of its name.
    """

    key: int
    document: str
    title: str
    space: str
    url: str | None
    location: str = ""
