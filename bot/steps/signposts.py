"""Between read and write: leaves out what only leads to a page that was found as well.

Pages that gather others, and the links below an article, say of each page what it is called and perhaps what it is
about: "Add a world clock — Display times in other cities." That has the words of the question and answers nothing; the
page itself does.
"""

import re
from collections.abc import Iterator

from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_BEHIND_NAME = re.compile(r"\s*(?:\s[–—-]\s.*)?", re.DOTALL)
"""What a signpost says behind the name of a page: nothing, or behind a dash what the page is about."""

_BEHIND_LINK = re.compile(r"\s*(?:[–—:-]\s.*)?", re.DOTALL)
"""The same behind a link, which leads to a page whatever stands between."""


def without_signposts(reading: Reading) -> Reading:
    """The reading without the units that say of another page that was read what it is called and about.

    One with a number in what it says stays: "Parental leave — 16 weeks" answers. If nothing else is left, all stays.
    """
    names: dict[str, set[int]] = {}
    for evidence in reading.evidence:
        passage = reading.excerpt_of(evidence).passage
        for name in (passage.title, *passage.headings):
            names.setdefault(_plain(name), set()).add(passage.document_key)

    def is_kept(evidence: Evidence) -> bool:
        named = _pages_named(reading.excerpt_of(evidence), evidence.unit)
        return all(names.get(name, set()) <= {reading.document_of(evidence)} for name in named)

    return reading.with_only(is_kept)


def _pages_named(excerpt: Excerpt, unit: int) -> Iterator[str]:
    """What the page may be called that a unit leads to, if it says nothing else."""
    if excerpt.units[unit].kind not in ("sentence", "item"):
        return
    said = excerpt.visible_text(unit).strip().strip("*_")
    if (link := _LINK.match(said)) and _is_description(said[link.end() :], _BEHIND_LINK):
        yield _plain(link[1])
    said = _LINK.sub(r"\1", said)
    for end in [len(said), *(dash.start() for dash in re.finditer(r"\s[–—-]\s", said))]:
        if _is_description(said[end:], _BEHIND_NAME):
            yield _plain(said[:end])


def _is_description(words: str, form: re.Pattern[str]) -> bool:
    return bool(form.fullmatch(words)) and not any(letter.isdigit() for letter in words)


def _plain(title: str) -> str:
    return " ".join(title.split()).strip("*_.: ").casefold()
