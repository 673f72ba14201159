"""Between decide and write: asks back where a question has several good answers, and names what tells them apart.

It speaks up rarely: only where pages or sections are twins but for words that the question leaves open, and say the
same with other facts, or other steps under the same heading. The answers are given with the question, so that nobody
waits for what is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around
from bot.grounding.terms import RULE_WORDS, Term, stems
from bot.steps.evidence import Evidence, Reading
from bot.steps.rivals import own_words

SAME_STATEMENT = 0.5
"""Share of their words that two answers to one question have in common, but for their facts and names."""

NEARLY_BEST = 0.88
"""How well another answer must fit, beside the best one."""

MOST_COMPARED, MOST_CHOICES = 8, 3


@dataclass(frozen=True)
class Choice:
    """One of several answers: what it is for, and the units that say it."""

    name: str
    excerpt: int
    first: int
    last: int


def choices(question: str, reading: Reading) -> tuple[Choice, ...]:
    """The answers between which the question leaves the choice, the best first; none if there is nothing to choose."""
    if not reading.evidence:
        return ()
    best, *rest = reading.evidence[:MOST_COMPARED]
    found: list[Choice] = []
    for other in rest:
        if other.score < NEARLY_BEST * best.score or len(found) == MOST_CHOICES:
            break
        names = _names(reading, best, other)
        if names is None or not _leaves_open(question, *names) or not _differ(reading, best, other, names):
            continue
        found = found or [_choice(reading, best, names[0])]
        if names[1] not in [choice.name for choice in found]:
            found.append(_choice(reading, other, names[1]))
    return tuple(found)


def question_back(names: Sequence[str]) -> str:
    """The question that names all choices."""
    bold = [f"**{name}**" for name in names]
    return f"Do you mean {', '.join(bold[:-1])} or {bold[-1]}?"


def _names(reading: Reading, one: Evidence, other: Evidence) -> tuple[str, str] | None:
    """The titles of two pages, or the headings of two sections of one page; None if they are no such pair."""
    path, others = (reading.excerpt_of(e).headings_over(e.unit) for e in (one, other))
    if reading.document_of(one) != reading.document_of(other):
        return (path[0], others[0]) if path[0] != others[0] else None
    if len(path) < 2 or path[:-1] != others[:-1] or path[-1] == others[-1]:
        return None
    return path[-1], others[-1]


def _leaves_open(question: str, name: str, other: str) -> bool:
    """True if the names are alike, or both short, but for words that the question has none of."""
    own, others = own_words(name, other)
    return bool(own and others) and stems(question).isdisjoint(own | others)


def _differ(reading: Reading, one: Evidence, other: Evidence, names: tuple[str, str]) -> bool:
    """True if two units say the same with other facts, or list other steps under the same heading."""
    pages = reading.excerpt_of(one), reading.excerpt_of(other)
    blocks = block_around(pages[0], one.unit), block_around(pages[1], other.unit)
    if all(_is_procedure(page, *block) for page, block in zip(pages, blocks, strict=True)):
        headings = [page.headings_over(first)[1:] for page, (first, _) in zip(pages, blocks, strict=True)]
        return headings[0] == headings[1] and pages[0].text(*blocks[0]) != pages[1].text(*blocks[1])
    said, told = (_terms(page, *block) for page, block in zip(pages, blocks, strict=True))
    return _same_but_for_facts(said, told, stems(" ".join(names)))


def _same_but_for_facts(said: Sequence[Term], told: Sequence[Term], named: frozenset[str]) -> bool:
    facts = [{t.stem for t in words if t.hard and t.stem not in RULE_WORDS} - named for words in (said, told)]
    rest = [{t.stem for t in words} - named - known for words, known in zip((said, told), facts, strict=True)]
    alike = len(rest[0] & rest[1]) >= SAME_STATEMENT * len(rest[0] | rest[1])
    return alike and bool(facts[0] and facts[1]) and facts[0] != facts[1]


def _is_procedure(excerpt: Excerpt, first: int, last: int) -> bool:
    return any(unit.kind == "step" for unit in excerpt.units[first : last + 1])


def _terms(excerpt: Excerpt, first: int, last: int) -> list[Term]:
    return [term for n in range(first, last + 1) for term in excerpt.terms[n]]


def _choice(reading: Reading, evidence: Evidence, name: str) -> Choice:
    return Choice(name, evidence.excerpt, *block_around(reading.excerpt_of(evidence), evidence.unit))
