"""Joins the lines of a picture into paragraphs, and tells what each is: a message, a title, a button, a menu."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from models.ocr import Line

_BUTTONS = frozenset(
    """
    ok cancel close yes no retry try_again ignore abort help next back apply details show_details hide_details
    more_details more_info more_information learn_more show hide send don't_send send_report copy copy_link sign_in
    sign_out log_in login submit save save_as discard continue finish browse open edit delete remove add new search
    settings options refresh reload restart update install skip dismiss got_it troubleshoot diagnose connect disconnect
    allow deny accept decline print share export import download upload view expand collapse all none menu home feedback
    contact_support close_app app_info send_feedback go_home go_back back_to_safety not_now wait defaults reset
    """.split()
)
_MENU = frozenset(
    "file edit view insert format tools window help selection go run terminal history bookmarks home".split()
)
_CLOCK = re.compile(r"(?i)(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:am|pm)|[\W\d_])++")
"""Times, dates and signs: no word but the half of the day."""
_PROMPT = re.compile(
    r"\s*(?:\([\w.-]{1,40}\) ?)?"  # a virtual environment
    r"(?:\S+@[\w.-]+[:\s~].*[$#%](?:\s|$)|PS\s?[A-Z]:\\.*>|[A-Z]:\\\S*>|[$❯➜](?:\s|$))"
)
_LOG_PREFIX = re.compile(
    r"\[?(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{4}-\d\d-\d\d)[T\s]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?\]?\s+"
    r"(?:\S+\s+[\w./-]+(?:\[\d+\])?:\s+)?"
)
_LABEL = re.compile(r"(?:\[\w+\]|\w+:)\s|[A-Z][\w ]{1,24}:\s\S")
NAVIGATION_LINES = 5
"""So many short lines below one another are a navigation, a list or a menu, and say little of a problem."""


COLUMN_GAP = 12
"""Texts of one column are less apart than this, in heights of a line."""

Places = NDArray[np.float64]


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, as one text."""

    text: str
    height: float
    """The height of its lines in pixels: the size of its letters."""
    box: tuple[float, float, float, float]
    lines: int

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs that lines in reading order make up, in that order."""
    groups: list[list[Line]] = []
    longest = 0.0
    for line in lines:
        width = line.box[2] - line.box[0]
        if groups and _goes_on(groups[-1], line, max(longest, width)):
            groups[-1].append(line)
            longest = max(longest, width)
        else:
            groups.append([line])
            longest = width
    return [_paragraph(group) for group in groups]


def is_control(paragraph: Paragraph) -> bool:
    """Whether it is a button, a menu bar or a clock, rather than running text."""
    text = paragraph.text.strip()
    plain = re.sub(r"[^\w' ]", "", text).strip().casefold()
    words = plain.split()
    is_menu = len(words) >= 3 and sum(word in _MENU for word in words) >= 0.6 * len(words)
    return plain.replace(" ", "_") in _BUTTONS or is_menu or _CLOCK.fullmatch(text) is not None


def is_prompt(text: str) -> bool:
    """Whether a line of a terminal is what was typed: a prompt, with or without a command."""
    return _PROMPT.match(text) is not None


def without_log_prefix(text: str) -> str:
    """An entry of a log without its time, host and program."""
    return _LOG_PREFIX.sub("", text, count=1) if _LOG_PREFIX.match(text) else text


def is_short(paragraph: Paragraph) -> bool:
    """Whether it is a short text, or several of a narrow column that were joined: no message has a word a line."""
    return paragraph.words <= (4 if paragraph.lines == 1 else 1.5 * paragraph.lines)


def in_navigation(paragraphs: Sequence[Paragraph]) -> set[int]:
    """The indexes of those that stand in a column, or a row, of many short texts."""
    short = [i for i, paragraph in enumerate(paragraphs) if is_short(paragraph)]
    if not short:
        return set()
    short.sort(key=lambda i: paragraphs[i].box[1])
    lines = np.array([paragraphs[i].lines for i in short])
    places = np.array([(*paragraphs[i].box, paragraphs[i].height) for i in short])
    # No column or row of one reaches further: a picture of thousands of texts is never compared each with each.
    reach = COLUMN_GAP * places[:, 4].max() + (places[:, 3] - places[:, 1]).max()
    first, end = (np.searchsorted(places[:, 1], places[:, 1] + way * reach) for way in (-1, 1))
    found = np.zeros(len(short), dtype=bool)
    for at in range(len(short)):
        near = slice(first[at], end[at])
        for group in (_sharing_edge(places[at], places[near]), _sharing_row(places[at], places[near])):
            if lines[near][group].sum() >= NAVIGATION_LINES:
                found[near] |= group
    return {short[at] for at in np.flatnonzero(found)}


def _goes_on(group: Sequence[Line], line: Line, longest: float) -> bool:
    """Whether a line is the next one of the same paragraph: directly below, as large, beginning or centred alike.

    `longest` is how long the longest of them is, the line itself counted.
    """
    last = group[-1]
    height, next_height = last.box[3] - last.box[1], line.box[3] - line.box[1]
    gap = line.box[1] - last.box[3]
    if not 0.7 < next_height / height < 1.45 or not -0.6 * height < gap < 0.75 * height or line.box[1] <= last.box[1]:
        return False
    same_left = abs(line.box[0] - last.box[0]) < 0.8 * height
    same_middle = abs(line.box[0] + line.box[2] - last.box[0] - last.box[2]) < 1.5 * height
    if _begins_anew(line.text) or is_prompt(last.text) or _is_further_apart(group, gap, height):
        return False
    # A line that ends long before the others was the last one.
    return (same_left or same_middle) and last.box[2] - last.box[0] > 0.5 * longest


def _begins_anew(text: str) -> bool:
    """Whether a line is a prompt, an entry of a log, a label with its value, or a button."""
    return is_prompt(text) or _is_button(text) or any(pattern.match(text) for pattern in (_LOG_PREFIX, _LABEL))


def _is_button(text: str) -> bool:
    """Whether a line is what a button says, and not the last word of a sentence: "Go home", but not "settings."."""
    return text[:1].isupper() and text.casefold().replace(" ", "_") in _BUTTONS


def _is_further_apart(group: Sequence[Line], gap: float, height: float) -> bool:
    """Whether the gap above a line is clearly wider than the one between the two lines before it."""
    return len(group) > 1 and gap > group[-1].box[1] - group[-2].box[3] + 0.3 * height


def _paragraph(group: Sequence[Line]) -> Paragraph:
    box = (
        min(line.box[0] for line in group),
        min(line.box[1] for line in group),
        max(line.box[2] for line in group),
        max(line.box[3] for line in group),
    )
    height = median(min(line.box[3] - line.box[1], line.box[2] - line.box[0]) for line in group)
    return Paragraph(" ".join(line.text for line in group), height, box, len(group))


def _sharing_edge(one: Places, others: Places) -> NDArray[np.bool_]:
    """Which texts (left, top, right, bottom, height) begin as far left as one, and not far above or below it."""
    height = np.maximum(one[4], others[:, 4])
    apart = np.maximum(one[1], others[:, 1]) - np.minimum(one[3], others[:, 3])
    shares: NDArray[np.bool_] = (np.abs(one[0] - others[:, 0]) < 0.7 * height) & (apart < COLUMN_GAP * height)
    return shares


def _sharing_row(one: Places, others: Places) -> NDArray[np.bool_]:
    apart = np.abs(one[1] + one[3] - others[:, 1] - others[:, 3])
    shares: NDArray[np.bool_] = apart < 0.8 * np.maximum(one[4], others[:, 4])
    return shares
