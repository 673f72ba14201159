"""Questions made from documentation sections, worded as people ask: from headings, from facts, from symptoms.

Each rule is a pattern seen often in documentation; together they are noisy but cover how-to, fact, keyword and
symptom questions. Every choice is drawn from the given random source, so a seed gives the same questions.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.training.rows import Asked, Passage, Section
from models.training.wordings import (
    ABOUT,
    AFTER,
    BEFORE,
    BROKEN,
    FACTS,
    FIX,
    GENERIC_ABOUT,
    GENERIC_HEADINGS,
    HOW_TO,
    INLINE_SYMPTOM,
    SENTENCE,
    SYMPTOM,
    VERBS,
)


def questions_of(section: Section, page: Sequence[Section], rng: random.Random) -> Iterator[Asked]:
    """The questions that `section` answers; `page` is every section of its page, for symptoms told elsewhere."""
    yield from _heading_questions(section, rng)
    for passage in section.passages:
        yield from _fact_questions(passage, rng)
        yield from _told_questions(passage, rng)
    yield from _symptom_questions(section, page, rng)


def as_people_write(question: str, rng: random.Random) -> str:
    """The question with the noise of real ones: greetings, thanks, lower case, missing marks, a slip of the fingers."""
    text = question.strip()
    if rng.random() < 0.35:
        text = text.rstrip("?.")
    if rng.random() < 0.45:
        text = text.lower()
    if rng.random() < 0.12:
        text = _with_typo(text, rng)
    if rng.random() < 0.15:
        text = rng.choice(BEFORE) + text
    if rng.random() < 0.15:
        text += rng.choice(AFTER)
    return text


def plain(text: str) -> str:
    """Markdown as plain words: no marks of emphasis, quotes, code or tables."""
    text = re.sub(r"^[>\s]*\**(note|tip|important|warning|caution):\**", " ", text, flags=re.IGNORECASE | re.MULTILINE)
    return re.sub(r"\s+", " ", re.sub(r"```\w*|[*`#|>]+|^\s*(?:-|\d+\.)\s", " ", text, flags=re.MULTILINE)).strip()


def _with_typo(text: str, rng: random.Random) -> str:
    place = rng.randrange(max(1, len(text) - 2))
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def _heading_questions(section: Section, rng: random.Random) -> Iterator[Asked]:
    heading = plain(section.headings[-1] if section.headings else section.title)
    heading = re.sub(r"^(step )?\d+[.:)]?\s+(-\s)?", "", heading, flags=re.IGNORECASE)
    title = re.split(r" [-|–] ", plain(section.title))[0]
    if len(heading) < 4 or not section.passages:
        return
    first = heading.split()[0].lower()
    if heading.endswith("?"):
        text = heading
    elif GENERIC_HEADINGS.match(heading):
        if heading.startswith("-") or title.casefold() == heading.casefold():
            return
        text = rng.choice(GENERIC_ABOUT).format(heading.lower(), _lower_first(title))
    elif first in VERBS or heading.lower().startswith("how to "):
        text = rng.choice(HOW_TO).format(_lower_first(re.sub(r"^how to ", "", heading, flags=re.IGNORECASE)))
    elif section.kind == "troubleshooting" and len(heading.split()) > 3:
        text = rng.choice(BROKEN).format(_lower_first(heading))
    else:
        text = rng.choice(ABOUT).format(_lower_first(heading))
    # A heading rarely names its subject; people do, about every other time.
    if (
        heading != title
        and title.casefold() not in text.casefold()
        and (len(heading.split()) < 4 or rng.random() < 0.4)
    ):
        text = rng.choice(("{0} in {1}", "{1}: {0}", "{0} ({1})", "{0} {1}")).format(
            text.rstrip("?"), _lower_first(title)
        )
    yield Asked(as_people_write(text, rng), section.passages[0], "heading")


def _fact_questions(passage: Passage, rng: random.Random) -> Iterator[Asked]:
    """Questions about one sentence; the passage without that sentence is the nearest miss there is."""
    for sentence in SENTENCE.finditer(passage.text):
        for pattern, wordings in FACTS:
            found = pattern.match(sentence.group())
            if found is None:
                continue
            subject = _lower_first(plain(found["q"]))
            if len(subject.split()) < 2 or re.match(r"(this|it|these|that|there|they|here|learn more)\b", subject):
                break
            if len(subject.split()) < 3 or rng.random() < 0.25:
                subject += rng.choice((" in ", " for ", ", ")) + _lower_first(plain(passage.head.split(" > ")[-1]))
            span = (sentence.start() + found.start("a"), sentence.start() + found.end("a"))
            rest = (passage.text[: sentence.start()] + passage.text[sentence.end() :]).strip()
            decoys = (replace(passage, text=rest),) if len(rest.split()) > 25 and found["a"] not in rest else ()
            question = as_people_write(rng.choice(wordings).format(subject), rng)
            yield Asked(question, passage, "fact", (span,), decoys)
            break


def _told_questions(passage: Passage, rng: random.Random) -> Iterator[Asked]:
    """A person tells what the passage is about in its own first sentences, which are then taken out of it."""
    sentences = list(SENTENCE.finditer(passage.text))[:4]
    if len(sentences) < 2:
        return
    last = rng.choice(sentences[: min(3, len(sentences) - 1)])
    told, rest = passage.text[: last.end()], passage.text[last.end() :].strip()
    if len(told.split()) > 90:
        told, rest = last.group(), (passage.text[: last.start()] + passage.text[last.end() :]).strip()
    if len(rest.split()) > 35:
        yield Asked(as_people_write(plain(told), rng), replace(passage, text=rest), "told")


def _symptom_questions(section: Section, page: Sequence[Section], rng: random.Random) -> Iterator[Asked]:
    """A symptom as the question, the fix as its passage: in two sections of a page, or in two parts of one."""
    inline = INLINE_SYMPTOM.search(section.text)
    if inline is not None and "Component" not in inline["symptom"]:
        rest = (section.text[: inline.start()] + section.text[inline.end() :]).strip()
        if section.passages and len(rest.split()) > 15:
            fix = replace(section.passages[0], text=" ".join(rest.split(" ")[:200]))
            yield Asked(_short(plain(inline["symptom"]), rng), fix, "symptom")
    heading = section.headings[-1] if section.headings else ""
    if not SYMPTOM.search(heading) or FIX.search(heading):
        return
    near = [other for other in page if other.headings[:-1] == section.headings[:-1] and other.id != section.id]
    fixes = [other for other in near if FIX.search(other.headings[-1] if other.headings else "") and other.passages]
    if fixes:
        yield Asked(_short(plain(section.text), rng), fixes[0].passages[0], "symptom")


def _short(text: str, rng: random.Random) -> str:
    return as_people_write(" ".join(text.split()[: rng.choice((15, 30, 60, 90))]), rng)


def by_page(sections: Sequence[Section]) -> dict[str, list[Section]]:
    """The sections of each page, in order."""
    pages: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        pages[section.page].append(section)
    return pages
