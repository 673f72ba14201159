"""Whole answers, search to last token, ours and llama.cpp's: `python -m benchmarks.speed.answers [--questions N]`.

Engines answer the questions of docs/sample by turns: with our default writer, with our quantized whole one, and with
llama.cpp on the same weights, which is shown the same passages in the same prompt and keeps its prefix as ours do. All
three write every answer. A fourth does as is served by default: what the reader is sure of is quoted without a writer.
A ratio is llama.cpp's time for a question over ours; more than 1 is faster. Three minutes on an idle machine, and one
more the first time, to index the sample handbook.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.speed.llama_build import VERSION, add_arguments, base_gguf, llama_python
from benchmarks.speed.llama_process import LlamaCpp
from benchmarks.speed.llama_writer import LlamaWriter
from benchmarks.speed.our_writers import default_model, whole_model
from bot import locations
from bot.engine import Engine
from bot.engine_models import open_writer
from bot.evaluation.labelled_set import load_labelled_set
from bot.events import Answer, Delta, Failed, Question
from bot.settings import Settings
from models.build import build_model
from models.machine import usable_cores
from models.recipes.recipe import load_recipe
from models.store import BuiltModel, ModelStore
from models.writing.language_model import LanguageModel
from models.writing.writer import Writer

SET = Path("docs/sample")
HOMES = Path(".deskside/benchmarks/answers")
ROLES = ("embedder", "reader", "clip")
WRITERS = ("default", "whole", "llama.cpp")
WARMING = ("How do I fix VPN error 809?", "When is a release cut?")
AIM = 1.7
REST_SECONDS = 0.3


@dataclass(frozen=True)
class Told:
    """One answer: milliseconds to its first words and to its end, and the tokens that were read and written for it."""

    kind: str
    first_ms: float
    total_ms: float
    prompt_tokens: int
    answer_tokens: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--json", type=Path, help="write the figures there too")
    arguments = parser.parse_args()
    python = llama_python(arguments.work, arguments.python)
    asked = asyncio.run(run(python, arguments.models, arguments.threads, arguments.questions))
    written = [told for told in asked if all(told[name].answer_tokens for name in WRITERS)]
    figures = {name: [told[name] for told in written] for name in ("served", *WRITERS)}
    print(
        f"llama.cpp in llama-cpp-python {VERSION}; {arguments.threads} threads; load {os.getloadavg()[0]:.1f}; ", end=""
    )
    print(f"{len(asked)} questions, of which all three writers wrote something for {len(written)}\n")
    print(table(figures))
    if arguments.json:
        rows = {name: [asdict(one) for one in told] for name, told in figures.items()}
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n")


async def run(python: Path, models: Path, threads: int, questions: int) -> list[dict[str, Told]]:
    """Each question's answer by each engine, in another order each time."""
    whole, default = whole_model(models), default_model(models)
    await indexed(models, threads)
    counting = Writer.open(default, threads)
    async with AsyncExitStack() as stack:
        llama = stack.enter_context(LlamaCpp(python, base_gguf(models), threads, context_tokens=4096))
        theirs = LlamaWriter(llama, Writer.open(whole, threads), whole.serving()["end_tokens"], counting.count_tokens)
        engines = [
            (name, await stack.enter_async_context(opened(name, model, models, threads, writer)))
            for name, model, writer in (
                ("served", default, None),
                ("default", default, None),
                ("whole", whole, None),
                ("llama.cpp", whole, theirs),
            )
        ]
        for question in WARMING:
            for _, engine in engines:
                await told(engine, question)
        asked = []
        for number, question in enumerate(_questions(questions)):
            turn = number % len(engines)
            answers = {}
            for name, engine in engines[turn:] + engines[:turn]:
                await asyncio.sleep(REST_SECONDS)
                answers[name] = await told(engine, question)
            asked.append(answers)
        return asked


