"""What an engine says about itself: the models in use, who waits, and how fast the last answer came."""

from dataclasses import dataclass

from models.role import Role


@dataclass(frozen=True)
class ModelInUse:
    """A model that the settings name for a role; `bytes` is what it takes on the disk, 0 while it is not built."""

    role: Role
    name: str
    bytes: int
    loaded: bool


@dataclass(frozen=True)
class EngineStatus:
    """The state of an engine now.

    `waiting` counts the questions behind the one that is being written, `tokens_per_second` is the writer's speed in
    its last answer (0 before the first), `version` is Deskside's.
    """

    models: tuple[ModelInUse, ...]
    waiting: int
    writer_loaded: bool
    tokens_per_second: float
    version: str
