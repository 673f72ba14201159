"""Draws the calibration text that ships in `models/assets/calibration` from documentation sections, the same each time.

    python -m models.training.calibration_text FOLDER_OF_TRAINING_DATA models/assets/calibration

Pruning and quantization look at this text. The held-out products stay out of it: what is measured is measured on them.
"""

import csv
import json
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from models.training.rows import HELD_OUT_REPOSITORIES, read_rows

CHARACTERS = 500_000
SEED = 0
# MIT wants its notice kept with every copy; the rest is plenty.
LICENCES = ("Apache-2.0", "CC BY 4.0")
TEXTS, SOURCES = "sections.jsonl", "SOURCES.csv"


def draw_sections(rows: list[dict[str, Any]], characters: int, seed: int) -> list[dict[str, Any]]:
    """Sections of about `characters` characters in all, one of each repository in turn, never two of one page."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    rows = [row for row in rows if row["licence"] in LICENCES and row["repo"] not in HELD_OUT_REPOSITORIES]
    rng.shuffle(rows)
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    pages: set[tuple[str, str]] = set()
    for row in rows:
        if (page := (row["repo"], row["doc"])) not in pages:
            pages.add(page)
            waiting[row["repo"]].append(row)
    drawn: list[dict[str, Any]] = []
    while characters > 0 and any(waiting.values()):
        for repository in sorted(waiting):
            if characters > 0 and waiting[repository]:
                drawn.append(waiting[repository].pop())
                characters -= len(drawn[-1]["text"])
    return drawn


def text_of(row: dict[str, Any]) -> str:
    """The section as Markdown, its page's title first."""
    below = [f"## {part}" for part in row["heading"][-1:] if part != row["title"]]
    return "\n\n".join([f"# {row['title']}", *below, row["text"]])


def commits(readme: str) -> dict[str, str]:
    """The commit of each repository, from the table in the training data's README."""
    return dict(re.findall(r"^\| ([\w.-]+/[\w.-]+) \| `([0-9a-f]{40})`", readme, re.MULTILINE))


def main(data: Path, output: Path) -> None:
    """Writes the texts as JSON lines, and a table of the repositories that they come from."""
    drawn = draw_sections(list(read_rows(data / "sections.jsonl.gz")), CHARACTERS, SEED)
    lines = [json.dumps({"text": text_of(row)}, ensure_ascii=False) + "\n" for row in drawn]
    output.mkdir(parents=True, exist_ok=True)
    (output / TEXTS).write_text("".join(lines), encoding="utf-8")
    of_commit = commits((data / "README.md").read_text(encoding="utf-8"))
    counts = Counter((row["repo"], row["licence"]) for row in drawn)
    with (output / SOURCES).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["repository", "commit", "licence", "sections"])
        table.writerows([repo, of_commit[repo], licence, count] for (repo, licence), count in sorted(counts.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
