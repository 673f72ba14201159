"""The result of the step `read`: the units that may answer, best first, and the signals that the decision rests on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.grounding.excerpt import Excerpt
from bot.grounding.self_contained import self_contained
from bot.grounding.terms import stems

MOST_NEEDED, NEEDED_SHARE = 3, 0.92
"""An answer has to give the best unit, and up to two more that fit nearly as well."""

MOST_RELEVANT, RELEVANT_SHARE = 8, 0.65
"""The units that a written sentence may rest on; one that rests on others is true, but beside the point."""


@dataclass(frozen=True)
class Evidence:
    """A unit that may answer the question: `excerpts[excerpt].units[unit]`, and how well it fits (0 to about 1).

    `score` counts what stands above the unit too; `score_alone` does not, and so tells the unit from its neighbours.
    `names_subject` is true if the unit itself says what the question is about: one of its codes, or nearly all of its
    words. `relevance` is the probability that the reader gives the unit read by itself, 0 where it did not read it.
    """

    excerpt: int
    unit: int
    score: float
    score_alone: float
    names_subject: bool = False
    relevance: float = 0.0


@dataclass(frozen=True)
class Signals:
    """What the decision to answer or not is made from.

    `cosine` is the best sentence's, `lead` how far the best passage's score stands above those from the sixth on: an
    answer stands out, mere relatedness does not. The other three are the reader's highest probabilities: that a passage
    answers, that a span in one does, and that the best unit does by itself. `unknown_code` is true if the question
    names an error code or another identifier that no passage has.
    """

    cosine: float
    lead: float
    passage_relevance: float
    span_probability: float
    unit_relevance: float
    unknown_code: bool


@dataclass(frozen=True)
class Reading:
    """The passages as excerpts, their best units first, the signals, and what the question asks for.

    `asks_how` is true if it asks for a way to do something, `asks_broadly` if for an account, `asks_fact` if for a
    fact or for yes or no, `asks_several` if for things of a kind. `asked` are the stems of its words.
    """

    excerpts: tuple[Excerpt, ...]
    evidence: tuple[Evidence, ...]
    signals: Signals
    asks_how: bool = False
    asks_broadly: bool = False
    asks_fact: bool = False
    asks_several: bool = False
    asked: frozenset[str] = frozenset()

    def excerpt_of(self, evidence: Evidence) -> Excerpt:
        """The excerpt that a unit stands in."""
        return self.excerpts[evidence.excerpt]

    def document_of(self, evidence: Evidence) -> int:
        """The key of the document that a unit stands in."""
        return self.excerpt_of(evidence).passage.document_key

    def words_at(self, evidence: Evidence) -> frozenset[str]:
        """The stems of what a unit says when it stands alone, and of the headings that it stands under."""
        excerpt = self.excerpt_of(evidence)
        return stems(self_contained(excerpt, evidence.unit)) | excerpt.stems_of_headings[evidence.unit]

    def weighed(self, evidence: Iterable[Evidence]) -> "Reading":
        """This reading with the evidence as it is weighed now, the best first."""
        return replace(self, evidence=tuple(sorted(evidence, key=lambda found: -found.score)))

    def with_only(self, is_kept: Callable[[Evidence], bool]) -> "Reading":
        """This reading without the evidence that is not kept; with all of it where nothing would be left."""
        kept = tuple(filter(is_kept, self.evidence))
        return replace(self, evidence=kept) if kept else self

    @cached_property
    def needed(self) -> tuple[Evidence, ...]:
        """The units that the answer must give, best first: those in the document of the best one."""
        near = self._near_best(MOST_NEEDED, NEEDED_SHARE)
        return tuple(e for e in near if self.document_of(e) == self.document_of(near[0]))

    @property
    def relevant(self) -> tuple[Evidence, ...]:
        """The units that the answer may give."""
        return self._near_best(MOST_RELEVANT, RELEVANT_SHARE)

    def fits(self, excerpt: int, unit: int, share: float) -> bool:
        """True if a unit alone fits at least that share as well as the best one does."""
        least = share * self.evidence[0].score_alone if self.evidence else 0.0
        return any((e.excerpt, e.unit) == (excerpt, unit) and e.score_alone >= least for e in self.evidence)

    def names_subject_only_in(self, excerpt: int, inner: range, outer: range) -> bool:
        """True if the units of `inner` name what the question is about, and no other unit of the block `outer` does."""
        naming = {e.unit for e in self.evidence if e.excerpt == excerpt and e.names_subject}
        return not naming.isdisjoint(inner) and naming.isdisjoint(set(outer) - set(inner))

    def _near_best(self, most: int, share: float) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence[:most] if e.score >= share * self.evidence[0].score)
