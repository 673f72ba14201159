"""What came of reading the passages: the sentences worth seeing, best first, and how strongly they speak."""

from dataclasses import dataclass

from bot.grounding.excerpt import Excerpt

MOST_NEEDED, NEEDED_SHARE = 3, 0.92
"""An answer gives the best unit, and up to two more that fit nearly as well."""

MOST_RELEVANT, RELEVANT_SHARE = 8, 0.65
"""What the writer may draw on; a sentence that other units support is true, but beside the point."""


@dataclass(frozen=True)
class Evidence:
    """A unit that may answer the question: `excerpts[excerpt].units[unit]`, and how well it fits (0 to about 1).

    `score` is for the unit where it stands, `alone` without what its heading says: that tells it from its neighbours.
    `names` is true if it says itself what the question is about: its codes, or nearly all of its words. `read` is how
    likely it answers where the reader reads it by itself; 0 for a unit that it did not.
    """

    excerpt: int
    unit: int
    score: float
    alone: float
    names: bool = False
    read: float = 0.0


@dataclass(frozen=True)
class Signals:
    """What the decision to answer or not is made from.

    `sentence` is the best sentence's cosine where it stands, `lead` how far the best passage's score stands above those
    from the sixth on: an answer stands out, mere relatedness does not. `reader` is the reader's highest probability
    that a passage answers, `evidence` that a sentence in one does, `best` that the best unit does by itself.
    `unknown_code` is true if the question names an error code or another identifier that no passage has.
    """

    sentence: float
    lead: float
    reader: float
    evidence: float
    best: float
    unknown_code: bool


@dataclass(frozen=True)
class Reading:
    """The passages as excerpts, their best units first, the signals, and what the question asks for.

    `asks_how` is true if it asks for a way to do something, `asks_broadly` if for an account, `asks_fact` if for a
    fact or for yes or no.
    """

    excerpts: tuple[Excerpt, ...]
    evidence: tuple[Evidence, ...]
    signals: Signals
    asks_how: bool = False
    asks_broadly: bool = False
    asks_fact: bool = False

    @property
    def needed(self) -> tuple[Evidence, ...]:
        """The units that the answer must give."""
        return self._near_best(MOST_NEEDED, NEEDED_SHARE)

    @property
    def relevant(self) -> tuple[Evidence, ...]:
        """The units that the answer may give."""
        return self._near_best(MOST_RELEVANT, RELEVANT_SHARE)

    def fits(self, excerpt: int, unit: int, share: float) -> bool:
        """True if a unit alone fits at least that share as well as the best one does."""
        return any(
            e.excerpt == excerpt and e.unit == unit and e.alone >= share * self.evidence[0].alone for e in self.evidence
        )

    def names_alone(self, excerpt: int, inner: range, outer: range) -> bool:
        """True if what the question is about is named within some units, and nowhere else in the block around them."""
        named = {e.unit for e in self.evidence if e.excerpt == excerpt and e.names}
        return not named.isdisjoint(inner) and named.isdisjoint(set(outer) - set(inner))

    def _near_best(self, most: int, share: float) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence[:most] if e.score >= share * self.evidence[0].score)
