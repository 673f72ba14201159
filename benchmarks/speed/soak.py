"""A thousand answers and the memory that they take: `python -m benchmarks.speed.soak [--answers N]`.

Four askers ask the default writer; one answer in seven is left after three pieces, one in fifty has a prompt that fills
most of the context. While the first half is answered every row comes to hold as many tokens as it keeps; what is more
at the end than then has leaked. Four minutes on an idle machine.
"""

import argparse
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path

from benchmarks.speed.our_writers import default_model
from models.machine import usable_cores
from models.writing.chat_template import Message
from models.writing.writer import Writer

ASKERS = 4
ANSWER_TOKENS = 24
LEFT_EVERY, LEFT_AFTER = 7, 3
LONG_EVERY = 50
EACH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"))
    parser.add_argument("--answers", type=int, default=1_000)
    parser.add_argument("--threads", type=int, default=usable_cores())
    arguments = parser.parse_args()
    writer = Writer.open(default_model(arguments.models), arguments.threads, ASKERS)
    print(f"model open: {resident_mb():.0f} MB")
    curve = []
    for start in range(0, arguments.answers, EACH):
        with ThreadPoolExecutor(ASKERS) as askers:
            list(askers.map(lambda number: asked(writer, number), range(start, start + EACH)))
        curve.append(resident_mb())
        print(f"{start + EACH:6} answers: {curve[-1]:.0f} MB", flush=True)
    growth = curve[-1] - curve[len(curve) // 2]
    print(f"growth over the second half: {growth:+.1f} MB; most {max(curve):.0f} MB")
    writer.close()


def asked(writer: Writer, number: int) -> None:
    """One question; some are long, and some are left."""
    text = f"Ticket {number}: what is port {number % 1_000} for, and who may open it?"
    if number % LONG_EVERY == 0:
        words = "The client shows an error and the connection is refused. " * 400
        room = writer.context_tokens - ANSWER_TOKENS - 200
        text = writer.tokenizer.decode(writer.chat.text(words)[:room]) + text
    with closing(writer.write([Message("user", text)], ANSWER_TOKENS)) as pieces:
        list(islice(pieces, LEFT_AFTER) if number % LEFT_EVERY == 0 else pieces)


def resident_mb() -> float:
    """What lies in memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
