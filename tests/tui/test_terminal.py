"""The real `deskside chat` with the real engine, in a terminal: typed into, read from, and left again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.terminal.terminal import Terminal
from models.build import build_model
from models.recipe import load_recipe, packaged_recipes
from models.store import ModelStore
from tests.bot.handbook import write_handbook

pytestmark = pytest.mark.slow
PATIENCE = 120
"""Seconds: a machine that is busy builds and loads slowly."""


DESKSIDE = str(Path(sys.executable).with_name("deskside"))


@pytest.fixture(scope="module")
def env(model_store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a data home with the real models and a small handbook."""
    for recipe in packaged_recipes():
        build_model(load_recipe(recipe), model_store)
    home = tmp_path_factory.mktemp("terminal") / "home"
    home.mkdir()
    (home / "models").symlink_to(model_store.folder.resolve(), target_is_directory=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {**kept, "DESKSIDE_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    pages = write_handbook(home.parent / "handbook")
    subprocess.run([DESKSIDE, "add", pages], env=env, check=True, capture_output=True)
    return env


def chat(env: dict[str, str]) -> Terminal:
    return Terminal([DESKSIDE, "chat"], env, columns=110, lines=36)


def test_one_asks_reads_the_passage_and_comes_back_to_the_conversation(env):
    with chat(env) as terminal:
        terminal.until(lambda text: "Ask your documents" in text, PATIENCE)
        terminal.type("How many days of leave do I have?\r")
        terminal.until(lambda text: "[1]" in text and "tok/s" in text, PATIENCE)
        terminal.type("\x1b")
        terminal.until(lambda text: text.count("▌") > 4)
        terminal.type("1")
        terminal.until(lambda text: "Copy the link" in text, PATIENCE)
        terminal.type("\x1b")
        terminal.until(lambda text: "Copy the link" not in text, PATIENCE)
        terminal.type("\x11")
        while terminal.code is None:
            terminal.read(0.1)
        assert terminal.code == 0
        assert b"\x1b[?1049l" in terminal.raw, "the terminal is given back"
    with chat(env) as terminal:
        terminal.until(lambda text: "Ask your documents" in text, PATIENCE)
        terminal.until(lambda text: "writer" in text, PATIENCE)
        terminal.type("\x12")
        terminal.until(lambda text: "How many days of leave do I have?" in text, PATIENCE)


def test_a_key_that_cannot_work_is_told_before_the_screen_is_taken(env):
    with chat({**env, "DESKSIDE_KEYS": '{"chat": {"new": "ctrl+i"}}'}) as terminal:
        while terminal.code is None:
            terminal.read(0.1)
        assert terminal.code == 2 and "sends it as Tab" in " ".join(terminal.text.split())
