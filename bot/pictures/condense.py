"""Shortens what stands in a picture to what identifies the problem: in the picture's own words, never in others."""

import re
from collections.abc import Collection, Sequence
from statistics import median

from bot.pictures.identifiers import codes, identifiers
from bot.pictures.paragraphs import (
    Paragraph,
    in_navigation,
    is_control,
    is_prompt,
    is_short,
    paragraphs_of,
    without_log_prefix,
)
from bot.pictures.problem_words import reports_problem
from models.ocr import Line

HEADLINE_WORDS = 32
CONDENSED_WORDS = 120

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“(])")


def condensed(lines: Sequence[Line], size: tuple[int, int], error_codes: Collection[str]) -> str:
    """The most telling paragraphs of a picture in reading order, one a line; the first that does not fit is cut.

    Of its codes, `error_codes` are those of errors: beside the name of a product, the lists of a page are kept.
    """
    paragraphs = paragraphs_of(lines)
    left = CONDENSED_WORDS
    texts: dict[int, str] = {}
    for index in _ranked(paragraphs, size, _problems(paragraphs, error_codes)):
        text = paragraphs[index].text
        if text in texts.values():
            continue
        words = text.split()[:left]
        texts[index] = " ".join(words)
        left -= len(words)
        if left <= 0:
            break
    return "\n".join(texts[index] for index in sorted(texts))


def headline(lines: Sequence[Line], size: tuple[int, int]) -> str:
    """What the picture shows in one line, verbatim: "error 809: The network connection …"; empty if it says nothing."""
    paragraphs = paragraphs_of(lines)
    telling = _problems(paragraphs)
    indexes = _ranked(paragraphs, size, telling)
    ranked = [paragraphs[index] for index in indexes]
    problems = [paragraphs[index] for index in indexes if index in telling]
    if not problems:
        return _cut(_title(paragraphs, ranked), HEADLINE_WORDS)
    said = next((paragraph.text for paragraph in problems if paragraph.words >= 4), None)
    code = next((code for paragraph in ranked for code in codes(paragraph.text)), None)
    if said is None:
        said = next((paragraph.text for paragraph in problems if not codes(paragraph.text)), problems[0].text)
    said = without_log_prefix(said)
    said = said if len(said.split()) <= HEADLINE_WORDS else _problem_sentence(said)
    cut = _cut(said, HEADLINE_WORDS)
    return cut if code is None or code.casefold() in said.casefold() else f"{code}: {cut}"


def _is_prose(paragraph: Paragraph) -> bool:
    return not is_control(paragraph) and not is_prompt(paragraph.text)


def _problems(paragraphs: Sequence[Paragraph], error_codes: Collection[str] | None = None) -> set[int]:
    """The indexes of the paragraphs that name a problem: with one of the codes, or with any where none are given.

    Where there is no code, a word in a column of others is the state of something, as "Stopped" in a list of machines.
    """
    telling = {i for i, paragraph in enumerate(paragraphs) if len(paragraph.text) > 2 and _is_prose(paragraph)}
    found = {i: codes(paragraphs[i].text) for i in telling}
    coded = {i for i in telling if found[i] and (error_codes is None or not set(found[i]).isdisjoint(error_codes))}
    reporting = {i for i in telling if reports_problem(paragraphs[i].text)}
    words = {i for i in reporting if paragraphs[i].words == 1}
    return coded | reporting if coded or not words else reporting - (words & in_navigation(paragraphs))


def _title(paragraphs: Sequence[Paragraph], ranked: Sequence[Paragraph]) -> str:
    """The first text of large letters, or else of several words: what a window is called; and what it first says."""
    said = set(ranked)
    named = [paragraph for paragraph in paragraphs if paragraph in said and re.search(r"\w{3}", paragraph.text)]
    if not named:
        return ""
    large = 1.3 * median(paragraph.height for paragraph in named)
    several = (paragraph for paragraph in named if paragraph.words > 1)
    title = next((paragraph for paragraph in named if paragraph.height >= large), next(several, named[0]))
    below = named[named.index(title) + 1 :][:1]
    telling = (each.text for each in below if each.words >= 5 and ":" not in each.text and not is_short(each))
    return ": ".join([title.text, *telling])


def _ranked(paragraphs: Sequence[Paragraph], size: tuple[int, int], problems: set[int]) -> list[int]:
    """The indexes of the paragraphs, the most telling first; no controls, and no lists beside a problem."""
    aside = in_navigation(paragraphs)
    telling = [i for i, paragraph in enumerate(paragraphs) if len(paragraph.text) > 2 and _is_prose(paragraph)]
    if problems:
        telling = [i for i in telling if i not in aside or i in problems]
    usual = median(paragraph.height for paragraph in paragraphs) if paragraphs else 1.0
    return sorted(telling, key=lambda i: -_score(paragraphs[i], usual, i in aside, size))


def _score(paragraph: Paragraph, usual_height: float, aside: bool, size: tuple[int, int]) -> float:
    text = paragraph.text
    kinds = {identifier.kind for identifier in identifiers(text)}
    score = 2.0 * reports_problem(text) + 2.5 * bool(kinds & {"code", "exception"}) + 0.5 * bool(kinds)
    score += min(paragraph.words, 12) / 8
    score += 0.8 * min(max(paragraph.height / usual_height - 1, 0), 1.5)
    middle = (paragraph.box[0] + paragraph.box[2]) / 2 / max(size[0], 1)
    depth = (paragraph.box[1] + paragraph.box[3]) / 2 / max(size[1], 1)
    score += 0.5 * (1 - abs(2 * middle - 1)) + 0.3 * (1 - abs(2 * min(depth + 0.1, 1) - 1))
    if aside:
        score -= 2
    return score


def _problem_sentence(text: str) -> str:
    """The first sentence of a paragraph that tells of a problem; or else the first that is more than a few words."""
    sentences = _SENTENCE_END.split(text.strip())
    telling = next(
        (sentence for sentence in sentences if reports_problem(sentence) and len(sentence.split()) > 3), None
    )
    return telling or next((sentence for sentence in sentences if len(sentence.split()) > 3), sentences[0])


def _cut(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"
