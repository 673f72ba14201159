"""A passage prepared for reading: cut into units, each with its terms, and with the headings it stands under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from bot.grounding.canonical import CanonicalWords, canonical_words, without_lead
from bot.grounding.hidden_markup import hidden_blanked, quote_marks_blanked, without_gaps
from bot.grounding.inline import plain_inline
from bot.grounding.numbering import Lines, step_numbers
from bot.grounding.sentences import asks, is_caption, sentences
from bot.grounding.statements import statements, states
from bot.grounding.terms import Term, stems, terms
from bot.grounding.unit import Unit, goes_on
from bot.grounding.units import units
from knowledge.context import Context
from knowledge.documents import Passage
from knowledge.readers.choose import is_markdown
from knowledge.readers.markdown import heading_words

_LOWEST_HEADING = 6
_UNDERLINED = {"=": 1, "-": 2}
_TAB = 4
# "IT" in capitals is a department, and refers to nothing said before.
_REFERS_BACK = re.compile(
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

    `found` says which parts of the passage a search found; the rest surrounds them. Where the passage begins inside a
    table, `table` is the beginning of that table; `ends_in_table` is true where it ends inside one.
    """

    passage: Passage
    units: tuple[Unit, ...]
    found: tuple[tuple[int, int], ...]
    table: str = ""
    ends_in_table: bool = False

    @classmethod
    def of(cls, context: Context, captions: Sequence[str] = ()) -> "Excerpt":
        """Cuts a passage with its surroundings into units.

        `captions` are the words that stand in for its pictures: they describe a picture and state no fact.
        """
        page_is_markdown = is_markdown(context.passage.document)
        text = hidden_blanked(context.passage.text, page_is_markdown)
        shows = {sentence for caption in captions for sentence in _sentences(caption)}
        cut = units(text, page_is_markdown, in_table=bool(context.table), fence=context.fence)
        found = (replace(u, kind="image") if _plain(text[u.start : u.end]) in shows else u for u in cut)
        return cls(context.passage, tuple(found), context.found, context.table, context.ends_in_table)

    def text(self, first: int, last: int | None = None) -> str:
        """The verbatim text of a unit, or from unit `first` to unit `last`, both included."""
        return self.passage.text[self._slice(first, last)]

    def visible_text(self, first: int, last: int | None = None) -> str:
        """As `text`, without what the page does not show, a comment for instance."""
        text = without_gaps(self.visible_page[self._slice(first, last)])
        return _BROKEN_LINE.sub("\n", text) if self.is_markdown else text

    def _slice(self, first: int, last: int | None) -> slice:
        return slice(self.units[first].start, self.units[first if last is None else last].end)

    @cached_property
    def visible_page(self) -> str:
        """The passage's text with blanks in the place of what the page does not show, so that every offset stays."""
        text = hidden_blanked(self.passage.text, self.is_markdown)
        return quote_marks_blanked(text) if self.is_markdown else text

    @cached_property
    def topic_stems(self) -> frozenset[str]:
        """The stems of the title and of all headings: what the passage is about without saying it again."""
        inner = [self.text(n) for n, unit in enumerate(self.units) if unit.kind == "heading"]
        return stems(" ".join([self.passage.title, *self.passage.headings, *inner]))

    @cached_property
    def terms(self) -> tuple[tuple[Term, ...], ...]:
        """The content words of each unit."""
        return tuple(tuple(terms(self.visible_text(n))) for n in range(len(self.units)))

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """The stems of each unit."""
        return tuple(frozenset(term.stem for term in unit_terms) for unit_terms in self.terms)

    @cached_property
    def stated(self) -> dict[CanonicalWords, list[tuple[int, int]]]:
        """What the units state, each alone and each with the next one, with the first and last unit of each place."""
        places: dict[CanonicalWords, list[tuple[int, int]]] = {}
        for n in range(len(self.units)):
            for said in dict.fromkeys(statements(self.visible_text(n))):
                places.setdefault(said, []).append((n, n))
        shown = [self.visible_text(n) for n in range(len(self.units))]
        whole = [canonical_words(without_lead(text)) for text in shown]
        for n, (first, second) in enumerate(pairwise(whole)):
            if not (states(shown[n]) and states(shown[n + 1])):
                continue
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
        """The column at which a unit's line begins, with tabs as wide as in Markdown."""
        return self._columns(self.visible_page, n)

    def margin(self, n: int) -> int:
        """As `indent`, but a line of a block quote begins at its ">"."""
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
        """True if a unit ends in a colon and so announces what stands below it."""
        return self.text(n).rstrip("*_").endswith(":")

    @cached_property
    def is_markdown(self) -> bool:
        """Whether the passage comes from a Markdown page; any other text is plain."""
        return is_markdown(self.passage.document)

    def columns_over(self, n: int) -> str:
        """The header of the table that a row stands in; empty for a table without one, and for any other unit."""
        if self.units[n].kind != "row":
            return ""
        top = n
        while top > 0 and self.units[top].kind == "row":
            top -= 1
        if self.units[top].kind == "header":
            return self.visible_text(top)
        return self._columns_in_front if self.units[top].kind == "row" else ""

    @cached_property
    def _columns_in_front(self) -> str:
        """The header of the table that the passage begins inside of."""
        text = hidden_blanked(self.table, self.is_markdown)
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
        level = _LOWEST_HEADING + 1
        for above in range(n - 1, -1, -1):
            if self.units[above].kind == "heading" and (depth := _depth(self.text(above))) < level:
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
        heading = self.visible_text(n)
        return heading_words(heading) if self.is_markdown else heading.strip().strip("#").strip()

    def runs_on(self, n: int) -> bool:
        """True if the next unit is the next sentence of the same paragraph."""
        return n + 1 < len(self.units) and goes_on(self.visible_page, self.units[n], self.units[n + 1])

    def adjoins(self, n: int) -> bool:
        """True if the next unit stands in the line below."""
        return self.visible_page[self.units[n].end : self.units[n + 1].start].count("\n") <= 1

    def refers_back(self, n: int) -> bool:
        """True if a sentence makes sense only behind the one before it ("It ends after 4 hours.")."""
        return n > 0 and self.runs_on(n - 1) and self.opens_referring(n)

    def opens_referring(self, n: int) -> bool:
        """True if a sentence begins with a word for what was named or shown above it ("This", "It")."""
        return bool(_REFERS_BACK.match(self.visible_text(n)))

    def is_quotable(self, n: int) -> bool:
        """True if a unit says something by itself; a heading, a table's header and a caption only name what follows."""
        kind = self.units[n].kind
        if kind in ("heading", "header", "image", "order"):
            return False
        if kind == "sentence" and is_caption(self.visible_text(n)):
            return False
        return (bool(self.terms[n]) and not self._is_unseen(n)) or self.is_bare(n)

    def _is_unseen(self, n: int) -> bool:
        """True for what has words that nobody sees: an anchor, or an image's tag."""
        text = self.visible_text(n)
        return self.is_markdown and text.startswith("<") and self.units[n].kind != "code" and not plain_inline(text)

    def is_bare(self, n: int) -> bool:
        """True for a "No." that answers the question in the heading above it and says nothing alone."""
        return bool(_YES_OR_NO.fullmatch(self.visible_text(n))) and asks(self.heading_above(n))

    def marked(self, n: int) -> str:
        """A unit as Markdown, with the list marker that its kind asks for."""
        unit, text = self.units[n], " ".join(self.visible_text(n).split())
        if unit.kind == "step":
            return f"{self.numbers[n]}. {text}"
        if unit.kind == "item":
            return f"- {text}"
        return text


def _depth(heading: str) -> int:
    """The level of a Markdown heading from 1, by its "#" marks or its underline; without either it is the lowest."""
    marks = len(heading.lstrip()) - len(heading.lstrip().lstrip("#"))
    if marks:
        return marks
    words, _, underline = heading.rpartition("\n")
    return _UNDERLINED.get(underline.strip()[:1], _LOWEST_HEADING) if words else _LOWEST_HEADING


def _sentences(caption: str) -> Iterator[str]:
    yield _plain(caption)
    for start, end in sentences(caption, 0, len(caption)):
        yield _plain(caption[start:end])


def _plain(text: str) -> str:
    return " ".join(text.split())
