"""Checks whether a passage says a sentence, by words alone and erring on the side of no.

A sentence is supported when one or two neighbouring units of one passage say the same words in the same order, or when
a whole clause of them does. Only what changes no meaning may differ: articles, marks, contractions, the form of a
number, a clause of condition moved behind the main one, and a phrase in front that the headings give. It needs no
model, so it costs microseconds and cannot be talked round.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.grounding.canonical import canonical_words, without_lead
from bot.grounding.excerpt import Excerpt
from bot.grounding.inline import CODE_SPAN
from bot.grounding.statements import clause_last
from bot.grounding.terms import CONDITIONS, DISTANCING, NEGATORS, relations, stems, terms, words

FEWEST_WORDS = 3
"""Content words that make a claim: "The people team" is in many documents and says nothing."""

# Stems that a writer needs to phrase an answer and that claim nothing by themselves.
PHRASING = frozenset(
    "follow step ensur make need use provid mean refer answer question state accord work get fix solv resolv".split()
)
_BORROWED = re.compile(r"\W*(?:to|for|on|in|at|with|about|regarding)\s[^,:;.]*[,:]\s+(?=\S)", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:and|or|vs|versus)\b|[,&/]")
_REFERS_BACK = re.compile(r"\W*(?:this|that|it|both|which)\s", re.IGNORECASE)
_EXCEPTS = re.compile(
    r"\W*(?:this|that|it|the rule|the same)\s(?:\w+\s){0,2}(?:does|do|is|are|did)(?: not|n['’]t)"
    r" (?:apply|hold|count|valid|true)",
    re.IGNORECASE,
)
_EXCEPTS_BRIEFLY = re.compile(
    r"\W*(?:(?:this|that|it|the rule)\s(?:was|held|applied) (?:true |so )?(?:before|until)\b"
    r"|(?:with (?:one|some) )?exceptions?\b(?!\s*(?:handl|class|messag|is thrown|are thrown|was|were|occur))"
    r"|(?:except(?!ional)|unless|but not"
    r"|(?:but )?(?:only|not) (?:in|for|at|on|if|when|until|after|with|before|because|during|from))\b[^,]*$"
    r"|(?:not any ?more|no longer|not true|wrong|outdated|obsolete)[.!]"
    r"|(?:\w+\s){1,5}(?:is|are) (?:the |an? )?(?:only )?exceptions?\b)",
    re.IGNORECASE,
)
"""How a sentence begins that takes the one before it back in few words: "Except on Fridays.", "Not any more."."""
_NO_CASE = (
    r"(?!(?:(?:the|an?|its|this|that|these|those|all|most|many|some|more|other|both|such|each|every|any|what) )*"
    r"(?:cases?|example|instance|fact|general|addition|particular|short|practice|theory|principle|turn|first|last|least"
    r"|once|order|contrast|hand|doing|future|past|meantime|moment|same|now|end|reason|purpose|sure|words|terms)\b"
    r"|(?:which|what|whom|this|that|these|those|it|how|why|whether|all)\b)"
)
_RESTRICTS = re.compile(
    r"\W*(?:however|but|yet|nevertheless|unless|except)\b|.*\bn(?:o|['’])t[.!]?$"
    rf"|\W*(?:(?:in|at|on|for|during|outside|from|until|after|before|with)\s{_NO_CASE}[^.;:!?]{{1,60}}?[\s,]\s?"
    r"(?:it|they|there|nobody|everybody|everyone|none)(?:['’]s|['’]re|\s\w+)"
    r"|(?:if|where)\s[^.;:!?]{1,80},\s(?:it|they)(?:['’]s|['’]re|\s(?:is|are|was|were))\b"
    r"|(?:it|they|there)\s(?:is|are|do|does|has|have)(?:n['’]t|\s(?:not|no|none|never|closed|only))\b)",
    re.IGNORECASE,
)
"""How one may begin or end that limits the one before: "However, it is closed in Leeds.", "In Leeds it is not.".

