"""What people think of an answer."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Feedback:
    """A verdict on the answer with this id, and, where the person says so, why and which document was the right one."""

    answer_id: str
    verdict: Literal["up", "down"]
    reason: str = ""
    document: str = ""
    asker: str = ""
