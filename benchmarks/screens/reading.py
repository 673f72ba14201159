"""Time and errors of reading 1920 x 1080 screens, beside rapidocr as it comes: `python -m benchmarks.screens.reading`.

Both read the same drawn screens in turn, in one process, with the same number of threads. `wall` and `processor` are
seconds a screen (on a busy machine compare the processor's); `errors` is the share of characters that differ from what
was drawn, each drawn line matched to the most similar line that was read.
"""

import argparse
import io
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.screens.dialogs import MESSAGES, MONO, SANS, THEMES, TITLES, installed
from models.machine import usable_cores
from models.ocr import Ocr
from models.pictures import Picture, open_picture

SIZE = (1920, 1080)
MENU = (
    "Home Accounts Profile Network Bluetooth Personalization Apps Language Privacy Update Storage Display Sound".split()
)


@dataclass
class Screen:
    """A drawn screen and the lines that stand in it."""

    name: str
    image: Image.Image
    lines: list[str] = field(default_factory=list)

    def write(self, at: tuple[int, int], text: str, font: Any, fill: tuple[int, int, int]) -> None:
        ImageDraw.Draw(self.image).text(at, text, font=font, fill=fill)
        self.lines.append(text)


def main() -> None:
    arguments = _arguments()
    rng = random.Random(arguments.seed)  # noqa: S311
    screens = [draw(rng, theme) for draw in (dialog_on_desktop, settings, log) for theme in ("light", "dark")]
    threads = arguments.threads or usable_cores()
    reader = Ocr.open(threads)
    ways: dict[str, Callable[[Picture], list[str]]] = {
        "deskside": lambda picture: [line.text for line in reader.lines(picture)],
        "rapidocr": _rapidocr(threads),
    }
    print(f"{'screen':26} {'':9} wall  processor  errors")
    totals: dict[str, list[float]] = {way: [] for way in ways}
    for way, read in ways.items():
        read(_picture(screens[0]))
        for screen in screens:
            picture = _picture(screen)
            wall, processor, lines = _timed(lambda read=read, picture=picture: read(picture))
            totals[way].append(processor)
            print(f"{screen.name:26} {way:9} {wall:4.2f}  {processor:9.2f}  {errors(screen.lines, lines):.4f}")
    print(f"processor, deskside over rapidocr: {sum(totals['deskside']) / sum(totals['rapidocr']):.2f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def dialog_on_desktop(rng: random.Random, theme: str) -> Screen:
    """A few windows' worth of text: a dialog with an error, icons with names, a task bar."""
    screen, sans, _, ink = _blank(rng, f"dialog on a desktop, {theme}", theme, 15)
    for index in range(10):
        screen.write((40, 60 + index * 90), f"{rng.choice(MENU)} {rng.randrange(100)}", sans, ink)
    screen.write((700, 400), rng.choice(TITLES), sans.font_variant(size=24), ink)
    for index, message in enumerate(rng.sample(MESSAGES, 3)):
        screen.write((700, 450 + index * 26), message, sans, ink)
    screen.write((700, 540), f"Error code: 0x8007{rng.randrange(65536):04X}", sans, ink)
    return screen


def settings(rng: random.Random, theme: str) -> Screen:
    """A page with a navigation and forty lines of text."""
    screen, sans, _, ink = _blank(rng, f"settings page, {theme}", theme, 16)
    for index, word in enumerate(MENU):
        screen.write((30, 60 + index * 36), word, sans, ink)
    for index in range(40):
        text = f"{rng.choice(MESSAGES)} Policy {rng.randrange(1000)} of {rng.choice(TITLES)}."
        screen.write((300, 40 + index * 25), text, sans, ink)
    return screen


def log(rng: random.Random, theme: str) -> Screen:
    """A terminal full of small text: the most that a screen can hold."""
    screen, _, mono, ink = _blank(rng, f"terminal, {theme}", theme, 14)
    for index in range(55):
        level, code = rng.choice(("INFO", "WARN", "ERROR")), rng.randrange(100000)
        when = f"2026-11-{rng.randrange(1, 29):02} 10:{index:02}:33"
        text = f"{when} {level} worker-{index} {rng.choice(MESSAGES)} code={code}"
        screen.write((20, 16 + index * 19), text[: int((SIZE[0] - 40) / mono.getlength("0"))], mono, ink)
    return screen


def errors(drawn: list[str], read: list[str]) -> float:
    """The share of drawn characters that were not read as they are; spaces are left out."""
    left = [line.replace(" ", "") for line in read]
    wrong = total = 0
    for line in (line.replace(" ", "") for line in drawn):
        best = max((_common(line, other) for other in left), default=0)
        wrong, total = wrong + len(line) - best, total + len(line)
    return wrong / total


def _common(first: str, second: str) -> int:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < 0.5 or matcher.quick_ratio() < 0.5:
        return 0
    return sum(block.size for block in matcher.get_matching_blocks())


def _blank(rng: random.Random, name: str, theme: str, size: int) -> tuple[Screen, Any, Any, tuple[int, int, int]]:
    paper, ink, _, _ = THEMES[theme]
    fonts = [ImageFont.truetype(rng.choice(installed(names)), size) for names in (SANS, MONO)]
    return Screen(name, Image.new("RGB", SIZE, paper)), fonts[0], fonts[1], ink


def _picture(screen: Screen) -> Picture:
    content = io.BytesIO()
    screen.image.save(content, "PNG")
    return open_picture(content.getvalue(), screen.name)


def _rapidocr(threads: int) -> Callable[[Picture], list[str]]:
    from rapidocr import RapidOCR

    plain = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "critical"})
    return lambda picture: list(plain(np.asarray(picture.image)[:, :, ::-1]).txts or ())


def _timed(read: Callable[[], list[str]]) -> tuple[float, float, list[str]]:
    wall, processor = time.perf_counter(), time.process_time()
    lines = read()
    return time.perf_counter() - wall, time.process_time() - processor, lines


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    return parser.parse_args()


if __name__ == "__main__":
    main()
