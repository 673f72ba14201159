"""Says what kind of picture one is, or that it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from models.clip import Clip
    from models.ocr import Line
    from models.pictures import Picture

Kind = Literal[
    "error dialog", "terminal", "code editor", "settings page", "login page", "table", "chart", "chat", "photo"
]


@dataclass(frozen=True)
class KindGuess:
    """A kind and how sure it is, 0..1; the kind is None where nothing is sure enough."""

    kind: Kind | None
    sureness: float


def kind_of(picture: "Picture", lines: "Sequence[Line]", vector: NDArray[np.float32], clip: "Clip") -> KindGuess:
    """What kind of picture it is, from its text, where that stands, and its looks."""
    return KindGuess(None, 0.0)
