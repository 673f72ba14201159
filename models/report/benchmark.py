"""Benchmarks one built writer in a process of its own: `python -m models.report.benchmark FOLDER THREADS`.

Its peak of memory is then the writer's alone. What it prints is one JSON object.
"""

import json
import resource
import statistics
import sys
import time
from importlib import resources
from pathlib import Path

import numpy as np

from models.store import BuiltModel
from models.writing.writer import Writer

PROMPT_TOKENS = 1_024
ANSWER_TOKENS = 96
# Of the prose, so much is scored: some 2,000 tokens.
SCORED_CHARACTERS = 8_000
TURNS = 3
FEWEST_WRITTEN = 8


def prose() -> str:
    """The text that is read and scored: pages of the sample handbook."""
    return (resources.files("models") / "assets" / "report" / "prose.md").read_text(encoding="utf-8")


def scored_text() -> str:
    """The part of the prose that is scored: the same characters for every model, whatever its tokens."""
    return prose()[:SCORED_CHARACTERS]


def benchmark(folder: Path, threads: int) -> dict[str, float | int | None]:
    """Speeds in tokens a second (medians), the peak of memory in MB, and the log loss of the prose with its tokens.

    The log loss is a token's mean; where the model holds less than the prose, each part is read on its own.
    """
    writer = Writer.open(BuiltModel(folder.name, "writer", folder, 0, ""), threads)
    ids = writer.chat.text(prose())
    length = min(PROMPT_TOKENS, writer.context_tokens - ANSWER_TOKENS)
    speeds = [_speeds(writer, ids[at : at + length]) for at in range(TURNS)]
    writing = [speed for _, speed in speeds if speed is not None]
    memory = _peak_mb()
    scored = writer.chat.text(scored_text())
    parts = [scored[at : at + writer.context_tokens] for at in range(0, len(scored), writer.context_tokens)]
    return {
        "prefill_tok_s": round(statistics.median(speed for speed, _ in speeds), 1),
        "decode_tok_s": round(statistics.median(writing), 1) if writing else None,
        "memory_mb": round(memory, 1),
        "log_loss": sum(log_loss(writer, part) for part in parts) / (len(scored) - len(parts)),
        "text_tokens": len(scored),
    }


def log_loss(writer: Writer, ids: list[int]) -> float:
    """The sum of -log p over the tokens after the first."""
    logits = writer.logits(ids)[:-1].astype(np.float64)
    highest = logits.max(axis=1)
    whole = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return float((whole - logits[np.arange(len(logits)), ids[1:]]).sum())


def _peak_mb() -> float:
    """The most that this process held."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    # Linux hands a parent's ru_maxrss down to what it starts; this is counted anew for each program, in kB.
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1e3


def _speeds(writer: Writer, prompt: list[int]) -> tuple[float, float | None]:
    """Tokens a second while the prompt is read, and while text is written; None where too little was written."""
    started = time.perf_counter()
    moments = []
    for _ in writer.tokens(prompt, ANSWER_TOKENS, lookup=False):
        moments.append(time.perf_counter())  # noqa: PERF401 - the moment is what is noted
    first = moments[0] if moments else time.perf_counter()
    written = len(moments) - 1
    writing = written / (moments[-1] - first) if written >= FEWEST_WRITTEN else None
    return len(prompt) / (first - started), writing


if __name__ == "__main__":
    sys.stdout.write(json.dumps(benchmark(Path(sys.argv[1]), int(sys.argv[2]))) + "\n")
