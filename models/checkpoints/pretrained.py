"""Opens a model's weights with Transformers, from a GGUF or from safetensors. Needs the `build` extra.

Code that comes with the weights is never run, and nobody is asked whether it may be.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from models.checkpoints.newer import names_newer_tokenizer, older_special_tokens, restore_rotary_keys
from models.errors import MemoryShort, WeightsUnavailable
from models.progress import Progress, Step
from models.store import TOKENIZER
from models.writing.chat_template import ChatTemplate, turn_ends

if TYPE_CHECKING:
    from transformers import PreTrainedModel

COMPUTED = ("rotary_emb.inv_freq", ".masked_bias")
"""What older checkpoints hold and every model computes anew."""
NO_MEMORY = "can't allocate memory"
"""What PyTorch says of it."""


def load_decoder(name: str, weights: Path, progress: Progress) -> "PreTrainedModel":
    """The model in fp32, ready to be exported or tuned.

    Raises WeightsUnavailable where the files lack a part of it, or have one that its configuration does not know or
    knows in another shape; MemoryShort where there is no room for it.
    """
    import torch
    from transformers import AutoModelForCausalLM

    gguf = gguf_in(weights)
    source: dict[str, Any] = {"gguf_file": gguf} if gguf else {"use_safetensors": True}
    with _progress_of_reading(f"Reading the {name}'s weights", progress), fitting(name):
        config = read_config(weights)
        # Transformers has no names for the numbers of a Mistral in a GGUF, which are those of a Llama there.
        read_as = _of_kind("llama", config) if gguf and config.model_type == "mistral" else config
        source |= {"config": read_as, "dtype": torch.float32, "output_loading_info": True}
        loaded: Any = AutoModelForCausalLM.from_pretrained(weights, **source)
        model: PreTrainedModel = loaded[0]
        check_whole(name, loaded[1])
        _check_all_used(name, loaded[1]["unexpected_keys"])
        if gguf:
            _check_all_used(name, _passed_over(weights / gguf, model))
        if read_as is not config:
            model = _with_numbers_of(model, config)
        model.train(False)
        return model


def check_whole(name: str, info: Mapping[str, Any], unused: str = "") -> None:
    """Raises WeightsUnavailable where Transformers would make up a part of the model that the files do not have.

    `info` is what it says after loading; what begins with `unused` may be missing.
    """
    missing = sorted(key for key in info["missing_keys"] if not (unused and key.startswith(unused)))
    if missing:
        raise WeightsUnavailable(
            f"The weights of the {name} lack {len(missing)} of its parts, “{missing[0]}” among them.",
            "Name weights that are whole, and of this kind of model.",
        )


@contextmanager
def fitting(name: str) -> Iterator[None]:
    """Turns what Transformers and PyTorch raise for weights of another shape, or too large ones, into our errors."""
    try:
        yield
    except RuntimeError as error:
        if "size mismatch" in str(error):
            raise WeightsUnavailable(
                f"The weights of the {name} have other shapes than its configuration says.",
                "Give the weights with the configuration that they were saved with.",
            ) from error
        if NO_MEMORY in str(error):
            raise MemoryShort(
                f"There is not enough memory to read the weights of the {name} in fp32.",
                "Build it on a machine with more memory, and copy its folder from there, or name a smaller model.",
            ) from error
        raise


def _passed_over(gguf: Path, model: "PreTrainedModel") -> list[str]:
    """The numbers of a GGUF for which Transformers has no place in the model, and says nothing."""
    from gguf import GGUFReader
    from transformers.modeling_gguf_pytorch_utils import get_gguf_hf_weights_map

    known = get_gguf_hf_weights_map(model)
    return [tensor.name for tensor in GGUFReader(gguf).tensors if tensor.name not in known]


def _check_all_used(name: str, unexpected: Iterable[str]) -> None:
    """Raises WeightsUnavailable where Transformers would leave out a part of the decoder that the files have."""
    left_out = sorted(key for key in unexpected if not key.endswith(COMPUTED))
    if left_out:
        raise WeightsUnavailable(
            f"The configuration of the {name} has no place for {len(left_out)} of its weights, as “{left_out[0]}”.",
            "Give the weights with the configuration that they were saved with.",
        )


def save_tokenizer(weights: Path, output: Path) -> None:
    """Writes the weights' tokenizer, its configuration and its chat template into `output`."""
    read_tokenizer(weights).save_pretrained(output)


def read_tokenizer(weights: Path) -> Any:
    """The weights' tokenizer in Transformers' form; raises anything at all for files that cannot be read."""
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    if gguf := gguf_in(weights):
        return AutoTokenizer.from_pretrained(weights, gguf_file=gguf)  # type: ignore[no-untyped-call]
    opener: Any = PreTrainedTokenizerFast if names_newer_tokenizer(weights) else AutoTokenizer
    return opener.from_pretrained(weights, trust_remote_code=False, **older_special_tokens(weights))


def read_config(weights: Path) -> Any:
    """The model's configuration in Transformers' form."""
    from transformers import AutoConfig

    gguf = gguf_in(weights)
    config = AutoConfig.from_pretrained(weights, trust_remote_code=False, **({"gguf_file": gguf} if gguf else {}))
    restore_rotary_keys(config)
    # Of these Transformers takes what is usual for the family instead of what the file says.
    if gguf and config.model_type == "qwen3":
        config.head_dim = _number_in(weights / gguf, ".attention.key_length") or config.head_dim
    if gguf and config.model_type in ("llama", "mistral"):
        return _with_window(config, _number_in(weights / gguf, ".attention.sliding_window"))
    return config


