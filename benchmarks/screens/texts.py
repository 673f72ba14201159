"""Draws whole screens of text whose every line is known: terminals, editors, pages and windows, in fonts at hand.

Texts are made up (logs, listings, traces) or taken from the sources and docstrings of Python's own library, so that
they hold the words, paths, codes and signs that people's screens hold.
"""

import argparse
import inspect
import io
import json
import logging
import random
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from benchmarks.screens.dialogs import MESSAGES

Colour = tuple[int, int, int]
THEMES: dict[str, tuple[Colour, tuple[Colour, ...]]] = {
    "light": ((255, 255, 255), ((20, 20, 20), (0, 0, 200), (160, 20, 20), (0, 110, 0))),
    "dark": ((30, 30, 30), ((212, 212, 212), (86, 156, 214), (206, 145, 120), (106, 153, 85))),
    "black": ((0, 0, 0), ((204, 204, 204), (97, 214, 214), (231, 72, 86), (22, 198, 12))),
    "sand": ((253, 246, 227), ((88, 110, 117), (38, 139, 210), (203, 75, 22), (133, 153, 0))),
}
SIZE = (1920, 1080)


@dataclass(frozen=True)
class Written:
    """A line as it was drawn, with where it stands (left, top, right and bottom)."""

    text: str
    box: tuple[float, float, float, float]


@dataclass
class TextScreen:
    """A drawn screen, the lines that stand in it and how it was drawn."""

    kind: str
    how: str
    image: Image.Image
    lines: list[Written] = field(default_factory=list)

    def write(self, at: tuple[float, float], parts: list[tuple[str, Colour]], font: Any) -> None:
        """Writes one line, made of parts in colours."""
        draw, x = ImageDraw.Draw(self.image), at[0]
        for text, colour in parts:
            draw.text((x, at[1]), text, font=font, fill=colour)
            x += font.getlength(text)
        whole = "".join(text for text, _ in parts).strip()
        if whole:
            self.lines.append(Written(whole, (at[0], at[1], x, at[1] + 1.25 * font.size)))

    def content(self, quality: int | None = None) -> bytes:
        """The bytes of the picture: PNG, or JPEG of a quality."""
        content = io.BytesIO()
        self.image.save(content, "JPEG", quality=quality) if quality else self.image.save(content, "PNG")
        return content.getvalue()


def full_terminal(rng: random.Random, font: str, theme: str) -> TextScreen:
    """The most that a screen holds: 60 lines of about 200 characters."""
    return _terminal(rng, font, theme, "full terminal", size=rng.choice((13, 14, 15)), rows=60, least=180)


def terminal(rng: random.Random, font: str, theme: str) -> TextScreen:
    """A terminal of the usual size of letters, lines of all lengths, parts of some in colours."""
    return _terminal(rng, font, theme, "terminal", size=rng.choice((14, 16, 18, 20)), rows=35, least=5)


def editor(rng: random.Random, font: str, theme: str) -> TextScreen:
    """Source text with line numbers, words in colours."""
    inks = THEMES[theme][1]
    size = rng.choice((14, 16, 18))
    screen, letters = _blank("editor", font, size, theme)
    lines, first = _source(), rng.randrange(4000)
    for row in range(int(SIZE[1] / (1.5 * size)) - 1):
        text = lines[(first + row) % len(lines)].rstrip()[:130]
        parts = [(word, rng.choice(inks) if word.isidentifier() else inks[0]) for word in re.findall(r"\w+|\W+", text)]
        number = f"{first % 900 + row:4}"
        top = 8 + row * 1.5 * size
        screen.write((8, top), [(number, inks[0])], letters)
        screen.write((8 + 6 * letters.getlength("0"), top), parts, letters)
    return screen


def page(rng: random.Random, font: str, theme: str) -> TextScreen:
    """A page of running text and a navigation beside it."""
    inks = THEMES[theme][1]
    size = rng.choice((13, 14, 16, 18))
    screen, letters = _blank("page", font, size, theme)
    lines, first = _prose(), rng.randrange(3000)
    for row in range(int(SIZE[1] / (1.7 * size)) - 2):
        top = 20 + row * 1.7 * size
        if row % 2 == 0 and row < 30:
            screen.write((20, top), [(rng.choice(_words()).title(), inks[1])], letters)
        screen.write((320, top), [(lines[(first + row) % len(lines)], inks[0])], letters)
    return screen


