"""Says units of one passage word for word as Markdown: below what opens their list, and with what is left out named."""

from collections.abc import Iterator, Sequence

from bot.grounding.blocks import whole_block
from bot.grounding.display import as_markdown, inline, without_columns
from bot.grounding.excerpt import Excerpt
from bot.grounding.lead_in import lead_in
from bot.grounding.list_structure import above_caption, introduces_block, list_around
from bot.grounding.orders import is_order
from bot.grounding.unit import TABLED
from bot.grounding.worded_steps import worded_step


def quotation(
    excerpt: Excerpt, units: Sequence[int], goes_on: bool = False, under: str = "", is_alone: bool = False
) -> str:
    """Units of one list, table, procedure or paragraph, in their order.

    `goes_on` is true where the list that they belong to was just said: then nothing stands above them again. `under` is
    the heading that they are shown under anyway. `is_alone` is true for a step that is quoted for what it alone tells:
    then nothing is said of the others.
    """
    above = "" if goes_on else _above(excerpt, units, under, is_alone)
    is_listed = goes_on or bool(above)
    text = above
    latest = units[0]
    for run in _runs(excerpt, units):
        if passed_over := _steps_between(excerpt, latest, run[0]):
            text = f"{text}\n\n{_left_out(passed_over)}"
        latest = next((n for n in reversed(run) if n in excerpt.numbers), latest)
        if said := _said(excerpt, run, is_listed or len(run) < len(units)):
            apart = "\n\n" if _stands_apart(excerpt, run[0], text) else "\n"
            text = f"{text}{apart}{said}" if text else said
    rest = "" if is_alone else _rest(excerpt, units)
    return f"{text}\n\n{rest}" if rest else text


def _above(excerpt: Excerpt, units: Sequence[int], under: str, is_alone: bool) -> str:
    """What stands above the units: their lead-in and, unless the step is quoted alone, the steps that come before."""
    opening = lead_in(excerpt, units, under)
    above = [opening.markdown]
    if not is_alone and excerpt.units[units[0]].kind in ("step", "code"):
        top, _ = whole_block(excerpt, units[0])
        opener = above_caption(excerpt, top)
        if top < units[0] and introduces_block(excerpt, opener) and opening.sentence != opener:
            above.append(as_markdown(excerpt, opener))
        if steps := [excerpt.numbers[n] for n in range(top, units[0]) if n in excerpt.numbers]:
            above.append(_left_out(steps))
    return "\n\n".join(filter(None, above))


def _steps_between(excerpt: Excerpt, one: int, other: int) -> list[int]:
    """The numbers of the steps between two: Markdown would number a third that follows a first as the second."""
    if not {one, other} <= excerpt.numbers.keys():
        return []
    return [excerpt.numbers[n] for n in range(one + 1, other) if n in excerpt.numbers]


def _runs(excerpt: Excerpt, units: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The units in groups: rows of one table, or others that follow one another."""
    run: list[int] = []
    for n in units:
        if run and not _stand_together(excerpt, run[-1], n):
            yield tuple(run)
            run = []
        run.append(n)
    if run:
        yield tuple(run)


def _stand_together(excerpt: Excerpt, one: int, other: int) -> bool:
    kinds = excerpt.units[one].kind, excerpt.units[other].kind
    if kinds == ("row", "row"):
        return list_around(excerpt, one) == list_around(excerpt, other)
    if "heading" in kinds or worded_step(excerpt, other) is not None:
        return False
    is_row = [kind in TABLED for kind in kinds]
    return other == one + 1 and is_row[0] == is_row[1] and kinds[1] != "header"


def _stands_apart(excerpt: Excerpt, unit: int, text: str) -> bool:
    """True if a blank line belongs between a text and a unit: around tables, and before each step in words."""
    last_line = text.rsplit("\n", 1)[-1]
    is_table = excerpt.units[unit].kind in TABLED
    return is_table or last_line.startswith(("|", "…")) or worded_step(excerpt, unit) is not None


def _said(excerpt: Excerpt, run: tuple[int, ...], is_listed: bool) -> str:
    """Units that are shown as one; a heading only where it is a step."""
    kind = excerpt.units[run[0]].kind
    if kind == "heading":
        heading = excerpt.heading_above(run[0] + 1)
        is_step = worded_step(excerpt, run[0]) is not None and not is_order(heading)
        return f"**{inline(excerpt, heading)}**" if is_step else ""
    if kind in TABLED:
        return _table(excerpt, run)
    if len(run) == 1 and is_listed and kind in ("item", "step"):
        return inline(excerpt, excerpt.marked(run[0]))
    return as_markdown(excerpt, run[0], run[-1]).strip("\n")


def _table(excerpt: Excerpt, run: tuple[int, ...]) -> str:
    """Rows of a table under its header, which comes with a row by itself."""
    if excerpt.units[run[0]].kind == "header":
        return as_markdown(excerpt, run[0], run[-1]).strip("\n")
    if not excerpt.columns_over(run[0]) and len(run) > 1:
        return "\n".join(f"- {without_columns(excerpt, n)}" for n in run)
    first, *rows = (as_markdown(excerpt, n) for n in run)
    return "\n".join([first, *(row.rsplit("\n", 1)[-1] for row in rows)])


def _rest(excerpt: Excerpt, units: Sequence[int]) -> str:
    """Where a list or a listing is cut: what of it is left to read in the document; empty for one that is whole."""
    last = units[-1]
    kind = excerpt.units[last].kind
    if kind == "row" and _is_cut_table(excerpt, units):
        return "… (more rows in the document)"
    if kind == "sentence" or (kind not in ("step", "code") and not _is_of_whole_list(excerpt, units)):
        return ""
    top, end = whole_block(excerpt, last)
    left = [*range(last + 1, end + 1)]
    if steps := [excerpt.numbers[n] for n in left if n in excerpt.numbers]:
        return _left_out(steps)
    if kind == "code" and all(excerpt.units[n].kind == "code" for n in range(top, end + 1)):
        left = [n for n in range(top, end + 1) if n not in units]
    # A listing right below the last item is no item.
    if kind == "item" and all(excerpt.units[n].kind == "code" for n in left):
        kind = "code"
    return f"… ({len(left)} more {_name(kind, len(left))} in the document)" if left else ""


def _is_cut_table(excerpt: Excerpt, units: Sequence[int]) -> bool:
    """True for all rows of a table that an excerpt has, where the document has more of them."""
    first, last = list_around(excerpt, units[-1])
    goes_on = excerpt.ends_in_table and last == len(excerpt.units) - 1
    return (goes_on or (first == 0 and bool(excerpt.table))) and last > first and {*range(first, last + 1)} <= {*units}


def _left_out(steps: Sequence[int]) -> str:
    low, high = min(steps), max(steps)
    return f"… (steps {low}–{high} in the document)" if low < high else f"… (step {low} in the document)"


def _is_of_whole_list(excerpt: Excerpt, units: Sequence[int]) -> bool:
    """True where the list itself was meant: it stands below the sentence that opens it, or is a procedure."""
    return introduces_block(excerpt, units[0]) or any(excerpt.units[n].kind in ("step", "code") for n in units)


def _name(kind: str, many: int) -> str:
    name = {"code": "line", "row": "row"}.get(kind, "item")
    return name if many == 1 else f"{name}s"