def _with_window(config: Any, window: int | None) -> Any:
    """The configuration of a GGUF with the window that it says.

    To llama.cpp a Mistral is a Llama; Transformers knows one by the name in the file, if that is “mistral” and no more.
    """
    if config.model_type == "llama" and window:
        config = _of_kind("mistral", config)
    if config.model_type == "mistral":
        config.sliding_window = window
    return config


def _of_kind(kind: str, config: Any) -> Any:
    """The same choices for a model of another kind."""
    from transformers import AutoConfig

    said = config.to_dict()
    return AutoConfig.for_model(kind, **{key: said[key] for key in said if key not in ("model_type", "architectures")})


def _with_numbers_of(model: "PreTrainedModel", config: Any) -> "PreTrainedModel":
    """A model of another kind that has the same parts, with this one's numbers, which are not copied."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        made: Any = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    made.load_state_dict(model.state_dict(), assign=True)
    made.tie_weights()
    # Computed and not kept, so that it is none of the numbers.
    made.model.rotary_emb = model.model.rotary_emb
    made.generation_config = model.generation_config
    whole: PreTrainedModel = made
    return whole


def generation_settings(weights: Path) -> SimpleNamespace:
    """What the file beside the weights says of writing, such as the tokens that end a text; nothing without one."""
    file = weights / "generation_config.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (OSError, ValueError) as error:
        raise WeightsUnavailable(f"{file.name} cannot be read.", "Fetch it again.") from error
    return SimpleNamespace(**content) if isinstance(content, dict) else SimpleNamespace()


def parameter_count(config: Any, kind: Any = None) -> int:
    """How many numbers a model of this configuration has, those that two of its parts share counted once.

    `kind` is Transformers' class for it, that of language models by default. No weight is made.
    """
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        model: Any = (kind or AutoModelForCausalLM).from_config(config)
    model.tie_weights()
    return int(model.num_parameters())


def _number_in(gguf: Path, ending: str) -> int | None:
    """The number that the file has under a name with this ending; None where it has none, or 0."""
    from gguf import GGUFReader

    named = (field for name, field in GGUFReader(gguf).fields.items() if name.endswith(ending))
    return next((int(field.contents()) for field in named), 0) or None


def end_token(weights: Path) -> int:
    """The token that ends an answer: the configuration's, which is what serving stops at.

    A tokenizer made from a GGUF may name another: SmolLM2's names the token that begins a turn.
    """
    ends = read_config(weights).eos_token_id
    return int(ends[0] if isinstance(ends, list) else ends)


def chat_layout(tokenizer: Path) -> dict[str, Any]:
    """The `chat_template` and the `special_tokens` that it may name, from a folder that `save_tokenizer` wrote."""
    config = json.loads((tokenizer / "tokenizer_config.json").read_text(encoding="utf-8"))
    # Transformers writes the template beside the tokenizer since 4.51, inside its configuration before.
    template = tokenizer / "chat_template.jinja"
    special = {key: _content(config.get(key)) for key in ("bos_token", "eos_token", "pad_token", "unk_token")}
    return {
        "chat_template": template.read_text("utf-8") if template.exists() else config["chat_template"],
        "special_tokens": {key: token for key, token in special.items() if token},
    }


def ends_of_turn(tokenizer: Path) -> list[int]:
    """The token that the chat template ends an answer with, if it is one, from a folder that `save_tokenizer` wrote."""
    layout = chat_layout(tokenizer)
    content = json.loads((tokenizer / TOKENIZER).read_text(encoding="utf-8"))
    added = {token["content"]: token["id"] for token in content["added_tokens"]}
    return turn_ends(ChatTemplate(layout["chat_template"], layout["special_tokens"]), added)


def _content(token: str | dict[str, Any] | None) -> str | None:
    return token["content"] if isinstance(token, dict) else token


def weight_files(weights: Path) -> list[Path]:
    """The files that hold the numbers: one GGUF, else the safetensors, in the order of their names."""
    gguf = gguf_in(weights)
    return [weights / gguf] if gguf else sorted(weights.glob("*.safetensors"))


def gguf_in(weights: Path) -> str | None:
    """The name of the GGUF in a folder of weights, None where they are safetensors."""
    return next((path.name for path in sorted(weights.glob("*.gguf"))), None)


@contextmanager
def _progress_of_reading(doing: str, progress: Progress) -> Iterator[None]:
    """Reports Transformers' own progress bar, which it prints while it reads a GGUF, and keeps it off the terminal."""
    from transformers import modeling_gguf_pytorch_utils

    progress(Step(doing))

    def reported(tensors: Sequence[Any], **_: object) -> Iterator[Any]:
        for done, tensor in enumerate(tensors, start=1):
            yield tensor
            progress(Step(doing, done, len(tensors)))

    original = vars(modeling_gguf_pytorch_utils)["tqdm"]
    vars(modeling_gguf_pytorch_utils)["tqdm"] = reported
    try:
        yield
    finally:
        vars(modeling_gguf_pytorch_utils)["tqdm"] = original
