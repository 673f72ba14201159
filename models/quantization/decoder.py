"""Quantizes a decoder matrix by matrix: measures what they read, smooths it, rounds each as the recipe keeps it."""

from pathlib import Path

from models.calibration_text import calibration_texts
from models.errors import RecipeInvalid
from models.progress import Progress, Step
from models.quantization.activations import Activations, measure_activations
from models.quantization.blocks import save_graph
from models.quantization.calibration import calibration_ids
from models.quantization.neurons import order_neurons
from models.quantization.onnx_decoder import Matrix, OnnxDecoder
from models.quantization.products import to_blocks, to_int8
from models.quantization.smoothing import smooth
from models.quantization.tables import quantize_tables, read_embedding_from_head, tied_embedding
from models.recipes.recipe import IN_BLOCKS, MatrixQuantization


def quantize_decoder(graph: Path, output: Path, choices: MatrixQuantization, progress: Progress, doing: str) -> None:
    """Writes the exported decoder `graph` to `output`, each matrix kept as the choices say.

    The tokenizer must stand beside the graph. Raises RecipeInvalid where the calibration text cannot serve, or where
    the choices name a layer that the model lacks.
    """
    import onnx

    rows = calibration_ids(graph.parent, calibration_texts(choices.place), choices.tokens)
    decoder = OnnxDecoder(onnx.load(graph))
    check_layers(choices, decoder.layers)
    in_four_bits = [matrix for matrix in decoder.matrices if choices.kept(matrix.kind, matrix.name).startswith("int4")]
    squared = in_four_bits if choices.rounding == "gptq" else []
    measured = measure_activations(graph, decoder.matrices, rows, squared, progress)
    quantize_matrices(decoder, choices, measured, progress, doing)
    save_graph(decoder.model, output)


def check_layers(choices: MatrixQuantization, layers: int) -> None:
    """Raises RecipeInvalid where a matrix is named in a layer that the decoder does not have."""
    beyond = [name for name in choices.in_layers if int(name.partition(".")[2]) >= layers]
    if beyond:
        raise RecipeInvalid(
            f"The recipe names the matrix “{beyond[0]}”, and the model has {layers} layers, numbered from 0.",
            f"Name layers up to {layers - 1} in [quantize.layers].",
        )


def quantize_matrices(
    decoder: OnnxDecoder, choices: MatrixQuantization, measured: Activations, progress: Progress, doing: str
) -> None:
    """Changes the decoder in memory: all its matrices and its embedding, as the choices say."""
    tied = tied_embedding(decoder.model.graph)
    read = prepare(decoder, choices, measured)
    for done, matrix in enumerate(decoder.matrices):
        progress(Step(doing, done, len(decoder.matrices)))
        quantize_matrix(decoder, matrix, choices.kept(matrix.kind, matrix.name), read)
    if choices.embedding == "fp32":
        return
    block = int(choices.embedding.rpartition("-")[2])
    if tied is not None and choices.embedding == choices.head:
        read_embedding_from_head(decoder.model.graph, tied, block)
    quantize_tables(decoder.model.graph, block)


def prepare(decoder: OnnxDecoder, choices: MatrixQuantization, measured: Activations) -> Activations:
    """Makes the decoder ready to be rounded, without changing a logit; gives what its matrices read from then on."""
    read = smoothed(decoder, measured) if choices.smooth else measured
    return order_neurons(decoder, read)


def smoothed(decoder: OnnxDecoder, measured: Activations) -> Activations:
    """Smooths the decoder, and gives what its matrices read from then on."""
    factors = smooth(decoder, measured.peaks)
    peaks = {name: peak / factors.get(name, 1) for name, peak in measured.peaks.items()}
    moments = {
        name: moment / factors[name][:, None] / factors[name] if name in factors else moment
        for name, moment in measured.moments.items()
    }
    return Activations(peaks, moments)


def quantize_matrix(decoder: OnnxDecoder, matrix: Matrix, how: str, read: Activations) -> None:
    """Rounds one matrix and lets the nodes that read it so stand in for its product.

    In 4 bits it is rounded by GPTQ where its moments were measured; 8 bits are fine enough for the nearest.
    """
    if how == "int8":
        to_int8(decoder, matrix, float(read.peaks[matrix.name].max()))
    elif in_blocks := IN_BLOCKS.fullmatch(how):
        moments = read.moments.get(matrix.name) if in_blocks["bits"] == "4" else None
        to_blocks(decoder, matrix, int(in_blocks["bits"]), int(in_blocks["block"]), moments)
