"""A labelled set: documents, questions about them, and which documents hold the answers.

This module reads and checks one, and never asks anything. A set is a folder with `documents/` or `corpus.jsonl[.gz]`,
`queries.jsonl[.gz]`, `qrels.tsv` and, where questions have screenshots, `images/`.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from bot.evaluation.records import Judgment, Record, read_judgments, read_records
from bot.events import Turn
from knowledge.names import storable
from models.errors import UsageError

# How qrels may spell a file's id. The design's spelling comes first; sets in the wild also keep the ending or the path.
_SPELLINGS: tuple[Callable[[PurePosixPath], str], ...] = (
    lambda name: name.stem,
    lambda name: name.name,
    lambda name: str(name.with_suffix("")),
    str,
)


@dataclass(frozen=True)
class LabelledQuestion:
    """A question with what a good answer to it looks like.

    `accepted` are the right answers, the reference first. `relevant` maps a gold document's id to its grade (above 0),
    `stand_ins` are documents that hold the answer as well although no judgment names them. `pages` are the gold
    document's pages that hold the answer. `group` is shared by questions that are not independent of each other.
    `judges_abstention` is false for small talk, where neither an answer nor silence is wrong, and where nobody knows.
    """

    id: str
    text: str
    history: tuple[Turn, ...] = ()
    images: tuple[Path, ...] = ()
    accepted: tuple[str, ...] = ()
    answerable: bool = True
    relevant: Mapping[str, float] = field(default_factory=dict)
    stand_ins: frozenset[str] = frozenset()
    pages: frozenset[int] = frozenset()
    group: str = ""
    judges_abstention: bool = True

    @property
    def shown(self) -> str:
        """The question for a person to read: its words, and its pictures by their names."""
        return " ".join([*([self.text] if self.text else []), *(f"[{image.name}]" for image in self.images)])


@dataclass(frozen=True)
class CorpusText:
    """One document of a corpus file; its text is read as Markdown, its title may be empty."""

    title: str
    text: str


@dataclass(frozen=True)
class LabelledSet:
    """A checked labelled set.

    `ids` maps the name that an ingested document will have (its path below `documents`) to its id, as `qrels.tsv`
    spells it. Without a documents folder, `texts` holds the corpus by id, and names are ids. `notes` are sentences
    about what in the set had to be read in an unexpected way.
    """

    name: str
    questions: tuple[LabelledQuestion, ...]
    ids: Mapping[str, str]
    documents: Path | None = None
    texts: Mapping[str, CorpusText] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def first(self, limit: int | None) -> "LabelledSet":
        """This set with its first `limit` questions, or all of them."""
        return self if limit is None else replace(self, questions=self.questions[:limit])

    def document_id(self, name: str) -> str:
        """The id of the ingested document `name`."""
        return self.ids.get(name, PurePosixPath(name).stem)


def load_labelled_set(folder: Path) -> LabelledSet:
    """Reads and checks the labelled set in `folder`.

    Raises `UsageError`, naming the file and the line, for anything that is missing or malformed. Judgments about
    questions or documents that the set does not have are left out and noted, as long as some remain.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", "Name the folder of a labelled set.")
    queries = _one_of(folder, "queries.jsonl", "queries.jsonl.gz")
    if queries is None:
        raise _missing(folder, "queries.jsonl", 'one question a line: {"id", "text", "answer", "answerable", …}')
    qrels = folder / "qrels.tsv"
    if not qrels.is_file():
        raise _missing(folder, "qrels.tsv", "query-id, corpus-id and score, divided by tabs")
    records = read_records(queries)
    if not records:
        raise UsageError(f"{queries} has no questions.", "Add one JSON object a line.")
    judgments = read_judgments(qrels)
    documents, names, texts = _documents(folder)
    ids = _spelled_ids(names, {judgment.document for judgment in judgments}) if documents else names
    known_questions, known_documents = {record.id for record in records}, set(ids.values())
    relevant, strays = _relevant(judgments, known_questions, known_documents)
    if judgments and len(strays) == len(judgments):
        raise UsageError(
            f"Not one judgment in {qrels} fits the set ({strays[0]}).",
            "Ids are those of queries.jsonl and of corpus.jsonl, or file names without their ending.",
        )
    notes = [f"{len(strays)} judgments of qrels.tsv are left out ({strays[0]})."] if strays else []
    # A page and the pictures beside it may share a name; a judgment about that name then means either.
    if shared := len(ids) - len(known_documents):
        notes.append(f"{shared} documents have an id that another one has too, and count as one document with it.")
    return LabelledSet(
        name=storable(folder.resolve().name),
        questions=tuple(_question(record, folder / "images", relevant.get(record.id, {})) for record in records),
        ids=ids,
        documents=documents,
        texts=texts,
        notes=tuple(notes),
    )


