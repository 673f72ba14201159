"""What goes wrong, switched on by a test: in calls, in deliveries, and what a poorer emulator does not know."""

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatch
from random import Random
from typing import Literal

Kind = Literal["ratelimited", "server error", "lost response", "cut", "slow", "error", "not json"]
"""`lost response`: the call is applied, and the connection breaks before the answer. `cut`: it breaks before that."""

OPTIONAL = (
    "agents.*", "assistant.*", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.postEphemeral",
    "reactions.*", "usergroups.*", "views.*", "files.info", "files.getUploadURLExternal",
    "files.completeUploadExternal", "conversations.members",
)  # fmt: skip
"""What an emulator of Slack may well not know."""


@dataclass
class Fault:
    """One kind of trouble with the methods that a pattern names."""

    pattern: str
    kind: Kind
    times: int | None = 1
    rate: float = 1.0
    seconds: float = 1.0
    error: str = "internal_error"
    done: int = 0


@dataclass
class Faults:
    """The switches. Rates are of one and drawn from a seeded stream, so that a run can be repeated.

    `deaf` loses whatever the app acknowledges, as when its process is gone.
    """

    seed: int = 0
    duplicates: float = 0.0
    reordered: float = 0.0
    lost_acks: float = 0.0
    dropped_sockets: float = 0.0
    deaf: bool = False
    html_files: bool = False
    rate_limits: bool = False
    unknown: tuple[str, ...] = ()
    unknown_is_404: bool = False
    planned: list[Fault] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311

    def add(
        self,
        pattern: str,
        kind: Kind,
        times: int | None = 1,
        rate: float = 1.0,
        seconds: float = 1.0,
        error: str = "internal_error",
    ) -> None:
        """Plans trouble for the methods that match `pattern`, `times` times or for good."""
        self.planned.append(Fault(pattern, kind, times, rate, seconds, error))

    def poor(self, not_found: bool = False) -> None:
        """Plays an emulator that knows the plain methods alone; with `not_found` it answers 404 to the others."""
        self.unknown, self.unknown_is_404 = OPTIONAL, not_found

    def stop(self) -> None:
        """Nothing goes wrong any more."""
        self.planned.clear()
        self.duplicates = self.reordered = self.lost_acks = self.dropped_sockets = 0.0
        self.html_files = self.rate_limits = False

    def next_for(self, method: str) -> Fault | None:
        """The trouble that a call of a method meets now."""
        for fault in self.planned:
            spent = fault.times is not None and fault.done >= fault.times
            if not spent and fnmatch(method, fault.pattern) and self.drawn(fault.rate):
                fault.done += 1
                self.happened[f"{fault.kind}: {method}"] += 1
                return fault
        return None

    def knows(self, method: str) -> bool:
        """Whether the workspace has a method at all."""
        return not any(fnmatch(method, pattern) for pattern in self.unknown)

    def drawn(self, rate: float) -> bool:
        """Whether something of this rate happens now."""
        return rate >= 1 or (rate > 0 and self._random.random() < rate)
