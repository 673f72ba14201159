"""Looks at a model's files before hours are spent on them: what cannot be exported is told in seconds."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.calibration_text import calibration_rows, calibration_texts
from models.chat_template import ChatTemplate, Message
from models.errors import DiskFull, RecipeInvalid, WeightsUnavailable
from models.export.families import check_decoder_family
from models.export.quiet import quietly
from models.pretrained import gguf_in, parameter_count, read_config, weight_files
from models.quantization.decoder import check_layers
from models.recipe import DecoderExport, EncoderExport, MatrixQuantization, Pruning, Recipe, Unquantized

if TYPE_CHECKING:
    from gguf import GGUFReader

# What an encoder is given; one that needs more is of a kind that nothing here serves.
ENCODER_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
# They count positions from the padding token's number on, so that their table has so many rows that no text uses.
COUNT_FROM_PADDING = ("camembert", "mpnet", "roberta", "xlm-roberta")
# A model that has more rows than twice the tokens was not made with this tokenizer; a few spare rows are usual.
MOST_ROWS_A_TOKEN = 2
# Of one number: as it is exported, and in 8-bit blocks with their scales.
FP32_BYTES = 4
BLOCK_BYTES = 1.1


def check_weights(recipe: Recipe, weights: Path) -> None:
    """Raises RecipeInvalid or WeightsUnavailable where the files in `weights` cannot become the recipe's model."""
    if not isinstance(recipe.export, DecoderExport | EncoderExport):
        return
    with quietly():
        _check_files(recipe, weights)
        config = _config(recipe, weights)
        if isinstance(recipe.export, DecoderExport):
            check_decoder_family(config)
        else:
            _check_encoder(recipe.export, config)
        tokenizer = _check_tokenizer(recipe, weights, config)
        if isinstance(recipe.quantize, MatrixQuantization):
            _check_quantization(recipe.quantize, recipe.prune, config, tokenizer)


def check_space(recipe: Recipe, weights: Path, folder: Path) -> None:
    """Raises DiskFull where the stages of a build would not fit: the fp32 graph, the quantized one, and its package."""
    from transformers import AutoModel

    if not isinstance(recipe.export, DecoderExport | EncoderExport):
        return
    kind = AutoModel if isinstance(recipe.export, EncoderExport) else None
    with quietly():
        numbers = parameter_count(read_config(weights), kind)
    is_quantized = not isinstance(recipe.quantize, Unquantized)
    # While matrices are measured the fp32 graph is there twice.
    graphs = 2 if isinstance(recipe.quantize, MatrixQuantization) else 1
    needed = numbers * (graphs * FP32_BYTES + 2 * (BLOCK_BYTES if is_quantized else FP32_BYTES))
    free = shutil.disk_usage(folder).free
    if free < needed:
        takes, left = (f"{size / 1e9:.1f} GB" for size in (needed, free))
        raise DiskFull(
            f"Building “{recipe.name}” takes {takes}, and the disk of {folder} has {left} left.",
            "Make room, or set DESKSIDE_HOME to a folder on another disk, and run the command again.",
        )


def _check_files(recipe: Recipe, weights: Path) -> None:
    """Raises WeightsUnavailable where a file of numbers is missing or shorter than it says itself."""
    files = weight_files(weights)
    if not files:
        raise WeightsUnavailable(
            f"{weights} holds no weights that can be read.",
            "They must be *.safetensors or a *.gguf; pickled ones (*.bin) are never opened.",
        )
    ggufs = sorted(path.name for path in weights.glob("*.gguf"))
    if len(ggufs) > 1 or (ggufs and any(weights.glob("*.safetensors"))):
        raise WeightsUnavailable(
            f"{weights} holds more than one model, {ggufs[0]} among them.",
            f"Name the file itself, as file:FOLDER/{ggufs[0]}, or keep the safetensors in a folder of their own.",
        )
    for index in weights.glob("*.safetensors.index.json"):
        named = set(_json(index)["weight_map"].values())
        if missing := sorted(named - {path.name for path in files}):
            raise WeightsUnavailable(f"{missing[0]} of {recipe.weights.title} is missing.", "Fetch the weights again.")
    for path in files:
        if path.suffix == ".gguf":
            _check_gguf(recipe, _opened_gguf(path))
        else:
            _check_safetensors(path)


