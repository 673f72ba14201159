"""A text finds a screenshot: `python -m benchmarks.screens.figures SET`.

The set's documents are pictures and its queries what somebody wrote of each; nothing but what a picture shows can
match. Each ranker alone, OCR's three fused, and all fused as the product does. Columns: recall at 1, 5 and 10 and the
mean reciprocal rank, the first three with the half-width of their 95% interval. What OCR reads is kept in `--work`,
so that a second run takes a minute. `--altered N` also looks for N of the pictures by another rendering of them.
"""

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.screens.kept_reading import KeptReading
from bot.evaluation.labelled_set import LabelledQuestion, load_labelled_set
from knowledge.figures.search import FigureRanking, picture_scores, text_scores, word_scores
from knowledge.knowledge_base import KnowledgeBase
from models.build import build_model
from models.encoders.embedder import Embedder
from models.pictures import Picture, open_picture
from models.progress import Step
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from models.vision.clip import Clip
from models.vision.kinds import KindGuess
from models.vision.sight import Seen

if TYPE_CHECKING:
    from PIL.Image import Image

FUSED = "**OCR and CLIP**"
RANKERS: Mapping[str, Callable[[FigureRanking], Mapping[int, float]]] = {
    "BM25 over OCR": lambda ranking: ranking.bm25_share,
    "letters over OCR": lambda ranking: ranking.grams_share,
    "dense over OCR": lambda ranking: ranking.dense,
    "OCR, all three": word_scores,
    "CLIP": lambda ranking: ranking.clip,
}


class KeptSight:
    """OCR and CLIP as the product has them, with OCR's lines kept in a folder; it tells no kinds."""

    def __init__(self, reading: KeptReading, clip: Clip) -> None:
        self._reading, self._clip = reading, clip
        self.fingerprint = f"{reading.fingerprint}-{clip.fingerprint}"
        self.sharpness = clip.logit_scale

    def look(self, picture: Picture) -> Seen:
        vector = self._clip.embed_pictures([picture])[0]
        lines, guess = self._reading.lines(picture), KindGuess(None, 0.0)
        return Seen(picture.digest, picture.name, lines, picture.image.size, vector, guess, self.fingerprint)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._clip.embed_texts(texts)


def main() -> None:
    arguments = _arguments()
    store = ModelStore(arguments.models)
    embedder = Embedder.open(build_model(load_recipe("embedder"), store))
    clip = Clip.open(build_model(load_recipe("clip"), store), embedder)
    sight = KeptSight(KeptReading(arguments.work / "read"), clip)
    knowledge = KnowledgeBase.open(arguments.work / "home", embedder, find_sight=lambda: sight)  # type: ignore[arg-type]
    report = knowledge.add([str(arguments.set / "documents")], progress=_tell)
    assert not report.problems, report.problems
    queries = load_labelled_set(arguments.set).questions
    print(f"{arguments.set.name}: {len(knowledge.documents())} pictures, {len(queries)} texts\n")
    print("| | R@1 | R@5 | R@10 | MRR |\n| --- | --- | --- | --- | --- |")
    rankings, names = _rankings(knowledge, embedder, sight, queries)
    fused = {FUSED: lambda ranking: text_scores(ranking, sight.sharpness)}
    for name, scores_of in {**RANKERS, **fused}.items():
        ranks = [_rank(scores_of(ranking), names, query) for ranking, query in zip(rankings, queries, strict=True)]
        print(f"| {name} | {_share(ranks, 1)} | {_share(ranks, 5)} | {_share(ranks, 10)} | {_reciprocal(ranks):.3f} |")
    if arguments.altered:
        _print_altered(knowledge, sight, sorted((arguments.set / "documents").iterdir()), arguments.altered)
    knowledge.close()


def _print_altered(knowledge: KnowledgeBase, sight: KeptSight, files: Sequence[Path], count: int) -> None:
    """How often a picture that was cropped by a quarter, made smaller, inverted or compressed finds itself first."""
    search, rng = knowledge._figure_search, random.Random(4)  # noqa: S311
    space_ids = list(knowledge._catalog.spaces().values())
    right = dict.fromkeys(("CLIP", "OCR", "both"), 0)
    for number, file in enumerate(rng.sample(files, count)):
        content = _altered(open_picture(file.read_bytes(), file.name).image, number % 4, rng)
        seen = sight.look(open_picture(content, file.name))
        ranking = search._rank_picture(space_ids, seen)
        found = (ranking.clip, word_scores(ranking), picture_scores(ranking, bool(seen.lines)))
        for name, scores in zip(right, found, strict=True):
            best = search.figures(sorted(scores, key=lambda key: -scores[key])[:1])
            right[name] += bool(best) and best[0].document == file.name
    print(f"\nAltered, first of {len(files)}: " + ", ".join(f"{name} {hits}/{count}" for name, hits in right.items()))


def _altered(image: "Image", way: int, rng: random.Random) -> bytes:
    from PIL import ImageOps

    width, height = image.size
    left = rng.randint(0, width // 4)
    cropped = image.crop((left, 0, left + 3 * width // 4, height)) if way == 0 else image
    smaller = cropped.resize((max(40, width * 6 // 10), max(40, height * 6 // 10))) if way == 1 else cropped
    content = BytesIO()
    (ImageOps.invert(smaller) if way == 2 else smaller).save(content, "JPEG", quality=50 if way == 3 else 85)
    return content.getvalue()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--altered", type=int, default=0)
    parser.add_argument("--work", type=Path, default=Path(".deskside/benchmarks/figures"))
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    return parser.parse_args()


def _tell(step: Step) -> None:
    if step.total and step.done % 20 == 0:
        print(f"{step.doing}: {step.done} of {step.total}", end="\r")


def _rankings(
    knowledge: KnowledgeBase, embedder: Embedder, sight: KeptSight, queries: Sequence[LabelledQuestion]
) -> tuple[list[FigureRanking], dict[int, str]]:
    """What each ranker says of each text, and the names of the figures' documents without their endings."""
    search = knowledge._figure_search
    space_ids = list(knowledge._catalog.spaces().values())
    texts = [query.text for query in queries]
    embedded, looks = embedder.embed(texts), sight.embed_texts(texts)
    rankings = [search.rank(space_ids, text, embedded[[n]], looks[[n]]) for n, text in enumerate(texts)]
    with knowledge._catalog.database.reading() as connection:
        rows = connection.execute("SELECT figures.id, name FROM figures JOIN documents ON documents.id = document_id")
        return rankings, {key: Path(name).stem for key, name in rows}


def _rank(scores: Mapping[int, float], names: Mapping[int, str], query: LabelledQuestion) -> float:
    """The place of the first right picture; infinite where it was not found."""
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return next((rank for rank, key in enumerate(ordered, start=1) if names[key] in query.relevant), float("inf"))


def _share(ranks: Sequence[float], depth: int) -> str:
    share = sum(rank <= depth for rank in ranks) / len(ranks)
    return f"{share:.3f} ± {1.96 * (share * (1 - share) / len(ranks)) ** 0.5:.3f}"


def _reciprocal(ranks: Sequence[float]) -> float:
    return sum(1 / rank for rank in ranks) / len(ranks)


if __name__ == "__main__":
    main()
