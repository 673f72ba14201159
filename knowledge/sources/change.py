"""One `add` or `sync` that is under way."""

from dataclasses import dataclass, field
from pathlib import Path

from knowledge.catalog.catalog import Source
from knowledge.figures.servers import PictureServers
from models.progress import Cancelled, Progress, never, silent


@dataclass(frozen=True)
class Change:
    """Who hears of a change and may cancel it, the sources that it went through, and the servers that it asked.

    What lies below `own` the program has written itself, questions among it: a folder above it is read without that.
    """

    progress: Progress = silent
    cancelled: Cancelled = never
    own: Path | None = None
    touched: list[Source] = field(default_factory=list)
    servers: PictureServers = field(default_factory=PictureServers)

    def has_touched(self, source: Source) -> bool:
        """Whether it went through a source."""
        return any(source.key == other.key for other in self.touched)
