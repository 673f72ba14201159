"""Groups questions by what they are about, so that ten wordings of one need read as one document to write."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAME_TOPIC = 0.55
"""Cosine to a group's centre from which a question belongs to it.

On the 100 questions without an answer of the `workarena` set, which ask for ten things, 0.50 to 0.60 give exactly ten
groups; 0.45 merges two of them.
"""


@dataclass(frozen=True)
class Topic:
    """Questions about one thing, the most typical first."""

    questions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The question that stands for the others."""
        return self.questions[0]


def topics(questions: Sequence[str], vectors: NDArray[np.float32]) -> tuple[Topic, ...]:
    """The questions by topic, the largest first; `vectors` has one unit vector a question.

    Each question joins the group whose centre is nearest, or starts one (leader clustering, Hartigan 1975).
    """
    groups: list[list[int]] = []
    sums: list[NDArray[np.float32]] = []
    for row, vector in enumerate(vectors):
        nearness = [float(vector @ total) / float(np.linalg.norm(total)) for total in sums]
        best = max(range(len(groups)), key=nearness.__getitem__, default=None)
        if best is None or nearness[best] < SAME_TOPIC:
            groups.append([row])
            sums.append(vector.copy())
        else:
            groups[best].append(row)
            sums[best] += vector
    found = []
    for group, total in sorted(zip(groups, sums, strict=True), key=lambda pair: -len(pair[0])):
        typical = np.argsort(-(vectors[group] @ total), kind="stable")
        found.append(Topic(tuple(questions[group[place]] for place in typical)))
    return tuple(found)
