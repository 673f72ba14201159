"""Between decide and write: asks back where a question has several good answers, and names what tells them apart.

It asks rarely: only where the titles of two pages, or the headings of two sections, differ by words that the question
leaves open, and what they say differs by its facts, or by the steps under the same heading. Each choice comes with its
answer, so that nobody has to wait for what is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.blocks import block_around
from bot.grounding.excerpt import Excerpt
from bot.grounding.inline import literal
from bot.grounding.orders import is_order
from bot.grounding.terms import RULE_WORDS, Term, stems
from bot.steps.evidence import Evidence, Reading
from bot.steps.rivals import own_words

SAME_STATEMENT = 0.5
"""Share of their words, without facts and names, that two answers to one question have in common."""

NEARLY_BEST = 0.88
"""How well another answer must fit, as a share of the best one's score."""

MOST_COMPARED, MOST_CHOICES = 8, 3


@dataclass(frozen=True)
class Choice:
    """One of several answers: what it is for, and the first and last unit of the excerpt that give it."""

    name: str
    excerpt: int
    first: int
    last: int


def choices(question: str, reading: Reading) -> tuple[Choice, ...]:
    """The answers that the question leaves open, the best first; none if there is nothing to choose between."""
    if not reading.evidence:
        return ()
    best, *rest = reading.evidence[:MOST_COMPARED]
    found: list[Choice] = []
    for other in rest:
        if other.score < NEARLY_BEST * best.score or len(found) == MOST_CHOICES:
            break
        names = _names(reading, best, other)
        if (
            names is None
            or any(map(is_order, names))
            or not _leaves_open(question, *names)
            or not _differ(reading, best, other, names)
        ):
            continue
        found = found or [_choice(reading, best, names[0])]
        if names[1] not in [choice.name for choice in found]:
            found.append(_choice(reading, other, names[1]))
    return tuple(found)


def question_back(names: Sequence[str]) -> str:
    """The question that names all choices."""
    bold = [f"**{literal(name)}**" for name in names]
    return f"Do you mean {', '.join(bold[:-1])} or {bold[-1]}?"


def _names(reading: Reading, one: Evidence, other: Evidence) -> tuple[str, str] | None:
    """The titles of the pages of two units, or the headings of their sections on one page; None if they are the same.

    Sections on one page are told apart by their last headings, and only where all headings above those are the same.
    """
    path, other_path = (reading.excerpt_of(e).headings_over(e.unit) for e in (one, other))
    if reading.document_of(one) != reading.document_of(other):
        return (path[0], other_path[0]) if path[0] != other_path[0] else None
    if len(path) < 2 or path[:-1] != other_path[:-1] or path[-1] == other_path[-1]:
        return None
    return path[-1], other_path[-1]


def _leaves_open(question: str, name: str, other: str) -> bool:
    """True if two names are similar, and the question has none of the words that tell them apart."""
    own, of_other = own_words(name, other)
    return bool(own and of_other) and stems(question).isdisjoint(own | of_other)


def _differ(reading: Reading, one: Evidence, other: Evidence, names: tuple[str, str]) -> bool:
    """True if two units say the same with other facts, or are of different steps under the same heading."""
    pages = reading.excerpt_of(one), reading.excerpt_of(other)
    blocks = block_around(pages[0], one.unit), block_around(pages[1], other.unit)
    if all(_is_procedure(page, *block) for page, block in zip(pages, blocks, strict=True)):
        headings = [page.headings_over(first)[1:] for page, (first, _) in zip(pages, blocks, strict=True)]
        return headings[0] == headings[1] and pages[0].text(*blocks[0]) != pages[1].text(*blocks[1])
    terms, other_terms = (_terms(page, *block) for page, block in zip(pages, blocks, strict=True))
    return _same_but_for_facts(terms, other_terms, stems(" ".join(names)))


def _same_but_for_facts(terms: Sequence[Term], other_terms: Sequence[Term], names: frozenset[str]) -> bool:
    """True if two answers differ in their facts and otherwise have much the same words, those of their names aside."""
    facts, words = _facts_and_words(terms, names)
    other_facts, other_words = _facts_and_words(other_terms, names)
    is_same_statement = len(words & other_words) >= SAME_STATEMENT * len(words | other_words)
    return is_same_statement and bool(facts and other_facts) and facts != other_facts


def _facts_and_words(terms: Sequence[Term], names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of numbers, identifiers and the like, and all other stems; without those of the names."""
    facts = frozenset(term.stem for term in terms if term.hard and term.stem not in RULE_WORDS) - names
    return facts, frozenset(term.stem for term in terms) - names - facts


def _is_procedure(excerpt: Excerpt, first: int, last: int) -> bool:
    return any(unit.kind == "step" for unit in excerpt.units[first : last + 1])


def _terms(excerpt: Excerpt, first: int, last: int) -> list[Term]:
    return [term for n in range(first, last + 1) for term in excerpt.terms[n]]


def _choice(reading: Reading, evidence: Evidence, name: str) -> Choice:
    return Choice(name, evidence.excerpt, *block_around(reading.excerpt_of(evidence), evidence.unit))
