"""How long a warm search takes in-process: `python -m benchmarks.retrieval.speed SET`, on its first documents.

Prints the median and the 95th percentile of a whole search (embedding, both rankers, fusion, rows) for the set's own
questions, and what the long ones cost.
"""

import argparse
import statistics
import time
from pathlib import Path

from bot.evaluation.labelled_set import load_labelled_set
from bot.evaluation.run import corpus_documents
from knowledge.knowledge_base import KnowledgeBase
from models.build import build_model
from models.encoders.embedder import Embedder
from models.recipes.recipe import load_recipe
from models.store import ModelStore

PROMISED_MS = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--homes", type=Path, default=Path(".deskside/benchmarks/retrieval"))
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    arguments = parser.parse_args()
    embedder = Embedder.open(build_model(load_recipe("embedder"), ModelStore(arguments.models)))
    started = time.perf_counter()
    knowledge = KnowledgeBase.open(arguments.homes / f"{arguments.set.name}-speed", embedder)
    print(f"open {time.perf_counter() - started:.2f} s")
    labelled = load_labelled_set(arguments.set)
    started = time.perf_counter()
    report = knowledge.add_documents(corpus_documents(labelled)[: arguments.documents])
    print(f"index {report.chunks} chunks {time.perf_counter() - started:.1f} s")
    questions = [question.text for question in labelled.questions[:300]]
    knowledge.search([questions[0]], ["default"])
    chunks = sum(source.chunks for source in knowledge.sources())
    times = sorted(_milliseconds(knowledge, question) for question in questions)
    middle, late = statistics.median(times), times[int(0.95 * len(times))]
    print(f"search in {chunks} chunks: median {middle:.1f} ms, 95% {late:.1f} ms, worst {times[-1]:.1f} ms")
    print(f"100,000 characters: {_milliseconds(knowledge, ' '.join(questions * 50)[:100_000]):.1f} ms")
    print("kept" if late < PROMISED_MS else f"NOT KEPT: {PROMISED_MS} ms were promised")
    knowledge.close()


def _milliseconds(knowledge: KnowledgeBase, question: str) -> float:
    started = time.perf_counter()
    knowledge.search([question], ["default"])
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
