"""Builds models in a process of its own, so that the screen stays quick: exporting a model holds Python's lock.

That process writes a JSON object a line: a step, a model that is ready, or why it failed.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict
from pathlib import Path

from bot import locations
from models.errors import DesksideError
from models.progress import Progress, Step


class BuildFailed(DesksideError):
    """A model could not be built."""

    code = "build-failed"


async def build_models(home: Path, names: Sequence[str]) -> AsyncGenerator[Step, None]:
    """Builds models by their recipes' names; yields what is being done, and raises `BuildFailed` saying why it stopped.

    Closing it ends the process; what a build had finished is kept for the next one.
    """
    process = await asyncio.create_subprocess_exec(
        # -P: a folder called `tui` where the person stands is not this package.
        *(sys.executable, "-P", "-m", "tui.model_builds", str(home), *names),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"},
    )
    try:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        async for line in process.stdout:
            message = json.loads(line)
            if "problem" in message:
                raise BuildFailed(message["problem"], message["next_step"])
            yield Step(message["doing"], message["done"], message["total"])
        if await process.wait() != 0:
            raise BuildFailed("The build ended before it was done.", "Run `deskside models build` to see why.")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def main() -> None:
    """What the process does."""
    home, *names = sys.argv[1:]
    # Some libraries print: only what is meant for the reader may come through the pipe.
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as out:
        os.dup2(2, 1)

        def send(message: dict[str, object]) -> None:
            out.write(json.dumps(message) + "\n")

        try:
            _build(Path(home), names, lambda step: send(asdict(step)))
        except DesksideError as error:
            send({"problem": error.problem, "next_step": error.next_step})


def _build(home: Path, names: Sequence[str], progress: Progress) -> None:
    from models.build import build_model
    from models.recipes.recipe import load_recipe
    from models.store import ModelStore

    locations.make_home(home)
    store = ModelStore(locations.models_folder(home))
    for recipe in [load_recipe(name) for name in names]:
        progress(Step(f"Building the {recipe.role}"))
        build_model(recipe, store, progress)


if __name__ == "__main__":
    main()
