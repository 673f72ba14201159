"""Does the same screen, altered, find its original among a thousand? By its looks, by its words, and by both.

    python -m benchmarks.screens.altered SHARED_DATA [--queries 300] [--read 0] [--work FOLDER] [--model FOLDER]

Originals: the 440 figures of `eval/figures`, 200 rendered screens (`benchmarks.screens.kind_pages`) and pictures of the
dev split of `images`, up to a thousand; none of them was trained on, and none is nearly another. Each alteration is
asked by itself, and "two of them" draws two. With `--read N` the words are read too, of all originals and of N of the
queries (`encoder of these` is the encoder's figure for the same N): ranked by the cosine of tf-idf vectors, and by the
sum of both cosines. What is read is kept in `--work`, so that a second run reads nothing; the first takes about half a
second of a processor a picture.
"""

import argparse
import gzip
import json
import math
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.screens.kinds import screens
from benchmarks.screens.seeing import Eyes

ORIGINALS = 1000
RENDERED = 200
WORDS_WEIGHT = 1.0
Altered = Callable[[Image.Image, Random], Image.Image]


def cropped_by_a_quarter(image: Image.Image, chance: Random) -> Image.Image:
    """A quarter of the picture is cut away on one side."""
    width, height = image.size
    side = chance.randrange(4)
    box = (
        (width // 4, 0, width, height),
        (0, 0, width * 3 // 4, height),
        (0, height // 4, width, height),
        (0, 0, width, height * 3 // 4),
    )
    return image.crop(box[side])


def scaled(image: Image.Image, chance: Random) -> Image.Image:
    """0.6 times as large."""
    return image.resize((max(1, image.width * 3 // 5), max(1, image.height * 3 // 5)), Image.Resampling.BICUBIC)


def in_dark(image: Image.Image, chance: Random) -> Image.Image:
    """The other theme, as `filter: invert(0.92) hue-rotate(180deg)` of a browser makes it."""
    pixels = np.asarray(image, dtype=np.float32) / 255
    inverted = pixels * (1 - 2 * 0.92) + 0.92
    # The matrix of hue-rotate(180deg), from the CSS filter specification.
    turn = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]], dtype=np.float32)
    return Image.fromarray((np.clip(inverted @ turn.T, 0, 1) * 255).astype(np.uint8))


def as_jpeg(image: Image.Image, chance: Random) -> Image.Image:
    """A JPEG of quality 50."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=50)
    return Image.open(buffer).convert("RGB")


def with_other_values(image: Image.Image, chance: Random) -> Image.Image:
    """Other text in about a sixth of the places where something is written."""
    grey = np.asarray(image.convert("L"), dtype=np.int16)
    high, wide = 14, 72
    rows, columns = grey.shape[0] // high, grey.shape[1] // wide
    if rows < 2 or columns < 2:
        return image
    edges = np.abs(np.diff(grey, axis=1, append=grey[:, -1:])) > 40
    density = edges[: rows * high, : columns * wide].reshape(rows, high, columns, wide).mean(axis=(1, 3))
    written = [(int(row), int(column)) for row, column in np.argwhere(density > 0.05)]
    changed = image.copy()
    draw = ImageDraw.Draw(changed)
    for row, column in chance.sample(written, max(1, len(written) // 6)) if written else ():
        box = (column * wide, row * high, (column + 1) * wide - 1, (row + 1) * high - 1)
        colours = image.crop((box[0], box[1], box[2] + 1, box[3] + 1)).quantize(2).convert("RGB").getcolors() or []
        (_, ground), ink = max(colours), min(colours)[1]
        draw.rectangle(box, fill=ground)
        text = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789.-", k=chance.randint(5, 11)))
        draw.text((box[0] + 1, box[1]), text, fill=ink, font_size=11)
    return changed


ALTERATIONS: dict[str, Altered] = {
    "cropped by a quarter": cropped_by_a_quarter,
    "0.6x": scaled,
    "dark theme": in_dark,
    "JPEG 50": as_jpeg,
    "other values": with_other_values,
}


def two_of_them(image: Image.Image, chance: Random) -> Image.Image:
    """Two alterations, one after the other."""
    for alteration in chance.sample(list(ALTERATIONS.values()), 2):
        image = alteration(image, chance)
    return image


def originals(data: Path) -> list[Image.Image]:
    """The thousand pictures, in a fixed order; nearly equal ones are taken once."""
    files = sorted((data / "eval" / "figures" / "documents").iterdir())
    pictures = [Image.open(file).convert("RGB") for file in files]
    pictures += [image for _, image in screens(RENDERED, seed=7)]
    seen = [_thumbnail(picture) for picture in pictures]
    with gzip.open(data / "images" / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] == "dev"]
    Random(2).shuffle(rows)  # noqa: S311 - no secret is drawn
    for row in rows:
        if len(pictures) >= ORIGINALS:
            break
        with zipfile.ZipFile(data / "images" / row["zip"]) as archive:
            picture = Image.open(BytesIO(archive.read(row["file"]))).convert("RGB")
        small = _thumbnail(picture)
        if min(float(np.abs(small - other).mean()) for other in seen) > 4.0:
            pictures.append(picture)
            seen.append(small)
    return pictures


def _thumbnail(image: Image.Image) -> NDArray[np.float32]:
    return np.asarray(image.resize((24, 24), Image.Resampling.BOX), dtype=np.float32)


def ranks_first(scores: NDArray[np.float32], gold: Sequence[int]) -> float:
    """The share of the rows (queries) whose gold column is above all others."""
    return float((scores.argmax(axis=1) == np.array(gold)).mean())


def text_scores(queries: Sequence[Counter[str]], documents: Sequence[Counter[str]]) -> NDArray[np.float32]:
    """Cosines of tf-idf vectors."""
    frequency = Counter(token for document in documents for token in document)
    weight = {token: math.log(len(documents) / count) + 0.1 for token, count in frequency.items()}

    def vector(tokens: Counter[str]) -> dict[str, float]:
        weighted = {token: (1 + math.log(count)) * weight[token] for token, count in tokens.items() if token in weight}
        size = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
        return {token: value / size for token, value in weighted.items()}

    held = [vector(document) for document in documents]
    return np.array(
        [[sum(v * d.get(t, 0.0) for t, v in q.items()) for d in held] for q in map(vector, queries)], dtype=np.float32
    )


def tokens_of(eyes: Eyes, image: Image.Image) -> Counter[str]:
    """The words that OCR reads."""
    return Counter(token for line in eyes.lines(image) for token in line.text.lower().split() if len(token) > 1)


def main() -> None:
    """Prints recall at 1 of each alteration as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("data", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--read", type=int, default=0, help="so many of the queries are asked by their words as well")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--model", type=Path)
    arguments = parser.parse_args()
    pictures = originals(arguments.data)
    eyes = Eyes.open(arguments.model, arguments.work)
    vectors = eyes.vectors(pictures)
    documents = [tokens_of(eyes, picture) for picture in pictures] if arguments.read else []
    gold = Random(3).sample(range(len(pictures)), min(arguments.queries, len(pictures)))  # noqa: S311
    figures: dict[str, object] = {"originals": len(pictures), "queries": len(gold), "read": arguments.read}
    means: dict[str, list[float]] = {}
    for name, alteration in {**ALTERATIONS, "two of them": two_of_them}.items():
        chance = Random(4)  # noqa: S311 - no secret is drawn
        altered = [alteration(pictures[at], chance) for at in gold]
        looks = eyes.vectors(altered) @ vectors.T
        found = {"encoder": ranks_first(looks, gold)}
        if arguments.read:
            read = gold[: arguments.read]
            words = text_scores([tokens_of(eyes, picture) for picture in altered[: len(read)]], documents)
            ways = {"encoder of these": looks[: len(read)], "ocr": words}
            ways["fused"] = looks[: len(read)] + WORDS_WEIGHT * words
            found |= {way: ranks_first(scores, read) for way, scores in ways.items()}
        figures[name] = {way: round(share, 3) for way, share in found.items()}
        for way, share in found.items():
            means.setdefault(way, []).append(share)
    figures["mean of the five"] = {way: round(sum(shares[:5]) / 5, 3) for way, shares in means.items()}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
