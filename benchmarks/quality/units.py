"""Prints how often the sentence, item, row or step that is quoted first holds the answer.

    python -m benchmarks.quality.handbooks SETS
    python -m benchmarks.quality.units SETS/* SET…

A unit is right if an accepted answer stands in it, or if it is a part of one. Of the questions whose answer stands in
no unit that was read, none counts.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality.readings import ReadingModels, readings
from bot.evaluation.labelled_set import load_labelled_set
from bot.steps.evidence import Evidence, Reading

SHORTEST_PART = 12
"""Characters of a unit that can be a part of an answer."""


def is_right(reading: Reading, evidence: Evidence, accepted: Sequence[str]) -> bool:
    """True if a unit holds one of the answers, or is a part of it."""
    said = _plain(reading.excerpt_of(evidence).text(evidence.unit))
    return any(answer in said or (len(said) > SHORTEST_PART and said in answer) for answer in accepted)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("`", "").replace("*", "").split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, default=Path(".deskside/calibration"))
    options = parser.parse_args()
    models = ReadingModels.open()
    for folder in options.sets:
        labelled = load_labelled_set(folder)
        first = anywhere = needed = 0
        for question, reading in readings(labelled, options.home, models):
            accepted = [plain for answer in question.accepted if (plain := _plain(answer))]
            right = [e for e in reading.evidence if is_right(reading, e, accepted)]
            anywhere += bool(right)
            first += bool(right) and right[0] == reading.evidence[0]
            needed += bool(right) and right[0] in reading.needed
        figures = {"questions": anywhere, "first": first / max(anywhere, 1), "needed": needed / max(anywhere, 1)}
        print(labelled.name, json.dumps({name: round(figure, 3) for name, figure in figures.items()}), flush=True)


if __name__ == "__main__":
    main()
