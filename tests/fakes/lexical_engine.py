"""An engine in memory that finds passages by shared words: the same questions in, the same events out, no model."""

import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot.events import Answer, Citation, Delta, Event, Failed, Found, Looking, Question, Timings
from knowledge.documents import Document, Passage
from knowledge.readers.markdown import read_markdown
from knowledge.reports import FileProblem, SyncReport
from models.progress import Progress, Step, silent


class LexicalEngine:
    """Answers with the line that shares most words with the question; with fewer than `least` shared, not found.

    `asked` keeps every question. A question that holds "crash" fails. `misquotes` makes it quote what is not there.
    Files that end in `passes_over` are left out without a word.
    """

    def __init__(self, least: int = 2, misquotes: bool = False, passes_over: str | None = None) -> None:
        self._passes_over = passes_over
        self.asked: list[Question] = []
        self.streams_closed = 0
        self._least = least
        self._misquotes = misquotes
        self._documents: list[tuple[str, Document]] = []

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        folder, files = Path(places[0]), _files(Path(places[0]))
        problems = [
            FileProblem(str(file.relative_to(folder)), "It is an image.", "Wait for the release that reads images.")
            for file in files
            if file.suffix == ".png"
        ]
        texts = [file for file in files if file.suffix not in (".png", self._passes_over)]
        documents = [(file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")) for file in texts]
        report = await self.add_documents([(name, read_markdown(text, name)) for name, text in documents], "default")
        return report + SyncReport(problems=tuple(problems))

    async def add_documents(
        self, documents: Sequence[tuple[str, Document]], space: str, progress: Progress = silent
    ) -> SyncReport:
        progress(Step("Indexing", 0, len(documents)))
        self._documents.extend(documents)
        return SyncReport(added=len(documents), chunks=len(documents))

    async def document(self, document_key: int) -> Document:
        return self._documents[document_key][1]

    async def ask(self, question: Question) -> AsyncIterator[Event]:
        self.asked.append(question)
        try:
            yield Looking("searching", question.text)
            if "crash" in question.text:
                yield Failed("It broke.", "Ask again.", "bug")
                return
            passages = sorted(self._passages(question), key=lambda passage: -passage.score)
            yield Found(tuple(passages))
            best = passages[0]
            line = max(best.text.splitlines(), key=lambda line: _shared(line, question.text))
            if _shared(line, question.text) < self._least:
                yield Answer("Not found.", "not_found", timings=Timings(search_ms=1))
                return
            quote = line + "!" if self._misquotes else line
            citation = Citation(1, best.document, best.title, "", quote, None, best.document_key)
            yield Delta(f"{line} [1]")
            yield Answer(f"{line} [1]", "extract", (citation,), timings=Timings(1, 2, 3))
        finally:
            self.streams_closed += 1

    def _passages(self, question: Question) -> list[Passage]:
        return [
            Passage(
                chunk_key=key,
                document_key=key,
                space="default",
                document=name,
                title=document.title,
                headings=(),
                page=None,
                text=document.text,
                start=0,
                end=len(document.text),
                score=_shared(document.text, question.text) / 10,
            )
            for key, (name, document) in enumerate(self._documents)
        ]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _shared(text: str, other: str) -> int:
    return len(set(re.findall(r"\w{3,}", text.lower())) & set(re.findall(r"\w{3,}", other.lower())))
