"""Our writer beside llama.cpp on the same weights: `python -m benchmarks.speed.llama [--rounds N] [--json FILE]`.

Both get the same texts and as many threads, by turns in one run, since times taken apart on a shared machine compare
nothing. A ratio is that of two neighbouring measurements, ours to llama.cpp's; more than 1 is faster. The first run
builds llama.cpp for this processor and our model without pruning and tuning. Two minutes on an idle machine.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.llama_build import VERSION, add_arguments, base_gguf, llama_python
from benchmarks.speed.llama_process import LlamaCpp, Taken
from benchmarks.speed.our_writers import default_model, taken, whole_model
from bot.steps.write import INSTRUCTION
from models.machine import usable_cores
from models.report.benchmark import prose
from models.writing.chat_template import Message
from models.writing.writer import Writer

PROMPT_TOKENS = 1_024
ANSWER_TOKENS = 96
NOTE_TOKENS = 300
# What spun in one process has gone to sleep before the other is measured.
REST_SECONDS = 0.3
AIMS = {"prefill": 1.3, "decode": 1.1}


@dataclass(frozen=True)
class Text:
    """A prompt as each tokenizer cuts it: llama.cpp and our whole model have the base's, our default its own."""

    base: list[int]
    own: list[int]

    @property
    def base_per_own(self) -> float:
        """How many tokens of the base one of the default's stands for here."""
        return len(self.base) / len(self.own)


@dataclass(frozen=True)
class Row:
    """One figure: tokens a second, counted in the base's tokens, and the ratios of the rounds."""

    model: str
    what: str
    ours: float
    theirs: float
    least: float
    median: float
    most: float
    in_own_tokens: float


