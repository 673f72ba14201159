"""Tiny decoders of each family with random weights, and a byte-level tokenizer that is trained in a blink."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.build import build_model
from models.errors import DesksideError
from models.recipes.recipe import Recipe, load_recipe
from models.sessions import session_options
from models.store import ModelStore

FAMILIES = ("llama", "mistral", "qwen2", "qwen3")
WORDS = (
    "A firewall blocks the ports that a tunnel needs. The tunnel cannot be opened, and the client shows an error. "
    "Open the settings, choose the network, and type the password again: the connection was refused, error 809."
)
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
IDS = np.random.default_rng(1).integers(3, 512, 60).tolist()
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
MEMORY = {"original_max_position_embeddings": 32}


def tiny_decoder(family: str, **choices: Any) -> Any:
    """A decoder of three layers; the biases and the norms' weights are random too, as zeros and ones hide mistakes."""
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    sizes = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3, "vocab_size": 512}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 128}
    tokens = {"bos_token_id": None if family.startswith("qwen") else 1, "eos_token_id": 2, "pad_token_id": 0}
    config = AutoConfig.for_model(family, **{**sizes, **heads, **tokens, "initializer_range": 0.2, **choices})
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                weight.add_(torch.randn_like(weight) * 0.3)
    return model


def tiny_tokenizer(size: int = 512, text: str = WORDS) -> Any:
    """A byte-level BPE tokenizer with a chat template and the special tokens of SmolLM2."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=SPECIAL, initial_alphabet=alphabet, min_frequency=1, show_progress=False
    )
    tokenizer.train_from_iterator([text], trainer)
    ends = dict(zip(("pad_token", "bos_token", "eos_token"), SPECIAL, strict=True))
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=TEMPLATE, **ends)


def saved(folder: Path, family: str = "llama", tokenizer: Any = None, **choices: Any) -> Path:
    """A folder with such a model and such a tokenizer, as Transformers saves them."""
    tokenizer = tokenizer or tiny_tokenizer()
    model = tiny_decoder(family, **choices)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


class Graph:
    """An exported decoder, run by hand."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        self.session = onnxruntime.InferenceSession(path, session_options(threads=2))

    def logits(self, ids: list[int], steps: list[int], first: int | None = 0) -> NDArray[np.float32]:
        """The logits of all tokens, computed in parts of these lengths, each on the cache of those before.

        `first` is the first token of a part, from the end if it is negative, that has logits; None leaves it unsaid.
        """
        chosen = {} if first is None else {"logits_from": np.array([first])}
        inputs = [value for value in self.session.get_inputs() if value.name.startswith("past")]
        cache: dict[str, Any] = {i.name: np.zeros((1, i.shape[1], 0, i.shape[3]), np.float32) for i in inputs}
        parts, seen = [], 0
        for length in steps:
            feeds = {"input_ids": np.array([ids[seen : seen + length]]), **chosen, **cache}
            seen += length
            feeds["attention_mask"] = np.ones((1, seen), dtype=np.int64)
            names = [output.name for output in self.session.get_outputs()]
            results = dict(zip(names, self.session.run(None, feeds), strict=True))
            parts.append(results.pop("logits")[0])
            cache = {name.replace("present", "past_key_values"): value for name, value in results.items()}
        return np.concatenate(parts)


def by_pytorch(model: Any, ids: list[int]) -> NDArray[np.float32]:
    """The logits of all tokens, as PyTorch computes them."""
    with torch.no_grad():
        logits: NDArray[np.float32] = model(torch.tensor([ids])).logits[0].numpy()
    return logits


def writer_recipe(folder: Path, quantize: str, more: str = "") -> Recipe:
    """A recipe for the decoder in `folder / "weights"`, with tables of choice."""
    path = folder / "tiny.toml"
    path.write_text(
        'name = "tiny"\nrole = "writer"\n[weights]\ntitle = "Tiny"\nsource = "file:weights"\n'
        f'[export]\nkind = "decoder"\ncontext_tokens = 128\n[quantize]\n{quantize}\n{more}\n'
    )
    return load_recipe(str(path))


def refused(folder: Path, error: type[DesksideError], match: str, quantize: str = 'kind = "none"') -> DesksideError:
    """Building the decoder in `folder / "weights"` is refused before hours are spent, and no model changes."""
    seen: list[str] = []
    store = ModelStore(folder / "models")
    before = store.built()
    with pytest.raises(error, match=match) as raised:
        build_model(writer_recipe(folder, quantize), store, lambda step: seen.append(step.doing))
    assert not [doing for doing in seen if doing.startswith(("Exporting", "Reading"))]
    assert store.built() == before
    return raised.value


def write_gguf(path: Path, model: Any, tokenizer: Any, name: str = "tiny") -> None:
    """Writes the model as llama.cpp's converter does: names, order of the rotary rows and tokenizer are its own."""
    import gguf

    config, family = model.config, model.config.model_type
    # To llama.cpp a Mistral is a Llama.
    arch = "llama" if family == "mistral" else family
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(path, arch)
    writer.add_name(name)
    if getattr(config, "sliding_window", None):
        writer.add_sliding_window(config.sliding_window)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    _add_tokenizer(writer, tokenizer)
    kind = {name: number for number, name in gguf.MODEL_ARCH_NAMES.items()}[arch]
    names = gguf.get_tensor_name_map(kind, config.num_hidden_layers)
    for name, weight in model.state_dict().items():
        values = weight.numpy()
        for part, heads in (("q_proj", config.num_attention_heads), ("k_proj", config.num_key_value_heads)):
            if arch == "llama" and part in name:
                values = values.reshape(heads, 2, -1, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
        stem, _, kind_of_weight = name.rpartition(".")
        writer.add_tensor(f"{names.get_name(stem)}.{kind_of_weight}", np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: Any, tokenizer: Any) -> None:
    import gguf

    content = json.loads(tokenizer.backend_tokenizer.to_str())
    special = {token["content"] for token in content["added_tokens"]}
    vocabulary = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(vocabulary)
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in vocabulary]
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in content["model"]["merges"]])
    writer.add_bos_token_id(tokenizer.bos_token_id)
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_chat_template(tokenizer.chat_template)
