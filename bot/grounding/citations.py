"""Numbers the places that an answer rests on; a citation comes from the check, never from what the writer claims."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.events import Citation
from bot.grounding.excerpt import Excerpt

LONGEST_QUOTE = 600
"""Characters of one quote: neighbouring sentences share a number as long as the quote stays readable."""


@dataclass
class _Place:
    excerpt: int
    unit: int
    start: int
    end: int


@dataclass
class Citations:
    """The places cited so far, in the order of their numbers, which begin at `first`."""

    excerpts: Sequence[Excerpt]
    first: int = 1
    _places: list[_Place] = field(default_factory=list)

    def number(self, excerpt: int, first: int, last: int) -> int:
        """The number for units `first` to `last` of an excerpt; one quote may grow to cover neighbouring units."""
        units = self.excerpts[excerpt].units
        start, end = units[first].start, units[last].end
        for n, place in enumerate(self._places, start=self.first):
            low, high = min(start, place.start), max(end, place.end)
            is_short = high - low <= max(LONGEST_QUOTE, place.end - place.start)
            gap = slice(min(end, place.end), max(start, place.start))
            if place.excerpt == excerpt and is_short and not self._is_broken(excerpt, low, high, gap):
                place.start, place.end = low, high
                return n
        self._places.append(_Place(excerpt, first, start, end))
        return self.first + len(self._places) - 1

    def listed(self) -> tuple[Citation, ...]:
        """The citations made so far."""
        return tuple(self._citation(n, place) for n, place in enumerate(self._places, start=self.first))

    def cited_sections(self) -> tuple[tuple[int, int, int], ...]:
        """The cited sections, each as the key of its document and its offsets in the document."""
        return tuple(dict.fromkeys(self._section(place) for place in self._places))

    def _section(self, place: _Place) -> tuple[int, int, int]:
        excerpt = self.excerpts[place.excerpt]
        headings = [unit for unit in excerpt.units if unit.kind == "heading"]
        start = max((unit.start for unit in headings if unit.start <= place.start), default=0)
        end = min((unit.start for unit in headings if unit.start >= place.end), default=len(excerpt.passage.text))
        passage = excerpt.passage
        return passage.document_key, passage.start + start, passage.start + end

    def _is_broken(self, number: int, low: int, high: int, gap: slice) -> bool:
        """True if one quote from `low` to `high` would hold a heading, or hidden text or an order in the gap."""
        excerpt = self.excerpts[number]
        if any(unit.kind == "heading" and low < unit.start < high for unit in excerpt.units):
            return True
        text = excerpt.passage.text[gap]
        is_hidden = "<" in text and text != excerpt.visible_page[gap]
        return is_hidden or any(unit.kind == "order" and gap.start <= unit.start < gap.stop for unit in excerpt.units)

    def _citation(self, n: int, place: _Place) -> Citation:
        excerpt = self.excerpts[place.excerpt]
        passage = excerpt.passage
        return Citation(
            n=n,
            document=passage.document,
            title=passage.title,
            location=passage.location if passage.page is not None else excerpt.heading_above(place.unit),
            quote=passage.text[place.start : place.end],
            url=passage.url,
            document_key=passage.document_key,
        )
