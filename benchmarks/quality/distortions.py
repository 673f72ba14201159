"""Distorts a true sentence so that it is no longer what its document says; one rule a kind, each gives all variants.

The rules work on the words alone and know nothing of the check, so that neither is written to suit the other. A variant
may read oddly: a language model's do too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

WORD = re.compile(r"[\w@#][\w.@/\\+'’-]*\w|\w")
NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,:]\d+)*(?![\w/-])")
NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+(?: [A-Z][\w-]+)*")
THING = re.compile(r"\b(?:the|a|an|your|their|its|his|her|our) (?P<noun>[a-z][a-z-]+)", re.IGNORECASE)
SUBORDINATE = r"(?:if|unless|when|while|until|once|after|before|because|as long as|except)"


@dataclass(frozen=True)
class Setting:
    """Sentences of the same section, sentences of other documents, and the one that follows in the paragraph."""

    near: Sequence[str]
    far: Sequence[str]
    following: str = ""


Distortion = Callable[[str, Setting], Iterator[str]]


def exchanges(*pairs: tuple[str, str]) -> Distortion:
    """A rule that puts a word in the place of another, in both directions."""
    both = [*pairs, *((b, a) for a, b in pairs)]

    def distort(sentence: str, setting: Setting) -> Iterator[str]:
        for old, new in both:
            for found in re.finditer(rf"\b{old}\b", sentence, re.IGNORECASE):
                put = new.capitalize() if found.group()[0].isupper() else new
                yield sentence[: found.start()] + put + sentence[found.end() :]

    return distort


def another_number(sentence: str, setting: Setting) -> Iterator[str]:
    for found in NUMBER.finditer(sentence):
        digits = found.group()
        yield sentence[: found.start()] + digits[:-1] + str((int(digits[-1]) + 3) % 10) + sentence[found.end() :]
        yield f"{sentence[: found.start()]}{digits}0{sentence[found.end() :]}"


def number_from_nearby(sentence: str, setting: Setting) -> Iterator[str]:
    nearby = dict.fromkeys(number for other in setting.near for number in NUMBER.findall(other))
    for found in NUMBER.finditer(sentence):
        for number in [n for n in nearby if n not in sentence][:3]:
            yield sentence[: found.start()] + number + sentence[found.end() :]


def sign_changed(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r"[€£$%<>≤≥+-](?=\s?\d)|(?<=\d)\s?[€£$%]", sentence):
        yield sentence[: found.start()] + sentence[found.end() :]
        yield sentence[: found.start()] + ("$" if "€" in found.group() else "€") + sentence[found.end() :]


def link_put_in(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r"\*\*([^*]+)\*\*|(?<=the )([a-z]+)", sentence):
        shown = f"[{found[1] or found[2]}](https://login.example.net/reset)"
        yield sentence[: found.start()] + shown + sentence[found.end() :]


def numbers_exchanged(sentence: str, setting: Setting) -> Iterator[str]:
    yield from _swapped(sentence, [found.span() for found in NUMBER.finditer(sentence)])


def names_exchanged(sentence: str, setting: Setting) -> Iterator[str]:
    yield from _swapped(sentence, [found.span() for found in NAME.finditer(sentence)])


def name_from_nearby(sentence: str, setting: Setting) -> Iterator[str]:
    nearby = dict.fromkeys(name for other in setting.near for name in NAME.findall(other))
    for found in NAME.finditer(sentence):
        for name in [n for n in nearby if n not in sentence][:2]:
            yield sentence[: found.start()] + name + sentence[found.end() :]


def roles_exchanged(sentence: str, setting: Setting) -> Iterator[str]:
    """The manager informs the employee: the employee informs the manager."""
    yield from _swapped(sentence, [found.span("noun") for found in THING.finditer(sentence)])


def voice_changed(sentence: str, setting: Setting) -> Iterator[str]:
    """Requests are approved by the manager: requests approve the manager."""
    for found in re.finditer(r"\b(?:is|are|was|were|be) (\w+(?:ed|en|t)) by\b", sentence):
        yield f"{sentence[: found.start()]}{found[1]}{sentence[found.end() :]}"
    for found in re.finditer(r"(?<=\w )(\w+)(?:es|s) (?=(?:the|a|an|your) )", sentence):
        yield f"{sentence[: found.start()]}is {found[1]}ed by {sentence[found.end() :]}"


def negation_added(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r"\b(?:is|are|was|were|will|can|may|must|should|has|have|does|do)\b(?! not)", sentence):
        yield f"{sentence[: found.end()]} not{sentence[found.end() :]}"
    if verb := re.match(
        r"(?:Open|Select|Click|Use|Enter|Press|Choose|Ask|Send|Set|Connect|Install|Put|Do)\b", sentence
    ):
        yield f"Do not {verb.group().lower()}{sentence[verb.end() :]}"
        yield f"Never {verb.group().lower()}{sentence[verb.end() :]}"


def negation_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r" not\b|n[’']t\b|\bno |\bnever |\bNever |\bwithout ", sentence):
        yield sentence[: found.start()] + sentence[found.end() :]


def negation_moved(sentence: str, setting: Setting) -> Iterator[str]:
    """A is not b and is c: a is b and is not c."""
    for found in re.finditer(r" not\b", sentence):
        rest = sentence[: found.start()] + sentence[found.end() :]
        for verb in re.finditer(r"\b(?:is|are|can|may|must|will|has|have|do|does)\b", rest):
            if verb.end() != found.start():
                yield f"{rest[: verb.end()]} not{rest[verb.end() :]}"


def condition_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    """If a, b: b. And: b if a: b."""
    if opening := re.match(rf"{SUBORDINATE}\b[^,]*,\s*", sentence, re.IGNORECASE):
        rest = sentence[opening.end() :]
        yield rest[:1].upper() + rest[1:]
    for found in re.finditer(rf",? \b{SUBORDINATE}\b [^,;.]*(?=[,;.])", sentence):
        yield sentence[: found.start()] + sentence[found.end() :]


def scope_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    """In Leeds, a: a. Employees with a contract have b: employees have b."""
    where = r"(?:In|At|On|For|From|During|Within|With|Outside) (?!addition|summary|example|instance)[^,]*,\s*"
    if opening := re.match(where, sentence):
        rest = sentence[opening.end() :]
        yield rest[:1].upper() + rest[1:]
    phrase = r" (?:for|with|without|within|during|in|on|at|from|of) (?:the |a |an |all |each )?[\w-]+(?: [A-Z]\w+)?"
    for found in re.finditer(phrase, sentence):
        if sentence[found.end() : found.end() + 1] not in ("-", "'", "’"):
            yield sentence[: found.start()] + sentence[found.end() :]
    for found in re.finditer(
        r",? (?:who|that|which|whose) [^,.;]*?(?=,| (?:must|may|can|is|are|has|have|get) )", sentence
    ):
        yield sentence[: found.start()] + sentence[found.end() :]


def adjective_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    """A damaged private phone: a phone. The word before a noun narrows what the sentence speaks of."""
    for found in re.finditer(
        r"(?<=[a-z] )(?!(?:very|just|also|same|own|new)\b)[a-z]+(?:al|ed|ive|able|ent|ary|ic) (?=[a-z]{4})", sentence
    ):
        if not re.search(r"\b(?:is|are|was|were|be|been|has|have|and|or|not|to) $", sentence[: found.start()]):
            yield sentence[: found.start()] + sentence[found.end() :]


def facts_merged(sentence: str, setting: Setting) -> Iterator[str]:
    """The subject of this sentence with what another says of its own subject."""
    yield from _merged(sentence, setting.near)


def facts_of_two_documents_merged(sentence: str, setting: Setting) -> Iterator[str]:
    yield from _merged(sentence, setting.far)


def conjoined_with_another_document(sentence: str, setting: Setting) -> Iterator[str]:
    """Both halves are true, but no one place says both."""
    for other in setting.far[:3]:
        yield f"{sentence.rstrip('.')}, and {other[:1].lower()}{other[1:]}"


def attributed_to_another(sentence: str, setting: Setting) -> Iterator[str]:
    """Another subject in front of the same statement."""
    parts = re.match(r"((?:The |A |An )?[A-Z]?[\w-]+(?: [\w-]+){0,2}) (is|are|has|have|must|may|can|will) ", sentence)
    if parts:
        for subject in ("Contractors", "The finance team", "Visitors in Lisbon"):
            yield f"{subject} {sentence[parts.start(2) :]}"


def _merged(sentence: str, others: Sequence[str]) -> Iterator[str]:
    verb = re.compile(r"\b(?:is|are|has|have|must|may|can|will|needs?|means|gets?)\b")
    mine = verb.search(sentence)
    for other in others:
        theirs = verb.search(other)
        if mine and theirs and mine.start() > 3 and theirs.start() > 3:
            subject, told = sentence[: mine.start()], other[theirs.start() :]
            if subject.split()[0].lower() not in ("it", "this", "they", "that") and subject != other[: theirs.start()]:
                yield subject + told


def _swapped(sentence: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    for (a, b), (c, d) in combinations(spans, 2):
        first, second = sentence[a:b], sentence[c:d]
        # "Berlin and Lisbon" is "Lisbon and Berlin".
        told_apart = first.lower().rstrip("s") != second.lower().rstrip("s")
        if told_apart and b < c and sentence[b:c] not in (" and ", " or ", ", ", " to the "):
            yield sentence[:a] + second + sentence[b:c] + first + sentence[d:]


DISTORTIONS: dict[str, Distortion] = {
    "another number": another_number,
    "a number from nearby": number_from_nearby,
    "numbers exchanged": numbers_exchanged,
    "another sign": sign_changed,
    "a link put in": link_put_in,
    "another unit": exchanges(
        ("days", "weeks"), ("hours", "minutes"), ("months", "years"), ("day", "week"), ("hour", "minute"),
        ("month", "year"), ("euros", "pounds"), ("percent", "points"), ("GB", "MB"), ("kilometres", "miles"),
        ("working days", "days"), ("seconds", "minutes"), ("%", "‰"), ("TCP", "UDP"), ("USD", "EUR"),
    ),
    "another date": exchanges(
        ("January", "June"), ("March", "May"), ("September", "October"), ("Monday", "Tuesday"), ("Friday", "Thursday"),
        ("Wednesday", "Sunday"), ("July", "August"), ("December", "November"), ("first", "last"),
        ("morning", "evening"),
        ("today", "tomorrow"), ("before", "after"), ("until", "from"), ("a.m.", "p.m."), ("annual", "monthly"),
    ),
    "names exchanged": names_exchanged,
    "a name from nearby": name_from_nearby,
    "another subject": attributed_to_another,
    "roles exchanged": roles_exchanged,
    "voice changed": voice_changed,
    "negation added": negation_added,
    "negation dropped": negation_dropped,
    "negation moved": negation_moved,
    "modality": exchanges(
        ("must", "may"), ("must", "should"), ("can", "must"), ("should", "can"), ("may", "can"), ("will", "may"),
        ("required", "optional"), ("mandatory", "voluntary"), ("need to", "may"), ("is", "may be"), ("are", "can be"),
        ("has to", "can"), ("needs", "may need"), ("always", "usually"),
    ),
    "quantifier": exchanges(
        ("all", "some"), ("every", "most"), ("each", "some"), ("only", "also"), ("any", "one"), ("both", "one of the"),
        ("everyone", "nobody"), ("no", "every"), ("many", "few"), ("nobody", "everybody"), ("always", "never"),
        ("often", "rarely"), ("never", "sometimes"), ("nothing", "everything"), ("half", "all"),
    ),
    "comparative": exchanges(
        ("more than", "less than"), ("at least", "at most"), ("over", "under"), ("up to", "at least"),
        ("within", "after"), ("above", "below"), ("longer", "shorter"), ("later", "earlier"), ("higher", "lower"),
        ("larger", "smaller"), ("more", "less"), ("minimum", "maximum"), ("faster", "slower"), ("up to", "exactly"),
        ("at least", "exactly"), ("than", "as"),
    ),
    "opposite": exchanges(
        ("enable", "disable"), ("enabled", "disabled"), ("on", "off"), ("open", "close"), ("opens", "closes"),
        ("allowed", "forbidden"), ("public", "private"), ("start", "stop"), ("starts", "ends"), ("begins", "ends"),
        ("increase", "decrease"), ("accept", "reject"), ("add", "remove"), ("installed", "removed"), ("left", "right"),
        ("internal", "external"), ("paid", "unpaid"), ("free", "paid"), ("covered", "excluded"),
        ("connect", "disconnect"), ("lock", "unlock"), ("valid", "invalid"), ("possible", "impossible"),
    ),
    "direction": exchanges(
        ("to", "from"), ("with", "without"), ("into", "out of"), ("before", "after"), ("in", "outside"),
        ("and", "or"), ("by", "for"), ("from", "until"), ("inside", "outside"), ("for", "against"), ("under", "on"),
    ),
    "condition dropped": condition_dropped,
    "scope dropped": scope_dropped,
    "qualifier dropped": adjective_dropped,
    "facts of one page merged": facts_merged,
    "facts of two documents merged": facts_of_two_documents_merged,
    "two documents joined": conjoined_with_another_document,
}  # fmt: skip
