"""Masks secrets in the lines of a picture, before they are logged, stored or searched with.

`secret_text` decides what is masked in a text; this module finds what belongs to a label or to the line above.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.pictures.problem_words import reports_problem
from bot.pictures.secret_text import MASK, NAME, is_code, is_message, masked
from models.ocr import Line

_LABEL = re.compile(
    rf"(?i)^\W*(?:[\w\]]+\s){{0,3}}\w{{0,40}}?{NAME}[\"']?(?:\s*\([^)]*\)|\s(?:for|of)\s.*)?\s*+(?:\*|[:=]{{1,2}})?\s*$"
)
_BUTTON = re.compile(
    r"(?i)^(?:ok|show|hide|copy|next|back|submit|save|continue|\W*|.*[?:]|"
    r"(?:cancel|change|close|confirm|create|domain|e-?mail|enter|forgot|keep|log\s?in|need|remember|reset|show|sign\s?in|stay|"
    r"trouble|use|user\s?name|view)\b.*)$"
)
LEAST_LETTERS = 4
MOST_WORDS = 4
"""What is longer than this below a label is a remark and no secret."""
_WRAPPED = re.compile(r"^[A-Za-z0-9+/=_.-]{12,}$")


def masked_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a picture with secrets masked, those too whose label or beginning stands in another line."""
    kept: list[Line] = []
    labels: list[Line] = []
    in_key_block = False
    for line in lines:
        begins, ends = "-BEGIN" in line.text and "PRIVATE" in line.text, "-END" in line.text
        in_key_block = in_key_block or begins
        before = kept[-1] if kept else None
        if in_key_block or _is_value_of_label(line, labels) or (before and _goes_on(before, line)):
            kept.append(replace(line, text=MASK))
        else:
            kept.append(replace(line, text=_behind_label(line, labels)))
        in_key_block = in_key_block and not ends
        if _LABEL.match(line.text) and not reports_problem(line.text):
            labels.append(line)
    return tuple(kept)


def _behind_label(line: Line, labels: Sequence[Line]) -> str:
    """The line's text masked as it is when read on from a label on its left: "password", "is hunter2"."""
    label = next((label.text for label in labels if _is_beside(label, line)), None)
    whole = masked(f"{label} {line.text}") if label else ""
    return whole.removeprefix(f"{label} ") if label and whole.startswith(f"{label} ") else masked(line.text)


def _is_value_of_label(line: Line, labels: Sequence[Line]) -> bool:
    """Whether the line stands in a field: right of, or directly below, a line that says "Password" or the like."""
    text = line.text.strip()
    if len(text) < LEAST_LETTERS or len(text.split()) > MOST_WORDS or _BUTTON.match(text) or _LABEL.match(text):
        return False
    if is_message(text) or is_code(text):
        return False
    return any(_is_beside(label, line) or _is_below(label, line) for label in labels)


def _is_beside(label: Line, value: Line) -> bool:
    _, top, right, bottom = label.box
    return top <= (value.box[1] + value.box[3]) / 2 <= bottom and 0 <= value.box[0] - right < 25 * (bottom - top)


def _is_below(label: Line, value: Line) -> bool:
    left, top, _, bottom = label.box
    height = bottom - top
    return -0.5 * height <= value.box[1] - bottom < 2 * height and abs(value.box[0] - left) < 2 * height


def _goes_on(before: Line, line: Line) -> bool:
    """Whether the line is the rest of a secret that did not fit into the line above."""
    directly_below = -0.5 <= (line.box[1] - before.box[3]) / (before.box[3] - before.box[1]) < 1
    return before.text.endswith(MASK) and directly_below and bool(_WRAPPED.match(line.text.strip()))
