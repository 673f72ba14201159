"""Finds procedures whose steps are numbered in words, as headings or lines that begin with "Step 1:"."""

import re
from collections.abc import Iterator

from bot.grounding.excerpt import Excerpt

LONGEST = 40
"""Units of such a procedure that are quoted together; the steps of a longer one are quoted one by one."""

MOST_BETWEEN = 3
"""Sentences between two steps that are lines: a note, what one should see now."""

_STEP = re.compile(r"[\W_]*(?:step|schritt|étape|etape|paso)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)


def worded_step(excerpt: Excerpt, unit: int) -> int | None:
    """The number of the step that a heading or a sentence begins; None if it begins none."""
    found = _STEP.match(excerpt.text(unit)) if excerpt.units[unit].kind in ("heading", "sentence") else None
    return int(found["number"]) if found else None


def worded_procedure(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The first and last unit of the worded procedure that a unit belongs to; None if there is none, or a long one."""
    own = next((n for n in range(unit, -1, -1) if _ends_search(excerpt, n, unit)), None)
    if own is None or worded_step(excerpt, own) is None:
        return None
    steps = [*reversed([*_further_steps(excerpt, own, -1)]), own, *_further_steps(excerpt, own, 1)]
    first, last = steps[0], _last_unit(excerpt, steps[-1])
    return (first, last) if len(steps) > 1 and unit <= last and last - first < LONGEST else None


def _ends_search(excerpt: Excerpt, n: int, unit: int) -> bool:
    """True if the search upwards for a unit's step ends here: at a step, at a heading, or too far up."""
    return excerpt.units[n].kind == "heading" or worded_step(excerpt, n) is not None or unit - n > LONGEST


def _further_steps(excerpt: Excerpt, own: int, way: int) -> Iterator[int]:
    """The steps of the same kind before (-1) or behind (1) a step, as long as their numbers go on."""
    kind, last = excerpt.units[own].kind, own
    number = worded_step(excerpt, own)
    n = own + way
    while 0 <= n < len(excerpt.units) and number is not None:
        step = worded_step(excerpt, n)
        if step == number + way and excerpt.units[n].kind == kind:
            yield n
            last, number = n, step
        elif excerpt.units[n].kind == "heading" or (kind == "sentence" and abs(n - last) > MOST_BETWEEN):
            return
        n += way


def _last_unit(excerpt: Excerpt, step: int) -> int:
    """The last unit of a step: of all that stands below its heading, or of the paragraph that its line begins."""
    last = step
    while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind != "heading":
        if excerpt.units[step].kind == "sentence" and not excerpt.runs_on(last):
            break
        last += 1
    return last
