"""Does a screenshot find the right article? `python -m benchmarks.screens.support SET`

Three questions about each picture of a labelled set: its words alone, the picture alone, and both, put to the knowledge
as the product puts them, then reranked by the reader. The articles hold no pictures, so this measures what is read in
a screenshot and how it is searched for, not looks. Recall is of documents, with a 95% interval (Wilson).

The corpus is ingested once and each picture is read once; both are kept in `--home`. `--leave-out` names a file of
pictures that count for nothing, one a line: those that a model was trained on.
"""

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.screens.kept_reading import KeptReading
from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet, load_labelled_set
from bot.evaluation.searched import add_set
from bot.sightings import Sighting
from bot.steps.look import sighting_of
from bot.steps.picture_queries import with_pictures
from bot.steps.rerank import rerank
from bot.steps.search import SearchQueries, queries_for
from knowledge.knowledge_base import KnowledgeBase
from models.build import build_model
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.pictures import open_picture
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from models.vision.kinds import KindGuess
from models.vision.sight import Seen

SPACES = ("default",)
DEPTH = 30
"""Passages that are searched for, so that ten documents are ranked."""

RANKS = (1, 5, 10)


@dataclass(frozen=True)
class Asked:
    """A question with pictures, made out."""

    question: LabelledQuestion
    sightings: tuple[Sighting, ...]


def main() -> None:
    """Prints one line for words alone, pictures alone, and both."""
    arguments = _arguments()
    store = ModelStore(arguments.models)
    embedder = Embedder.open(build_model(load_recipe("embedder"), store))
    reader = Reader.open(build_model(load_recipe("reader"), store))
    knowledge = KnowledgeBase.open(arguments.home / "knowledge", embedder)
    labelled = load_labelled_set(arguments.set)
    if not knowledge.documents():
        add_set(knowledge, labelled)
    left_out = set(arguments.leave_out.read_text().split()) if arguments.leave_out else set()
    asked = list(_asked(labelled, knowledge, KeptReading(arguments.home / "read"), left_out))
    print(f"{arguments.set.name}: {len(asked)} questions with pictures")
    print(f"{'':16}" + "".join(f"{f'R@{rank}':>8}" for rank in RANKS) + f"{'MRR':>8}   R@5, 95%")
    for label, queries in _ways(knowledge):
        ranked = [_ranked(knowledge, reader, queries(one)) for one in asked]
        print(f"{label:16}" + _figures(asked, ranked), flush=True)
    knowledge.close()


def _ways(knowledge: KnowledgeBase) -> list[tuple[str, Callable[[Asked], SearchQueries]]]:
    def words(asked: Asked) -> SearchQueries:
        return queries_for(asked.question.text, (), lambda terms: knowledge.rarity(terms, SPACES))

    return [
        ("words alone", words),
        ("pictures alone", lambda asked: with_pictures(SearchQueries("", ()), "", asked.sightings)),
        ("both", lambda asked: with_pictures(words(asked), asked.question.text, asked.sightings)),
    ]


def _ranked(knowledge: KnowledgeBase, reader: Reader, queries: SearchQueries) -> list[str]:
    passages = knowledge.search(queries.texts, SPACES, DEPTH, (), queries.pictures)
    if queries.standalone:
        passages = rerank(queries.standalone, passages, reader).passages
    return list(dict.fromkeys(passage.document for passage in passages))


def _figures(asked: Sequence[Asked], ranked: Sequence[Sequence[str]]) -> str:
    places = [
        next((n for n, name in enumerate(names, start=1) if name in one.question.relevant), 0)
        for one, names in zip(asked, ranked, strict=True)
    ]
    recalls = [sum(0 < place <= rank for place in places) / len(places) for rank in RANKS]
    mean_reciprocal = sum(1 / place for place in places if place) / len(places)
    low, high = _wilson(sum(0 < place <= 5 for place in places), len(places))
    return "".join(f"{recall:8.3f}" for recall in recalls) + f"{mean_reciprocal:8.3f}   {low:.3f} to {high:.3f}"


def _wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    share, spread = hits / of, z * math.sqrt(hits / of * (1 - hits / of) / of + z * z / (4 * of * of))
    middle, width = share + z * z / (2 * of), 1 + z * z / of
    return (middle - spread) / width, (middle + spread) / width


def _asked(labelled: LabelledSet, knowledge: KnowledgeBase, ocr: KeptReading, left_out: set[str]) -> Iterator[Asked]:
    for question in labelled.questions:
        pictures = [path for path in question.images if path.name not in left_out]
        if pictures:
            yield Asked(question, tuple(_sighting(path, ocr, knowledge) for path in pictures))


def _sighting(path: Path, ocr: KeptReading, knowledge: KnowledgeBase) -> Sighting:
    picture = open_picture(path.read_bytes(), path.name)
    # Without figures in the documents nothing is compared with the looks.
    vector = np.zeros(1, dtype=np.float32)
    seen = Seen("", path.name, ocr.lines(picture), picture.image.size, vector, KindGuess(None, 0.0))
    return sighting_of(path.name, seen, lambda tokens: knowledge.passage_counts(tokens, SPACES))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--home", type=Path, default=Path(".deskside/benchmarks/screens/support"))
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    parser.add_argument("--leave-out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
