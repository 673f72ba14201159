"""Looks at a model's files before hours are spent on them: what cannot be exported fails in seconds."""

import shutil
from pathlib import Path
from typing import Any

from models.calibration_text import calibration_rows, calibration_texts
from models.checkpoints.pretrained import generation_settings, gguf_in, parameter_count, read_config, read_tokenizer
from models.errors import DiskFull, MemoryShort, RecipeInvalid, WeightsUnavailable, first_line
from models.export.families import check_cross_encoder_family, check_decoder_family, end_tokens
from models.export.head import check_head, check_pairs
from models.export.pooling import check_pooling
from models.export.quiet import quietly
from models.export.weight_files import check_files, read_json
from models.machine import memory_bytes
from models.quantization.decoder import check_layers
from models.recipes.exports import CrossEncoderExport, DecoderExport, EncoderExport
from models.recipes.recipe import MatrixQuantization, Pruning, Recipe, Unquantized
from models.store import TOKENIZER
from models.writing.chat_template import ChatTemplate, Message, turn_ends

SENTENCEPIECE = "tokenizer.model"
# What an encoder is given; one that needs more is of a kind that nothing here serves.
ENCODER_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
# They count positions from the padding token's number on, so that their table has so many rows that no text uses.
COUNT_FROM_PADDING = ("camembert", "mpnet", "roberta", "xlm-roberta")
# A model that has more rows than twice the tokens was not made with this tokenizer; a few spare rows are usual.
MOST_ROWS_A_TOKEN = 2
# What a configuration has where the weights are no plain numbers: GPTQ, AWQ, bitsandbytes, FP8 and others; and MLX.
QUANTIZED = ("quantization_config", "compression_config", "quantization")
# Of one number: as it is exported, and in 8-bit blocks with their scales.
FP32_BYTES = 4
BLOCK_BYTES = 1.1


def check_weights(recipe: Recipe, weights: Path) -> None:
    """Raises RecipeInvalid or WeightsUnavailable where the files in `weights` cannot become the recipe's model."""
    if not isinstance(recipe.export, DecoderExport | EncoderExport | CrossEncoderExport):
        return
    with quietly():
        check_files(recipe.weights.title, weights)
        config = _config(recipe, weights)
        if isinstance(recipe.export, DecoderExport):
            check_decoder_family(config)
        elif isinstance(recipe.export, CrossEncoderExport):
            check_cross_encoder_family(config)
            _check_encoder(recipe.export, config)
            check_head(recipe.weights.title, config, weights)
        else:
            _check_encoder(recipe.export, config)
            check_pooling(recipe.weights.title, recipe.export, weights)
        tokenizer = _open_tokenizer(recipe.weights.title, weights)
        _check_vocabulary(recipe.weights.title, tokenizer, config.vocab_size)
        if isinstance(recipe.export, CrossEncoderExport):
            check_pairs(recipe.weights.title, config, tokenizer)
        if recipe.role == "writer":
            _check_conversation(recipe.weights.title, weights, config, tokenizer)
        if isinstance(recipe.quantize, MatrixQuantization):
            _check_quantization(recipe.quantize, recipe.prune, config, tokenizer)
        _check_memory(recipe, config)


def check_space(recipe: Recipe, weights: Path, folder: Path) -> None:
    """Raises DiskFull where the stages of a build would not fit: the fp32 graph, the quantized one, and its package."""
    if not isinstance(recipe.export, DecoderExport | EncoderExport | CrossEncoderExport):
        return
    with quietly():
        numbers = _numbers(recipe, read_config(weights))
    is_quantized = not isinstance(recipe.quantize, Unquantized)
    # While matrices are measured the fp32 graph is there twice.
    graphs = 2 if isinstance(recipe.quantize, MatrixQuantization) else 1
    needed = numbers * (graphs * FP32_BYTES + 2 * (BLOCK_BYTES if is_quantized else FP32_BYTES))
    check_room(f"Building “{recipe.name}”", needed, folder)


