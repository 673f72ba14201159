"""Builds that are watched, and whose power can be cut."""

from models.build import build_model
from models.progress import Step
from models.recipes.recipe import Recipe
from models.store import ModelStore


class PowerCut(Exception):
    """What ends a build in these tests."""


def build_watched(recipe: Recipe, store: ModelStore, cut_at: str | None = None) -> list[str]:
    """Builds, and returns what was reported; the power is cut when a step of that beginning is reported."""
    seen: list[str] = []

    def watch(step: Step) -> None:
        if step.doing not in seen:
            seen.append(step.doing)
        if cut_at and step.doing.startswith(cut_at):
            raise PowerCut

    build_model(recipe, store, watch)
    return seen
