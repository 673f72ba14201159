"""How fresh a cited document is: when its source was last compared with what is indexed, in words."""

from collections.abc import Sequence
from datetime import datetime

from bot.events import Citation
from bot.interface import EngineInterface
from bot.slack import clock
from bot.slack.blocks import Freshness
from bot.wording import counted
from knowledge.reports import SourceStatus
from models.errors import DesksideError

KEPT = 60.0
"""Seconds that the state of the sources is remembered."""


class Sources:
    """The state of all sources, asked for at most once a minute."""

    def __init__(self) -> None:
        self._kept: list[SourceStatus] = []
        self._at = -KEPT

    async def freshness(self, engine: EngineInterface, spaces: Sequence[str]) -> Freshness:
        """Says of citations from these spaces how fresh they are."""
        if not clock.is_within(KEPT, self._at):
            try:
                self._kept, self._at = await engine.sources(), clock.now()
            except DesksideError:
                return lambda citation: ""
        sources = [source for source in self._kept if source.space in spaces]
        return lambda citation: _fresh(citation, sources)


def _fresh(citation: Citation, sources: Sequence[SourceStatus]) -> str:
    """The oldest comparison of those sources that the document can be from: what holds whichever it is."""
    exact = [s for s in sources if s.location in (citation.document, citation.url)]
    below = [s for s in sources if citation.url and citation.url.startswith(s.location.rstrip("/") + "/")]
    near = exact or below or [s for s in sources if s.kind in ("folder", "file", "texts")]
    times = [source.synced_at for source in near if source.synced_at is not None]
    return f"checked {ago(min(times))}" if times and len(times) == len(near) else ""


def ago(moment: datetime) -> str:
    """How long ago that was, roughly: `just now`, `12 minutes ago`, `3 days ago`."""
    seconds = max(0.0, clock.now() - moment.timestamp())
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if (number := int(seconds // size)) >= 1:
            return f"{counted(number, unit)} ago"
    return "just now"