def window(rng: random.Random, font: str, theme: str) -> TextScreen:
    """A window with fields, values and a message."""
    inks = THEMES[theme][1]
    size = rng.choice((12, 14, 16, 20))
    screen, letters = _blank("window", font, size, theme)
    screen.write(
        (600, 200), [(" ".join(rng.sample(_words(), 2)).title(), inks[1])], letters.font_variant(size=size * 2)
    )
    screen.write((600, 200 + 3.5 * size), [(rng.choice(MESSAGES), inks[0])], letters)
    for row in range(12):
        top = 200 + (6 + 2.2 * row) * size
        screen.write((600, top), [(" ".join(rng.sample(_words(), 2)).capitalize() + ":", inks[0])], letters)
        screen.write((900, top), [(rng.choice((_code, _path, _address))(rng), inks[0])], letters)
    return screen


SCREENS: dict[str, Callable[[random.Random, str, str], TextScreen]] = {
    "full terminal": full_terminal,
    "terminal": terminal,
    "editor": editor,
    "page": page,
    "window": window,
}


def _terminal(rng: random.Random, font: str, theme: str, kind: str, size: int, rows: int, least: int) -> TextScreen:
    inks = THEMES[theme][1]
    screen, letters = _blank(kind, font, size, theme)
    columns = int((SIZE[0] - 20) / letters.getlength("0"))
    step = min((SIZE[1] - 8) / rows, 1.9 * size)
    for row in range(rows):
        text = rng.choice((_logged, _listed, _traced))(rng)
        while len(text) < least:
            text += " " + rng.choice((_message, _code, _path, _address))(rng)
        text = text[:columns]
        cut = rng.randrange(len(text)) if rng.random() < 0.4 else len(text)
        screen.write((10, round(4 + row * step)), [(text[:cut], inks[0]), (text[cut:], rng.choice(inks))], letters)
    return screen


def _blank(kind: str, font: str, size: int, theme: str) -> tuple[TextScreen, Any]:
    how = f"{Path(font).stem} {size}, {theme}"
    return TextScreen(kind, how, Image.new("RGB", SIZE, THEMES[theme][0])), ImageFont.truetype(font, size)


def _logged(rng: random.Random) -> str:
    when = f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T{rng.randrange(24):02}:{rng.randrange(60):02}:07Z"
    return f"{when} [{rng.choice(('INFO', 'WARN', 'ERROR', 'DEBUG'))}] {rng.choice(_words())}: {_message(rng)}"


def _listed(rng: random.Random) -> str:
    rights = "".join(rng.choice((letter, "-")) for letter in "rwxrwxrwx")
    return f"-{rights} {rng.randrange(1, 9)} root {rng.randrange(1 << 22)} Nov {rng.randrange(1, 29)} {_path(rng)}"


def _traced(rng: random.Random) -> str:
    return f'  File "{_path(rng)}", line {rng.randrange(2000)}, in {"_".join(rng.sample(_words(), 2))}'


def _message(rng: random.Random) -> str:
    return f"{' '.join(rng.sample(_words(), rng.randrange(3, 8)))} {_code(rng)}"


def _code(rng: random.Random) -> str:
    return rng.choice(
        (
            f"0x{rng.getrandbits(32):08X}",
            f"{rng.getrandbits(40):010x}",
            f"E{rng.randrange(10000):04}",
            f"ERR_{rng.choice(_words()).upper()}_{rng.choice(_words()).upper()}",
            f"{rng.choice(_words())}={rng.randrange(100000)}",
            f"({rng.randrange(100)}.{rng.randrange(1000)}%)",
        )
    )


def _path(rng: random.Random) -> str:
    return "/" + "/".join(rng.sample(_words(), rng.randrange(2, 5))) + rng.choice((".py", ".log", ".so.6", ""))


def _address(rng: random.Random) -> str:
    return f"https://{rng.choice(_words())}.example.com:{rng.randrange(1000, 9999)}/?id={rng.getrandbits(24):x}&v=1"


@cache
def _words() -> list[str]:
    words = re.findall(r"[a-z]{3,11}", " ".join(_prose()))
    return sorted(set(words))


@cache
def _source() -> list[str]:
    return [line for module in (argparse, json, logging, textwrap) for line in inspect.getsource(module).splitlines()]


@cache
def _prose() -> list[str]:
    documented = re.findall(r'"""(.*?)"""', "\n".join(_source()), re.DOTALL)
    return textwrap.wrap(" ".join(" ".join(documented).split()), 120)
