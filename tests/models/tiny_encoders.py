"""Encoders of BERT's families with random weights, as Transformers saves them, with tokenizers of a few words."""

import json
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel

from tests.models.tiny_decoders import WORDS

LETTERS = [*"abcdefghijklmnopqrstuvwxyzATO0123456789.,:", *(f"##{sign}" for sign in "abcdefghijklmnopqrstuvwxyz089")]
BERT_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, "tunnel", "error", "Error", "firewall"]
SIZES = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64, "intermediate_size": 128}

ROBERTAS = ("roberta", "xlm-roberta", "camembert")
FROM_PADDING = (*ROBERTAS, "mpnet")
"""They count positions from the padding's number on."""


def wordpiece(folder: Path, cased: bool) -> int:
    """A tokenizer as older models come with: a list of words, and whether case matters."""
    from transformers import BertTokenizer

    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(BERT_TOKENS))
    BertTokenizer(str(folder / "vocab.txt"), do_lower_case=not cased).save_pretrained(folder)
    assert not (folder / "tokenizer.json").exists()
    return len(BERT_TOKENS)


def byte_level(folder: Path) -> int:
    """RoBERTa's tokenizer: bytes, the start and end of a text, and padding as number 1."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaTokenizerFast

    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator([WORDS], vocab_size=320, min_frequency=1, special_tokens=special, show_progress=False)
    tokenizer.save_model(str(folder))
    RobertaTokenizerFast.from_pretrained(folder).save_pretrained(folder)
    return tokenizer.get_vocab_size()


def saved(folder: Path, kind: str, made_as: Any = AutoModel, **choices: Any) -> None:
    """A folder with a random encoder of that kind and its tokenizer, and with the head of a class of Transformers."""
    from transformers import AutoConfig

    folder.mkdir()
    torch.manual_seed(0)
    family = "bert" if kind == "biobert" else kind
    rows = byte_level(folder) if family in ROBERTAS else wordpiece(folder, cased=kind == "biobert")
    sizes = {"dim": 64, "n_layers": 2, "n_heads": 4, "hidden_dim": 128} if family == "distilbert" else SIZES
    padding = {"pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2} if family in ROBERTAS else {}
    positions = {"max_position_embeddings": 66 if family in FROM_PADDING else 64}
    config = AutoConfig.for_model(
        family, **{"vocab_size": rows, **sizes, **positions, **padding, "initializer_range": 0.2, **choices}
    )
    made_as.from_config(config).save_pretrained(folder)


def without_joining(folder: Path) -> None:
    """Takes away what the tokenizer in a folder puts around texts."""
    from transformers import AutoTokenizer

    AutoTokenizer.from_pretrained(folder).save_pretrained(folder)
    content = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps(content | {"post_processor": None}))
    # Else Transformers would make it anew, as it does for a BERT.
    kind = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps(kind | {"tokenizer_class": "PreTrainedTokenizerFast"}))
