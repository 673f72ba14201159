"""Characters and codes that are read wrong on whole drawn screens: `python -m benchmarks.screens.characters`.

Each kind of screen (`benchmarks.screens.texts`) is drawn in each theme, in fonts of any size, as PNG, as JPEG of
quality 70 and made 0.8 times as large. `wrong` is the share of drawn characters, without spaces, that must be changed
to get from what was drawn to what was read at the same place; `tokens` the share of words that hold a digit and were
read letter for letter; `processor` the seconds a screen. `--fonts` names a folder with more fonts. Tune on other seeds
than you report.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from benchmarks.screens.dialogs import MONO, SANS, installed
from benchmarks.screens.texts import SCREENS, THEMES, TextScreen, Written
from models.machine import usable_cores
from models.ocr import Line, Ocr
from models.pictures import open_picture

FORMS = ("PNG", "JPEG 70", "0.8x")
MORE_MONO = ("CascadiaMono.ttf", "FiraCode-Regular.ttf", "Hack-Regular.ttf", "JetBrainsMono-Regular.ttf")


def main() -> None:
    arguments = _arguments()
    rng = random.Random(arguments.seed)  # noqa: S311 - no secret is drawn
    reader = Ocr.open(arguments.threads or usable_cores())
    reader.lines(open_picture(*_sent(SCREENS["window"](random.Random(0), _fonts("window", None)[0], "light"), "PNG")))  # noqa: S311
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 6)
    for kind in arguments.kinds:
        for theme in THEMES:
            for form in arguments.forms:
                screen = SCREENS[kind](rng, rng.choice(_fonts(kind, arguments.fonts)), theme)
                picture = open_picture(*_sent(screen, form))
                scale = picture.image.width / screen.image.width
                started = time.process_time()
                read = reader.lines(picture)
                took = time.process_time() - started
                counted = counts(screen.lines, read, scale)
                for at, value in enumerate((*counted, took, 1)):
                    sums[kind, form][at] += value
                if arguments.each:
                    print(f"{kind}, {form}, {screen.how}: {counted}, {took:.2f} s", flush=True)
    print(f"{'':24} wrong   tokens           processor")
    for (kind, form), (wrong, total, right, tokens, took, screens) in sums.items():
        share = right / tokens if tokens else 1
        print(f"{kind:14} {form:9} {wrong / total:.4f}  {share:.3f} of {tokens:5.0f}   {took / screens:5.2f}")
    reader.close()


def counts(drawn: Sequence[Written], read: Sequence[Line], scale: float) -> tuple[int, int, int, int]:
    """Characters that are wrong and that there are, words with a digit that are right and that there are."""
    wrong = total = right = tokens = 0
    for line in drawn:
        found = _at(line, read, scale)
        letters = line.text.replace(" ", "")
        wrong, total = wrong + _distance(letters, found.replace(" ", "")), total + len(letters)
        words, left = found.split(), [word for word in line.text.split() if any(map(str.isdigit, word))]
        tokens, right = tokens + len(left), right + sum(word in words for word in left)
    return wrong, total, right, tokens


def _at(line: Written, read: Sequence[Line], scale: float) -> str:
    """What was read where a line was drawn, from the left."""
    left, top, right, bottom = (side * scale for side in line.box)
    pieces = [
        other
        for other in read
        if top < (other.box[1] + other.box[3]) / 2 < bottom and left - 8 < (other.box[0] + other.box[2]) / 2 < right + 8
    ]
    return " ".join(piece.text for piece in sorted(pieces, key=lambda piece: piece.box[0]))


def _distance(first: str, second: str) -> int:
    """Levenshtein's distance: characters to change, insert or leave out."""
    if first == second:
        return 0
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, start=1):
        before, row[0] = row[0], number
        for at, other in enumerate(second, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return row[-1]


def _sent(screen: TextScreen, form: str) -> tuple[bytes, str]:
    if form.startswith("JPEG"):
        return screen.content(quality=int(form.split()[1])), screen.kind
    if not form.endswith("x"):
        return screen.content(), screen.kind
    width, height = (round(side * float(form[:-1])) for side in screen.image.size)
    content = BytesIO()
    screen.image.resize((width, height), Image.Resampling.LANCZOS).save(content, "PNG")
    return content.getvalue(), screen.kind


def _fonts(kind: str, folder: Path | None) -> list[str]:
    names = SANS if kind in ("page", "window") else (*MONO, *MORE_MONO)
    found = installed(names)
    return found + sorted(str(folder / name) for name in names if folder and (folder / name).is_file())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--kinds", nargs="+", choices=SCREENS, default=list(SCREENS))
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--each", action="store_true", help="a line for each screen")
    return parser.parse_args()


if __name__ == "__main__":
    main()
