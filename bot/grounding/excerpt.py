"""A passage prepared for reading: cut into units, each with its terms, and with the headings it stands under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.grounding.numbering import Lines, step_numbers
from bot.grounding.sentences import asks, sentences
from bot.grounding.statements import statements
from bot.grounding.terms import Term, stems, terms
from bot.grounding.unit import Unit, goes_on
from bot.grounding.units import units
from bot.grounding.unseen import closed, seen, unquoted
from bot.grounding.wording import Wording, without_lead, wording
from knowledge.context import Context
from knowledge.documents import Passage
from knowledge.readers.choose import is_markdown
from knowledge.readers.markdown import heading_words

_LOWEST_HEADING = 7
_TAB = 4
# In capitals it is a department, which leans on nothing.
_LEANS_BACK = re.compile(
    r"\W*(?!(?-i:IT)\b)"
    r"(?:it|this|these|those|they|he|she|both|such|then|otherwise|instead|the\s+latter|the\s+former)\b",
    re.IGNORECASE,
)
_BROKEN_LINE = re.compile(r"(?<!\\)\\\n")
"""How Markdown ends a line without ending a paragraph; pages that are written in an editor are full of them."""
_YES_OR_NO = re.compile(r"\W*(?:yes|no|never|always|sometimes|ja|nein|nie|oui|non)\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Excerpt:
    """A passage and its units; positions are offsets into `passage.text`.

    `found` says which stretches of it a search found; the rest is there to be read with them. `table` is the beginning
    of the table that it begins inside of.
    """

    passage: Passage
    units: tuple[Unit, ...]
    found: tuple[tuple[int, int], ...]
    table: str = ""

    @classmethod
    def of(cls, context: Context, captions: Sequence[str] = ()) -> "Excerpt":
        """Cuts a passage with its surroundings into units.

        `captions` are the words that stand for its pictures: they say what a picture shows, not what is so.
        """
        page_is_markdown = is_markdown(context.passage.document)
        text = seen(context.passage.text, page_is_markdown)
        shows = {sentence for caption in captions for sentence in _sentences(caption)}
        cut = units(text, page_is_markdown, in_table=bool(context.table))
        found = (replace(u, kind="image") if _plain(text[u.start : u.end]) in shows else u for u in cut)
        return cls(context.passage, tuple(found), context.found, context.table)

    def text(self, first: int, last: int) -> str:
        """The verbatim slice from unit `first` to unit `last`, both included."""
        return self.passage.text[self.units[first].start : self.units[last].end]

    def seen(self, first: int, last: int) -> str:
        """The same without what the page does not show, a comment for instance."""
        text = closed(self.seen_page[self.units[first].start : self.units[last].end])
        return _BROKEN_LINE.sub("\n", text) if self.is_markdown else text

    @cached_property
    def seen_page(self) -> str:
        """The passage's text with blanks in the place of what the page does not show, so that every offset stays."""
        text = seen(self.passage.text, self.is_markdown)
        return unquoted(text) if self.is_markdown else text

    @cached_property
    def context(self) -> frozenset[str]:
        """The stems of the title and the headings: what the passage is about without saying it again."""
        inner = [self.text(n, n) for n, unit in enumerate(self.units) if unit.kind == "heading"]
        return stems(" ".join([self.passage.title, *self.passage.headings, *inner]))

    @cached_property
    def terms(self) -> tuple[tuple[Term, ...], ...]:
        """The content words of each unit."""
        return tuple(tuple(terms(self.seen(n, n))) for n in range(len(self.units)))

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """The stems of each unit."""
        return tuple(frozenset(term.stem for term in unit_terms) for unit_terms in self.terms)

    @cached_property
    def stated(self) -> dict[Wording, list[tuple[int, int]]]:
        """What the units state, each alone and each with its neighbour, and the first and last unit that state it."""
        places: dict[Wording, list[tuple[int, int]]] = {}
        for n in range(len(self.units)):
            for said in dict.fromkeys(statements(self.seen(n, n))):
                places.setdefault(said, []).append((n, n))
        whole = [wording(without_lead(self.seen(n, n))) for n in range(len(self.units))]
        for n, (first, second) in enumerate(pairwise(whole)):
            for joined in (first + second, (*first, "and", *second)):
                places.setdefault(joined, []).append((n, n + 1))
        return places

    def place(self, n: int) -> tuple[int, int]:
        """The key of the document that a unit stands in, and where it begins there."""
        return self.passage.document_key, self.passage.start + self.units[n].start

    def is_found(self, n: int) -> bool:
        """True if a unit is part of what the search found."""
        unit = self.units[n]
        return any(start < unit.end and unit.start < end for start, end in self.found)

    def indent(self, n: int) -> int:
        """How far to the right a unit's line begins, a tab as wide as Markdown has it."""
        return self._columns(self.seen_page, n)

    def margin(self, n: int) -> int:
        """The same with the marks of a quoted block, which begin its lines further to the left."""
        return self._columns(self.passage.text, n)

    def _columns(self, page: str, n: int) -> int:
        line = page[page.rfind("\n", 0, self.units[n].start) + 1 : self.units[n].end].expandtabs(_TAB)
        return len(line) - len(line.lstrip(" "))

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each step as the page shows it, by its unit."""
        every = range(len(self.units))
        return step_numbers(Lines(self.units, [*map(self.indent, every)], [*map(self.announces, every)]))

    def announces(self, n: int) -> bool:
        """True if a unit ends in a colon: what it announces stands below it."""
        return self.text(n, n).rstrip("*_").endswith(":")

    @cached_property
    def is_markdown(self) -> bool:
        """Whether the passage is of a Markdown page; any other text is plain."""
        return is_markdown(self.passage.document)

    def columns_over(self, n: int) -> str:
        """The row that names the columns of a row of a table; empty where there is none, and for what is no row."""
        if self.units[n].kind != "row":
            return ""
        top = n
        while top > 0 and self.units[top].kind == "row":
            top -= 1
        if self.units[top].kind == "header":
            return self.seen(top, top)
        return self._columns_in_front if self.units[top].kind == "row" else ""

    @cached_property
    def _columns_in_front(self) -> str:
        """The row that names the columns of the table that the passage begins inside of."""
        text = seen(self.table, self.is_markdown)
        return next((text[unit.start : unit.end] for unit in units(text) if unit.kind == "header"), "")

    def heading_above(self, n: int) -> str:
        """The words of the nearest heading above a unit; the passage's own location if there is none."""
        for above in range(n - 1, -1, -1):
            if self.units[above].kind == "heading":
                return self._heading(above)
        return self.passage.location

    def headings_over(self, n: int) -> tuple[str, ...]:
        """The title and the words of the headings that a unit stands under, outermost first."""
        path: list[str] = []
        level = _LOWEST_HEADING
        for above in range(n - 1, -1, -1):
            if self.units[above].kind == "heading" and (depth := _depth(self.text(above, above))) < level:
                level = depth
                path.append(self._heading(above))
        return (self.passage.title, *(path[::-1] or self.passage.headings))

    @cached_property
    def stems_of_headings(self) -> tuple[frozenset[str], ...]:
        """The stems of the title and the headings that each unit stands under; many units stand under the same."""
        paths = [self.headings_over(n) for n in range(len(self.units))]
        stems_of = {path: stems(" ".join(path)) for path in set(paths)}
        return tuple(stems_of[path] for path in paths)

    def _heading(self, n: int) -> str:
        heading = self.seen(n, n)
        return heading_words(heading) if self.is_markdown else heading.strip().strip("#").strip()

    def runs_on(self, n: int) -> bool:
        """True if the next unit is the next sentence of the same paragraph."""
        return n + 1 < len(self.units) and goes_on(self.seen_page, self.units[n], self.units[n + 1])

    def adjoins(self, n: int) -> bool:
        """True if the next unit stands in the line below."""
        return self.seen_page[self.units[n].end : self.units[n + 1].start].count("\n") <= 1

    def leans_back(self, n: int) -> bool:
        """True if a sentence of a paragraph only makes sense behind the one before it ("It ends after 4 hours.")."""
        return n > 0 and self.runs_on(n - 1) and bool(_LEANS_BACK.match(self.seen(n, n)))

    def is_quotable(self, n: int) -> bool:
        """True if a unit says something by itself; a heading or a table's header only names what follows."""
        is_said = bool(self.terms[n]) or self.is_bare(n)
        return self.units[n].kind not in ("heading", "header", "image", "order") and is_said

    def is_bare(self, n: int) -> bool:
        """True for a "No." that answers the question in the heading above it, and says nothing without it."""
        return bool(_YES_OR_NO.fullmatch(self.seen(n, n))) and asks(self.heading_above(n))

    def marked(self, n: int) -> str:
        """A unit as Markdown, with the list marker that its kind asks for."""
        unit, text = self.units[n], " ".join(self.seen(n, n).split())
        if unit.kind == "step":
            return f"{self.numbers[n]}. {text}"
        if unit.kind == "item":
            return f"- {text}"
        return text


def _depth(heading: str) -> int:
    """The level of a heading by its marks, from 1; one without any lies deepest."""
    words, _, underline = heading.rpartition("\n")
    marks = len(heading.lstrip()) - len(heading.lstrip().lstrip("#"))
    return marks or ({"=": 1, "-": 2}.get(underline.strip()[:1]) if words else None) or _LOWEST_HEADING - 1


def _sentences(caption: str) -> Iterator[str]:
    yield _plain(caption)
    for start, end in sentences(caption, 0, len(caption)):
        yield _plain(caption[start:end])


def _plain(text: str) -> str:
    return " ".join(text.split())
