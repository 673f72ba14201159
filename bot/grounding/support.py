"""Does a passage say this sentence? A check by words, order, numbers and negation that errs on the side of no.

A sentence is supported when one or two neighbouring units of one passage contain every word that carries meaning, in
the same order, with the same numbers, the same negations and the same conditions, and when nothing that would change
the sentence stands between the words it took. It needs no model, so it costs microseconds and cannot be talked round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.excerpt import Excerpt
from bot.grounding.terms import CONDITIONS, RULE_WORDS, Term, negated, terms, words

WIDEST_WINDOW = 2
"""Units that one sentence may draw on; wider windows let facts be merged that were never said together."""

LEAST_IN_ORDER = 0.75
"""Share of the sentence's words that must follow each other as they do in the passage."""

# Stems that a writer needs to phrase an answer and that claim nothing by themselves.
PHRASING = frozenset(
    "follow step ensur make need use provid mean refer answer question state accord work get fix solv resolv".split()
)
_LIMITS = CONDITIONS | {"least", "most", "maximum", "minimum", "within"}


@dataclass(frozen=True)
class Support:
    """Where a sentence is said: units `first` to `last` of `excerpts[excerpt]`."""

    excerpt: int
    first: int
    last: int


def find_support(claim: str, excerpts: Sequence[Excerpt]) -> Support | None:
    """The narrowest window that supports the claim, in the order of the excerpts, or None."""
    said = tuple(terms(claim))
    if len({term.stem for term in said}) < 2:
        return None
    denied = negated(claim)
    limits = _limits(claim)
    for width in range(1, WIDEST_WINDOW + 1):
        for number, excerpt in enumerate(excerpts):
            for first in range(len(excerpt.units) - width + 1):
                if _supports(excerpt, first, first + width - 1, said, denied, limits):
                    return Support(number, first, first + width - 1)
    return None


def _supports(
    excerpt: Excerpt, first: int, last: int, said: Sequence[Term], denied: frozenset[str], limits: frozenset[str]
) -> bool:
    window = range(first, last + 1)
    if not all(excerpt.is_quotable(n) for n in window):
        return False
    available = frozenset().union(*(excerpt.stems[n] for n in window))
    if not _covered(said, available, excerpt.context):
        return False
    claimed = frozenset(term.stem for term in said)
    if denied != frozenset().union(*(excerpt.negated[n] for n in window)) & (claimed | denied):
        return False
    if not _limits(excerpt.text(first, last)) <= limits:
        return False
    source = [term for n in window for term in excerpt.terms[n]]
    matched = _common_subsequence([term.stem for term in said], [term.stem for term in source])
    own = sum(term.stem in available for term in said)
    if own < 2 or len(matched) < LEAST_IN_ORDER * own:
        return False
    if last > first and not _draws_on_each(matched, [len(excerpt.terms[n]) for n in window]):
        return False
    return not _skips_a_fact(source, matched, claimed | excerpt.context)


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