def _relevant(
    judgments: Iterable[Judgment], questions: Set[str], documents: Set[str]
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """The grades of relevant documents by question, and what is wrong with the judgments that fit neither."""
    relevant: dict[str, dict[str, float]] = {}
    strays: list[str] = []
    for judgment in judgments:
        if judgment.question not in questions:
            strays.append(f"line {judgment.line}: there is no question {judgment.question}")
        elif judgment.document not in documents:
            strays.append(f"line {judgment.line}: there is no document {judgment.document}")
        elif judgment.grade > 0:
            relevant.setdefault(judgment.question, {})[judgment.document] = judgment.grade
    return relevant, strays


def _missing(folder: Path, name: str, content: str) -> UsageError:
    return UsageError(f"{folder} is not a labelled set: it has no {name}.", f"Add {name} ({content}).")


def _one_of(folder: Path, *names: str) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _documents(folder: Path) -> tuple[Path | None, dict[str, str], dict[str, CorpusText]]:
    """The folder to ingest, if there is one; the document names with their ids; and the texts of a corpus file."""
    documents = folder / "documents"
    if documents.is_dir():
        paths = [path.relative_to(documents) for path in sorted(documents.rglob("*")) if path.is_file()]
        names = [storable(path.as_posix()) for path in paths if not any(part.startswith(".") for part in path.parts)]
        if not names:
            raise UsageError(f"{documents} is empty.", "Put the set's documents there, or give a corpus.jsonl instead.")
        return documents, {name: PurePosixPath(name).stem for name in names}, {}
    corpus = _one_of(folder, "corpus.jsonl", "corpus.jsonl.gz")
    if corpus is None:
        raise _missing(folder, "documents folder and no corpus.jsonl", 'one document a line: {"id", "title", "text"}')
    records = read_records(corpus)
    if not records:
        raise UsageError(f"{corpus} has no documents.", "Add one JSON object a line.")
    texts = {record.id: CorpusText(" ".join(record.text("title").split()), record.text("text")) for record in records}
    return None, {name: name for name in texts}, texts


def _spelled_ids(names: Mapping[str, str], judged: set[str]) -> dict[str, str]:
    """The ids of the files in `names`, in the spelling that most of the `judged` ids have."""
    spellings = [{name: spelling(PurePosixPath(name)) for name in names} for spelling in _SPELLINGS]
    return max(spellings, key=lambda spelled: len(judged & set(spelled.values())))


def _question(record: Record, images: Path, relevant: Mapping[str, float]) -> LabelledQuestion:
    text, pictures = record.text("text"), tuple(images / name for name in record.texts("images"))
    if not text.strip() and not pictures:
        raise record.malformed("has neither a text nor images", "Give the question's text.")
    for picture in pictures:
        if not picture.is_file():
            raise record.malformed(f"names an image that is not there: {picture}", "Add it to images/.")
    answers = record.texts("answers") or tuple(filter(None, [record.text("answer")]))
    accepted = answers + record.texts("alternative_answers")
    first_page = record.integer("gold_page")
    return LabelledQuestion(
        id=record.id,
        text=text,
        history=record.turns("history"),
        images=pictures,
        accepted=accepted,
        answerable=record.truth("answerable", default=bool(accepted or relevant)),
        relevant=relevant,
        stand_ins=frozenset(record.texts("value_also_in")),
        # The labelled page is where the cited passage starts: the answer may stand up to two pages later.
        pages=frozenset(range(first_page, first_page + 3)) if first_page is not None else frozenset(),
        # Paraphrases of one item and turns of one conversation ("ID<::>TURN") fail and succeed together.
        group=record.text("item") or record.id.split("<::>")[0],
        judges_abstention=record.text("answerability") not in ("CONVERSATIONAL", "UNKNOWN"),
    )
