"""The text that shows what a model is used for: what pruning and quantization choose is measured on it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import RecipeInvalid, in_words

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

TEXT_FILES = (".txt", ".md", ".rst", ".jsonl")
ROW_TOKENS = 256
FEWEST_ROWS = 4
# English takes 4 bytes a token and more, German 3; a language that the tokenizer was not made for 1.5 and less.
FEWEST_BYTES_A_TOKEN = 2.0


def calibration_texts(place: Path) -> list[str]:
    """The texts of a file, or of all text files below a folder, by name.

    A line of a `.jsonl` is a string, or has "text". Raises RecipeInvalid where there is none.
    """
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    texts = [text for file in files if file.suffix in TEXT_FILES and file.is_file() for text in _texts(file)]
    texts = [text for text in texts if text.strip()]
    if not texts:
        raise RecipeInvalid(
            f"There is no calibration text in {place}.",
            f"Name a file, or a folder with files, of the kinds {', '.join(TEXT_FILES)} as `calibration`.",
        )
    return texts


def calibration_rows(texts: Sequence[str], tokenizer: "Tokenizer", tokens: int) -> "Tensor":
    """About `tokens` tokens of the texts, drawn evenly from all of them, in the shape (rows, ROW_TOKENS).

    Raises RecipeInvalid where there are too few to measure on, or where the tokenizer hardly knows their language.
    """
    import torch

    ids: list[int] = []
    size = 0
    for text in _evenly_drawn(texts, tokens):
        encoded = tokenizer.encode(text, add_special_tokens=False).ids
        ids += encoded
        size += len(text.encode())
        if len(ids) >= tokens:
            break
    if len(ids) < FEWEST_ROWS * ROW_TOKENS:
        raise RecipeInvalid(
            f"The calibration text has {len(ids)} tokens, and at least {FEWEST_ROWS * ROW_TOKENS} are needed.",
            "Add documents to it: a few dozen pages are enough.",
        )
    if size / len(ids) < FEWEST_BYTES_A_TOKEN:
        raise RecipeInvalid(
            f"The calibration text takes a token for every {size / len(ids):.1f} bytes: the model's tokenizer was not "
            "made for its language.",
            "Name text in a language of the model, or a model that knows this one.",
        )
    rows = min(len(ids), tokens) // ROW_TOKENS
    return torch.tensor(ids[: rows * ROW_TOKENS]).reshape(rows, ROW_TOKENS)


def _evenly_drawn(texts: Sequence[str], tokens: int) -> list[str]:
    """The texts in strides, so that a part of them is drawn from everywhere and not from the beginning."""
    enough = 4 * tokens
    total = sum(len(text) for text in texts)
    stride = max(1, min(len(texts), round(total / enough)))
    return [text for start in range(stride) for text in texts[start::stride]]


def _texts(file: Path) -> list[str]:
    try:
        content = file.read_text(encoding="utf-8")
        if file.suffix != ".jsonl":
            return [content]
        rows = [json.loads(line) for line in content.split("\n") if line.strip()]
        texts = [row if isinstance(row, str) else row["text"] for row in rows]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a line's “text” is no text")
        return texts
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise RecipeInvalid(
            f"The calibration text {file.name} cannot be read: {in_words(error)}.",
            'Give UTF-8 text, or JSON lines with "text".',
        ) from error
