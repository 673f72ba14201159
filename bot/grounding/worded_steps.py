"""Finds procedures whose steps are numbered in words, as headings or lines that begin with "Step 1:"."""

import re
from collections.abc import Iterator

from bot.grounding.excerpt import Excerpt

LONGEST = 40
"""Units of such a procedure that are quoted together; of a longer one each step stands for itself."""

MOST_BETWEEN = 3
"""Sentences between two lines that are steps: a note, what should now be seen."""

_STEP = re.compile(r"[\W_]*(?:step|schritt|étape|etape|paso)\s+(?P<number>\d{1,2})\b", re.IGNORECASE)


def worded_step(excerpt: Excerpt, unit: int) -> int | None:
    """The number of the step that a heading or a sentence names; None for one that names none."""
    found = _STEP.match(excerpt.text(unit)) if excerpt.units[unit].kind in ("heading", "sentence") else None
    return int(found["number"]) if found else None


def worded_procedure(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The first and last unit of the procedure that a unit belongs to; None for no such procedure, or a long one."""
    own = next((n for n in range(unit, -1, -1) if _ends(excerpt, n, unit)), None)
    if own is None or worded_step(excerpt, own) is None:
        return None
    steps = [*reversed([*_others(excerpt, own, -1)]), own, *_others(excerpt, own, 1)]
    first, last = steps[0], _end(excerpt, steps[-1])
    return (first, last) if len(steps) > 1 and unit <= last and last - first < LONGEST else None


def _ends(excerpt: Excerpt, n: int, unit: int) -> bool:
    """True if going up from a unit ends here: at a step, at a heading, or too far from a line."""
    return excerpt.units[n].kind == "heading" or worded_step(excerpt, n) is not None or unit - n > LONGEST


def _others(excerpt: Excerpt, own: int, way: int) -> Iterator[int]:
    """The steps before or behind one, whose numbers go on in the same form."""
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


def _end(excerpt: Excerpt, step: int) -> int:
    """The last unit of a step: all below its heading, or the paragraph that its line begins."""
    last = step
    while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind != "heading":
        if excerpt.units[step].kind == "sentence" and not excerpt.runs_on(last):
            break
        last += 1
    return last
