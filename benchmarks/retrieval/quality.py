"""Each ranker alone, fused, and the whole first half of an answer: `python -m benchmarks.retrieval.quality SET…`.

`product` is what an answer is made from: the question in its conversation, searched, and reranked by the reader; it
must be worse than the fused row on no set. The other rows see a question's last turn alone. A document counts by its
best chunk. Columns: recall at 1 and 5, mean reciprocal rank, nDCG at 5, and how well the best score alone tells
questions that have an answer from those that have none (area under the curve; `-` where all have). Knowledge bases are
kept in `--homes`, so that a second run embeds only what has changed.
"""

import argparse
import gzip
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.events import Turn
from bot.steps.rerank import rerank
from bot.steps.search import queries_for
from knowledge.documents import Document
from knowledge.fusion import convex_sum, reciprocal_ranks
from knowledge.knowledge_base import KnowledgeBase
from knowledge.readers.markdown import read_markdown
from knowledge.retrieval import Ranking, rank
from models.build import build_model
from models.embedder import Embedder
from models.reader import Reader
from models.recipe import load_recipe
from models.store import ModelStore

Scores = Mapping[int, float]
WEIGHTS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)
DEPTH = 50


@dataclass(frozen=True)
class Query:
    key: str
    text: str
    history: tuple[Turn, ...]
    answerable: bool
    relevant: frozenset[str]


def main() -> None:
    arguments = _arguments()
    store = ModelStore(arguments.models)
    embedder = Embedder.open(build_model(load_recipe(arguments.embedder), store))
    reader = Reader.open(build_model(load_recipe("reader"), store))
    for folder in arguments.sets:
        home = folder.name if arguments.embedder == "embedder" else f"{folder.name}-{arguments.embedder}"
        knowledge = KnowledgeBase.open(arguments.homes / home, embedder)
        add_set(knowledge, folder)
        queries = list(queries_of(folder))
        _print_table(folder.name, knowledge, embedder, queries)
        _print_product(knowledge, reader, queries)
        knowledge.close()


def add_set(knowledge: KnowledgeBase, folder: Path) -> None:
    """Adds a labelled set's documents to the default space, each under its id."""
    if (folder / "documents").is_dir():
        knowledge.add([str(folder / "documents")])
    else:
        knowledge.add_documents(corpus_of(folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--homes", type=Path, default=Path(".deskside/benchmarks/retrieval"))
    parser.add_argument("--embedder", default="embedder", help="the recipe of the embedder")
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    return parser.parse_args()


def corpus_of(folder: Path) -> Iterator[tuple[str, Document]]:
    for row in _rows(folder / "corpus.jsonl.gz"):
        yield row["id"], read_markdown(row["text"], row["id"], row["title"])


def queries_of(folder: Path) -> Iterator[Query]:
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text().splitlines()[1:]:
        query, document, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, set()).add(document)
    for row in _rows(folder / "queries.jsonl.gz"):
        history = tuple(Turn(role, text) for role, text in row.get("history") or ())
        yield Query(row["id"], row["text"], history, row["answerable"], frozenset(relevant.get(row["id"], ())))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _print_table(name: str, knowledge: KnowledgeBase, embedder: Embedder, queries: list[Query]) -> None:
    rankings = _rankings(knowledge, embedder, queries)
    owners = _owners(knowledge)
    print(f"\n{name}: {len(set(owners.values()))} documents, {len(owners)} chunks, {len(queries)} questions")
    print(f"{'':22}{'R@1':>7}{'R@5':>7}{'MRR':>7}{'nDCG@5':>8}{'AUC':>7}")
    for label, fuse in _fusions():
        fused = [fuse(ranking) for ranking in rankings]
        ranked = [_documents(scores, owners) for scores in fused]
        print(f"{label:22}" + _figures(queries, ranked) + _separation(queries, fused))


def _print_product(knowledge: KnowledgeBase, reader: Reader, queries: list[Query]) -> None:
    ranked, fused = [], []
    for query in queries:
        asked = queries_for(query.text, query.history, lambda terms: knowledge.rarity(terms, ["default"]))
        passages = rerank(asked.standalone, knowledge.search(asked.texts, ["default"], DEPTH), reader).passages
        ranked.append(list(dict.fromkeys(passage.document for passage in passages)))
        fused.append({passage.chunk_key: passage.score for passage in passages})
    print(f"{'product':22}" + _figures(queries, ranked) + _separation(queries, fused))


def _rankings(knowledge: KnowledgeBase, embedder: Embedder, queries: list[Query]) -> list[Ranking]:
    catalog, vectors = knowledge._catalog, knowledge._vectors
    space_id = catalog.spaces()["default"]
    texts = [query.text for query in queries]
    return [ranking for text in texts for ranking in rank(catalog, vectors, space_id, [text], embedder.embed([text]))]


def _owners(knowledge: KnowledgeBase) -> dict[int, str]:
    with knowledge._catalog.database.reading() as connection:
        rows = connection.execute(
            "SELECT chunks.id, documents.name FROM chunks JOIN documents ON documents.id = document_id"
        )
        return dict(rows.fetchall())


def _fusions() -> Iterator[tuple[str, Callable[[Ranking], Scores]]]:
    yield "dense", lambda ranking: ranking.dense
    yield "BM25", lambda ranking: ranking.bm25
    yield "RRF", lambda ranking: reciprocal_ranks([list(ranking.dense), list(ranking.bm25)])
    for weight in WEIGHTS:
        yield f"convex {weight:.2f}", lambda ranking, w=weight: convex_sum(ranking.dense, ranking.bm25_share, w)


def _documents(scores: Scores, owners: Mapping[int, str]) -> list[str]:
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return list(dict.fromkeys(owners[key] for key in ordered))


def _figures(queries: list[Query], ranked: list[list[str]]) -> str:
    pairs = [(query.relevant, documents) for query, documents in zip(queries, ranked, strict=True) if query.relevant]
    columns = [
        [len(relevant & set(documents[:1])) / len(relevant) for relevant, documents in pairs],
        [len(relevant & set(documents[:5])) / len(relevant) for relevant, documents in pairs],
        [_reciprocal_rank(relevant, documents) for relevant, documents in pairs],
        [_ndcg(relevant, documents, 5) for relevant, documents in pairs],
    ]
    means = [sum(column) / len(column) for column in columns]
    return "".join(f"{mean:{width}.3f}" for mean, width in zip(means, (7, 7, 7, 8), strict=True))


def _reciprocal_rank(relevant: frozenset[str], documents: list[str]) -> float:
    return next((1 / rank for rank, document in enumerate(documents, start=1) if document in relevant), 0.0)


def _ndcg(relevant: frozenset[str], documents: list[str], depth: int) -> float:
    gain = sum(1 / math.log2(rank + 2) for rank, document in enumerate(documents[:depth]) if document in relevant)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(depth, len(relevant))))


def _separation(queries: list[Query], fused: list[Scores]) -> str:
    best = [max(scores.values(), default=0.0) for scores in fused]
    having = [score for query, score in zip(queries, best, strict=True) if query.answerable]
    lacking = [score for query, score in zip(queries, best, strict=True) if not query.answerable]
    if not lacking:
        return f"{'-':>7}"
    above = sum((a > b) + 0.5 * (a == b) for a in having for b in lacking)
    return f"{above / (len(having) * len(lacking)):7.3f}"


if __name__ == "__main__":
    main()
