"""Finds what a unit of a document states: its whole text, and the parts of it that stay true alone.

A part is a whole clause, never a phrase: "employees with a contract have 30 days" does not say that employees do.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.grounding.canonical import CanonicalWords, canonical_words, without_lead
from bot.grounding.sentences import sentences
from bot.grounding.terms import CONDITIONS, NEGATORS, terms, words

_LIMITING = CONDITIONS | NEGATORS

_JOINT = re.compile(r";\s+|,\s+and\s+")
_REMARK = re.compile(r"(?<!\s)\s*\([^()]*\)")
# A remark that renames the same thing, gives an example or points elsewhere; "(per night)" and "(in probation)" limit.
_ASIDE = re.compile(
    r"\s*\((?:the (?!first|last|next|same|ones?|others?)[\w-]+(?: (?!in|on|of|at|with|from|for)[\w-]+){0,2}"
    r"|(?:(?:for example|for instance|see|also)\b|e\.g\.)[^()]*)\)",
    re.IGNORECASE,
)
_RESTRICTION = re.compile(r"\b(?:excepti|exclu|restrict|condition|limit|instead\b|however\b|but\b)", re.IGNORECASE)
_SCOPE = re.compile(
    r"\W*(?:in|at|on|for|from|during|since|as|with|within|outside|among|under|when|while|if|unless|until|once|after|"
    r"before|because|although|where|except)\s[^,.;:]*[,:]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^,.;]{1,60}:(?:\*\*|__)?\s")
_CLAUSE_FIRST = re.compile(
    r"(?P<clause>(?:if|unless|when|while|until|once|after|before|because|although|as long as)\b[^,;:]*),\s+"
    r"(?P<main>[^,;:]*)",
    re.IGNORECASE,
)
# A clause with one of these words anywhere but in front has a subject and a verb of its own.
_FINITE = frozenset("is are was were has have had do does did can may must will should needs need gets get".split())
_OBLIGING = re.compile(r"\b(?:must|shall|should|needs?|required|ha(?:s|ve) to)\b", re.IGNORECASE)
# A clause that begins with one of these words needs the text before it.
_LEANING = frozenset(
    "it this that these those they he she there its their which who whose then otherwise or so but nor yet only "
    "also both not such".split()
)


def statements(text: str) -> Iterator[CanonicalWords]:
    """The canonical words of a unit's text, and of each part that stays true alone; the whole comes first."""
    spans = list(sentences(text, 0, len(text)))
    parts = [text[start:end] for start, end in spans]
    for first in range(len(parts)):
        for last in range(len(parts), first, -1):
            if all(map(states, parts[first:last])):
                yield from _forms(text[spans[first][0] : spans[last - 1][1]])
    for part in parts:
        if states(part):
            yield from (form for clause in _clauses(part) for form in _forms(clause))


def _forms(text: str) -> Iterator[CanonicalWords]:
    """The canonical words of a text, with and without remarks that add nothing, its condition in front and behind."""
    for variant in dict.fromkeys((text, _REMARK.sub(_kept_remark, text))):
        yield canonical_words(without_lead(variant))
        if (moved := clause_last(without_lead(variant))) is not None:
            yield canonical_words(moved)


def clause_last(text: str) -> str | None:
    """ "If a, b" as "b if a", or None for a text of another form."""
    match = _CLAUSE_FIRST.fullmatch(text.strip())
    return f"{match['main'].rstrip('.!')} {match['clause']}" if match else None


def _kept_remark(remark: re.Match[str]) -> str:
    """The remark, or nothing for one that neither names nor limits anything."""
    text = remark.group()
    names = any(term.hard or term.named for term in terms(text))
    limits = not _LIMITING.isdisjoint(words(text)) or bool(_RESTRICTION.search(text))
    return "" if _ASIDE.fullmatch(text) and not names and not limits else text


def _clauses(sentence: str) -> Iterator[str]:
    """The runs of clauses of a sentence that stay true without the others; not the whole sentence."""
    joints = [(match.start(), match.end()) for match in _JOINT.finditer(sentence)]
    edges = [(0, 0), *joints, (len(sentence), len(sentence))]
    clauses = [(before[1], after[0]) for before, after in pairwise(edges)]
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            whole = first == 0 and last == len(clauses) - 1
            start, end = clauses[first][0], clauses[last][1]
            before, after = sentence[: clauses[first][0]], [sentence[a:b] for a, b in clauses[last + 1 :]]
            if whole or not all(map(_is_addition, after)):
                continue
            if first and (not _is_clause(sentence[start:end]) or _SCOPE.match(before) or _LABEL.match(before)):
                continue
            yield sentence[start:end]


def _is_clause(text: str) -> bool:
    """True if a part of a sentence has a subject and a verb of its own, and does not need the text before it."""
    said = words(text)
    return any(word in _FINITE for word in said[1:]) and said[0] not in _FINITE | _LEANING


def _is_addition(text: str) -> bool:
    """True if a clause at the end of a sentence only adds to it and limits nothing, so that it may be left out."""
    limits = not _LIMITING.isdisjoint(words(text)) or bool(_OBLIGING.search(text) or _RESTRICTION.search(text))
    return not limits and _is_clause(text)


def states(sentence: str) -> bool:
    """False for a question, and for text that is struck through."""
    return "~~" not in sentence and not sentence.rstrip("*_\"'”’)").endswith("?")
