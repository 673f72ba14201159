"""The questions that the shipped writer learns from: asked of documentation, stories, health pages, reports, products.

Only sources whose terms allow it (see `models.training.rows`), and never what is held out there.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from bot.events import Turn
from bot.tuning.posed import Posed
from knowledge.documents import Document
from knowledge.readers.markdown import read_markdown
from models.training.mining import is_held_out
from models.training.questions import by_page, questions_of
from models.training.rows import HELD_OUT_REPOSITORIES, Asked, Section, read_questions, read_sections

DOCUMENTATION_PAGES = 450
PAGES_OF_A_FOLDER = (4, 25)
"""A folder of at least so many pages gives at most so many: its pages are each other's near misses."""

QUESTIONS_OF_A_PAGE = 3
HUMAN_PAGES = {"story": 60, "health": 70, "report": 90, "product": 100}
QUESTIONS_OF_A_HUMAN_PAGE = {"story": 3, "health": 2, "report": 1, "product": 2}

FOLLOW_UPS = 0.12
"""Share of documentation's questions that follow another one about the same page."""

Material = tuple[list[tuple[str, Document]], list[Posed]]


@dataclass
class _Page:
    """A page that grows by paragraphs, each of which remembers its place."""

    title: str
    text: str = ""
    places: dict[str, int] = field(default_factory=dict)

    def add(self, paragraph: str, heading: str = "") -> int:
        """Where the paragraph stands, which is added unless it is there."""
        if paragraph not in self.places:
            self.text += f"{heading}\n\n" if heading else ""
            self.places[paragraph] = len(self.text)
            self.text += f"{paragraph}\n\n"
        return self.places[paragraph]


def published_material(data: Path, seed: int = 7) -> Material:
    """The documents and the questions asked of them; the same folder and seed give the same."""
    chance = random.Random(seed)  # noqa: S311 - no secret is drawn
    documents, questions = _documentation(data, chance)
    more_documents, more_questions = _human(read_questions(data, seed))
    questions += more_questions
    chance.shuffle(questions)
    return documents + more_documents, questions


def _documentation(data: Path, chance: random.Random) -> Material:
    pages = by_page([each for each in read_sections(data) if each.repository not in HELD_OUT_REPOSITORIES])
    documents: list[tuple[str, Document]] = []
    questions: list[Posed] = []
    for name in _chosen(sorted(pages), chance):
        page, places = _Page(pages[name][0].title), {}
        for section in pages[name]:
            headings = section.headings or (section.title,)
            places[section.id] = page.add(section.text, f"{'#' * min(len(headings), 6)} {headings[-1]}")
        documents.append((name, read_markdown(page.text, name, page.title)))
        questions += _of_page(name, pages[name], places, chance)
    return documents, questions


def _chosen(names: Sequence[str], chance: random.Random) -> list[str]:
    """Pages of whole folders, drawn until there are enough."""
    folders: dict[str, list[str]] = defaultdict(list)
    for name in names:
        folders[str(PurePosixPath(name).parent)].append(name)
    fewest, most = PAGES_OF_A_FOLDER
    drawn = sorted(folder for folder, of in folders.items() if len(of) >= fewest)
    chance.shuffle(drawn)
    return [name for folder in drawn for name in folders[folder][:most]][:DOCUMENTATION_PAGES]


def _of_page(name: str, sections: Sequence[Section], places: dict[str, int], chance: random.Random) -> Iterator[Posed]:
    posed = [
        _of_section(asked, name, section, places[section.id])
        for section in sections
        for asked in questions_of(section, sections, chance)
        if asked.kind in ("fact", "heading")
    ]
    chance.shuffle(posed)
    for at, one in enumerate(posed[:QUESTIONS_OF_A_PAGE]):
        before = posed[at - 1]
        follows = chance.random() < FOLLOW_UPS and before.question != one.question
        yield _following(one, before, chance) if follows else one


def _of_section(asked: Asked, name: str, section: Section, place: int) -> Posed:
    """A fact stands in one sentence; what a heading names, in its whole section."""
    if asked.passage is None or asked.span is None:
        return Posed(asked.question, frozenset([name]), place, place + len(section.text))
    start, end = asked.span
    inside = section.text.index(asked.passage.text) + place
    answer = asked.passage.text[start:end]
    return Posed(asked.question, frozenset([name]), inside + start, inside + end, (answer,))


def _following(posed: Posed, before: Posed, chance: random.Random) -> Posed:
    """The question in a conversation whose latest question was about the same page."""
    lead = chance.choice(("", "", "and ", "ok, and ", "what about this: "))
    return replace(posed, question=lead + posed.question, history=(Turn("user", before.question),))


def _human(asked: Iterable[Asked]) -> Material:
    """People's questions, each kind's of some pages of it that come up first."""
    pages: dict[str, dict[str, list[Asked]]] = {kind: defaultdict(list) for kind in HUMAN_PAGES}
    for one in asked:
        is_attribute = one.passage is not None and "{ value" in one.passage.text
        if not is_held_out(one) and not is_attribute and (one.kind != "story" or one.span):
            pages[one.kind][(one.passage or one.decoys[0]).page].append(one)
    documents: list[tuple[str, Document]] = []
    questions: list[Posed] = []
    for kind, limit in HUMAN_PAGES.items():
        for name in list(pages[kind])[:limit]:
            page = _Page(_title(kind, name, pages[kind][name]))
            posed = [_of_passage(one, f"{kind}/{name}", page) for one in pages[kind][name]]
            documents.append((f"{kind}/{name}", read_markdown(page.text, name, page.title)))
            questions += posed[: QUESTIONS_OF_A_HUMAN_PAGE[kind]]
    return documents, questions


def _of_passage(asked: Asked, name: str, page: _Page) -> Posed:
    """A question about a passage, which is put into its page with the passages known not to answer it."""
    for decoy in asked.decoys:
        page.add(_without_next_question(decoy.text))
    if asked.passage is None:
        return Posed(asked.question, frozenset())
    text = _without_next_question(asked.passage.text)
    place = page.add(text)
    if asked.span is None:
        return Posed(asked.question, frozenset([name]), place, place + len(text), only_there=True)
    start, end = asked.span
    return Posed(asked.question, frozenset([name]), place + start, place + end, (asked.passage.text[start:end],))


def _without_next_question(text: str) -> str:
    """A product's evidence without the other customer's question that it was the answer to."""
    return text.split(" Question: ")[0]


def _title(kind: str, name: str, asked: Sequence[Asked]) -> str:
    if kind == "product":
        return name
    if kind == "story":
        return re.sub(r"^fairytale-\w+-", "", name).replace("-", " ").capitalize()
    if kind == "report":
        return "Annual report"
    first, *others = [re.findall(r"[\w'-]+", one.question) for one in asked]
    shared = [word for word in first if all(word in other for other in others)]
    return " ".join(word for word in shared if word not in ("What", "is", "are", "of", "the", "for", "How", "Is"))
