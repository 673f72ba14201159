"""Cuts text into units: the sentences, list items, table rows and commands that can be quoted on their own.

A unit is a slice of its text, so quoting one quotes the document.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.grounding.cells import cells_of
from bot.grounding.hidden_markup import quote_marks_blanked
from bot.grounding.line_kinds import LineWalk
from bot.grounding.orders import follows_up, is_order
from bot.grounding.sentences import asks
from bot.grounding.terms import NEGATORS, RULE_WORDS, words
from bot.grounding.unit import Unit, ends_paragraph, goes_on

_VALUE = re.compile(r"\W{0,3}\d")
_IN_BOLD = re.compile(r"\*\*(?![\s*])[^*\n]{1,80}(?<![\s.!:;,…])\*\*|__(?![\s_])[^_\n]{1,80}(?<![\s.!:;,…])__")
"""A line set in bold that ends no sentence: how editors without headings, and FAQs, name what stands below."""
_STATING = NEGATORS | RULE_WORDS | frozenset("is are was were be will has have".split())
_SAYS_SENTENCE = re.compile(r"\s\S*[^\W\d_]{2,}\.[*_]*$")


def units(text: str, is_markdown: bool = True, in_table: bool = False, fence: str = "") -> list[Unit]:
    """The units of a text, in order; white space, rules and fence lines belong to none.

    Indented lines are code in Markdown alone. `in_table` says that the text begins inside a table, behind its header;
    `fence` are the marks of the listing that it begins inside of.
    """
    marked, text = text, quote_marks_blanked(text) if is_markdown else text
    found = LineWalk(text, marked, is_markdown, in_table, fence).units()
    return _with_orders(text, _with_names(text, _with_headers(text, found, in_table), is_markdown))


def _with_orders(text: str, found: list[Unit]) -> list[Unit]:
    """Marks the units that give orders, and those behind them in the same paragraph that go on with them."""
    for n, unit in enumerate(found):
        if unit.kind in ("heading", "image"):
            continue
        sentence = text[unit.start : unit.end]
        behind_order = (
            n > 0 and found[n - 1].kind == "order" and not ends_paragraph(text[found[n - 1].end : unit.start])
        )
        if is_order(sentence) or (behind_order and follows_up(sentence)):
            found[n] = replace(unit, kind="order")
    return found


def _with_names(text: str, found: list[Unit], is_markdown: bool) -> list[Unit]:
    """Makes headings of the paragraphs that name what stands below: a question, and a line in bold above another."""
    for n, unit in enumerate(found[:-1]):
        if unit.kind != "sentence" or (n and goes_on(text, found[n - 1], unit)) or goes_on(text, unit, found[n + 1]):
            continue
        said, below = text[unit.start : unit.end], found[n + 1]
        stands_over = below.kind != "heading" and not _IN_BOLD.fullmatch(text[below.start : below.end])
        if asks(said) or (is_markdown and stands_over and _is_name_in_bold(said)):
            found[n] = replace(unit, kind="heading")
    return found


def _is_name_in_bold(said: str) -> bool:
    """True for a line in bold that states nothing: "Paying by card", but not "Never share your PIN"."""
    return bool(_IN_BOLD.fullmatch(said)) and _STATING.isdisjoint(words(said))


def _with_headers(text: str, found: list[Unit], in_table: bool) -> list[Unit]:
    """Marks the first row of each table as its header, where no rule line below it did so."""
    kinds = ["row" if in_table else "", *(unit.kind for unit in found), ""]
    for n, unit in enumerate(found):
        opens_table = kinds[n + 1] == "row" and kinds[n] not in ("row", "header") and kinds[n + 2] == "row"
        if not opens_table:
            continue
        rows = [text[row.start : row.end] for row in takewhile(lambda below: below.kind == "row", found[n:])]
        cells = [[cell.strip() for cell in cells_of(row)] for row in rows]
        if _names_columns(rows[0]) or _stands_over_values(cells) or _is_of_another_kind(cells):
            found[n] = replace(unit, kind="header")
    return found


def _stands_over_values(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first row has words for each column, and one of those behind the first holds numbers in all others.

    A name of a column may have a number in it ("Up to 3,500 miles"), the name of the first would be one of a row.
    """
    first, *others = rows
    if not all(first) or len({*first}) < len(first) or any(map(_VALUE.match, first)) or re.search(r"\d", first[0]):
        return False
    return any(len(column) > 1 and all(map(_VALUE.match, column)) for column in _columns_behind_first(others))


def _is_of_another_kind(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first row says in most columns what no other row does: days in numbers over the shifts of a rota."""
    first, *others = rows
    names = first[1:]
    if len(names) < 2 or not all(names) or len({*names}) < len(names) or len(others) < 2:
        return False
    below = _columns_behind_first(others)
    apart = [name for name, column in zip(names, below, strict=False) if _kind(name) not in set(map(_kind, column))]
    return 2 * len(apart) > len(names)


def _columns_behind_first(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """What stands in each column but the first, without the empty cells."""
    return [[cell for cell in column if cell] for column in zip(*rows, strict=False)][1:]


def _kind(cell: str) -> tuple[bool, bool]:
    """Whether a cell has digits, and whether it has letters."""
    return any(map(str.isdigit, cell)), any(map(str.isalpha, cell))


def _names_columns(row: str) -> bool:
    """True for a row without numbers, of names alone: a cell that ends in a full stop is a sentence.

    What is typed, such as an option, names no column.
    """
    cells = [cell.strip() for cell in cells_of(row)]
    is_typed = cells[0].startswith("`")
    return not (is_typed or any(letter.isdigit() for letter in row) or any(map(_SAYS_SENTENCE.search, cells)))
