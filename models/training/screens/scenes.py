"""Training screens made from data: what stands on them is in `scenes/`, a layout and a style are drawn for each.

They are for telling kinds alone; the encoder learned from `models.training.screens.render.TEMPLATES`.
"""

import random
from collections.abc import Callable
from functools import cache
from importlib import resources

from models.training.screens import scene_boards, scene_chats, scene_errors, scene_forms, scene_nothing, scene_texts
from models.training.screens.render import Page
from models.training.screens.style import draw_style, whole

WIDE = ((1280, 800), (1100, 700), (1366, 768), (1000, 640), (900, 600), (760, 520))
Layout = Callable[..., str]

LAYOUTS: dict[str, tuple[tuple[Layout, tuple[tuple[int, int], ...]], ...]] = {
    "error dialog": scene_errors.ERRORS,
    "login page": scene_forms.LOGINS,
    "settings page": scene_forms.SETTINGS,
    "terminal": scene_texts.TERMINALS,
    "code editor": scene_texts.EDITORS,
    "table": scene_boards.TABLES,
    "chart": scene_boards.CHARTS,
    "chat": scene_chats.CHATS,
    "": scene_nothing.NOTHINGS,
}
FILES = {
    "": "nothing",
    "error dialog": "error",
    "login page": "login",
    "settings page": "settings",
    "code editor": "code",
}
BY_BLOCK = ("terminal", "code", "settings", "chat", "nothing")
"""Files whose entries stand in several lines, apart by a line of `%%`; in the others each line is one."""


@cache
def entries(kind: str) -> tuple[str, ...]:
    """What can stand on a screen of the kind."""
    name = FILES.get(kind, kind)
    file = resources.files("models") / "training" / "screens" / "scenes" / f"{name}.txt"
    text = file.read_text(encoding="utf-8")
    if name in BY_BLOCK:
        return tuple(block.strip("\n") for block in text.split("\n%%\n"))
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def draw_scene(kind: str, seed: int) -> Page:
    """The screen of that seed."""
    rng = random.Random(f"scene-{kind}-{seed}")  # noqa: S311 - no secret is drawn
    draw, sizes = rng.choice(LAYOUTS[kind])
    style = draw_style(rng)
    html = whole(style, draw(style, entries(kind)[seed % len(entries(kind))], rng))
    return Page(html, rng.choice(sizes or WIDE), kind, "")