def _check_safetensors(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np"):
            pass
    except (SafetensorError, OSError) as error:
        raise _cut_off(path) from error


def _opened_gguf(path: Path) -> "GGUFReader":
    from gguf import GGUFReader

    try:
        return GGUFReader(path)
    except (ValueError, IndexError, KeyError, OSError, OverflowError) as error:
        raise _cut_off(path) from error


def _check_gguf(recipe: Recipe, reader: "GGUFReader") -> None:
    """Transformers reads no scaling of rotary positions from a GGUF: such a model would be wrong without a word."""
    scaled = any(tensor.name.startswith("rope_freqs") for tensor in reader.tensors)
    for name, field in reader.fields.items():
        scaled = scaled or (name.endswith(".rope.scaling.type") and field.contents() != "none")
    if scaled:
        raise RecipeInvalid(
            f"The GGUF of {recipe.weights.title} scales its rotary positions, which is lost when it is read.",
            "Name the same model as safetensors.",
        )


def _config(recipe: Recipe, weights: Path) -> Any:
    gguf = gguf_in(weights)
    if gguf is None and not (weights / "config.json").is_file():
        raise WeightsUnavailable(f"{weights} holds no config.json.", "Name a folder in the format of Transformers.")
    try:
        return read_config(weights)
    except (ValueError, KeyError, OSError, TypeError) as error:
        kind = "" if gguf else f" of the kind “{_json(weights / 'config.json').get('model_type')}”"
        raise RecipeInvalid(
            f"The model {recipe.weights.title}{kind} is not one that can be exported.",
            "Name a Llama, Mistral, Qwen2 or Qwen3 decoder, or an encoder of BERT's family.",
        ) from error


def _check_quantization(quantize: MatrixQuantization, prune: Pruning | None, config: Any, tokenizer: Any) -> None:
    """The text that is calibrated on and the layers that are named are looked at before the export, not after it."""
    calibration_rows(calibration_texts(quantize.place), tokenizer.backend_tokenizer, quantize.tokens)
    kept = prune.layers if prune and prune.layers else config.num_hidden_layers
    check_layers(quantize, kept if isinstance(kept, int) else len(kept))


def _check_encoder(choices: EncoderExport, config: Any) -> None:
    if not _takes_text_alone(config, choices.task):
        raise RecipeInvalid(
            f"An encoder of the kind “{config.model_type}” cannot be exported.",
            "Name one of BERT's family, such as BERT, DistilBERT, RoBERTa, MPNet or ELECTRA.",
        )
    unused = config.pad_token_id + 1 if config.model_type in COUNT_FROM_PADDING else 0
    longest = (getattr(config, "max_position_embeddings", None) or choices.max_tokens) - unused
    if choices.max_tokens > longest:
        raise RecipeInvalid(
            f"The encoder holds {longest} tokens, and the recipe's max_tokens is {choices.max_tokens}.",
            f"Write max_tokens = {longest} or less.",
        )


def _takes_text_alone(config: Any, task: str) -> bool:
    """Whether Optimum exports the model for the task as a graph that is fed with tokens and nothing else."""
    import optimum.exporters.onnx.model_configs  # noqa: F401 - what it can export is known once this is imported
    from optimum.exporters.tasks import TasksManager

    try:
        kind = TasksManager.get_exporter_config_constructor(
            exporter="onnx", model_type=config.model_type, task=task, library_name="transformers"
        )
        return set(kind(config, task=task).inputs) <= ENCODER_INPUTS
    except (KeyError, ValueError, AttributeError, TypeError):
        return False


def _check_tokenizer(recipe: Recipe, weights: Path, config: Any) -> Any:
    """The tokenizer; raises RecipeInvalid where it could give a number that the table of embeddings has no row for."""
    from transformers import AutoTokenizer

    gguf = gguf_in(weights)
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(weights, **({"gguf_file": gguf} if gguf else {}))  # type: ignore[no-untyped-call]
    except Exception as error:  # the libraries raise bare exceptions for files they cannot read
        raise RecipeInvalid(
            f"The tokenizer of {recipe.weights.title} cannot be read: {_first_line(error)}.",
            "Put the model's tokenizer.json and tokenizer_config.json beside its weights.",
        ) from error
    if not tokenizer.is_fast:
        raise RecipeInvalid(
            f"The tokenizer of {recipe.weights.title} has no tokenizer.json.", "Save it as a fast tokenizer first."
        )
    highest, rows = max(tokenizer.get_vocab().values()) + 1, config.vocab_size
    if highest > rows or rows > MOST_ROWS_A_TOKEN * highest:
        raise RecipeInvalid(
            f"The tokenizer of {recipe.weights.title} has {highest} tokens, and its weights have {rows} of them.",
            "Name weights and a tokenizer that were made for each other.",
        )
    if recipe.role == "writer" and not tokenizer.chat_template:
        raise RecipeInvalid(
            f"The tokenizer of {recipe.weights.title} has no chat template, so no conversation can be written to it.",
            "Name a model that was tuned to answer (often called Instruct or Chat).",
        )
    if recipe.role == "writer":
        _check_template(recipe, tokenizer)
    return tokenizer


def _check_template(recipe: Recipe, tokenizer: Any) -> None:
    """Raises RecipeInvalid where a conversation as people have it cannot be laid out."""
    special = {name: token for name, token in tokenizer.special_tokens_map.items() if isinstance(token, str)}
    try:
        template = ChatTemplate(tokenizer.get_chat_template(), special)
        template.render([Message("system", "Answer."), Message("user", "Why?")])
    except Exception as error:  # a template that somebody wrote raises anything at all
        raise RecipeInvalid(
            f"The chat template of {recipe.weights.title} takes no question: {_first_line(error)}.",
            "Name a model that answers questions (often called Instruct or Chat).",
        ) from error


def _cut_off(path: Path) -> WeightsUnavailable:
    return WeightsUnavailable(f"{path.name} is cut off or damaged.", "Fetch it again, and compare its size and hash.")


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsUnavailable(f"{path.name} cannot be read.", "Fetch it again.") from error
    return content if isinstance(content, dict) else {}


def _first_line(error: Exception) -> str:
    return next((line.strip().rstrip(".") for line in str(error).splitlines() if line.strip()), type(error).__name__)
