"""Each ranker alone, fused, and the whole first half of an answer: `python -m benchmarks.retrieval.quality SET…`.

`product` is what an answer is made from: the question in its conversation, searched, and reranked by the reader; it
must be worse than the fused row on no set. The other rows see a question's last turn alone. A document counts by its
best chunk. Columns: recall at 1 and 5, mean reciprocal rank, nDCG at 5, and how well the best score alone tells
questions that have an answer from those that have none (area under the curve; `-` where all have). Knowledge bases are
kept in `--homes`, so that a second run embeds only what has changed.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet, load_labelled_set
from bot.evaluation.metrics import ndcg_at, recall_at, reciprocal_rank
from bot.evaluation.searched import add_set
from bot.steps.rerank import rerank
from bot.steps.search import queries_for
from knowledge.fusion import convex_sum
from knowledge.knowledge_base import KnowledgeBase
from knowledge.retrieval import Ranking, rank
from models.build import build_model
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.recipes.recipe import load_recipe
from models.store import ModelStore

Scores = Mapping[int, float]
WEIGHTS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7)
DEPTH = 50
RRF_CONSTANT = 60


def main() -> None:
    arguments = _arguments()
    store = ModelStore(arguments.models)
    embedder = Embedder.open(build_model(load_recipe(arguments.embedder), store))
    reader = Reader.open(build_model(load_recipe("reader"), store))
    for folder in arguments.sets:
        home = folder.name if arguments.embedder == "embedder" else f"{folder.name}-{arguments.embedder}"
        knowledge = KnowledgeBase.open(arguments.homes / home, embedder)
        labelled = load_labelled_set(folder)
        add_set(knowledge, labelled)
        _print_table(labelled, knowledge, embedder)
        _print_product(labelled, knowledge, reader)
        knowledge.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--homes", type=Path, default=Path(".deskside/benchmarks/retrieval"))
    parser.add_argument("--embedder", default="embedder", help="the recipe of the embedder")
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    return parser.parse_args()


def _print_table(labelled: LabelledSet, knowledge: KnowledgeBase, embedder: Embedder) -> None:
    rankings = _rankings(knowledge, embedder, labelled.questions)
    owners = {key: labelled.document_id(name) for key, name in _owners(knowledge).items()}
    documents, questions = len(set(owners.values())), len(labelled.questions)
    print(f"\n{labelled.name}: {documents} documents, {len(owners)} chunks, {questions} questions")
    print(f"{'':22}{'R@1':>7}{'R@5':>7}{'MRR':>7}{'nDCG@5':>8}{'AUC':>7}")
    for label, fuse in _fusions():
        fused = [fuse(ranking) for ranking in rankings]
        ranked = [_documents(scores, owners) for scores in fused]
        print(f"{label:22}" + _figures(labelled.questions, ranked) + _separation(labelled.questions, fused))


def _print_product(labelled: LabelledSet, knowledge: KnowledgeBase, reader: Reader) -> None:
    ranked, fused = [], []
    for query in labelled.questions:
        asked = queries_for(query.text, query.history, lambda terms: knowledge.rarity(terms, ["default"]))
        passages = rerank(asked.standalone, knowledge.search(asked.texts, ["default"], DEPTH), reader).passages
        ranked.append(list(dict.fromkeys(labelled.document_id(passage.document) for passage in passages)))
        fused.append({passage.chunk_key: passage.score for passage in passages})
    print(f"{'product':22}" + _figures(labelled.questions, ranked) + _separation(labelled.questions, fused))


def _rankings(knowledge: KnowledgeBase, embedder: Embedder, queries: Sequence[LabelledQuestion]) -> list[Ranking]:
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
    yield "RRF", lambda ranking: _reciprocal_ranks([list(ranking.dense), list(ranking.bm25)])
    for weight in WEIGHTS:
        yield f"convex {weight:.2f}", lambda ranking, w=weight: convex_sum(ranking.dense, ranking.bm25_share, w)


def _reciprocal_ranks(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009): the sum of 1 / (constant + place)."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for place, key in enumerate(ranking, start=1):
            fused[key] = fused.get(key, 0.0) + 1.0 / (RRF_CONSTANT + place)
    return fused


def _documents(scores: Scores, owners: Mapping[int, str]) -> list[str]:
    ordered = sorted(scores, key=lambda key: (-scores[key], key))
    return list(dict.fromkeys(owners[key] for key in ordered))


def _figures(queries: Sequence[LabelledQuestion], ranked: list[list[str]]) -> str:
    pairs = [(query.relevant, documents) for query, documents in zip(queries, ranked, strict=True) if query.relevant]
    columns = [
        [recall_at(1, documents, relevant) for relevant, documents in pairs],
        [recall_at(5, documents, relevant) for relevant, documents in pairs],
        [reciprocal_rank(documents, relevant) for relevant, documents in pairs],
        [ndcg_at(5, documents, relevant) for relevant, documents in pairs],
    ]
    means = [sum(column) / len(column) for column in columns]
    return "".join(f"{mean:{width}.3f}" for mean, width in zip(means, (7, 7, 7, 8), strict=True))


def _separation(queries: Sequence[LabelledQuestion], fused: list[Scores]) -> str:
    best = [max(scores.values(), default=0.0) for scores in fused]
    having = [score for query, score in zip(queries, best, strict=True) if query.answerable]
    lacking = [score for query, score in zip(queries, best, strict=True) if not query.answerable]
    if not lacking:
        return f"{'-':>7}"
    above = sum((a > b) + 0.5 * (a == b) for a in having for b in lacking)
    return f"{above / (len(having) * len(lacking)):7.3f}"


if __name__ == "__main__":
    main()
