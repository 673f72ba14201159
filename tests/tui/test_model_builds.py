"""Building models beside the screen, in a process of its own."""

from contextlib import aclosing
from pathlib import Path

import pytest

from bot import locations
from models.store import ModelStore
from tui.model_builds import BuildFailed, build_models


async def test_a_model_is_built_and_each_step_is_told(tmp_path: Path) -> None:
    steps = [step async for step in build_models(tmp_path, ["reader"])]
    assert steps[0].doing == "Building the reader"
    assert any(step.total for step in steps)
    assert ModelStore(locations.models_folder(tmp_path)).find("reader").bytes > 1_000_000


async def test_what_keeps_a_model_from_being_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="There is no recipe called “nope”") as raised:
        async with aclosing(build_models(tmp_path, ["nope"])) as steps:
            async for _ in steps:
                pass
    assert "Use one of" in raised.value.next_step


async def test_a_process_that_ends_without_a_word_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way", encoding="utf-8")
    with pytest.raises(BuildFailed, match="Run `deskside models build` to see why"):
        async with aclosing(build_models(tmp_path, ["reader"])) as steps:
            async for _ in steps:
                pass


async def test_stopping_ends_the_process(tmp_path: Path) -> None:
    steps = build_models(tmp_path, ["reader"])
    await anext(steps)
    process = steps.ag_frame.f_locals["process"]
    await steps.aclose()
    assert process.returncode is not None
