"""Says a sentence in other words that change nothing; one rule a kind, each gives all its variants."""

import re
from collections.abc import Iterator

from benchmarks.quality.distortions import Distortion, Setting

NUMBERS = dict(enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()))
CLAUSE = r"(?:if|when|unless|while|after|before|until|once)"


def contraction(sentence: str, setting: Setting) -> Iterator[str]:
    for verb in ("do", "does", "is", "are", "must", "has", "have", "should", "did", "was", "were"):
        if f" {verb} not " in sentence.lower():
            yield re.sub(rf"\b({verb}) not\b", r"\1n't", sentence, flags=re.IGNORECASE)
    if "cannot" in sentence.lower():
        yield re.sub("cannot", "can't", sentence, flags=re.IGNORECASE)


def article_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r"(?<=[a-z] )(?:the|a|an) (?=[a-z])", sentence):
        yield sentence[: found.start()] + sentence[found.end() :]


def number_as_a_word(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r"(?<= )([2-9]|1[0-2]) (?=[a-z])", sentence):
        yield f"{sentence[: found.start()]}{NUMBERS[int(found[1])]} {sentence[found.end() :]}"


def number_as_digits(sentence: str, setting: Setting) -> Iterator[str]:
    for number, word in NUMBERS.items():
        if number > 1 and re.search(rf" {word} (?=[a-z])", sentence):
            yield sentence.replace(f" {word} ", f" {number} ")


def filler_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r" (?:please|simply|also|then|therefore|very|however),? ", sentence):
        yield f"{sentence[: found.start()]} {sentence[found.end() :]}"


def filler_added(sentence: str, setting: Setting) -> Iterator[str]:
    yield f"Please note that {sentence[:1].lower()}{sentence[1:]}"
    yield f"However, {sentence[:1].lower()}{sentence[1:]}"


def clause_moved(sentence: str, setting: Setting) -> Iterator[str]:
    """If a, b: b if a. And the other way."""
    if found := re.fullmatch(
        rf"(?P<clause>{CLAUSE}\b[^,.;:]*), (?P<main>[^,.;:]*)(?P<end>[.!])", sentence, re.IGNORECASE
    ):
        main, clause = found["main"], found["clause"]
        yield f"{main[:1].upper()}{main[1:]} {clause[:1].lower()}{clause[1:]}{found['end']}"
    if found := re.fullmatch(rf"(?P<main>[^,.;:]*?) (?P<clause>{CLAUSE}\b[^,.;:]*)(?P<end>[.!])", sentence):
        main, clause = found["main"], found["clause"]
        yield f"{clause[:1].upper()}{clause[1:]}, {main[:1].lower()}{main[1:]}{found['end']}"


def last_statement_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    """A; b. A, and b. The first stands by itself."""
    if found := re.match(r"([^,;:()]{25,}); [^;]+\.$", sentence):
        yield f"{found[1]}."
    if found := re.match(r"([^,;:()]{25,}), and (?:it|the|they) [^,;]+\.$", sentence):
        yield f"{found[1]}."


def first_statement_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    if found := re.match(r"[^,;:()]+; ((?!(?:it|they|this|otherwise|then)\b)[^;]{25,}\.)$", sentence):
        yield found[1][:1].upper() + found[1][1:]


def remark_dropped(sentence: str, setting: Setting) -> Iterator[str]:
    for found in re.finditer(r" \([^()\d]*\)", sentence):
        yield sentence[: found.start()] + sentence[found.end() :]


def without_marks(sentence: str, setting: Setting) -> Iterator[str]:
    if re.search(r"\*\*|`", sentence):
        yield sentence.replace("**", "").replace("`", "")


def with_marks(sentence: str, setting: Setting) -> Iterator[str]:
    if found := re.search(r"(?<= )[A-Z0-9][\w-]+(?= )", sentence):
        yield f"{sentence[: found.start()]}**{found.group()}**{sentence[found.end() :]}"


def two_sentences_joined(sentence: str, setting: Setting) -> Iterator[str]:
    following = setting.following
    if following and not following[0].isdigit() and len(sentence) + len(following) < 240:
        yield f"{sentence.rstrip('.')}, and {following[:1].lower()}{following[1:]}"


PARAPHRASES: dict[str, Distortion] = {
    "word for word": lambda sentence, setting: iter((sentence,)),
    "contraction": contraction,
    "article dropped": article_dropped,
    "number as a word": number_as_a_word,
    "number as digits": number_as_digits,
    "filler dropped": filler_dropped,
    "filler added": filler_added,
    "clause moved": clause_moved,
    "last statement dropped": last_statement_dropped,
    "first statement dropped": first_statement_dropped,
    "remark in brackets dropped": remark_dropped,
    "marks taken away": without_marks,
    "marks added": with_marks,
    "joined with the next sentence": two_sentences_joined,
}
