"""How often is the kind of a rendered screen right, and how often does it say that it does not know?

    python -m benchmarks.screens.kinds [--screens 200] [--seed 1] [--photos FOLDER] [--work FOLDER] [--model FOLDER]

The screens come from `benchmarks.screens.kind_pages`, which shares nothing with the screens that the encoder and the
kinds were fitted on; half of them are scaled, compressed or cropped a little, as people send them. Photos come from
FOLDER, else from what scikit-image and scikit-learn bring along where they are installed. Documentation screenshots
of no kind (`--strangers FOLDER`) say how often it claims to know where it cannot.
"""

import argparse
import json
from collections import Counter, defaultdict
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image

from benchmarks.screens.kind_pages import HANDS
from models.training.screens.render import Page, render

PHOTOS = {
    "skimage": (
        "data/astronaut.png", "data/chelsea.png", "data/coffee.png", "data/rocket.jpg", "data/camera.png",
        "data/grass.png", "data/gravel.png", "data/motorcycle_left.png", "data/hubble_deep_field.jpg", "data/coins.png",
        "data/brick.png",
    ),
    "sklearn": ("datasets/images/china.jpg", "datasets/images/flower.jpg"),
}  # fmt: skip
KINDS = (*HANDS, "photo")


def photos(folder: Path | None, count: int, chance: Random) -> list[Image.Image]:
    """So many crops of the photos in the folder, or of those that installed packages bring along."""
    files = (
        sorted(file for file in folder.iterdir() if file.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))
        if folder
        else []
    )
    for package, names in PHOTOS.items() if folder is None else ():
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            files += [file for name in names if (file := Path(spec.origin).parent / name).is_file()]
    drawn = []
    for at in range(count if files else 0):
        image = Image.open(files[at % len(files)]).convert("RGB")
        share = chance.uniform(0.55, 1.0)
        width, height = int(image.width * share), int(image.height * share)
        left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
        drawn.append(image.crop((left, top, left + width, top + height)))
    return drawn


def screens(count: int, seed: int, folder: Path | None = None) -> list[tuple[str, Image.Image]]:
    """So many pictures with their kinds, as many of each."""
    chance = Random(seed)  # noqa: S311 - no secret is drawn
    each = count // len(KINDS)
    drawn: list[tuple[str, Image.Image]] = []
    for kind, hands in HANDS.items():
        pages = []
        for at in range(each + (count - each * len(KINDS) if kind == "terminal" else 0)):
            hand = hands[at % len(hands)]
            pages.append(Page(hand.draw(chance), chance.choice(hand.sizes), kind, ""))
        drawn += [(kind, as_sent(picture, chance)) for picture in render(pages, scale=1.0)]
    drawn += [("photo", as_sent(picture, chance)) for picture in photos(folder, each, chance)]
    return drawn


def as_sent(picture: Image.Image, chance: Random) -> Image.Image:
    """The picture as somebody sends it: mostly as it is, at times scaled, cropped or as a JPEG."""
    if chance.random() < 0.2:
        share = chance.choice((0.6, 0.75, 1.5))
        picture = picture.resize((int(picture.width * share), int(picture.height * share)), Image.Resampling.BILINEAR)
    if chance.random() < 0.2:
        cut = int(min(picture.size) * chance.uniform(0.03, 0.12))
        picture = picture.crop(
            (chance.randint(0, cut), chance.randint(0, cut), picture.width - cut, picture.height - cut)
        )
    if chance.random() < 0.25:
        buffer = BytesIO()
        picture.save(buffer, "JPEG", quality=chance.choice((50, 70, 85)))
        picture = Image.open(buffer).convert("RGB")
    return picture


def main() -> None:
    """Prints the shares and the confusions as one JSON object."""
    from benchmarks.screens.seeing import Eyes

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--screens", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--strangers", type=Path, help="a folder of pictures of no kind")
    parser.add_argument("--work", type=Path, help="keeps what OCR read, so that the next run is quick")
    parser.add_argument("--model", type=Path, help="a folder with a clip model, instead of the packaged one")
    arguments = parser.parse_args()
    eyes = Eyes.open(arguments.model, arguments.work)
    outcomes: Counter[str] = Counter()
    of_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, image in screens(arguments.screens, arguments.seed, arguments.photos):
        guess = eyes.kind(image)
        outcomes["right" if guess == kind else "unknown" if guess is None else "wrong"] += 1
        of_kind[kind][guess or "don't know"] += 1
    total = sum(outcomes.values())
    figures = {"screens": total, **{name: round(outcomes[name] / total, 3) for name in ("right", "unknown", "wrong")}}
    figures["by_kind"] = {kind: dict(counts) for kind, counts in of_kind.items()}
    if arguments.strangers:
        pictures = sorted(file for file in arguments.strangers.iterdir() if file.suffix in (".png", ".jpg", ".webp"))
        figures["strangers"] = dict(
            Counter(eyes.kind(Image.open(file).convert("RGB")) or "don't know" for file in pictures)
        )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
