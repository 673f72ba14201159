"""A byte-pair tokenizer with fewer tokens: any text still encodes, and texts of kept tokens to the same tokens.

Every token is made of merges (arXiv 1508.07909). A token that stays keeps all the steps that lead to it; a token that
goes is written with smaller ones from then on, in the end with single bytes, which all stay.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from models.errors import RecipeInvalid

BYTE = re.compile(r"<0x[0-9A-F]{2}>")
Merge = tuple[str, str]

LARGER = "Write a larger number into the recipe's table [prune]."


class BytePairs:
    """The tokens and merges of a `tokenizer.json`; raises RecipeInvalid where it is of another kind."""

    def __init__(self, tokenizer: Mapping[str, Any]) -> None:
        model = tokenizer["model"]
        if model.get("type") != "BPE" or model.get("continuing_subword_prefix") or model.get("end_of_word_suffix"):
            raise RecipeInvalid(
                f"The tokenizer is of the kind {model.get('type')}, of which no token can be taken away.",
                "Take `vocabulary` out of the recipe's table [prune].",
            )
        self.ids: dict[str, int] = model["vocab"]
        merges = (tuple(merge.split(" ", 1)) if isinstance(merge, str) else tuple(merge) for merge in model["merges"])
        self.merges: list[Merge] = [(left, right) for left, right in merges]
        self._ranks = {merge: rank for rank, merge in reversed(list(enumerate(self.merges)))}
        self.added: dict[str, int] = {token["content"]: token["id"] for token in tokenizer["added_tokens"]}

    def always(self) -> set[str]:
        """What every text may need: single characters and bytes, and all added tokens that stand in the vocabulary.

        Characters beyond the bytes' own alphabet stay out where bytes can stand for them.
        """
        has_bytes = any(BYTE.fullmatch(token) for token in self.ids)
        single = {token for token in self.ids if len(token) == 1 and (not has_bytes or ord(token) < 256)}
        # SentencePiece's space, which stands for every space of a text.
        single |= {"▁"} & self.ids.keys()
        return single | {token for token in self.ids if BYTE.fullmatch(token) or token in self.added}

    def with_steps(self, token: str) -> set[str]:
        """The token and every token that the merges pass through on the way to it."""
        parts, steps = list(token), {token}
        while len(parts) > 1:
            ranked = [(self._ranks.get(pair, -1), at) for at, pair in enumerate(pairwise(parts))]
            possible = [(rank, at) for rank, at in ranked if rank >= 0]
            if not possible:
                break
            _, at = min(possible)
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
            steps.add(parts[at])
        return steps & self.ids.keys()

    def closed(self, tokens: Iterable[str]) -> set[str]:
        """These tokens, all steps that lead to them, and what every text may need."""
        kept = self.always()
        for token in tokens:
            if token not in kept:
                kept |= self.with_steps(token)
        return kept

    def filled(self, keep: Sequence[str], used: Sequence[str], size: int) -> set[str]:
        """At most `size` tokens, the added ones that stand outside the vocabulary not counted.

        Those to `keep` all stay; the `used` come next, as far as they fit, in their order; then those of the earliest
        merges, which are the most common ones of what the tokenizer was made from. Raises RecipeInvalid where bytes,
        added tokens and those to keep do not fit.
        """
        kept = self.always()
        if len(kept) > size:
            raise RecipeInvalid(
                f"{len(kept)} tokens must stay so that every text can be written, and `vocabulary` is {size}.", LARGER
            )
        kept = self.closed(keep)
        if len(kept) > size:
            raise RecipeInvalid(
                f"{len(kept)} tokens must stay with those of `keep`, and `vocabulary` is {size}.", LARGER
            )
        by_rank = (left + right for left, right in self.merges)
        for token in (*used, *by_rank, *self.ids):
            if token in kept:
                continue
            grown = self.with_steps(token) - kept
            if len(kept) + len(grown) <= size:
                kept |= grown
            if len(kept) == size:
                break
        return kept


def without_tokens(tokenizer: Mapping[str, Any], kept: Iterable[str]) -> tuple[dict[str, Any], list[int]]:
    """The `tokenizer.json` with these tokens and all added ones, and the old number of each new one, in order."""
    pairs = BytePairs(tokenizer)
    names = set(kept)
    numbers = sorted({pairs.ids[name] for name in names} | set(pairs.added.values()))
    renumbered = {old: new for new, old in enumerate(numbers)}
    content: dict[str, Any] = json.loads(json.dumps(tokenizer))
    model = content["model"]
    model["vocab"] = {
        name: renumbered[number]
        for name, number in sorted(pairs.ids.items(), key=lambda item: item[1])
        if number in renumbered
    }
    model["merges"] = [
        [left, right] for left, right in pairs.merges if {left, right, left + right} <= model["vocab"].keys()
    ]
    for token in content["added_tokens"]:
        token["id"] = renumbered[token["id"]]
    _renumber_processor(content.get("post_processor"), renumbered)
    if content.get("padding"):
        content["padding"]["pad_id"] = renumbered[content["padding"]["pad_id"]]
    return content, numbers


def _renumber_processor(processor: dict[str, Any] | None, renumbered: Mapping[int, int]) -> None:
    """What a tokenizer puts around a text names its tokens by number too."""
    if processor is None:
        return
    for part in processor.get("processors", []):
        _renumber_processor(part, renumbered)
    if processor["type"] == "TemplateProcessing":
        for token in processor["special_tokens"].values():
            token["ids"] = [renumbered[number] for number in token["ids"]]
    for key in ("sep", "cls"):
        if key in processor:
            processor[key][1] = renumbered[processor[key][1]]
