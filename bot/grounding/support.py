"""Does a passage say this sentence? A check by words, order, numbers and negation that errs on the side of no.

A sentence is supported when one or two neighbouring units of one passage contain every word that carries meaning, in
the same order, with the same numbers, the same negations and the same conditions, and when nothing that would change
the sentence stands between the words it took. It needs no model, so it costs microseconds and cannot be talked round.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.excerpt import Excerpt
from bot.grounding.terms import CONDITIONS, DISTANCING, RULE_WORDS, Term, negated, relations, terms, words

WIDEST_WINDOW = 2
"""Units that one sentence may draw on; wider windows let facts be merged that were never said together."""

FEWEST_WORDS = 3
"""Words of content that make a sentence: "The people team" is in many documents and says nothing."""

# Stems that a writer needs to phrase an answer and that claim nothing by themselves.
PHRASING = frozenset(
    "follow step ensur make need use provid mean refer answer question state accord work get fix solv resolv".split()
)
_SCOPE = re.compile(
    r"\W*(?:in|at|on|for|from|during|since|as|with|within|outside|among|when|while)\s[^,.;:]*,", re.IGNORECASE
)
_REFERS_BACK = re.compile(r"\W*(?:this|that|it|both|which)\s", re.IGNORECASE)
_LIMITS = CONDITIONS | {"least", "most", "maximum", "minimum", "within"}


@dataclass(frozen=True)
class Support:
    """Where a sentence is said: units `first` to `last` of `excerpts[excerpt]`."""

    excerpt: int
    first: int
    last: int


@dataclass(frozen=True)
class _Claim:
    """A sentence as the check sees it."""

    terms: tuple[Term, ...]
    stems: frozenset[str]
    denied: frozenset[str]
    limits: frozenset[str]
    relations: frozenset[tuple[str, str]]
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Claim":
        said = tuple(terms(text))
        return cls(
            terms=said,
            stems=frozenset(term.stem for term in said),
            denied=negated(text),
            limits=_limits(text),
            relations=relations(text),
            words=frozenset(words(text)),
        )


def find_support(claim: str, excerpts: Sequence[Excerpt]) -> Support | None:
    """The narrowest window that supports the claim, in the order of the excerpts, or None."""
    made = _Claim.of(claim)
    if len(made.stems) < FEWEST_WORDS:
        return None
    for width in range(1, WIDEST_WINDOW + 1):
        for number, excerpt in enumerate(excerpts):
            for first in range(len(excerpt.units) - width + 1):
                if _supports(excerpt, first, first + width - 1, made):
                    return Support(number, first, first + width - 1)
    return None


def _supports(excerpt: Excerpt, first: int, last: int, claim: _Claim) -> bool:
    window = range(first, last + 1)
    if not all(excerpt.is_quotable(n) for n in window):
        return False
    available = frozenset().union(*(excerpt.stems[n] for n in window))
    if not _covered(claim.terms, available, excerpt.context):
        return False
    source = [term for n in window for term in excerpt.terms[n]]
    matched = _common_subsequence([term.stem for term in claim.terms], [term.stem for term in source])
    own = sum(term.stem in available for term in claim.terms)
    # All in the passage's order: one word out of place may be two roles exchanged.
    if own < FEWEST_WORDS or len(matched) < own:
        return False
    if last > first and not _draws_on_each(matched, [len(excerpt.terms[n]) for n in window]):
        return False
    known = claim.stems | excerpt.context
    return (
        _says_the_same(excerpt, first, last, claim)
        and not _is_distanced(excerpt, first, last, claim)
        and not _skips_a_fact(source, matched, known)
        and not _skips_its_scope(excerpt, first, source[matched[0]], known)
    )


def _says_the_same(excerpt: Excerpt, first: int, last: int, claim: _Claim) -> bool:
    """True if the small words agree too: what is denied, what is limited, and how words are related."""
    text = excerpt.text(first, last)
    denied = frozenset().union(*(excerpt.negated[n] for n in range(first, last + 1)))
    if claim.denied != denied & (claim.stems | claim.denied) or not _limits(text) <= claim.limits:
        return False
    related = relations(text)
    kept = {pair for pair in related if pair[1] in claim.stems and _must_stay(pair)}
    known = {pair for pair in claim.relations if pair[1] in excerpt.context or pair[1] in PHRASING}
    return claim.relations - known <= related and kept <= claim.relations


def _must_stay(relation: tuple[str, str]) -> bool:
    """A relation to a number, and a choice: without them, "over 50" becomes 50 and "a or b" becomes b."""
    return relation[0] == "or" or relation[1][:1].isdigit()


def _is_distanced(excerpt: Excerpt, first: int, last: int, claim: _Claim) -> bool:
    """True if the passage reports the claim without making it ("it is a myth that …", "… This is wrong.")."""
    distant = frozenset(words(excerpt.text(first, last))) & DISTANCING
    return bool(distant - claim.words) or is_taken_back(excerpt, last)


def is_taken_back(excerpt: Excerpt, unit: int) -> bool:
    """True if the next sentence takes a unit back ("… This is wrong.")."""
    if unit + 1 >= len(excerpt.units):
        return False
    following = excerpt.text(unit + 1, unit + 1)
    return bool(_REFERS_BACK.match(following)) and not DISTANCING.isdisjoint(words(following))


def _skips_its_scope(excerpt: Excerpt, first: int, start: Term, known: frozenset[str]) -> bool:
    """True if the claim leaves out the phrase by which a sentence first says where or when it holds ("In Leeds, …")."""
    opening = _SCOPE.match(excerpt.text(first, first))
    if opening is None or start.start < opening.end():
        return False
    return any(term.stem not in known for term in terms(opening.group()))


def _covered(said: Sequence[Term], available: frozenset[str], context: frozenset[str]) -> bool:
    """Every word is in the window or its headings; a rule word must be in the window itself."""
    for term in said:
        if term.stem in available:
            continue
        if term.stem in RULE_WORDS:
            return False
        if term.stem not in context and (term.hard or term.stem not in PHRASING):
            return False
    return True


def _limits(text: str) -> frozenset[str]:
    """The words of a text that narrow it ("if", "only", "at most"): dropping one would widen the claim."""
    limits = frozenset(words(text)) & _LIMITS
    return limits | {"up to"} if "up to" in text.lower() else limits


def _draws_on_each(matched: Sequence[int], sizes: Sequence[int]) -> bool:
    """True if the matched words come from every unit of the window, at least two from each."""
    end = 0
    for size in sizes:
        start, end = end, end + size
        if sum(start <= place < end for place in matched) < 2:
            return False
    return True


def _skips_a_fact(source: Sequence[Term], matched: Sequence[int], known: frozenset[str]) -> bool:
    """True if a number or a name that the claim leaves out stands between the words that it took.

    "Berlin has 25 days and Lisbon 28" must not support "Berlin has 28 days", though all its words are there in order.
    """
    between = source[matched[0] : matched[-1] + 1]
    return any(term.stem not in known and _is_fact(term) for term in between)


def _is_fact(term: Term) -> bool:
    return term.named or (term.hard and term.stem not in RULE_WORDS)


def _common_subsequence(left: Sequence[str], right: Sequence[str]) -> list[int]:
    """The places in `right` of a longest common subsequence (Wagner and Fischer 1974)."""
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if a == b else max(lengths[i][j + 1], lengths[i + 1][j])
    places: list[int] = []
    i, j = len(left), len(right)
    while i and j:
        if left[i - 1] == right[j - 1]:
            places.append(j - 1)
            i, j = i - 1, j - 1
        elif lengths[i - 1][j] >= lengths[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return places[::-1]
