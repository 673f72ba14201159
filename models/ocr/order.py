"""Puts lines into the order in which a person reads them: panels one after the other, rows from the left."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

Box = tuple[float, float, float, float]

GUTTER = 1.6
"""Columns are apart by at least this many line heights."""
ALIGNED = 0.3
"""Cells of one row have their middles as close as this, in line heights."""
FILLED = 0.6
"""Lines that fill their column by this share on average are running text; shorter ones are cells of a table."""
LONG_LINE = 10
"""Three lines that are so long on average, in line heights, are no cells."""
SHORTEST_TURN = 4
"""A line of a chat is at least so long, in line heights; shorter ones may be a window's buttons."""
SPACING = 1.7
"""Lines of running text follow each other within so many line heights; the rows of a form are further apart."""


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """The indexes of the boxes (left, top, right, bottom) in reading order, by recursive cuts along white space.

    The method is the XY-cut (Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984),
    with one change for screens: columns whose lines stand side by side in rows are a table or a form, read row by row.
    """
    return _ordered(boxes, list(range(len(boxes)))) if boxes else []


def _ordered(boxes: Sequence[Box], inside: list[int]) -> list[int]:
    if len(inside) < 2:
        return inside
    height = median(boxes[i][3] - boxes[i][1] for i in inside)
    across = _widest_gap(boxes, inside, axis=1)
    down = _widest_gap(boxes, inside, axis=0)
    if down and down[0] >= GUTTER * height and not (across and across[0] > 1.5 * down[0]):
        left, right = _parts(boxes, inside, 0, down[1])
        if _beside(boxes, left, right) and not (_in_rows(boxes, left, right) or _take_turns(boxes, left, right)):
            return _ordered(boxes, left) + _ordered(boxes, right)
    if across and across[0] > 0:
        above, below = _parts(boxes, inside, 1, across[1])
        return _ordered(boxes, above) + _ordered(boxes, below)
    return _by_rows(boxes, inside)


def _widest_gap(boxes: Sequence[Box], inside: list[int], axis: int) -> tuple[float, float] | None:
    """The widest stretch that no box reaches into along an axis (0 for columns, 1 for rows): its size and middle."""
    spans = sorted((boxes[i][axis], boxes[i][axis + 2]) for i in inside)
    reached, gaps = spans[0][1], []
    for start, end in spans[1:]:
        if start > reached:
            gaps.append((start - reached, (start + reached) / 2))
        reached = max(reached, end)
    return max(gaps, default=None)


def _parts(boxes: Sequence[Box], inside: list[int], axis: int, at: float) -> tuple[list[int], list[int]]:
    first = [i for i in inside if boxes[i][axis] < at]
    return first, [i for i in inside if boxes[i][axis] >= at]


def _beside(boxes: Sequence[Box], left: list[int], right: list[int]) -> bool:
    """Whether two columns stand beside each other at all, rather than one above the other."""
    bottom = min(max(boxes[i][3] for i in column) for column in (left, right))
    top = max(min(boxes[i][1] for i in column) for column in (left, right))
    return bottom > top


def _in_rows(boxes: Sequence[Box], left: list[int], right: list[int]) -> bool:
    """Whether the lines of two columns form rows: a label and its value, the cells of a table."""
    fewer, more = sorted((left, right), key=len)
    if _is_running_text(boxes, left) and _is_running_text(boxes, right):
        return False
    paired = sum(any(_aligned(boxes[i], boxes[j]) for j in more) for i in fewer)
    if len(more) > 2 * len(fewer):  # a column of a table in which few cells are filled
        firsts = (min(column, key=lambda i: boxes[i][1]) for column in (left, right))
        begin = sorted(boxes[i][0] for i in fewer)
        is_column = len(fewer) > 1 and begin[-1] - begin[0] < boxes[fewer[0]][3] - boxes[fewer[0]][1]
        return is_column and paired == len(fewer) and _aligned(*(boxes[i] for i in firsts))
    return paired >= 0.8 * len(fewer)


def _take_turns(boxes: Sequence[Box], left: list[int], right: list[int]) -> bool:
    """Whether two columns never have lines side by side and change places more than once: a chat's two sides."""
    if any(boxes[i][2] - boxes[i][0] < SHORTEST_TURN * (boxes[i][3] - boxes[i][1]) for i in (*left, *right)):
        return False
    sides = dict.fromkeys(left, 0) | dict.fromkeys(right, 1)
    by_height = sorted(sides, key=lambda i: boxes[i][1] + boxes[i][3])
    changes = [(first, second) for first, second in pairwise(by_height) if sides[first] != sides[second]]
    return len(changes) > 1 and not any(_overlap(boxes[first], boxes[second]) for first, second in changes)


def _overlap(first: Box, second: Box) -> bool:
    return min(first[3], second[3]) > max(first[1], second[1])


def _aligned(first: Box, second: Box) -> bool:
    apart = abs((first[1] + first[3]) - (second[1] + second[3])) / 2
    return apart <= ALIGNED * max(first[3] - first[1], second[3] - second[1])


def _same_row(first: Box, second: Box) -> bool:
    shared = min(first[3], second[3]) - max(first[1], second[1])
    return shared > 0.5 * min(first[3] - first[1], second[3] - second[1])


def _is_running_text(boxes: Sequence[Box], column: list[int]) -> bool:
    """Whether the lines of a column fill it and follow each other closely; three short ones may be cells."""
    if len(column) < 3:
        return False
    left, right = min(boxes[i][0] for i in column), max(boxes[i][2] for i in column)
    length = median(boxes[i][2] - boxes[i][0] for i in column)
    tops = sorted(boxes[i][1] for i in column)
    height = median(boxes[i][3] - boxes[i][1] for i in column)
    is_text = len(column) > 3 or length >= LONG_LINE * height
    return is_text and length >= FILLED * (right - left) and tops[-1] - tops[0] < SPACING * height * (len(tops) - 1)


def _by_rows(boxes: Sequence[Box], inside: list[int]) -> list[int]:
    """Rows from the top, each from the left; a line belongs to a row when it shares half its height with the last."""
    rows: list[list[int]] = []
    for i in sorted(inside, key=lambda i: (boxes[i][1] + boxes[i][3]) / 2):
        if rows and _same_row(boxes[rows[-1][-1]], boxes[i]):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: boxes[i][0])]
