"""How the text of a picture stands and what it is made of, whatever it says: cues that hold in any language.

Like those of `models.vision.kind_cues`, every one is a number of about 0 to 1.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from models.ocr import Line

CHARACTERS = {
    "digits": "0123456789", "brackets": "{}[]()<>", "operators": "=;&|*+~^", "slashes": "/\\", "dashes": "-_",
    "quotes": "\"'`", "dots": ".,", "colons": ":", "signs": "$%#@", "calls": "?!…",
}  # fmt: skip
ENOUGH = 8
"""A character's share counts this many times over, digits' once: an eighth of a text in brackets is code for sure."""

NAMES = (
    *CHARACTERS, "capitals", "end in colon", "end in stop", "begin small", "one word", "centred", "spread across",
    "spread down", "in the middle across", "in the middle down", "heights", "title", "gaps", "flush right", "indents",
    "lefts", "at the left", "both sides", "wide lines", "letters in a row",
)  # fmt: skip


def of_characters(texts: Sequence[str]) -> dict[str, float]:
    """What the texts of the lines are made of, and how they begin and end."""
    count = max(1, len(texts))
    every = "".join(texts).replace(" ", "")
    total = max(1, len(every))
    letters = [letter for letter in every if letter.isalpha()]
    shares = {name: sum(map(every.count, signs)) / total for name, signs in CHARACTERS.items()}
    return {
        **{name: share if name == "digits" else min(1.0, ENOUGH * share) for name, share in shares.items()},
        "capitals": sum(map(str.isupper, letters)) / max(1, len(letters)),
        "end in colon": sum(text.endswith(":") for text in texts) / count,
        "end in stop": sum(text.endswith(".") for text in texts) / count,
        "begin small": sum(text[:1].islower() for text in texts) / count,
        "one word": sum(" " not in text for text in texts) / count,
    }


def of_boxes(lines: "Sequence[Line]", size: tuple[int, int]) -> dict[str, float]:
    """How the lines stand to each other and on the picture; there is at least one."""
    width, height = size
    count = len(lines)
    left, top, right, bottom = np.array([line.box for line in lines], dtype=np.float64).T
    talls = np.maximum(1.0, bottom - top)
    tall = float(np.median(talls))
    first = _first_of_rows(left, top, tall)
    gaps = np.diff(np.sort(top))
    gaps = gaps[gaps > 0.5 * tall]
    steps = np.round((left[first] - left[first].min()) / (0.6 * tall))
    letters = sum(len(line.text.replace(" ", "")) for line in lines)
    return {
        "centred": _most_alike((left + right) / 2, 0.8 * tall),
        "spread across": float(right.max() - left.min()) / width,
        "spread down": float(bottom.max() - top.min()) / height,
        "in the middle across": 1 - min(1.0, 4 * abs(float(right.max() + left.min()) / 2 / width - 0.5)),
        "in the middle down": 1 - min(1.0, 4 * abs(float(bottom.max() + top.min()) / 2 / height - 0.5)),
        "heights": min(1.0, float(talls.std()) / tall),
        "title": min(1.0, (float(talls.max()) / tall - 1) / 3),
        "gaps": min(1.0, float(gaps.std() / gaps.mean()) / 2) if len(gaps) > 2 else 0.5,
        "flush right": _most_alike(right, 0.7 * tall),
        "indents": min(1.0, len({int(step) for step in steps if 1 <= step <= 16}) / 5),
        "lefts": len(set(np.round(left / tall))) / count,
        "at the left": float(((left < 0.3 * width) & (right < 0.7 * width)).mean()),
        "both sides": float(min((right > 0.9 * right.max()).mean(), (left < left.min() + 2 * tall).mean())),
        "wide lines": float((right - left > 0.4 * width).mean()),
        "letters in a row": min(1.0, letters / len(first) / 100),
    }


def _most_alike(places: NDArray[np.float64], apart: float) -> float:
    """The largest share of places that lie together."""
    return float((np.abs(places[:, None] - places[None]) < apart).sum(1).max()) / len(places)


def _first_of_rows(left: NDArray[np.float64], top: NDArray[np.float64], tall: float) -> list[int]:
    """The leftmost line of every row of lines, from the top."""
    first: list[int] = []
    begun = -np.inf
    for at in np.argsort(top, kind="stable"):
        if top[at] - begun > 0.6 * tall:
            first.append(int(at))
            begun = top[at]
        elif left[at] < left[first[-1]]:
            first[-1] = int(at)
    return first