So does one that tells of another case ("At night they are closed.", "If TLS is on, it is 443."), or what is not ("It
is closed on Sundays."). Of 5,784 sentences behind others in manuals of programs, 32 do.
"""
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]*)")
_CODE = re.compile(CODE_SPAN, re.DOTALL)
_LIMITS = frozenset(
    "before after within outside over under above below than beyond except excluding other others against off old "
    "legacy former non most more less fewer least".split()
)
"""Words of a heading that turn what stands behind them round: "Before version 3", "Staff outside Berlin"."""


@dataclass(frozen=True)
class Support:
    """Where a sentence is said: units `first` to `last` of `excerpts[excerpt]`."""

    excerpt: int
    first: int
    last: int


def find_support(claim: str, excerpts: Sequence[Excerpt]) -> Support | None:
    """The narrowest place that says the claim, in the first excerpt that does; None if none does."""
    if len({term.stem for term in terms(claim)}) < FEWEST_WORDS:
        return None
    forms = [(canonical_words(form), borrowed) for form, borrowed in _forms(claim)]
    for number, excerpt in enumerate(excerpts):
        for said, borrowed in forms:
            for first, last in excerpt.stated.get(said, ()):
                if _lends(excerpt, first, borrowed) and _stands_by(excerpt, first, last, claim):
                    return Support(number, first, last)
    return None


def _forms(claim: str) -> Iterator[tuple[str, str]]:
    """The forms of a claim to look for, each with the phrase that was taken off its front.

    A condition may stand in front or behind.
    """
    plain = without_lead(claim)
    phrase = _BORROWED.match(plain)
    borrowed = phrase.group() if phrase else ""
    for form, lent in dict.fromkeys(((plain, ""), (plain[len(borrowed) :], borrowed))):
        yield form, lent
        if (moved := clause_last(form)) is not None:
            yield moved, lent


def _lends(excerpt: Excerpt, unit: int, phrase: str) -> bool:
    """True if a phrase only repeats the title and the headings over a unit ("To fix error 691, …").

    One that names several things lends none: under "Berlin and Lisbon" a sentence may be about either.
    """
    if not phrase:
        return True
    said = frozenset(words(phrase))
    if not (NEGATORS | CONDITIONS).isdisjoint(said):
        return False
    lending = [heading for heading in excerpt.headings_over(unit) if not _SEVERAL.search(heading)]
    lending = [heading for heading in lending if _keeps_direction(heading, phrase)]
    over = stems(" ".join(lending))
    return all(term.stem in over or (term.stem in PHRASING and not term.hard) for term in terms(phrase))


def _keeps_direction(heading: str, phrase: str) -> bool:
    """False for a heading that a phrase turns round: "Before version 3" lends no "In version 3"."""
    limits = frozenset(words(heading)) & (NEGATORS | CONDITIONS | DISTANCING | _LIMITS)
    if not limits <= frozenset(words(phrase)):
        return False
    directions, own = relations(heading), relations(phrase)
    related = {word for _, word in directions}
    return all(pair in directions for pair in own if pair[1] in related)


def _stands_by(excerpt: Excerpt, first: int, last: int, claim: str) -> bool:
    """True if the passage itself makes the claim and does not retract it, and the claim links to nothing else."""
    if not all(excerpt.is_quotable(n) for n in range(first, last + 1)):
        return False
    text = excerpt.text(first, last)
    distant = frozenset(words(text)) & DISTANCING
    if distant - frozenset(words(claim)) or taken_back(excerpt, last):
        return False
    if "![" in claim or not all(_leads_to(target, text) for target in _LINK.findall(claim)):
        return False
    is_code = any(excerpt.units[n].kind == "code" for n in range(first, last + 1))
    return _keeps_code(text, claim, is_code)


def _leads_to(target: str, text: str) -> bool:
    """True if a text has a link's whole target: the beginning of an address is another address."""
    return bool(re.search(rf"{re.escape(target)}(?![\w/?#&=%+~-]|[.:]\w)", text))


def _keeps_code(text: str, claim: str, is_code: bool) -> bool:
    """True if what a claim has of a text's code, which one sign makes another command, is there sign for sign."""
    said, plain = canonical_words(claim), _one_line(claim)
    if not all(code in _one_line(text) for code in _codes(claim)):
        return False
    return all(code in plain for code in (_codes(text) if not is_code else [_one_line(text)]) if _has(said, code))


def _codes(text: str) -> list[str]:
    """What stands between backticks in a text."""
    return [_one_line(found.group()) for found in _CODE.finditer(text)]


def _one_line(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _has(said: Sequence[str], code: str) -> bool:
    """True if the words of some code are among others, in their order."""
    part = canonical_words(code)
    return any(tuple(said[n : n + len(part)]) == part for n in range(len(said) - len(part) + 1))


def taken_back(excerpt: Excerpt, unit: int) -> Literal["retracted", "limited"] | None:
    """What the next sentence does to a unit: it retracts it, or part of it, or may limit it; None for neither.

    "This is wrong." and "This does not apply to …" retract, "However, the one in Leeds is closed." limits. A row is
    limited by the sentence below it, any other unit by one in its paragraph.
    """
    if unit + 1 == len(excerpt.units):
        return None
    following = " ".join(excerpt.visible_text(unit + 1).split())
    kinds = excerpt.units[unit].kind, excerpt.units[unit + 1].kind
    denies = bool(_REFERS_BACK.match(following)) and not DISTANCING.isdisjoint(words(following))
    if denies or _EXCEPTS.match(following) or (kinds[0] == kinds[1] and _EXCEPTS_BRIEFLY.match(following)):
        return "retracted"
    goes_on = kinds == ("row", "sentence") or excerpt.runs_on(unit)
    return "limited" if goes_on and _RESTRICTS.match(following) else None
