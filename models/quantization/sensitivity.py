"""What each way to keep a decoder's matrices costs: one kind, or one matrix, is kept so, and all the rest in fp32.

Quality is measured on text that nothing was calibrated on. It chooses nothing: `budget` does.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from models.build import export_weights
from models.calibration_text import calibration_texts
from models.errors import UsageError
from models.progress import Progress, Step
from models.quantization.activations import Activations, measure_activations, session_on
from models.quantization.blocks import save_graph
from models.quantization.calibration import calibration_ids
from models.quantization.decoder import check_layers, prepare, quantize_matrices, quantize_matrix
from models.quantization.divergence import Distance, distance, log_probabilities
from models.quantization.onnx_decoder import OnnxDecoder
from models.quantization.tables import tied_embedding
from models.recipes.recipe import IN_BLOCKS, KINDS_IN_LAYERS, Kept, MatrixQuantization, Recipe
from models.store import GRAPH, ModelStore

WAYS: tuple[Kept, ...] = ("int8", "int8-blocks-64", "int4-blocks-32", "int4-blocks-64")
SMALL: Kept = "int4-blocks-32"
"""The way that single layers are measured in: of those in 4 bits it costs least for what it saves."""
KINDS = (*KINDS_IN_LAYERS, "head")
# One text in so many is measured on, the others are calibrated on.
HELD_OUT = 5
MEASURED_TOKENS = 2_048
# Characters that a text is cut into where there are too few of them.
PIECE = 2_000
WORK = ".sensitivity"


@dataclass(frozen=True)
class Cost:
    """Of the matrices of a kind, or of one by its name, kept in one way: bytes, mean KL divergence in nats, and loss.

    Loss is by how much the perplexity is larger: .01 is one percent.
    """

    name: str
    kept: Kept
    bytes: int
    divergence: float
    loss: float


@contextmanager
def measured_sensitivity(
    recipe: Recipe, choices: MatrixQuantization, store: ModelStore, progress: Progress
) -> "Iterator[Sensitivity]":
    """The recipe's decoder, exported into the store for as long as the context lasts.

    The next run removes what a killed one left there. Raises UsageError while another process measures.
    """
    from models.export.quiet import quietly

    folder = store.folder / WORK
    store.folder.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(f"{folder}.lock").acquire(timeout=0)
    except Timeout as taken:
        raise UsageError("Another process measures a writer.", "Wait until it is done.") from taken
    progress(Step(f"Checking the {recipe.name}'s weights"))
    with lock, quietly():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            export_weights(recipe, store, folder, progress)
            yield Sensitivity(folder, choices, progress)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class Sensitivity:
    """A decoder in fp32, what its matrices read, and its log probabilities on a text that was held out.

    The tokenizer is expected beside its graph. Raises RecipeInvalid where the calibration text cannot serve.
    """

    def __init__(self, exported: Path, choices: MatrixQuantization, progress: Progress) -> None:
        import onnx

        texts = _several(calibration_texts(choices.place))
        fitted = [text for number, text in enumerate(texts) if number % HELD_OUT]
        self._choices, self._progress, self._graph = choices, progress, exported / GRAPH
        self._rows = calibration_ids(exported, texts[::HELD_OUT], MEASURED_TOKENS)
        calibration = calibration_ids(exported, fitted, choices.tokens)
        decoder = OnnxDecoder(onnx.load(self._graph))
        check_layers(choices, decoder.layers)
        self.layers = decoder.layers
        self._measured = measure_activations(
            self._graph, decoder.matrices, calibration, decoder.matrices if choices.rounding == "gptq" else [], progress
        )
        progress(Step("Measuring in fp32"))
        self._reference = log_probabilities(session_on(self._graph), self._rows)

    def costs(self, layered: Sequence[str] = ()) -> list[Cost]:
        """What each kind costs in each way, and in 4 bits each layer's matrix of the kinds in `layered`."""
        import onnx

        decoder = OnnxDecoder(onnx.load(self._graph))
        is_tied = tied_embedding(decoder.model.graph) is not None
        read = prepare(decoder, self._choices, self._measured)
        groups = [(kind, how) for kind in KINDS for how in WAYS]
        groups += [(m.name, SMALL) for m in decoder.matrices if m.kind in layered]
        costs = []
        for done, (name, how) in enumerate(groups):
            self._progress(Step(f"Measuring {name} in {how}", done, len(groups)))
            costs.append(self._cost(decoder, read, name, how, is_tied))
        self._progress(Step("Measuring", len(groups), len(groups)))
        return costs

    def together(self, choices: MatrixQuantization) -> Distance:
        """The distance of the decoder from fp32 with all its matrices kept as the choices say."""
        import onnx

        decoder = OnnxDecoder(onnx.load(self._graph))
        quantize_matrices(decoder, choices, self._measured, self._progress, "Quantizing it as chosen")
        return self._distance(decoder)

    def _cost(self, decoder: OnnxDecoder, read: Activations, name: str, how: Kept, is_tied: bool) -> Cost:
        import onnx

        model = onnx.ModelProto()
        model.CopyFrom(decoder.model)
        changed = OnnxDecoder(model)
        chosen = [matrix for matrix in changed.matrices if name in (matrix.name, matrix.kind)]
        shapes = [changed.weights(matrix.weights).shape for matrix in chosen]
        for matrix in chosen:
            quantize_matrix(changed, matrix, how, read)
        size = sum(stored_bytes(inputs, outputs, how) for inputs, outputs in shapes)
        if name == "head" and is_tied and how != self._choices.embedding:
            # The embedding is read out of a head that is kept as it is, and needs a table of its own otherwise.
            size += sum(stored_bytes(inputs, outputs, self._choices.embedding) for inputs, outputs in shapes)
        found = self._distance(changed)
        return Cost(name, how, size, found.divergence, found.loss)

    def _distance(self, decoder: OnnxDecoder) -> Distance:
        with tempfile.TemporaryDirectory(dir=self._graph.parent) as folder:
            path = Path(folder) / GRAPH
            save_graph(decoder.model, path)
            return distance(session_on(path), self._rows, self._reference)


def _several(texts: Sequence[str]) -> Sequence[str]:
    """The texts, cut into pieces where they are too few to hold one out: a file may be all there is."""
    if len(texts) >= HELD_OUT:
        return texts
    return [text[at : at + PIECE] for text in texts for at in range(0, len(text), PIECE)]


def stored_bytes(inputs: int, outputs: int, how: Kept) -> int:
    """The bytes of a matrix that is kept so, with its scales and zeros."""
    if in_blocks := IN_BLOCKS.fullmatch(how):
        bits, block = int(in_blocks["bits"]), int(in_blocks["block"])
        blocks = -(-inputs // block)
        zeros = -(-blocks // 2) if bits == 4 else 0
        return outputs * (blocks * block * bits // 8 + 4 * blocks + zeros)
    return outputs * (inputs + 4) + 4 if how == "int8" else 4 * inputs * outputs