async def indexed(models: Path, threads: int) -> None:
    """The sample handbook in a home that the others are copies of; indexed once."""
    home = HOMES / "indexed"
    if (home / "whole").exists():
        return
    shutil.rmtree(HOMES, ignore_errors=True)
    print("Indexing the sample handbook, a minute …")
    async with Engine.open(_settings(_with_models(home, models), threads)) as engine:
        await engine.add([str(SET / "documents")])
    (home / "whole").touch()


@asynccontextmanager
async def opened(
    name: str, model: BuiltModel, models: Path, threads: int, writer: LanguageModel | None
) -> AsyncIterator[Engine]:
    """An engine in a copy of the indexed home, with a built model for its writer or with the given one."""
    home = HOMES / name
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(locations.knowledge_folder(HOMES / "indexed"), locations.knowledge_folder(home))
    _with_models(home, models, model)
    opening = open_writer if writer is None else lambda _settings: writer
    phrases = None if name == "served" else True
    async with Engine.open(_settings(home, threads, llm=model.name, phrases=phrases), opening) as engine:
        yield engine


def _settings(home: Path, threads: int, **more: object) -> Settings:
    return Settings.model_validate({"home": home.absolute(), "threads": threads, **more})


def _with_models(home: Path, models: Path, *more: BuiltModel) -> Path:
    """The home with links to the built models, each of which is built if need be."""
    store = ModelStore(models)
    here = locations.models_folder(home)
    here.mkdir(parents=True)
    for model in {
        one.name: one for one in (*(build_model(load_recipe(name), store) for name in ROLES), *more)
    }.values():
        (here / model.name).symlink_to(model.path.resolve(), target_is_directory=True)
    return home


def _questions(most: int) -> list[str]:
    """Answerable questions of the set, in words alone, without what was asked before."""
    labelled = load_labelled_set(SET)
    alone = [one.text for one in labelled.questions if one.answerable and one.text and not (one.images or one.history)]
    step = max(1, len(alone) // most)
    return alone[::step][:most]


async def told(engine: Engine, question: str) -> Told:
    """The engine's answer and its times, as an asker would take them."""
    started, first = time.perf_counter(), 0.0
    async with aclosing(engine.ask(Question(question))) as events:
        async for event in events:
            if isinstance(event, Delta):
                first = first or time.perf_counter()
            if isinstance(event, Failed):
                raise RuntimeError(f"{event.problem} {event.next_step}")
            if isinstance(event, Answer):
                ended, timings = time.perf_counter(), event.timings
                kind = event.kind
    return Told(
        kind=kind,
        first_ms=1000 * (first - started),
        total_ms=1000 * (ended - started),
        prompt_tokens=timings.prompt_tokens,
        answer_tokens=timings.answer_tokens,
    )


def table(figures: dict[str, list[Told]]) -> str:
    """The figures as Markdown: medians, and how the ratios spread over the questions."""
    lines = [
        "| writer | first words | whole answer | tokens read, written | ratio of medians | 10%, 50%, 90% of ratios |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    theirs = figures["llama.cpp"]
    for name, told_by in figures.items():
        total = statistics.median(one.total_ms for one in told_by)
        read = statistics.median(one.prompt_tokens for one in told_by)
        wrote = statistics.median(one.answer_tokens for one in told_by)
        cells = [
            name,
            f"{statistics.median(one.first_ms for one in told_by):,.0f} ms",
            f"{total:,.0f} ms",
            f"{read:.0f}, {wrote:.0f}",
        ]
        if told_by is not theirs:
            ratio = statistics.median(one.total_ms for one in theirs) / total
            reached = "reached" if ratio >= AIM else "MISSED"
            each = sorted(their.total_ms / one.total_ms for one, their in zip(told_by, theirs, strict=True))
            spread = ", ".join(f"{each[int(part * (len(each) - 1))]:.2f}" for part in (0.1, 0.5, 0.9))
            cells += [f"**{ratio:.2f}** ({reached}: {AIM})", spread]
        lines.append("| " + " | ".join(cells) + (" |" if told_by is not theirs else " | | |"))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
