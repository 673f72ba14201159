"""Makes the pieces of one answer from the units of a reading, each unit at most once."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from bot.grounding.blocks import LONGEST_LIST, block_around, short_list_around, step_around, whole_block
from bot.grounding.excerpt import Excerpt
from bot.grounding.footnotes import as_piece, marked_by, notes_to
from bot.grounding.lead_in import lead_in, term_over
from bot.grounding.list_structure import above_caption, introduces_block, list_around, parent_item
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.grounding.stream import WrittenSentence
from bot.grounding.support import Support
from bot.steps.alike_rows import rows_alike
from bot.steps.answer_paragraph import grown
from bot.steps.evidence import Evidence, Reading

LONGEST_BESIDE, BESIDE_SHARE = 4, 0.94
"""Units of a list that is quoted beside the best unit, and the share of its score that a longer one must have."""

MOST_ANSWERING = 6
"""Twice the entries that must be relevant for a list to be quoted whole; fewer are enough of a list of less."""

Place = tuple[int, int]
"""An excerpt's number and a unit's in it."""


@dataclass
class Quotes:
    """The quotes of one answer, and what it has said so far."""

    reading: Reading
    _said: set[Place] = field(default_factory=set)
    _latest: Place | None = None
    _latest_number: int | None = None

    @property
    def has_begun(self) -> bool:
        """True once the answer says anything."""
        return bool(self._said)

    def has_said(self, excerpt: int, first: int, last: int | None = None) -> bool:
        """True if the answer has said a unit, or all units from `first` to `last`."""
        return all((excerpt, n) in self._said for n in range(first, (first if last is None else last) + 1))

    def is_incomplete(self, support: Support) -> bool:
        """True if the units that a written sentence rests on are no answer by themselves.

        That is a step without the others, the introduction of a list without the list, an item without its lead-in.
        """
        excerpt, first = self.reading.excerpts[support.excerpt], support.first
        if excerpt.refers_back(first) and (support.excerpt, first - 1) in self._said:
            return False
        return block_around(excerpt, first) != (first, first) or bool(lead_in(excerpt, (first,)).markdown)

    def quote(self, evidence: Evidence) -> Iterator[Verified]:
        """Quotes a needed unit; the best one with the sentences beside it that go on with the answer."""
        is_best = evidence == self.reading.needed[0]
        block = self._block(evidence.excerpt, evidence.unit)
        if is_best:
            block = grown(self.reading, evidence, block)
        yield from self._quote(evidence.excerpt, block)

    def is_worth_quoting(self, evidence: Evidence) -> bool:
        """False for a long list or listing that fits clearly less well than the best unit."""
        block = self._block(evidence.excerpt, evidence.unit)
        kinds = {self.reading.excerpt_of(evidence).units[n].kind for n in block}
        is_long = len(block) > LONGEST_BESIDE and kinds.isdisjoint({"step"})
        return not is_long or evidence.score >= BESIDE_SHARE * self.reading.needed[0].score

    def quote_around(self, support: Support) -> Iterator[Verified]:
        """Quotes the units that a written sentence rests on, with the list that they belong to."""
        block = self._block(support.excerpt, support.first)
        yield from self._quote(support.excerpt, {*block, *range(support.first, support.last + 1)})

    def as_written(self, sentence: WrittenSentence, support: Support) -> Verified:
        """A sentence in the writer's words; the number in front stays only if it is 1 or follows the one before."""
        before = self._latest_number or 0
        self._say(support.excerpt, range(support.first, support.last + 1))
        head = sentence.lead.rstrip(".)")
        number = int(head) if head.isdigit() else None
        follows = number in (None, 1) or number == before + 1
        self._latest_number = number if follows else None
        lead = sentence.lead if follows else ""
        return Verified(
            f"{lead} {sentence.text}".strip(), "writer", support.excerpt, support.first, support.last, bool(lead)
        )

    def _say(self, excerpt: int, units: Iterable[int]) -> None:
        self._said.update((excerpt, n) for n in units)
        self._latest, self._latest_number = (excerpt, max(units)), None

    def _block(self, number: int, unit: int) -> range:
        """A unit with what it cannot do without; with its whole short list where the question asks broadly, and with
        the list or table that it is one of many to answer from where things of a kind are asked for.

        A step that answers by itself needs none of the others.
        """
        excerpt = self.reading.excerpts[number]
        if (step := self._step_alone(number, unit)) is not None:
            return step
        first, last = block_around(excerpt, unit)
        if self.reading.asks_several and (entries := self._list_asked(number, unit)) is not None:
            return range(min(first, entries[0]), entries[1] + 1)
        if first == last and self.reading.asks_broadly:
            first, last = short_list_around(excerpt, unit)
        return range(first, last + 1)

    def _list_asked(self, number: int, unit: int) -> tuple[int, int] | None:
        """The list or table of a unit, if much of it answers: no one row says "which limits are there?"."""
        excerpt = self.reading.excerpts[number]
        first, last = list_around(excerpt, unit)
        entries = sum(excerpt.units[n].kind in ("item", "row") for n in range(first, last + 1))
        if excerpt.units[unit].kind not in ("item", "row") or entries > LONGEST_LIST:
            return None
        answering = sum(e.excerpt == number and first <= e.unit <= last for e in self.reading.relevant)
        return (first, last) if 2 * answering >= min(entries, MOST_ANSWERING) else None

    def _step_alone(self, number: int, unit: int) -> range | None:
        """The step of a unit, where it answers by itself; None where more of its procedure is needed.

        A step that was quoted alone would be missing in its procedure later.
        """
        excerpt = self.reading.excerpts[number]
        if self.reading.asks_how or (step := step_around(excerpt, unit)) is None:
            return None
        first, last = whole_block(excerpt, unit)
        needed = {e.unit for e in self.reading.needed if e.excerpt == number}
        is_introduced = (opener := above_caption(excerpt, first)) in needed and introduces_block(excerpt, opener)
        is_enough = all(self._is_enough(number, n) for n in {unit} | needed.intersection(range(first, last + 1)))
        return range(step[0], step[1] + 1) if is_enough and not is_introduced else None

    def _is_enough(self, number: int, unit: int) -> bool:
        """True if the step of a unit answers by itself: a fact is asked for, or it alone names the subject."""
        excerpt = self.reading.excerpts[number]
        if (step := step_around(excerpt, unit)) is None:
            return False
        first, last = whole_block(excerpt, unit)
        inner, outer = range(step[0], step[1] + 1), range(first, last + 1)
        return self.reading.asks_fact or self.reading.names_subject_only_in(number, inner, outer)

    def _quote(self, number: int, block: Collection[int]) -> Iterator[Verified]:
        """Quotes units, with those of the same list or table that are needed too or fit alike and the notes to them,
        without those said before."""
        excerpt = self.reading.excerpts[number]
        marked = {row for unit in block for row in marked_by(excerpt, unit)}
        alike = {row for unit in block for row in rows_alike(self.reading, number, unit)}
        units = self._with_needed(number, {*block, *marked, *alike})
        notes = notes_to(excerpt, sorted(units))
        units = units.difference(*notes)
        if left := tuple(sorted(n for n in units if (number, n) not in self._said)):
            yield self._quoted(number, left)
        for note in notes:
            if not self.has_said(number, note.start, note[-1]):
                self._say(number, note)
                yield as_piece(excerpt, number, note)

    def _quoted(self, number: int, left: tuple[int, ...]) -> Verified:
        """Units that were not said yet, below what they cannot do without."""
        excerpt = self.reading.excerpts[number]
        term = term_over(excerpt, left[0])
        is_named = term is not None and self.has_said(number, term)
        goes_on = is_named or self._is_in_latest_list(number, excerpt, left[0])
        above = None if goes_on else lead_in(excerpt, left).sentence
        self._say(number, left if above is None else (above, *left))
        is_block = any(excerpt.units[n].kind != "sentence" for n in left)
        first = left[0] if above is None else above
        said = quotation(excerpt, left, goes_on, is_alone=self._step_alone(number, left[0]) is not None)
        return Verified(said, "document", number, first, left[-1], opens_line=is_block)

    def _with_needed(self, number: int, units: set[int]) -> set[int]:
        excerpt = self.reading.excerpts[number]
        whole = {_list_of(excerpt, n) for n in units} - {None}
        for unit in (e.unit for e in self.reading.needed if e.excerpt == number):
            if _list_of(excerpt, unit) in whole:
                units |= set(self._block(number, unit))
        return units

    def _is_in_latest_list(self, number: int, excerpt: Excerpt, unit: int) -> bool:
        if self._latest is None or self._latest[0] != number:
            return False
        return list_around(excerpt, self._latest[1]) == list_around(excerpt, unit) or self._latest[1] == unit - 1


def _list_of(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The list, table, procedure or listing that a unit is a part of, or is set in below a part of, or None."""
    if excerpt.units[unit].kind == "sentence" and (over := parent_item(excerpt, unit)) is not None:
        unit = over
    kind = excerpt.units[unit].kind
    if kind in ("item", "row"):
        return list_around(excerpt, unit)
    if kind not in ("step", "code"):
        return None
    first, last = whole_block(excerpt, unit)
    is_whole = kind == "step" or all(excerpt.units[n].kind == "code" for n in range(first, last + 1))
    return (first, last) if is_whole else None
