"""Renders training screens with headless Chromium: many to a sheet, since starting it costs as much as twenty screens."""

import json
import math
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image

from models.errors import BuildToolsMissing
from models.progress import Progress, Step, silent
from models.training.screens import boards, consoles, errors, forms, others
from models.training.screens.boxes import BOX
from models.training.screens.looks import Look, draw_look

Template = Callable[[Look, random.Random, random.Random], tuple[str, str]]

TEMPLATES: dict[str, Template] = {
    "error dialog": errors.error_dialog,
    "terminal": consoles.terminal,
    "code editor": consoles.code_editor,
    "settings page": forms.settings_page,
    "login page": forms.login_page,
    "table": boards.table,
    "chart": boards.chart,
    "chat": boards.chat,
    "": others.of_no_kind,
}
"""What draws which kind; the empty name draws screens of no kind."""

SIZES = ((1280, 800), (1024, 768), (960, 600), (800, 600), (1100, 500), (640, 480), (700, 900), (900, 420))
DIALOG_SIZES = ((420, 190), (480, 220), (560, 260), (380, 170), (640, 300))
PHONE_SIZES = ((390, 760), (420, 640))
PHONE_KINDS = ("login page", "settings page", "chat")
BOX_SIZES = {"settings page": ((420, 480), (470, 540), (520, 420)), "login page": ((440, 300), (400, 360), (480, 280))}
SHEET, TALLEST = 20, 8000
"""Screens to a sheet, and its height in pixels at most: Chromium paints no more than 8192 without a graphics card, and
repeats its top below."""
RENDERINGS, LONGEST_SIDE = 2, 384
"""Renderings of each screen that is learned from, and their longest side in pixels."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Page:
    """A screen to render: its HTML, its size in CSS pixels, and what it shows."""

    html: str
    size: tuple[int, int]
    kind: str
    caption: str


def draw_page(kind: str, seed: int, rendering: int) -> Page:
    """The screen of that seed; its renderings differ in theme, look and values, never in what it is."""
    shape = random.Random(f"{kind}-{seed}")  # noqa: S311 - no secret is drawn
    values = random.Random(f"{kind}-{seed}-{rendering}")  # noqa: S311 - no secret is drawn
    look = draw_look(random.Random(f"{kind}-{seed}-look"), dark=(seed + rendering) % 2 == 1)  # noqa: S311
    html, caption = TEMPLATES[kind](look, shape, values)
    sizes: tuple[tuple[int, int], ...] = SIZES
    if kind == "error dialog" and "inset:0" not in html:
        sizes = DIALOG_SIZES if "<pre" not in html and "<h1>" not in html else SIZES[3:]
    elif BOX in html:
        sizes = BOX_SIZES[kind]
    elif kind in PHONE_KINDS and seed % 5 == 0:
        sizes = PHONE_SIZES
    return Page(html, random.Random(f"{seed}-size").choice(sizes), kind, caption)  # noqa: S311


def render(pages: Sequence[Page], scale: float = 0.5, progress: Progress = silent) -> list[Image.Image]:
    """The pages as pictures, `scale` device pixels to a CSS pixel."""
    pictures: list[Image.Image] = []
    with tempfile.TemporaryDirectory(prefix="deskside-screens-") as folder:
        for sheet in sheets(pages, scale):
            pictures += _sheet(sheet, scale, Path(folder))
            progress(Step("rendering screens", len(pictures), len(pages)))
    return pictures


def sheets(pages: Sequence[Page], scale: float) -> list[list[Page]]:
    """The pages in order, as many to a sheet as may stand below each other."""
    split: list[list[Page]] = []
    tall = math.inf
    for page in pages:
        height = page.size[1] * scale
        if tall + height > TALLEST or len(split[-1]) == SHEET:
            split.append([])
            tall = 0
        split[-1].append(page)
        tall += height
    return split


def browser(folder: Path) -> list[str]:
    """The command that starts Chromium without a window, its profile in the folder.

    Raises BuildToolsMissing where there is none.
    """
    path = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if path is None:
        raise BuildToolsMissing("Chromium is needed to render training screens.", "Install the package `chromium`.")
    return [
        path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars",
        "--disable-extensions", "--no-first-run", f"--user-data-dir={folder / 'profile'}",
    ]  # fmt: skip


def _sheet(pages: Sequence[Page], scale: float, folder: Path) -> list[Image.Image]:
    frames, top = [], 0
    for page in pages:
        width, height = page.size
        frames.append(
            f'<iframe style="position:absolute;left:0;top:{top}px;width:{width}px;height:{height}px;border:0" '
            f'srcdoc="{escape(page.html)}"></iframe>'
        )
        top += height
    widest = max(page.size[0] for page in pages)
    html, shot = folder / "sheet.html", folder / "sheet.png"
    html.write_text(f"<!doctype html><meta charset=utf-8><body style='margin:0'>{''.join(frames)}", encoding="utf-8")
    shot.unlink(missing_ok=True)
    size = [f"--force-device-scale-factor={scale}", f"--window-size={widest},{top}"]
    command = [*browser(folder), f"--screenshot={shot}", *size, html.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    whole = Image.open(shot).convert("RGB")
    pictures, top = [], 0
    for width, height in (page.size for page in pages):
        pictures.append(whole.crop((0, int(top * scale), int(width * scale), int((top + height) * scale))))
        top += height
    return pictures


def render_set(folder: Path, of_kind: int, progress: Progress = silent) -> None:
    """Fills the folder with `of_kind` screens of every kind, in some renderings each, and `screens.jsonl`.

    Sheets that are there already are kept, so that an interrupted run goes on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        (kind, seed, rendering) for seed in range(of_kind) for kind in TEMPLATES for rendering in range(RENDERINGS)
    ]
    rows = []
    for at in range(0, len(wanted), SHEET):
        some = wanted[at : at + SHEET]
        pages = [draw_page(*one) for one in some]
        files = [f"{(kind or 'none').replace(' ', '-')}-{seed}-{rendering}.webp" for kind, seed, rendering in some]
        if not all((folder / file).exists() for file in files):
            for file, picture in zip(files, render(pages), strict=True):
                if max(picture.size) > LONGEST_SIDE:
                    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
                picture.save(folder / file, quality=82)
        for (kind, seed, rendering), page, file in zip(some, pages, files, strict=True):
            rows.append({"file": file, "kind": kind, "seed": seed, "rendering": rendering, "caption": page.caption})
        progress(Step("rendering screens", at + len(some), len(wanted)))
    (folder / "screens.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
