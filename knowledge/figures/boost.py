"""Boosts the passages that stand beside a figure which looks like an asker's picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.catalog.catalog import Catalog
from knowledge.documents import Placement
from knowledge.figures.search import FoundFigures

FIGURES_TRUSTED = 5
"""How many of the figures that are like a picture may boost passages."""

LEAST_ALIKE = 0.55
"""How alike a figure has to be at least: altered screens were .73 or more like their own, seldom .55 like others."""

LARGEST_BOOST = 0.5
"""How much a figure that is the very picture boosts the passage that holds it; the rest of its section gets less."""

SECTION_SHARE = 0.8
"""What the other passages of the figure's section get of that."""


@dataclass(frozen=True)
class Boost:
    """What passages get for the figures beside them, and which of the figures' rankers it is owed to."""

    scores: Mapping[int, float]
    found_by: Mapping[int, Mapping[str, Placement]]


def boost_from(catalog: Catalog, found: FoundFigures) -> Boost:
    """What each passage gets for the figures that were found for a picture."""
    scores: dict[int, float] = {}
    found_by: dict[int, dict[str, Placement]] = {}
    trusted = [key for key in found.best(FIGURES_TRUSTED) if found.scores[key] > LEAST_ALIKE]
    rows = catalog.figures.rows(trusted)
    for rank, key in enumerate(trusted, start=1):
        if key not in rows:
            continue
        share = (found.scores[key] - LEAST_ALIKE) / (1 - LEAST_ALIKE)
        for passage, holds_it in catalog.figures.passages_beside(rows[key]):
            boost = LARGEST_BOOST * share * (1.0 if holds_it else SECTION_SHARE)
            if boost <= scores.get(passage, 0.0):
                continue
            scores[passage] = boost
            found_by[passage] = {"figure": Placement(rank, found.scores[key])}
            if "clip" in found.found_by.get(key, {}):
                found_by[passage]["clip"] = found.found_by[key]["clip"]
    return Boost(scores, found_by)
