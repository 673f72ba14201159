"""Beside reading: what a document says as a whole, in its own words: how it opens, and how each of its sections begins.

"Summarize the travel policy" asks for no one sentence of it, and what it needs was not chosen by meaning: writers put
first what matters, in a page and in a section.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.grounding.blocks import is_answer
from bot.grounding.display import as_markdown
from bot.grounding.excerpt import Excerpt
from bot.grounding.inline import literal
from bot.grounding.orders import is_order
from bot.grounding.piece import Verified
from bot.grounding.terms import stems, title_stems
from bot.steps.asking.extracts import points_at_chosen
from bot.steps.extracts.sections import Extract, section_excerpt
from knowledge.documents import Document, Passage, Section
from knowledge.editions import asks_about_past, edition_of

MOST_SECTIONS = 10
"""Sections of a document that are listed; the others are counted."""

MOST_DOCUMENTS = 6
"""Documents that are listed where the question means several."""

OPENING_SENTENCES, FEWEST_WORDS, MOST_PASSED_OVER = 2, 4, 6
"""Sentences of an opening, words of one, and the units that are passed over for a whole sentence."""

_KINDS = stems(
    "document documents documentation doc docs page guide handbook manual article policy policies file wiki "
    "pdf md html txt docx xlsx pptx odt ods odp epub rtf"
)

FEWEST_LISTED = 3
"""Sections of a document that are worth listing for "which error codes are there?"."""


def documents_meant(topic: str, passages: Sequence[Passage], chosen: Sequence[int] = ()) -> tuple[int, ...]:
    """The keys of the documents whose titles or names have all words of the topic, the best first.

    One that is called like the topic itself is meant alone, whatever others say of it in their titles; "this document"
    means those that were `chosen` beside the question.
    """
    if points_at_chosen(topic):
        return tuple(chosen)
    named = title_stems(topic.replace("@", ""))
    own = named - _KINDS or named
    called = {passage.document_key: _called(passage) for passage in reversed(passages)}
    keys = [key for key in dict.fromkeys(p.document_key for p in passages) if own and own <= called[key]]
    alone = [key for key in keys if called[key] - _KINDS == own] or [key for key in keys if named <= called[key]]
    meant = alone if len(alone) == 1 else keys
    if not asks_about_past([topic]):
        editions = {passage.document_key: edition_of(passage.document) for passage in passages}
        meant = [key for key in meant if not any(editions[new].holds_instead_of(editions[key]) for new in meant)]
    return tuple(meant)[:MOST_DOCUMENTS]


def overview_of(documents: Sequence[tuple[Passage, Document]]) -> Extract | None:
    """An overview of one document by its sections, or of several by how each opens; None if they say nothing."""
    if len(documents) == 1:
        [(passage, document)] = documents
        return _by_sections(passage, document)
    named: list[tuple[Excerpt, str, range]] = []
    for passage, document in documents:
        opens = next(_openings(passage, document, document.sections), None)
        if opens is not None:
            named.append((opens[0], passage.title, opens[1]))
    return _overview("", [], named) if named else None


def _by_sections(passage: Passage, document: Document) -> Extract | None:
    paths = [section.headings for section in document.sections]
    # The heading of all is the document's title once more.
    shared = 1 if len({path[:1] for path in paths if path}) == 1 and any(len(path) > 1 for path in paths) else 0
    opening = [section for section in document.sections if len(section.headings) <= shared]
    parts: dict[str, list[Section]] = {}
    for section in document.sections:
        if len(section.headings) > shared:
            parts.setdefault(section.headings[shared], []).append(section)
    named: list[tuple[Excerpt, str, range]] = []
    left_out = 0
    for number, (heading, sections) in enumerate(parts.items()):
        if len(named) == MOST_SECTIONS:
            left_out = len(parts) - number
            break
        opens = next(_openings(passage, document, sections), None)
        if opens is not None and not is_order(heading):
            named.append((opens[0], heading, opens[1][:1]))
    first = next(_openings(passage, document, opening), None)
    if first is None and not named:
        return None
    return replace(_overview(passage.title, [first] if first else [], named), left_out=left_out)


def _overview(
    title: str, opening: Iterable[tuple[Excerpt, range]], named: Iterable[tuple[Excerpt, str, range]]
) -> Extract:
    """The opening as a paragraph, then an item for each name, with the first sentence of what stands under it.

    What is no sentence, or was said already, leaves the name alone.
    """
    excerpts: list[Excerpt] = []
    pieces: list[Verified] = []
    said: set[str] = set()
    for excerpt, name, units in chain(((excerpt, "", units) for excerpt, units in opening), named):
        is_sentence = excerpt.units[units[0]].kind == "sentence"
        words = " ".join(as_markdown(excerpt, units[0], units[-1]).split()) if is_sentence or not name else ""
        parts = (f"- **{literal(name)}**" if name else "", "" if words in said else words)
        pieces.append(Verified(": ".join(filter(None, parts)), "document", len(excerpts), units[0], units[-1]))
        excerpts.append(excerpt)
        said.add(words)
    return Extract(title, tuple(excerpts), tuple(pieces))


def _openings(passage: Passage, document: Document, sections: Iterable[Section]) -> Iterator[tuple[Excerpt, range]]:
    """Each section that says something, with the units that say it first: sentences of a paragraph, or any other."""
    for section in sections:
        excerpt = section_excerpt(passage, document, section)
        answers = [n for n in range(len(excerpt.units)) if is_answer(excerpt, n)]
        if not answers:
            continue
        first = next((n for n in answers[:MOST_PASSED_OVER] if _is_sentence(excerpt, n)), answers[0])
        last = first
        while last + 1 < first + OPENING_SENTENCES and _goes_on(excerpt, last):
            last += 1
        yield excerpt, range(first, last + 1)


def _is_sentence(excerpt: Excerpt, n: int) -> bool:
    """True for a whole sentence; a line like "Privacy Policy" or "Last Updated: 2023-03-05" only stands above them."""
    words = excerpt.visible_text(n).split()
    return excerpt.units[n].kind == "sentence" and len(words) >= FEWEST_WORDS and words[-1][-1] in '.!?)"”'


def _goes_on(excerpt: Excerpt, n: int) -> bool:
    return excerpt.units[n].kind == "sentence" and excerpt.runs_on(n) and is_answer(excerpt, n + 1)


def _called(passage: Passage) -> frozenset[str]:
    """The words of a document's title and of its name."""
    name = passage.document.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return title_stems(passage.title) | title_stems(name)