def check_room(doing: str, needed: float, folder: Path) -> None:
    """Raises DiskFull where the disk of the folder has fewer bytes left than are needed."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        takes, left = (f"{size / 1e9:.1f} GB" for size in (needed, free))
        raise DiskFull(
            f"{doing} takes {takes}, and the disk of {folder} has {left} left.",
            "Make room, or set DESKSIDE_HOME to a folder on another disk, and run the command again.",
        )


def _numbers(recipe: Recipe, config: Any) -> int:
    from transformers import AutoModel

    return parameter_count(config, None if isinstance(recipe.export, DecoderExport) else AutoModel)


def _check_memory(recipe: Recipe, config: Any) -> None:
    """Raises MemoryShort where the weights alone, in fp32 as they are exported, are larger than all memory and swap."""
    there, needed = memory_bytes(), FP32_BYTES * _numbers(recipe, config)
    if there is not None and needed > there:
        takes, has = (f"{size / 1e9:.1f} GB" for size in (needed, there))
        raise MemoryShort(
            f"Building “{recipe.name}” takes more than {takes} of memory, and there are {has}.",
            "Build it on a larger machine and copy its folder from there, or name a smaller model.",
        )


def _config(recipe: Recipe, weights: Path) -> Any:
    gguf = gguf_in(weights)
    if gguf is None and not (weights / "config.json").is_file():
        raise WeightsUnavailable(f"{weights} holds no config.json.", "Name a folder in the format of Transformers.")
    try:
        config = read_config(weights)
    except (ValueError, KeyError, IndexError, AttributeError, OSError, TypeError) as error:
        kind = "" if gguf else f" of the kind “{read_json(weights / 'config.json').get('model_type')}”"
        raise RecipeInvalid(
            f"The model {recipe.weights.title}{kind} is not one that can be exported.",
            "Name a Llama, Mistral, Qwen2 or Qwen3 decoder, or an encoder of BERT's family.",
        ) from error
    if quantized := next((value for key in QUANTIZED if (value := getattr(config, key, None))), None):
        how = quantized.get("quant_method") if isinstance(quantized, dict) else None
        raise RecipeInvalid(
            f"The weights of {recipe.weights.title} are quantized already{f' ({how})' if how else ''}.",
            "Name the same model as it was before, in bfloat16 or float16, or a GGUF of it: the recipe's own table "
            "[quantize] makes it small.",
        )
    return config


def _check_quantization(quantize: MatrixQuantization, prune: Pruning | None, config: Any, tokenizer: Any) -> None:
    """The text that is calibrated on and the layers that are named are looked at before the export, not after it."""
    calibration_rows(calibration_texts(quantize.place), tokenizer.backend_tokenizer, quantize.tokens)
    layers = config.num_hidden_layers
    check_layers(quantize, prune.layers_of(layers) if prune else layers)


def _check_encoder(choices: EncoderExport | CrossEncoderExport, config: Any) -> None:
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


def _open_tokenizer(title: str, weights: Path) -> Any:
    """The tokenizer; raises RecipeInvalid where the files are not one that can be read, or none that is fast."""
    try:
        tokenizer = read_tokenizer(weights)
    except Exception as error:  # the libraries raise bare exceptions for files they cannot read
        has_another = gguf_in(weights) or (weights / TOKENIZER).is_file()
        is_old = (weights / SENTENCEPIECE).is_file()
        lacks = f"it has a {SENTENCEPIECE} alone" if is_old else "there is none"
        why = first_line(error) if has_another else lacks
        raise RecipeInvalid(
            f"The tokenizer of {title} cannot be read: {why}.",
            "Put the model's tokenizer.json and tokenizer_config.json beside its weights.",
        ) from error
    if not tokenizer.is_fast:
        raise RecipeInvalid(f"The tokenizer of {title} has no tokenizer.json.", "Save it as a fast tokenizer first.")
    return tokenizer


def _check_vocabulary(title: str, tokenizer: Any, rows: int) -> None:
    """Raises RecipeInvalid where the tokenizer could give a number that the table of embeddings has no row for."""
    highest = max(tokenizer.get_vocab().values()) + 1
    if highest > rows or rows > MOST_ROWS_A_TOKEN * highest:
        raise RecipeInvalid(
            f"The tokenizer of {title} has {highest} tokens, and its weights have {rows} of them.",
            "Name weights and a tokenizer that were made for each other.",
        )


def _check_conversation(title: str, weights: Path, config: Any, tokenizer: Any) -> None:
    """Raises RecipeInvalid where no conversation can be laid out for a writer, or nothing ends its answers."""
    if not tokenizer.chat_template:
        raise RecipeInvalid(
            f"The tokenizer of {title} has no chat template, so no conversation can be written to it.",
            "Name a model that was tuned to answer (often called Instruct or Chat).",
        )
    template = _open_template(title, tokenizer)
    if not end_tokens(config, generation_settings(weights)) and not turn_ends(template, tokenizer.get_added_vocab()):
        raise RecipeInvalid(
            f"Nothing says which token ends an answer of {title}.",
            "Write its number as eos_token_id into generation_config.json, beside the weights.",
        )


def _open_template(title: str, tokenizer: Any) -> ChatTemplate:
    """The chat template; raises RecipeInvalid where a conversation as people have it cannot be laid out."""
    special = {name: token for name, token in tokenizer.special_tokens_map.items() if isinstance(token, str)}
    try:
        template = ChatTemplate(tokenizer.get_chat_template(), special)
        template.render([Message("system", "Answer."), Message("user", "Why?")])
    except Exception as error:  # a template that somebody wrote raises anything at all
        raise RecipeInvalid(
            f"The chat template of {title} takes no question: {first_line(error)}.",
            "Name a model that answers questions (often called Instruct or Chat).",
        ) from error
    return template
