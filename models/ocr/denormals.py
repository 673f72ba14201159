"""Takes the denormal floats out of an ONNX model's bytes, without the onnx package, which only building needs.

A quarter to two thirds of the weights of two of the detection's layers are such floats, and a processor multiplies
them a hundred times slower: they took 60% of all detection.
"""

from collections.abc import Iterator

import numpy as np

_SMALLEST_NORMAL = np.finfo(np.float32).tiny
# Field numbers of onnx.proto: model.graph, then graph.initializer or graph.node.attribute.t, then the tensor's own.
_GRAPH, _INITIALIZER, _NODE, _ATTRIBUTE, _ATTRIBUTE_TENSOR, _DATA_TYPE, _RAW_DATA = 7, 5, 1, 5, 5, 2, 9
_FLOAT = 1


def without_denormals(model: bytes) -> bytearray:
    """The ONNX model with each float too small for normal precision set to zero, which changes no result.

    ONNX Runtime's own setting for this would change how the thread that opens the session computes from then on, and
    not reach the other threads that call it.
    """
    clean = bytearray(model)
    for start, end in _float_weights(memoryview(model)):
        values = np.frombuffer(clean, dtype="<f4", count=(end - start) // 4, offset=start)
        values[np.abs(values) < _SMALLEST_NORMAL] = 0
    return clean


def _float_weights(model: memoryview) -> Iterator[tuple[int, int]]:
    """Where in the file the raw bytes of each float tensor stand."""
    for graph in _fields(model, 0, len(model), _GRAPH):
        for tensor in _fields(model, *graph, _INITIALIZER):
            yield from _raw_floats(model, tensor)
        for node in _fields(model, *graph, _NODE):
            for attribute in _fields(model, *node, _ATTRIBUTE):
                for tensor in _fields(model, *attribute, _ATTRIBUTE_TENSOR):
                    yield from _raw_floats(model, tensor)


def _raw_floats(model: memoryview, tensor: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if any(value == _FLOAT for value, _ in _fields(model, *tensor, _DATA_TYPE)):
        yield from _fields(model, *tensor, _RAW_DATA)


def _fields(model: memoryview, start: int, end: int, wanted: int) -> Iterator[tuple[int, int]]:
    """The fields of this number in a protobuf message: start and end of its bytes, or a number twice."""
    at = start
    while at < end:
        key, at = _varint(model, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(model, at)
            found = (value, value)
        else:
            length, at = _varint(model, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            found = (at, at + length)
            at += length
        if number == wanted:
            yield found


def _varint(model: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = model[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
