"""Gives the units of a reading out as pieces of one answer, each unit once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around, own_step, whole_block, whole_list
from bot.grounding.openings import list_around, opening, opens_block
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.grounding.stream import Written
from bot.grounding.support import Support
from bot.steps.evidence import Evidence, Reading

NEIGHBOUR_SHARE, BROAD_SHARE, FACT_SHARE = 0.7, 0.4, 0.8
"""How well a neighbouring sentence must fit, beside the best one, to be quoted with it; the second where the question
asks broadly, the third where it asks for a fact. Extracts alone have an F1 of .475 on northwind, which asks for
accounts (.470 with 0.5 as the second), and of .206 on workarena, which asks for facts (.179 with 0.7 as the third, and
no answer more)."""

LONGEST_BESIDE, BESIDE_SHARE = 4, 0.94
"""Units of a list or a listing that come beside the best unit, and how nearly as well a longer one must fit."""

Place = tuple[int, int]
"""An excerpt's number and a unit's in it."""


@dataclass
class Quotes:
    """What an answer has said so far of what it needs, the best unit first."""

    reading: Reading
    needed: Sequence[Evidence]
    _said: set[Place] = field(default_factory=set)
    _latest: Place | None = None
    _latest_number: int | None = None

    @property
    def has_begun(self) -> bool:
        """True once anything was said."""
        return bool(self._said)

    def says(self, excerpt: int, first: int, last: int) -> bool:
        """True if all of some units were said."""
        return all((excerpt, n) in self._said for n in range(first, last + 1))

    def is_part(self, support: Support) -> bool:
        """True if what the writer says again is no answer by itself.

        A step without the others, a line that opens a list without the list, an item without what its list is of.
        """
        excerpt, first = self.reading.excerpts[support.excerpt], support.first
        if excerpt.leans_back(first) and (support.excerpt, first - 1) in self._said:
            return False
        return block_around(excerpt, first) != (first, first) or bool(opening(excerpt, (first,))[0])

    def needs(self, evidence: Evidence) -> Iterator[Verified]:
        """A needed unit word for word; the best one with what goes on to answer beside it."""
        is_best = evidence == self.needed[0]
        block = self._best_block(evidence) if is_best else self._block(evidence.excerpt, evidence.unit)
        yield from self._quoted(evidence.excerpt, block)

    def is_worth(self, evidence: Evidence) -> bool:
        """False for a long list or listing that would come only beside the best unit, and fits less well."""
        block = self._block(evidence.excerpt, evidence.unit)
        kinds = {self.reading.excerpt_of(evidence).units[n].kind for n in block}
        is_long = len(block) > LONGEST_BESIDE and kinds.isdisjoint({"step"})
        return not is_long or evidence.score >= BESIDE_SHARE * self.needed[0].score

    def around(self, support: Support) -> Iterator[Verified]:
        """What the writer says again, word for word, with the list that it belongs to."""
        block = self._block(support.excerpt, support.first)
        yield from self._quoted(support.excerpt, {*block, *range(support.first, support.last + 1)})

    def written(self, sentence: Written, support: Support) -> Verified:
        """A sentence as the writer put it; its number only where it is the first or follows the one before."""
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
        """A unit with what it cannot do without; where the question asks for an account, with its short list.

        A step that says by itself what was asked needs none of the others.
        """
        excerpt = self.reading.excerpts[number]
        if (step := self._step_alone(number, unit)) is not None:
            return step
        first, last = block_around(excerpt, unit)
        if first == last and self.reading.asks_broadly:
            first, last = whole_list(excerpt, unit)
        return range(first, last + 1)

    def _step_alone(self, number: int, unit: int) -> range | None:
        """The step of a unit where it is enough: it tells a fact, or alone names the message that was asked about.

        None where more of its list is needed: said before, the step would be missing in its place there.
        """
        excerpt = self.reading.excerpts[number]
        if self.reading.asks_how or (step := own_step(excerpt, unit)) is None:
            return None
        first, last = whole_block(excerpt, unit)
        needed = {e.unit for e in self.needed if e.excerpt == number}
        is_opened = first - 1 in needed and opens_block(excerpt, first - 1)
        is_enough = all(self._is_enough(number, n) for n in {unit} | needed.intersection(range(first, last + 1)))
        return range(step[0], step[1] + 1) if is_enough and not is_opened else None

    def _is_enough(self, number: int, unit: int) -> bool:
        """True if the step of a unit needs none of the others."""
        excerpt = self.reading.excerpts[number]
        if (step := own_step(excerpt, unit)) is None:
            return False
        first, last = whole_block(excerpt, unit)
        inner, outer = range(step[0], step[1] + 1), range(first, last + 1)
        return self.reading.asks_fact or self.reading.names_subject_only_in(number, inner, outer)

    def _best_block(self, best: Evidence) -> range:
        """The best unit with its block; a sentence with those of its paragraph that go on to say what was asked.

        "Error 809 means that the ports are blocked." is half an answer to "how do I fix it": the fix comes next.
        """
        reading, excerpt = self.reading, self.reading.excerpt_of(best)
        block = self._block(best.excerpt, best.unit)
        first, last = block[0], block[-1]
        share = BROAD_SHARE if reading.asks_broadly else FACT_SHARE if reading.asks_fact else NEIGHBOUR_SHARE
        # The first one may be the item or the step that the sentences are a paragraph of.
        kinds = {unit.kind for unit in (*excerpt.units[first + 1 : last + 1], excerpt.units[best.unit])}
        if last == best.unit and kinds == {"sentence"}:
            last += reading.asks_how and excerpt.runs_on(last)
            while excerpt.runs_on(last) and reading.fits(best.excerpt, last + 1, share):
                last += 1
            while first > 0 and excerpt.runs_on(first - 1) and reading.fits(best.excerpt, first - 1, share):
                first -= 1
            # "It can be built without locks. This is asked for by CONCURRENTLY." is one answer, but to what is a fact.
            last += not reading.asks_fact and excerpt.runs_on(last) and excerpt.leans_back(last + 1)
        return range(first, last + 1)

    def _quoted(self, number: int, block: Iterable[int]) -> Iterator[Verified]:
        """Units word for word, with those of the same list or table that are needed too, but what was said."""
        excerpt = self.reading.excerpts[number]
        units = self._with_needed(number, set(block))
        left = tuple(sorted(n for n in units if (number, n) not in self._said))
        if not left:
            return
        goes_on = self._is_in_latest_list(number, excerpt, left[0])
        above = None if goes_on else opening(excerpt, left)[1]
        self._say(number, left if above is None else (above, *left))
        is_block = any(excerpt.units[n].kind != "sentence" for n in left)
        first = left[0] if above is None else above
        said = quotation(excerpt, left, goes_on, is_alone=self._step_alone(number, left[0]) is not None)
        yield Verified(said, "document", number, first, left[-1], opens_line=is_block)

    def _with_needed(self, number: int, units: set[int]) -> set[int]:
        excerpt = self.reading.excerpts[number]
        lists = {list_around(excerpt, n) for n in units if excerpt.units[n].kind in ("item", "row")}
        beside = (e.unit for e in self.needed if e.excerpt == number)
        for unit in beside:
            if excerpt.units[unit].kind in ("item", "row") and list_around(excerpt, unit) in lists:
                units |= set(self._block(number, unit))
        return units

    def _is_in_latest_list(self, number: int, excerpt: Excerpt, unit: int) -> bool:
        if self._latest is None or self._latest[0] != number:
            return False
        return list_around(excerpt, self._latest[1]) == list_around(excerpt, unit) or self._latest[1] == unit - 1
