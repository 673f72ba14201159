"""Every development set through the product and through the plain pipeline, as one table beside published figures.

    python -m benchmarks.quality.table SET… [--questions N] [--retrieval SET…]

The plain pipeline is what most self-hosted bots do: the nearest passages by cosine alone, no reader, and the model's
words as they come. Both read the same passages with the same models in the same run, so the rows show what retrieval,
reader, check and calibrated silence are worth. `--retrieval` names sets that are only searched.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.quality.plain import plain_in_home
from bot.evaluation.labelled_set import LabelledSet, load_labelled_set
from bot.evaluation.metrics import ndcg_at
from bot.evaluation.outcomes import Evaluation
from bot.evaluation.run import EngineIn, engine_in_home, evaluate
from bot.evaluation.summary import judged_ranking, summarise
from bot.settings import load_settings

PUBLISHED = """
Published, for orientation (other corpora and sizes, so never a race):
  mtrag, last turn, nDCG@5: dense .340, BM25 .237, reciprocal rank fusion .339 (MiniLM, this corpus)
  workarena, R@1: dense .798, reciprocal rank fusion .850 (180-word chunks)
  support, R@1: dense .758, reciprocal rank fusion .770, convex .787 (180-word chunks)
  workarena, accepted answer contained: 70% with a quick LoRA of the same model, shown the two best passages
  silence on a multi-turn set by a 26-35B system: precision .23 to .33, recall .31 to .44
"""
COLUMNS = ("R@1", "R@5", "nDCG@5", "contained", "F1", "silent P", "silent R", "cited P", "verbatim", "median ms")


def main() -> None:
    options = _options()
    settings = load_settings()
    pipelines: dict[str, EngineIn] = {"plain": plain_in_home(settings), "product": engine_in_home(settings)}
    print(f"{'set':12}{'pipeline':10}" + "".join(f"{column:>11}" for column in COLUMNS))
    rows = []
    for folder, retrieval_only in [(f, False) for f in options.sets] + [(f, True) for f in options.retrieval]:
        labelled = _strided(load_labelled_set(folder), options.questions)
        for name, engine_in in pipelines.items():
            evaluation = asyncio.run(evaluate(labelled, engine_in, retrieval_only=retrieval_only))
            figures = figures_of(evaluation)
            rows.append({"set": labelled.name, "pipeline": name, **figures})
            print(f"{labelled.name:12}{name:10}" + "".join(f"{_shown(figures[c]):>11}" for c in COLUMNS), flush=True)
    print(PUBLISHED)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n")


def figures_of(evaluation: Evaluation) -> dict[str, float | None]:
    """The figures of the table's columns, None where the set has no labels for one."""
    summary = summarise(evaluation)
    judged = [o for o in evaluation.outcomes if o.question.relevant]
    gains = [ndcg_at(5, judged_ranking(o), o.question.relevant) for o in judged]
    values: Sequence[float | None] = (
        summary.retrieval["recall@1"].value,
        summary.retrieval["recall@5"].value,
        sum(gains) / len(gains) if gains else None,
        summary.answers["contained"].value,
        summary.answers["token_f1"].value,
        summary.abstention["precision"].value,
        summary.abstention["recall"].value,
        summary.citations["precision"].value,
        summary.citations["verbatim_quotes"].value,
        median(outcome.ms for outcome in evaluation.outcomes),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _strided(labelled: LabelledSet, most: int | None) -> LabelledSet:
    """Every n-th question, so that a short run still sees all of a set's kinds."""
    if most is None or len(labelled.questions) <= most:
        return labelled
    step = len(labelled.questions) / most
    return replace(labelled, questions=tuple(labelled.questions[int(n * step)] for n in range(most)))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}" if value > 1 else f"{value:.3f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--retrieval", nargs="*", type=Path, default=[], help="sets that are only searched")
    parser.add_argument("--questions", type=int, help="at most so many questions of each set, spread over it")
    parser.add_argument("--json", type=Path, help="where the rows are written as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
