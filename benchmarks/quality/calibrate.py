"""Fits the decision to answer or not on development sets, and prints how well it separates each set.

    python -m benchmarks.quality.handbooks SETS
    python -m benchmarks.quality.calibrate SET[+SET]… [--apart SET…] [--home FOLDER]

Sets joined by a plus count as one. Each weighs the same, and so do its answerable and its unanswerable questions. The
figures are of the set that was left out of the fit, so they say what an unseen set may expect; the coefficients are
fitted on all but those `--apart`.
Copy them into bot/steps/decide.py.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from benchmarks.quality.readings import ReadingModels, readings
from bot.evaluation.labelled_set import LabelledSet, load_labelled_set
from models.encoders.reader_calibration import area_under_curve

RIDGE = 1e-3
SIGNALS = ("cosine", "lead", "passage_relevance", "span_probability", "unit_relevance")
THRESHOLDS = (0.3, 0.38, 0.42, 0.46, 0.5)


def signals_of(labelled: LabelledSet, home: Path, models: ReadingModels) -> tuple[np.ndarray, np.ndarray]:
    """The signals of each question that can be judged, and whether it is answerable."""
    cache = home / f"{labelled.name}.json"
    if not cache.exists():
        rows, answerable = [], []
        for question, reading in readings(labelled, home, models):
            signals = reading.signals
            rows.append([getattr(signals, name) for name in SIGNALS])
            answerable.append(question.answerable)
        cache.write_text(json.dumps({"signals": rows, "answerable": answerable}))
    kept = json.loads(cache.read_text())
    return np.array(kept["signals"]), np.array(kept["answerable"], dtype=bool)


def fit(signals: list[np.ndarray], answerable: list[np.ndarray]) -> np.ndarray:
    """Weighted ridge logistic regression by Newton's method; the bias comes first."""
    x = np.concatenate([np.column_stack([np.ones(len(s)), s]) for s in signals])
    y = np.concatenate(answerable).astype(float)
    weights = np.concatenate([np.where(a, 0.5 / max(a.sum(), 1), 0.5 / max((~a).sum(), 1)) for a in answerable])
    coefficients = np.zeros(x.shape[1])
    ridge = RIDGE * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ coefficients))
        gradient = x.T @ (weights * (y - p)) - ridge @ coefficients
        hessian = (x * (weights * p * (1 - p))[:, None]).T @ x + ridge
        coefficients += np.linalg.solve(hessian, gradient)
    return coefficients


def probability(coefficients: np.ndarray, signals: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(coefficients[0] + signals @ coefficients[1:])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--apart", nargs="*", default=[], help="sets that are measured, never fitted on")
    parser.add_argument("--home", type=Path, default=Path(".deskside/calibration"))
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    models = ReadingModels.open()
    names, signals, answerable = [], [], []
    for folders in [*options.sets, *options.apart]:
        labelled = [load_labelled_set(Path(folder)) for folder in folders.split("+")]
        parts = [signals_of(one, options.home, models) for one in labelled]
        found, truth = (np.concatenate(part) for part in zip(*parts, strict=True))
        names.append("+".join(one.name for one in labelled))
        signals.append(found)
        answerable.append(truth)
        each = "  ".join(
            f"{signal} {area_under_curve(found[truth, n], found[~truth, n]):.3f}" for n, signal in enumerate(SIGNALS)
        )
        print(f"{names[-1]:12} AUC of each signal: {each}", flush=True)
    fitted = range(len(options.sets))
    together = fit([signals[n] for n in fitted], [answerable[n] for n in fitted])
    for n, name in enumerate(names):
        if n not in fitted:
            print_silence(f"{name:12} never fitted on   ", together, signals[n], answerable[n])
            continue
        rest = [i for i in fitted if i != n] or [n]
        apart = fit([signals[i] for i in rest], [answerable[i] for i in rest])
        print_silence(f"{name:12} left out of fit   ", apart, signals[n], answerable[n])
        print_silence(f"{name:12} part of the fit   ", together, signals[n], answerable[n])
    print(f"coefficients (bias, {', '.join(SIGNALS)}):", together.round(3).tolist())


def print_silence(title: str, coefficients: np.ndarray, signals: np.ndarray, answerable: np.ndarray) -> None:
    """Precision and recall of staying silent at some thresholds, on one line."""
    p = probability(coefficients, signals)
    print(f"{title}: AUC {area_under_curve(p[answerable], p[~answerable]):.3f}", end="")
    for threshold in THRESHOLDS:
        silent = p < threshold
        right = (silent & ~answerable).sum()
        precision, recall = right / max(silent.sum(), 1), right / max((~answerable).sum(), 1)
        print(f"  @{threshold}: P {precision:.2f} R {recall:.2f}", end="")
    print()


if __name__ == "__main__":
    main()
