"""Lets an exported decoder take several texts of different lengths at once, and compute each as if it were alone.

ONNX Runtime multiplies a single row by other instructions than several, and the last bits differ. In an attention over
the cache a text with one new token is a single row; a bit there turns a rounding in a product of 8-bit integers further
on, and a few words later the text is another one. So each text gets one token more in every attention, which nobody
looks at: then the tokens are the same one by one, as a draft, in a prompt, alone and beside others. Where few tokens
are new and query heads share keys, those heads are several rows already (`models.export.grouped`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from models.decoding.graph import NO_TOKEN, RAGGED
from models.export.grouped import add_constants, can_be_grouped, few_or_many, grouped_lengths

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

STATES, PAST_KEYS, LAST_INDEX, TOTAL_LENGTH, NEW_TOKENS = (0, 1, 2), 3, 5, 6, 16
"""Where `GroupQueryAttention` has the new states, the cache, the index of the last token, the length of all, and of the
new."""

CONSTANTS = {
    "ragged.none": ([NO_TOKEN], "int64"),
    "ragged.one": ([1], "int32"),
    "ragged.axis": ([1], "int64"),
    "ragged.pad": ([0, 0, 0, 0, 1, 0], "int64"),
    "ragged.first": ([0], "int64"),
    "ragged.last": ([-1], "int64"),
}


def take_texts_side_by_side(graph: Path) -> None:
    """Rewrites the graph of a decoder. Its attentions then need onnxruntime 1.32 (their input `query_seqlens`).

    A token of -1 is none: texts that have fewer new tokens than others are padded with it. The cache must have room for
    one token more than the texts have.
    """
    import onnx
    from onnx import helper

    model = onnx.load(graph, load_external_data=False)
    add_constants(model.graph, CONSTANTS)
    attentions = [node for node in model.graph.node if node.op_type == "GroupQueryAttention"]
    _insert(model.graph, _lengths(attentions[0]), attentions[0])
    shared = [attention for attention in attentions if can_be_grouped(attention)]
    if shared:
        length_inputs = "ragged.count", shared[0].input[LAST_INDEX], shared[0].input[PAST_KEYS]
        _insert(model.graph, grouped_lengths(model.graph, shared[0], *length_inputs), attentions[0])
    for attention in attentions:
        _rewrite(model.graph, attention)
    helper.set_model_props(model, {RAGGED: str(NO_TOKEN)})
    onnx.save(model, graph)


def _lengths(attention: "NodeProto") -> "list[NodeProto]":
    """The lengths that the attentions get, one more than they were; the new tokens are those that are tokens."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("Equal", ["input_ids", "ragged.none"], ["ragged.padding"]),
        helper.make_node("Not", ["ragged.padding"], ["ragged.tokens"]),
        helper.make_node("Cast", ["ragged.tokens"], ["ragged.ones"], to=TensorProto.INT32),
        helper.make_node("ReduceSum", ["ragged.ones", "ragged.axis"], ["ragged.count"], keepdims=0),
        helper.make_node("Add", ["ragged.count", "ragged.one"], ["ragged.new"]),
        helper.make_node("Add", [attention.input[LAST_INDEX], "ragged.one"], ["ragged.last_index"]),
        helper.make_node("Add", [attention.input[TOTAL_LENGTH], "ragged.one"], ["ragged.total"]),
    ]


def _rewrite(graph: "GraphProto", attention: "NodeProto") -> None:
    """Puts an attention that sees one token more in place of one, and where it can be a choice of that and another."""
    from onnx import NodeProto

    exported = NodeProto()
    exported.CopyFrom(attention)
    before, after = _one_token_more(attention)
    if not can_be_grouped(exported):
        _insert(graph, before, attention)
        _insert(graph, after, attention, behind=True)
        return
    longer = NodeProto()
    longer.CopyFrom(attention)
    past = next(value for value in graph.input if value.name == exported.input[PAST_KEYS])
    size = past.type.tensor_type.shape.dim[-1].dim_value
    _insert(graph, [few_or_many(graph, exported, [*before, longer, *after], size)], attention)
    graph.node.remove(attention)


def _one_token_more(attention: "NodeProto") -> "tuple[list[NodeProto], list[NodeProto]]":
    """Lets an attention see its texts one token longer; the nodes that lengthen before it, and that cut after it."""
    from onnx import helper

    before = []
    for number in STATES:
        if name := attention.input[number]:
            before.append(helper.make_node("Pad", [name, "ragged.pad"], [f"{name}.longer"], name=f"{name}.longer"))
            attention.input[number] = f"{name}.longer"
    attention.input[LAST_INDEX], attention.input[TOTAL_LENGTH] = "ragged.last_index", "ragged.total"
    attention.input.extend([""] * (NEW_TOKENS - len(attention.input)))
    attention.input.append("ragged.new")
    attended = attention.output[0]
    attention.output[0] = f"{attended}.longer"
    cut = [attention.output[0], "ragged.first", "ragged.last", "ragged.axis"]
    return before, [helper.make_node("Slice", cut, [attended], name=f"{attended}.cut")]


def _insert(graph: "GraphProto", nodes: "list[NodeProto]", beside: "NodeProto", *, behind: bool = False) -> None:
    at = next(number for number, node in enumerate(graph.node) if node.output[0] == beside.output[0]) + behind
    for offset, node in enumerate(nodes):
        graph.node.insert(at + offset, node)
