"""Drops the tokens that a team's documents never use: a fifth of a small model is its table of tokens."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from models.prune.byte_pairs import BytePairs, without_tokens
from models.store import TOKENIZER

if TYPE_CHECKING:
    from transformers import PreTrainedModel

TOKENIZER_CONFIG = "tokenizer_config.json"
# The same vocabulary in older forms, which would be wrong and are needed by nothing.
OLDER_FORMS = ("vocab.json", "merges.txt", "added_tokens.json", "tokenizer.model", "vocab.txt")
SPECIAL_IDS = ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id", "sep_token_id", "cls_token_id")
LISTS_OF_IDS = ("suppress_tokens", "begin_suppress_tokens")


def token_counts(tokenizer: str, texts: Iterable[str]) -> Counter[str]:
    """How often each token of the `tokenizer.json` occurs in the texts."""
    from tokenizers import Tokenizer

    opened = Tokenizer.from_str(tokenizer)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(opened.encode(text, add_special_tokens=False).tokens)
    return counts


def named_tokens(settings: Iterable[Any], tokenizer: str) -> list[str]:
    """The tokens that a model's configurations name, as the one that ends a text."""
    names = {number: name for name, number in json.loads(tokenizer)["model"]["vocab"].items()}
    named = [getattr(one, key, None) for one in settings for key in (*SPECIAL_IDS, *LISTS_OF_IDS)]
    numbers = [number for value in named for number in (value if isinstance(value, list) else [value])]
    return [names[number] for number in dict.fromkeys(numbers) if number in names]


def pruned_tokenizer(
    tokenizer: str, counts: Mapping[str, int], size: int | Literal["used"], keep: Iterable[str] = ()
) -> tuple[str, list[int]]:
    """The `tokenizer.json` with fewer tokens, and the old number of each token that is left.

    With "used", what is counted and the keep-list stay, and nothing else that a text can do without. With a number,
    so many tokens stay in all: the keep-list, then the most used, then the tokenizer's own most common ones. Raises
    RecipeInvalid where the number is too small for the keep-list.
    """
    content = json.loads(tokenizer)
    pairs = BytePairs(content)
    keep = [token for token in keep if token in pairs.ids]
    most_used = sorted(counts.keys() & pairs.ids.keys(), key=lambda token: (-counts[token], pairs.ids[token]))
    outside = len(set(pairs.added.values()).difference(pairs.ids.values()))
    kept = pairs.closed([*keep, *most_used]) if size == "used" else pairs.filled(keep, most_used, size - outside)
    smaller, numbers = without_tokens(content, kept)
    return json.dumps(smaller, ensure_ascii=False), numbers


def keep_rows(model: "PreTrainedModel", numbers: Sequence[int]) -> None:
    """Keeps these rows of the embedding and of the head, in this order, and renumbers the special tokens, in place."""
    import torch
    from torch import nn

    rows = torch.tensor(numbers)
    decoder: Any = model
    embedding, head = decoder.get_input_embeddings(), decoder.get_output_embeddings()
    is_tied = head.weight is embedding.weight or bool(model.config.tie_word_embeddings)
    table = nn.Embedding(len(numbers), embedding.embedding_dim)
    table.weight.data = embedding.weight.data[rows].clone()
    scores = nn.Linear(embedding.embedding_dim, len(numbers), bias=head.bias is not None)
    scores.weight = table.weight if is_tied else nn.Parameter(head.weight.data[rows].clone())
    if head.bias is not None:
        scores.bias.data = head.bias.data[rows].clone()
    decoder.set_input_embeddings(table)
    decoder.set_output_embeddings(scores)
    model.config.vocab_size = len(numbers)
    renumbered = {old: new for new, old in enumerate(numbers)}
    for settings in (one for one in (model.config, model.generation_config) if one is not None):
        for key in (*SPECIAL_IDS, *LISTS_OF_IDS):
            if getattr(settings, key, None) is not None:
                setattr(settings, key, _renumbered(getattr(settings, key), renumbered))


def rewrite_tokenizer(folder: Path, tokenizer: str, numbers: Sequence[int]) -> None:
    """Puts the smaller tokenizer into a folder in which Transformers saved the whole one; its template stays."""
    renumbered = {old: new for new, old in enumerate(numbers)}
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")
    config = json.loads((folder / TOKENIZER_CONFIG).read_text(encoding="utf-8"))
    added = {int(number): token for number, token in config.get("added_tokens_decoder", {}).items()}
    if added:
        config["added_tokens_decoder"] = {str(renumbered[number]): token for number, token in sorted(added.items())}
    (folder / TOKENIZER_CONFIG).write_text(json.dumps(config, indent=2, ensure_ascii=False), encoding="utf-8")
    for name in OLDER_FORMS:
        (folder / name).unlink(missing_ok=True)


def _renumbered(named: int | list[int], renumbered: Mapping[int, int]) -> int | list[int] | None:
    """The new number of a special token; of one that no text can become, none."""
    if isinstance(named, list):
        return [renumbered[number] for number in named if number in renumbered] or None
    return renumbered.get(named)
