"""A line of text that stands in a picture."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line as it was read, with where it stands and how sure the reading is."""

    text: str
    box: tuple[float, float, float, float]
    """Left, top, right and bottom, in pixels of the picture."""
    score: float
    """The mean probability of its characters, 0 to 1."""
