"""Several askers at once: `python -m benchmarks.speed.askers [--rounds N]`.

The default writer answers from notes of the sample handbook for 1, 4 and 8 askers, in four ways: one after the other or
side by side, each without and with guesses ahead. The ways take turns, each on a writer that was just opened, and
each round's ratio is to its own plain run, one after the other without guesses. At the end four askers ask what was
asked before, so that nothing is read: what is left is writing. Figures of a busy machine are worth nothing. Ten minutes
on an idle one.
"""

import argparse
import itertools
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks.speed.our_writers import default_model
from models.machine import usable_cores
from models.writing.chat_template import Message
from models.writing.writer import Writer

HANDBOOK = Path("docs/sample/documents")
NOTES_CHARACTERS = 1_200
ANSWER_TOKENS = 64
ASKERS = (1, 4, 8)
SIDE_BY_SIDE = 4
ANSWERS = 8
INSTRUCTION = "Answer the question with one to three sentences from the notes, word for word."
WAYS = {
    "one by one": (1, False),
    "one by one, guessing": (1, True),
    "side by side": (SIDE_BY_SIDE, False),
    "side by side, guessing": (SIDE_BY_SIDE, True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=usable_cores())
    arguments = parser.parse_args()
    model = default_model(arguments.models)
    print(
        f"{arguments.threads} threads; load {os.getloadavg()[0]:.1f}; {ANSWERS} answers of up to {ANSWER_TOKENS} tokens"
    )
    writer = Writer.open(model, arguments.threads, 1)
    asked = prompts(writer)
    expected = [list(writer.tokens(ids, ANSWER_TOKENS, lookup=False)) for ids in asked]
    writer.close()
    for askers in ASKERS:
        speeds: dict[str, list[float]] = {way: [] for way in WAYS}
        for number in range(arguments.rounds):
            # Another way begins each time.
            for way in (list(WAYS) * 2)[number % len(WAYS) :][: len(WAYS)]:
                rows, lookup = WAYS[way]
                with closing(Writer.open(model, arguments.threads, rows)) as writer:
                    speeds[way].append(tokens_a_second(writer, asked, expected, askers, lookup=lookup))
        print(f"\n{askers} askers: tokens a second in all, reading included; ratio to one by one (min, median, max)")
        for way, measured in speeds.items():
            ratios = [speed / plain for speed, plain in zip(measured, speeds["one by one"], strict=True)]
            spread = f"{min(ratios):.2f} {statistics.median(ratios):.2f} {max(ratios):.2f}"
            print(f"  {way:24} {statistics.median(measured):7.1f}   {spread}")
    with closing(Writer.open(model, arguments.threads, SIDE_BY_SIDE)) as writer:
        show_writing(writer, asked[:SIDE_BY_SIDE], arguments.rounds)


def show_writing(writer: Writer, asked: list[list[int]], rounds: int) -> None:
    """Prints how fast prompts that were read before are answered together, as a ratio to one by one without guesses."""
    speeds: dict[tuple[int, bool], list[float]] = {}
    for _ in range(rounds + 1):
        for askers, lookup in itertools.product((1, SIDE_BY_SIDE), (False, True)):
            with ThreadPoolExecutor(askers) as threads:
                started = time.perf_counter()
                answers = threads.map(
                    lambda ids, lookup=lookup: list(writer.tokens(ids, ANSWER_TOKENS, lookup=lookup)), asked
                )
                written = sum(len(answer) for answer in answers)
                speeds.setdefault((askers, lookup), []).append(written / (time.perf_counter() - started))
    print("\nthe same prompts again, nothing to read: tokens a second in all; ratio to one by one (min, median, max)")
    plain = speeds[1, False][1:]
    for (askers, lookup), measured in speeds.items():
        # In the first round the prompts were read.
        ratios = [speed / one for speed, one in zip(measured[1:], plain, strict=True)]
        way = f"{'one by one' if askers == 1 else 'side by side'}{', guessing' if lookup else ''}"
        spread = f"{min(ratios):.2f} {statistics.median(ratios):.2f} {max(ratios):.2f}"
        print(f"  {way:24} {statistics.median(measured[1:]):7.1f}   {spread}")


def prompts(writer: Writer) -> list[list[int]]:
    """Questions about pages of the handbook, as the engine would put them."""
    pages = sorted(HANDBOOK.rglob("*.md"))
    texts = (path.read_text(encoding="utf-8") for path in itertools.islice(itertools.cycle(pages), ANSWERS))
    return [writer.chat.prompt(_messages(text)) for text in texts]


def _messages(text: str) -> list[Message]:
    question = text.lstrip("# ").splitlines()[0]
    notes = text[:NOTES_CHARACTERS]
    return [Message("system", INSTRUCTION), Message("user", f"Notes:\n{notes}\n\nQuestion: What about {question}?")]


def tokens_a_second(
    writer: Writer, asked: list[list[int]], expected: list[list[int]], askers: int, *, lookup: bool
) -> float:
    """All answers by so many askers, each of whom asks again when answered; the same answers in each way."""
    list(writer.tokens(asked[0][:20], 2))  # what is done at the first run only
    started = time.perf_counter()
    with ThreadPoolExecutor(askers) as threads:
        answers = list(threads.map(lambda ids: list(writer.tokens(ids, ANSWER_TOKENS, lookup=lookup)), asked))
    seconds = time.perf_counter() - started
    assert answers == expected
    return sum(len(answer) for answer in answers) / seconds


if __name__ == "__main__":
    main()
