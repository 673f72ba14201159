"""Measures which wordings of a question a pinned answer is found by, and whether another question ever finds it.

    python -m benchmarks.quality.pins SET… [--home FOLDER] [--seeds N]

A set needs questions with an `item`: the wordings of one item are one question. Some wordings of each item are pinned;
the others should find the pin, and no question of another item may. `NEAR` in bot/recall/same_question.py is chosen
from this table. The wordings that are pinned themselves always find their pin, so they are left out.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.engine_models import model_store
from bot.evaluation.labelled_set import load_labelled_set
from bot.recall.same_question import NEAR, asks_the_same
from bot.settings import load_settings
from models.encoders.embedder import Embedder

PINNED_WORDINGS = (1, 2, 3, 5)
COSINES = (0.76, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88)


def measure(
    texts: Sequence[str], items: Sequence[str], vectors: np.ndarray, pinned: int, seed: int, embedder: Embedder
) -> list[tuple[bool, float, float]]:
    """For each question that is not pinned: is it of the pin's item, its cosine, and that of the wording that fits."""
    choose = random.Random(seed)  # noqa: S311
    of_item: dict[str, list[int]] = {}
    for n, item in enumerate(items):
        of_item.setdefault(item, []).append(n)
    rows = []
    for item, members in of_item.items():
        pin = choose.sample(members, pinned)
        wordings = [texts[n] for n in pin]
        cosines = vectors @ vectors[pin].T
        for n in range(len(texts)):
            if n in pin:
                continue
            fits = 0.0
            for place in np.argsort(-cosines[n]):
                if cosines[n, place] < COSINES[0]:
                    break
                if asks_the_same(texts[n], wordings, int(place), embedder.embed):
                    fits = float(cosines[n, place])
                    break
            rows.append((items[n] == item, float(cosines[n].max()), fits))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    settings = load_settings(home=arguments.home)
    embedder = Embedder.open(model_store(settings).find(settings.embedder))
    for folder in arguments.sets:
        questions = [q for q in load_labelled_set(folder).questions if q.group != q.id]
        texts, items = [q.text for q in questions], [q.group for q in questions]
        vectors = embedder.embed(texts)
        print(f"{folder.name}: {len(texts)} wordings of {len(set(items))} questions; NEAR is {NEAR}")
        print("| pinned wordings | cosine | found by cosine alone | false | found | false | of others |")
        print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for pinned in PINNED_WORDINGS:
            rows = []
            for seed in range(arguments.seeds):
                rows += measure(texts, items, vectors, pinned, seed, embedder)
            same = np.array([row[0] for row in rows])
            alone, checked = (np.array([row[column] for row in rows]) for column in (1, 2))
            for cosine in COSINES:
                cells = [f"{pinned}", f"{cosine:.2f}"]
                for found in (alone >= cosine, checked >= cosine):
                    cells += [f"{found[same].mean():.1%}", f"{found[~same].sum()}"]
                print(f"| {' | '.join(cells)} | {(~same).sum():,} |")
    embedder.close()


if __name__ == "__main__":
    main()
