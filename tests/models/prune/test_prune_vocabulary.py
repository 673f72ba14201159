"""A tokenizer with fewer tokens still writes every text, and texts of the tokens that are left as it did before."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer

from models.errors import RecipeInvalid
from models.prune.byte_pairs import BytePairs
from models.prune.vocabulary import pruned_tokenizer, rewrite_tokenizer, token_counts
from tests.models.tiny_decoders import SPECIAL, WORDS, tiny_tokenizer

TEXTS = ["The tunnel shows an error.", "Open the network settings.", "Größe, naïve café 😀 日本語 \u200d\t\r\n  x"]
USED = "The tunnel shows the error: open the tunnel, the error 809."
UNKNOWN = "<unk>"
BYTES = [f"<0x{number:02X}>" for number in range(256)]


def byte_level() -> str:
    """Bytes under names of their own, as GPT-2, SmolLM2, Llama 3 and Qwen have them."""
    text: str = tiny_tokenizer(700, WORDS * 3 + " ".join(TEXTS)).backend_tokenizer.to_str()
    return text


def byte_fallback() -> str:
    """Characters, and bytes for those that have no token, as Llama 2 and Mistral have them."""
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN, byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    strip = decoders.Strip(" ", 1, 0)
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), strip]
    tokenizer.decoder = decoders.Sequence(steps)
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=[UNKNOWN, "<s>", "</s>", *BYTES], show_progress=False)
    tokenizer.train_from_iterator([WORDS, *TEXTS], trainer)
    content = json.loads(tokenizer.to_str())
    # Bytes are tokens of the vocabulary, not added ones that stand in a text.
    content["added_tokens"] = [token for token in content["added_tokens"] if token["content"] not in BYTES]
    return json.dumps(content)


def whole_words() -> str:
    """A word that is a token is taken without its merges, as Llama 3 has it."""
    content = json.loads(byte_level())
    content["model"]["ignore_merges"] = True
    return json.dumps(content)


def composed() -> str:
    """Letters and accents made one first, and digits taken one by one, as Qwen has it."""
    tokenizer = Tokenizer.from_str(byte_level())
    tokenizer.normalizer = normalizers.NFC()
    digits = pre_tokenizers.Digits(individual_digits=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    text: str = tokenizer.to_str()
    return text


def pruned(whole: str, size: Any = "used", text: str = USED) -> tuple[Tokenizer, Tokenizer, list[int]]:
    smaller, numbers = pruned_tokenizer(whole, token_counts(whole, [text]), size)
    return Tokenizer.from_str(whole), Tokenizer.from_str(smaller), numbers


WHOLE = {
    "byte level": byte_level(),
    "byte fallback": byte_fallback(),
    "whole words": whole_words(),
    "composed": composed(),
}
PAIRS = {kind: pruned(whole) for kind, whole in WHOLE.items()}
ANY_TEXT = st.one_of(
    st.text(),
    st.text(st.characters(codec="utf-8")),
    st.lists(st.sampled_from([*WORDS.split(), "tunnel", "tun", "809", " ", "\n", "日本"])).map(" ".join),
)


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=100, deadline=None)
@given(text=ANY_TEXT)
@example(text="".join(map(chr, range(0x250))))
@example(text="👩‍👩‍👧‍👦 z̸̨͑a̷l̴g̵o̵ \ufeff \x00 ﷽ 𝕳𝖊𝖑𝖑𝖔 עברית")
@example(text=WORDS)
def test_any_text_comes_back_as_it_did_before(kind: str, text: str) -> None:
    whole, smaller, _ = PAIRS[kind]
    before, after = whole.encode(text, add_special_tokens=False), smaller.encode(text, add_special_tokens=False)
    assert all(0 <= number < smaller.get_vocab_size() for number in after.ids)
    assert smaller.decode(after.ids) == whole.decode(before.ids)
    if set(before.tokens) <= smaller.get_vocab().keys():
        assert after.tokens == before.tokens


@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_bytes_of_their_own_bring_every_text_back_to_the_letter(text: str) -> None:
    _, smaller, _ = PAIRS["byte level"]
    assert smaller.decode(smaller.encode(text, add_special_tokens=False).ids, skip_special_tokens=False) == text


@pytest.mark.parametrize("kind", WHOLE)
def test_every_token_keeps_its_row(kind: str) -> None:
    whole, smaller, numbers = PAIRS[kind]
    assert smaller.get_vocab_size() == len(numbers) == len(set(numbers))
    assert [whole.token_to_id(smaller.id_to_token(new)) for new in range(len(numbers))] == numbers
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("kind", WHOLE)
def test_tokens_that_nothing_uses_are_dropped_and_those_used_are_not(kind: str) -> None:
    whole, smaller, numbers = PAIRS[kind]
    assert len(numbers) < whole.get_vocab_size()
    assert set(whole.encode(USED).tokens) <= smaller.get_vocab().keys()
    # What is left beyond them is needed to make them, or to write any text.
    needed = BytePairs(json.loads(WHOLE[kind])).closed(whole.encode(USED).tokens)
    assert smaller.get_vocab().keys() == needed | set(BytePairs(json.loads(WHOLE[kind])).added)


def test_a_number_of_tokens_is_met_exactly_with_the_most_used_first() -> None:
    whole, smaller, numbers = pruned(WHOLE["byte level"], 400)
    assert len(numbers) == smaller.get_vocab_size() == 400
    assert smaller.encode(USED).tokens == whole.encode(USED).tokens


def test_the_keep_list_stays_before_anything_else() -> None:
    whole = WHOLE["byte level"]
    longest = max(json.loads(whole)["model"]["vocab"], key=len)
    smaller, _ = pruned_tokenizer(whole, Counter({"Ġthe": 10**6}), 290, keep=[longest])
    assert Tokenizer.from_str(smaller).token_to_id(longest) is not None


def test_too_few_tokens_for_every_byte_are_refused() -> None:
    with pytest.raises(RecipeInvalid, match="259 tokens must stay so that every text can be written"):
        pruned(WHOLE["byte level"], 100)


def test_too_few_tokens_for_the_keep_list_are_refused() -> None:
    whole = WHOLE["byte level"]
    longest = sorted(json.loads(whole)["model"]["vocab"], key=len)[-40:]
    with pytest.raises(RecipeInvalid, match="tokens must stay with those of `keep`, and `vocabulary` is 265"):
        pruned_tokenizer(whole, Counter(), 265, keep=longest)


def test_a_tokenizer_without_merges_is_refused() -> None:
    words = Tokenizer(models.WordPiece({UNKNOWN: 0, "a": 1}, unk_token=UNKNOWN)).to_str()
    with pytest.raises(RecipeInvalid, match="WordPiece, of which no token can be taken away"):
        pruned_tokenizer(words, Counter(), "used")


@pytest.mark.parametrize(
    "around",
    [
        processors.TemplateProcessing("<|im_start|> $A <|im_end|>", None, [("<|im_start|>", 1), ("<|im_end|>", 2)]),
        processors.Sequence([processors.BertProcessing(("<|im_end|>", 2), ("<|im_start|>", 1))]),
        processors.RobertaProcessing(("<|im_end|>", 2), ("<|im_start|>", 1)),
    ],
)
def test_what_stands_around_a_text_is_renumbered(around: Any) -> None:
    tokenizer = Tokenizer.from_str(WHOLE["byte level"])
    tokenizer.post_processor = around
    whole, smaller, _ = pruned(tokenizer.to_str())
    assert smaller.encode(USED).tokens == whole.encode(USED).tokens
    assert smaller.encode(USED).tokens[0] == "<|im_start|>"


def test_added_tokens_behind_the_vocabulary_stay_added(tmp_path: Path) -> None:
    """Qwen's stand behind its vocabulary, and Transformers keeps a list of its own of them."""
    tokenizer = tiny_tokenizer()
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|tool|>"]})
    tokenizer.save_pretrained(tmp_path)
    whole = (tmp_path / "tokenizer.json").read_text()
    smaller, numbers = pruned_tokenizer(whole, token_counts(whole, [USED]), 300)
    rewrite_tokenizer(tmp_path, smaller, numbers)
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert len(again) == len(numbers) == 300
    assert again.tokenize("the <|tool|>") == tokenizer.tokenize("the <|tool|>")
    assert again.convert_tokens_to_ids("<|tool|>") == 299
    assert [again.convert_tokens_to_ids(token) for token in SPECIAL] == [0, 1, 2]
    turns = [{"role": "user", "content": USED}]
    text = tokenizer.apply_chat_template(turns, tokenize=False)
    assert again.apply_chat_template(turns, tokenize=False) == text
    assert again.convert_ids_to_tokens(again.encode(text)) == tokenizer.tokenize(text)


def test_merges_written_as_text_are_read_too() -> None:
    content = json.loads(WHOLE["byte level"])
    content["model"]["merges"] = [" ".join(merge) for merge in content["model"]["merges"]]
    older, _ = pruned_tokenizer(json.dumps(content), token_counts(WHOLE["byte level"], [USED]), "used")
    assert Tokenizer.from_str(older).encode(USED).tokens == Tokenizer.from_str(WHOLE["byte level"]).encode(USED).tokens


def test_bytes_in_their_own_alphabet_are_all_kept() -> None:
    _, smaller, _ = PAIRS["byte level"]
    assert set(pre_tokenizers.ByteLevel.alphabet()) <= smaller.get_vocab().keys()