class Rounds:
    """The measurements, round by round: seconds a token of each contender, in the base's tokens and in its own."""

    def __init__(self) -> None:
        self._figures: dict[tuple[str, str], list[tuple[float, float]]] = {}

    def add(self, who: str, what: str, took: Taken, text: Text) -> None:
        """Keeps a reading and a writing; only our default counts in tokens that are not the base's."""
        unit = text.base_per_own if who == "default" else 1.0
        prompt = text.own if who == "default" else text.base
        if what == "prose":
            self._keep(who, "prefill", took.prefill_s / len(prompt), unit)
            what = "decode"
        self._keep(who, what, took.decode_s / took.decoded, unit)

    def row(self, model: str, what: str, theirs: str) -> Row:
        """Ours beside llama.cpp's plain decoding, which is `theirs`."""
        ours, others = self._figures[model, what], self._figures["llama.cpp", theirs]
        ratios = [other / mine for (mine, _), (other, _) in zip(ours, others, strict=True)]
        in_own = [other / mine for (_, mine), (other, _) in zip(ours, others, strict=True)]
        return Row(
            model=model,
            what=what,
            ours=1 / statistics.median(mine for mine, _ in ours),
            theirs=1 / statistics.median(other for other, _ in others),
            least=min(ratios),
            median=statistics.median(ratios),
            most=max(ratios),
            in_own_tokens=statistics.median(in_own),
        )

    def _keep(self, who: str, what: str, seconds: float, unit: float) -> None:
        self._figures.setdefault((who, what), []).append((seconds / unit, seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--json", type=Path, help="write the figures there too")
    arguments = parser.parse_args()
    python = llama_python(arguments.work, arguments.python)
    whole = Writer.open(whole_model(arguments.models), arguments.threads)
    default = Writer.open(default_model(arguments.models), arguments.threads)
    with LlamaCpp(python, base_gguf(arguments.models), arguments.threads) as llama:
        rounds = measured(llama, whole, default, arguments.rounds)
        built_with = llama.built_with
    rows = [
        rounds.row(model, what, theirs)
        for model in ("whole", "default")
        for what, theirs in (
            ("prefill", "prefill"),
            ("decode", "decode"),
            ("prose, lookup", "decode"),
            ("copying", "copying"),
            ("copying, lookup", "copying"),
        )
    ]
    print(f"llama.cpp in llama-cpp-python {VERSION}, built with {built_with}; {arguments.threads} threads; ", end="")
    print(f"{arguments.rounds} rounds; load {os.getloadavg()[0]:.1f}\n")
    print(table(rows))
    if arguments.json:
        facts = {"llama_cpp_python": VERSION, "built_with": built_with, "threads": arguments.threads}
        arguments.json.write_text(json.dumps({**facts, "rows": [asdict(row) for row in rows]}, indent=2) + "\n")


def measured(llama: LlamaCpp, whole: Writer, default: Writer, rounds: int) -> Rounds:
    """Every contender on every text of every round, in another order each time; one round before them is not kept."""
    figures = Rounds()
    for number, texts in zip(range(rounds + 1), _texts(whole, default), strict=False):
        for what, text in texts.items():
            # Lookup comes last: the writer has read the prompt by then, and the others are timed at reading it.
            for who, kind, run in [
                *_turned(_plain(llama, whole, default, what, text), number),
                *_turned(_guessing(whole, default, what, text), number),
            ]:
                time.sleep(REST_SECONDS)
                took = run()
                if number:
                    figures.add(who, kind, took, text)
    return figures


Run = tuple[str, str, Callable[[], Taken]]
"""Who, what it counts as, and how it is run."""


def _plain(llama: LlamaCpp, whole: Writer, default: Writer, what: str, text: Text) -> list[Run]:
    def theirs() -> Taken:
        list(llama.tokens(text.base, ANSWER_TOKENS))
        assert llama.last is not None
        return llama.last

    return [
        ("llama.cpp", what, theirs),
        ("whole", what, lambda: taken(whole, text.base, ANSWER_TOKENS, lookup=False)),
        ("default", what, lambda: taken(default, text.own, ANSWER_TOKENS, lookup=False)),
    ]


def _guessing(whole: Writer, default: Writer, what: str, text: Text) -> list[Run]:
    return [
        ("whole", f"{what}, lookup", lambda: taken(whole, text.base, ANSWER_TOKENS, lookup=True)),
        ("default", f"{what}, lookup", lambda: taken(default, text.own, ANSWER_TOKENS, lookup=True)),
    ]


def _turned(runs: list[Run], number: int) -> list[Run]:
    turn = number % len(runs)
    return runs[turn:] + runs[:turn]


def _texts(whole: Writer, default: Writer) -> Iterator[dict[str, Text]]:
    """For each round a page of prose to go on with, and notes with a question that is answered word for word."""
    ids = whole.chat.text(prose())
    step = NOTE_TOKENS // 2
    for start in range(0, len(ids) - PROMPT_TOKENS, step):
        page = _decoded(whole, ids[start : start + PROMPT_TOKENS])
        notes = _decoded(whole, ids[start : start + NOTE_TOKENS])
        asked = [
            Message("system", INSTRUCTION),
            Message("user", f"Notes:\n{notes}\n\nQuestion: What do the notes say?"),
        ]
        yield {
            "prose": Text(whole.chat.text(page), default.chat.text(page)),
            "copying": Text(whole.chat.prompt(asked), default.chat.prompt(asked)),
        }


def _decoded(writer: Writer, ids: Sequence[int]) -> str:
    text: str = writer.tokenizer.decode(list(ids), skip_special_tokens=False)
    return text


def table(rows: Sequence[Row]) -> str:
    """The figures as Markdown."""
    lines = [
        "| model | | ours, tok/s | llama.cpp, tok/s | ratio: median | least to most | in its own tokens |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        aim = AIMS.get(row.what)
        reached = "" if aim is None else f" ({'reached' if row.median >= aim else 'MISSED'}: {aim})"
        own = f"{row.in_own_tokens:.2f}" if row.model == "default" else ""
        lines.append(
            f"| {row.model} | {NAMES[row.what]} | {row.ours:,.0f} | {row.theirs:,.0f} | **{row.median:.2f}**{reached} "
            f"| {row.least:.2f} to {row.most:.2f} | {own} |"
        )
    return "\n".join(lines)


NAMES: dict[str, Any] = {
    "prefill": f"reads {PROMPT_TOKENS:,} tokens",
    "decode": f"then writes {ANSWER_TOKENS}",
    "prose, lookup": "the same, with lookup",
    "copying": "writes from notes",
    "copying, lookup": "the same, with lookup",
}


if __name__ == "__main__":
    main()
