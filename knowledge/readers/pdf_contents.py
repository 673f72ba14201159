"""Takes the table of contents out of a PDF's pages: its lines have every topic's words and answer nothing."""

import re
from collections.abc import Sequence

from knowledge.readers.pdf_lines import Line

LEAST_ENTRIES = 3
"""So many lines of a page lead to pages, in ascending order, where it is a table of contents and no list of prices."""

_LEAST_DOTS = 4
_LEADER = " .·…"
_PAGE = re.compile(r"(?<!\d)\d{1,4}$")
_HEADING = re.compile(r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire", re.IGNORECASE)


def without_contents(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines of pages but for those that lead over dots to one of the pages, and the heading right above them."""
    kept = [_without_entries(lines, len(pages)) for lines in pages]
    return kept if any(kept) else list(pages)


def _without_entries(lines: list[Line], last_page: int) -> list[Line]:
    numbers = [_led_to(line.text) for line in lines]
    entries = [number for number in numbers if number is not None]
    if len(entries) < LEAST_ENTRIES or entries != sorted(entries) or entries[-1] > last_page:
        return lines
    first = next(at for at, number in enumerate(numbers) if number is not None)
    heads = first > 0 and _HEADING.fullmatch(lines[first - 1].text) is not None
    return [line for at, line in enumerate(lines) if numbers[at] is None and not (heads and at == first - 1)]


def _led_to(text: str) -> int | None:
    """The page that a line leads to, as `Travel ........ 12` does."""
    page = _PAGE.search(text)
    before = text[: page.start()] if page else ""
    entry = before.rstrip(_LEADER)
    leader = before[len(entry) :]
    dots = leader.count(".") + leader.count("·") + 3 * leader.count("…")
    return int(page[0]) if page and entry and dots >= _LEAST_DOTS else None
