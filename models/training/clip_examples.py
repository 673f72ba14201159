"""What a picture encoder learns from: screens with captions, from documentation and rendered for the purpose."""

import gzip
import json
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.encoders.embedder import Embed
from models.errors import TrainingDataInvalid

Split = Literal["train", "dev"]

LEAD_IN = re.compile(
    r"^(?:(?:a |an |the )?(?:partial |cropped |annotated )?(?:screen ?(?:shot|capture|grab)s?|image|picture|photo|"
    r"figure|diagram)s?"
    r"(?: (?:of|that shows?|showing|which shows?|displaying|from|for|shows?|displays?|depicting|illustrating))?[:,]? )",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Screen:
    """A screen: one encoded picture, or several renderings of it; captions; what it is kin to; its kind, if known.

    `group` names what it comes from (a repository, a template): the hardest to tell apart stand in one batch.
    """

    pictures: tuple[bytes, ...]
    captions: tuple[str, ...]
    group: str
    kind: int = -1

    def open(self, at: int) -> Image.Image:
        """The rendering at `at`, counted round."""
        return Image.open(BytesIO(self.pictures[at % len(self.pictures)])).convert("RGB")


def read_pairs(data: Path, split: Split) -> list[Screen]:
    """The documentation screenshots of a split with their alt texts; those of the evaluation sets are left out.

    `data` is a folder with `pairs.jsonl.gz` and the zips that it names. Raises TrainingDataInvalid if it is not.
    """
    index = data / "pairs.jsonl.gz"
    if not index.is_file():
        raise TrainingDataInvalid(f"There is no pairs.jsonl.gz in {data}.", "Name the folder of image-text pairs.")
    with gzip.open(index, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    archives: dict[str, zipfile.ZipFile] = {}
    screens = []
    for row in rows:
        if row["split"] != split or row.get("eval_overlap"):
            continue
        if row["zip"] not in archives:
            archives[row["zip"]] = zipfile.ZipFile(data / row["zip"])
        content = archives[row["zip"]].read(row["file"])
        screens.append(Screen((content,), wordings(row["alt"]), row["repo"]))
    for archive in archives.values():
        archive.close()
    return screens


def read_rendered(folder: Path, kinds: Sequence[str]) -> list[Screen]:
    """The screens that `render_set` left in the folder; a kind is its place in `kinds`."""
    renderings: dict[tuple[str, int], list[dict[str, str]]] = {}
    for line in (folder / "screens.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        renderings.setdefault((row["kind"], row["seed"]), []).append(row)
    screens = []
    for (kind, _), rows in renderings.items():
        pictures = tuple((folder / row["file"]).read_bytes() for row in rows)
        captions = tuple(dict.fromkeys(f"{kind}: {row['caption']}" if kind else row["caption"] for row in rows))
        screens.append(Screen(pictures, captions, f"rendered {kind}", kinds.index(kind) if kind else -1))
    return screens


def read_photos(folder: Path, kind: int, crops: int, seed: int) -> list[Screen]:
    """`crops` crops of each photo in the folder, each a screen of its own, captioned by its file's name."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    screens = []
    for file in sorted(folder.glob("*.webp")):
        image, name = Image.open(file).convert("RGB"), file.stem.replace("-", " ")
        for _ in range(crops):
            width, height = (int(side * rng.uniform(0.35, 1.0)) for side in image.size)
            left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
            buffer = BytesIO()
            image.crop((left, top, left + width, top + height)).save(buffer, "WEBP", quality=85)
            captions = (f"a photo of {name}", f"a photo, {name}")
            screens.append(Screen((buffer.getvalue(),), captions, "photos", kind))
    return screens


def wordings(alt: str) -> tuple[str, ...]:
    """An alt text as it stands, and without the words that every alt text begins with."""
    bare = LEAD_IN.sub("", alt).strip()
    return (alt, bare) if len(bare.split()) >= 2 and bare != alt else (alt,)


@dataclass(frozen=True)
class Captions:
    """Every screen's captions as the embedder's vectors (captions, 384); screen i has `rows[first[i]:first[i + 1]]`."""

    vectors: NDArray[np.float32]
    first: NDArray[np.int64]

    @classmethod
    def of(cls, screens: Sequence[Screen], embed: Embed) -> "Captions":
        """Embeds all captions of the screens."""
        texts = [caption for screen in screens for caption in screen.captions]
        counts = [len(screen.captions) for screen in screens]
        return cls(embed(texts), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))
