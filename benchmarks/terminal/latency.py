"""From a key to the screen: how long it takes while nothing happens, while answers stream, while documents are indexed.

    python -m benchmarks.terminal.latency [--keys 200] [--json FILE]

The real `deskside chat` runs in a pseudo-terminal with the real engine in its background server. A key is typed, and
the time is taken until the terminal has received the picture with it. `flood` is the same chat with an engine that
streams 500 words a second, five times what the writer writes: the worst that an answer can do to the keys.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from benchmarks.terminal.terminal import Terminal

REPOSITORY = Path(__file__).resolve().parents[2]
DESKSIDE = Path(sys.executable).with_name("deskside")
SAMPLE = REPOSITORY / "docs" / "sample" / "documents"
QUESTIONS = ("How do I fix VPN error 809?", "How do I set up a new laptop?", "How do I reset my password?")
LETTERS = "qzjxqkzvxj"
"""In no word, so that what arrives can only be what was typed."""
PAUSE = 0.06
"""Seconds between keys: a quick typist's."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--keys", type=int, default=200, help="keys per measurement")
    arguments.add_argument("--json", type=Path, help="write the figures here too")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, home_with_sample(Path(folder)) as env:
        figures = {"start_ms": round(start(env)), **measured(env, Path(folder), given.keys)}
    print(f"from the command to the first picture: {figures['start_ms']} ms")
    print("| while | keys | p50 ms | p95 ms | worst ms |\n| --- | --- | --- | --- | --- |")
    for name, row in figures.items():
        if isinstance(row, dict):
            print(f"| {name} | {row['keys']} | {row['p50']} | {row['p95']} | {row['worst']} |")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def measured(env: dict[str, str], folder: Path, keys: int) -> dict[str, dict[str, float]]:
    figures = {}
    with chat(env) as terminal:
        figures["idle"] = latencies(terminal, keys, lambda: None)
        figures["streaming"] = latencies(terminal, keys, asker(terminal))
        with indexing(env, folder):
            figures["indexing"] = latencies(terminal, keys, lambda: None)
    flooded = [sys.executable, "-m", "benchmarks.terminal.flooded_chat"]
    with Terminal(flooded, {**env, "PYTHONPATH": str(REPOSITORY)}) as terminal:
        terminal.until(lambda text: "flood" in text)
        terminal.type("go\r")
        figures["flood"] = latencies(terminal, keys, lambda: None)
    return figures


def start(env: dict[str, str]) -> float:
    """Milliseconds from the command to its first picture, the engine running already; the best of five."""

    def once() -> float:
        with Terminal([str(DESKSIDE), "chat", "--space", "sample"], env) as terminal:
            return terminal.until(lambda text: "Ask your documents" in text) - terminal.started

    once()
    return min(once() for _ in range(5)) * 1000


def latencies(terminal: Terminal, keys: int, keep_busy: Callable[[], None]) -> dict[str, float]:
    """Types letters one by one, each when the one before is on the screen, and takes the time of each."""
    times: list[float] = []
    while len(times) < keys:
        keep_busy()
        typed = ""
        for letter in LETTERS:
            terminal.rest(PAUSE)
            typed += letter
            sent = len(terminal.raw)
            before = terminal.type(letter)
            times.append((terminal.until_sent(typed.encode(), sent) - before) * 1000)
        terminal.type("\x15")
        terminal.until(lambda text: "Ask your documents" in text)
    cuts = quantiles(times, n=100)
    return {
        "keys": len(times), "p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "worst": round(max(times), 1)
    }  # fmt: skip


def asker(terminal: Terminal) -> Callable[[], None]:
    """Asks the next question whenever nothing is being answered."""
    number = 0

    def ask() -> None:
        nonlocal number
        busy = any(word in terminal.text for word in ("Writing", "Searching", "Reading", "Waits", "Asking"))
        if not busy:
            # Numbered, so that no answer is remembered from the last time.
            terminal.type(f"{QUESTIONS[number % len(QUESTIONS)]} ({number})\r")
            number += 1

    return ask


@contextmanager
def chat(env: dict[str, str]) -> Iterator[Terminal]:
    with Terminal([str(DESKSIDE), "chat", "--space", "sample"], env) as terminal:
        terminal.until(lambda text: "writer" in text)
        yield terminal


@contextmanager
def indexing(env: dict[str, str], folder: Path) -> Iterator[None]:
    """Indexes thousands of pages in the same engine, from another process."""
    pages = folder / "pages"
    pages.mkdir()
    texts = [page.read_text(encoding="utf-8") for page in sorted(SAMPLE.rglob("*.md"))]
    for number in range(3_000):
        (pages / f"{number}.md").write_text(f"# Page {number}\n\n{texts[number % len(texts)]}", encoding="utf-8")
    adding = subprocess.Popen(
        [DESKSIDE, "add", pages, "--space", "large"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
        if adding.poll() is not None:
            raise RuntimeError("Indexing ended before the measurement did; the figure is worth nothing.")
    finally:
        adding.terminate()
        adding.wait()


@contextmanager
def home_with_sample(folder: Path) -> Iterator[dict[str, str]]:
    """A data home of its own with the sample handbook and the clone's models."""
    home = folder / "home"
    home.mkdir()
    (home / "models").symlink_to(REPOSITORY / ".deskside" / "models", target_is_directory=True)
    env = {**os.environ, "DESKSIDE_HOME": str(home)}
    subprocess.run([DESKSIDE, "add", SAMPLE, "--space", "sample"], env=env, check=True, capture_output=True)
    yield env
    shutil.rmtree(folder / "pages", ignore_errors=True)


if __name__ == "__main__":
    main()
