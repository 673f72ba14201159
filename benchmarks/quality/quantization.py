"""What quantizing a writer costs and saves: perplexity against fp32 on text that nothing was calibrated on, and bytes.

    python -m benchmarks.quality.quantization SECTIONS.jsonl.gz [--recipe writer] [--rows 12] [--other] [--json OUT]

SECTIONS has {"repo", "title", "text"} a line; what is scored is of repositories that the calibration text has nothing
of, and the prose of the report. With --other, code, a table, a log, German and Chinese as well: activations beyond what
the calibration text made are cut off there, if anywhere.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.quality.other_texts import OTHER_TEXTS
from bot.engine_models import model_store
from bot.settings import load_settings
from models.build import export_weights
from models.calibration_text import ROW_TOKENS, calibration_texts
from models.export.quiet import quietly
from models.progress import silent
from models.quantization.activations import Activations, measure_activations, session_on
from models.quantization.calibration import calibration_ids
from models.quantization.decoder import quantize_matrices
from models.quantization.divergence import Distance, distance, log_probabilities
from models.quantization.onnx_decoder import OnnxDecoder
from models.recipes.recipe import MatrixQuantization, load_recipe, source_place
from models.report.benchmark import prose
from models.store import GRAPH, TOKENIZER

HELD_OUT = 12
SOURCES = source_place("asset:calibration") / "SOURCES.csv"
BLOCKS = dict.fromkeys(("qkv", "o_proj", "gate_up", "down_proj", "head"), "int8-blocks-64")
FOUR_BITS = dict.fromkeys(("qkv", "o_proj", "gate_up", "down_proj"), "int4-blocks-32")

Rows = list[NDArray[np.int64]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sections", type=Path)
    arguments.add_argument("--recipe", default="writer")
    arguments.add_argument("--rows", type=int, default=12, help=f"held-out rows of {ROW_TOKENS} tokens to score")
    arguments.add_argument("--other", action="store_true", help="score code, a table, a log, German and Chinese too")
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    recipe = load_recipe(chosen.recipe)
    now = recipe.quantize if isinstance(recipe.quantize, MatrixQuantization) else matrices()
    store = model_store(load_settings())
    lines: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, quietly():
        export_weights(recipe, store, Path(folder))
        tokenizer = Tokenizer.from_file(f"{folder}/{TOKENIZER}")
        texts = {"held out": rows_of(tokenizer, held_out(chosen.sections), chosen.rows)}
        texts["prose"] = rows_of(tokenizer, [prose()], chosen.rows)
        if chosen.other:
            texts |= {name: rows_of(tokenizer, [text], 1) for name, text in OTHER_TEXTS.items()}
        for line in measured(Path(folder) / GRAPH, now, texts):
            lines.append(line)
            print(line, flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")


def matrices(**choices: Any) -> MatrixQuantization:
    return MatrixQuantization(kind="matrices", **choices)


def held_out(sections: Path) -> list[str]:
    """Texts of repositories that the calibration text has nothing of."""
    known = SOURCES.read_text(encoding="utf-8")
    with gzip.open(sections, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    repositories = [repo for repo in sorted({row["repo"] for row in rows}) if repo not in known]
    chance = random.Random(0)  # noqa: S311 - no secret is drawn
    chance.shuffle(repositories)
    strangers = set(repositories[:HELD_OUT])
    texts = [row["text"] for row in rows if row["repo"] in strangers]
    chance.shuffle(texts)
    return texts


def rows_of(tokenizer: Tokenizer, texts: list[str], most: int) -> Rows:
    ids: list[int] = []
    for text in texts:
        ids += tokenizer.encode(text, add_special_tokens=False).ids
        if len(ids) >= most * ROW_TOKENS:
            break
    rows = [np.array(ids[at : at + ROW_TOKENS], dtype=np.int64) for at in range(0, len(ids), ROW_TOKENS)]
    return rows[:most]


def measured(graph: Path, now: MatrixQuantization, texts: dict[str, Rows]) -> Iterator[dict[str, Any]]:
    """A line for each way to quantize: bytes, and for each text the perplexity, its growth and the divergence."""
    fp32 = session_on(graph)
    references = {name: log_probabilities(fp32, rows) for name, rows in texts.items()}
    calibration = calibration_ids(graph.parent, calibration_texts(now.place), now.tokens)
    every = OnnxDecoder(onnx.load(graph)).matrices
    read = measure_activations(graph, every, calibration, every, silent)
    of_fp32 = {name: distance(fp32, rows, references[name]) for name, rows in texts.items()}
    yield line("fp32", graph.stat().st_size, of_fp32)
    del fp32
    ways = {
        "8-bit blocks": matrices(**BLOCKS, smooth=False),
        "static int8, not smoothed": matrices(smooth=False),
        "static int8": matrices(),
        "the recipe": now,
        "4-bit blocks, to the nearest": matrices(**FOUR_BITS),
        "4-bit blocks, GPTQ": matrices(**FOUR_BITS, rounding="gptq"),
    }
    for name, choices in ways.items():
        decoder = OnnxDecoder(onnx.load(graph))
        known = read if choices.rounding == "gptq" else Activations(read.peaks)
        quantize_matrices(decoder, choices, known, silent, "")
        path = graph.with_name("quantized.onnx")
        onnx.save(decoder.model, path)
        session = session_on(path)
        found = {text: distance(session, rows, references[text]) for text, rows in texts.items()}
        yield line(name, path.stat().st_size, found)


def line(name: str, size: int, found: dict[str, Distance]) -> dict[str, Any]:
    figures = {
        text: {"perplexity": round(d.perplexity, 3), "loss": f"{d.loss:+.2%}", "nats": round(d.divergence, 4)}
        for text, d in found.items()
    }
    return {"way": name, "MB": round(size / 1e6, 1), **figures}


if __name__ == "__main__":
    main()
