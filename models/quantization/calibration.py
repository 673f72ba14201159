"""Calibration text as a decoder meets it: half of it as it is, half laid out as a conversation about notes."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.calibration_text import calibration_rows, calibration_texts
from models.checkpoints.pretrained import chat_layout
from models.export.genai import GENAI_CONFIG
from models.store import TOKENIZER
from models.writing.chat_template import ChatEncoder, ChatTemplate, Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INSTRUCTION = "Answer the question from the notes."
PROMPT_TOKENS = 384


def calibration_ids(exported: Path, texts: Sequence[str], tokens: int) -> "list[NDArray[np.int64]]":
    """About `tokens` tokens of the texts, in rows, for the model whose tokenizer is in `exported`.

    Raises RecipeInvalid where the texts are too few, or in a language that the tokenizer hardly knows.
    """
    import numpy as np
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(exported / TOKENIZER))
    rows = [row.numpy() for row in calibration_rows(texts, tokenizer, tokens)]
    # The graph has angles for as many positions as the context.
    longest = min(PROMPT_TOKENS, json.loads((exported / GENAI_CONFIG).read_text("utf-8"))["model"]["context_length"])
    rows = [row[:longest] for row in rows[: max(1, len(rows) // 2)]]
    layout = chat_layout(exported)
    encoder = ChatEncoder(ChatTemplate(layout["chat_template"], layout["special_tokens"]), tokenizer)
    left = tokens // 2
    # Raw rows are drawn in strides from the first text on; what the prompts hold is drawn backwards.
    for text in reversed(texts):
        if left <= 0:
            break
        ids = encoder.prompt(_asked(text))[:longest]
        rows.append(np.array(ids, dtype=np.int64))
        left -= len(ids)
    return rows


def texts_hash(place: Path) -> str:
    """A hash that changes with the texts."""
    return hashlib.sha256(json.dumps(calibration_texts(place)).encode()).hexdigest()


def _asked(text: str) -> list[Message]:
    lines = [line.strip("# ") for line in text.splitlines() if line.strip()]
    question = f"Notes:\n{text}\n\nQuestion: {lines[0]}"
    return [Message("system", INSTRUCTION), Message("user", question), Message("assistant", lines[-1])]
