"""Lets query heads that share keys be rows of one product where a token or two are new: the same bits, sooner.

ONNX Runtime multiplies keys with one query head at a time, and lays them out anew for each. So the heads that share a
key head become further tokens, which see what theirs sees and nothing else: `GroupQueryAttention` gets as many query
heads as key heads. What it puts into the cache behind the new tokens is never seen, and overwritten by the next ones.
A row of a product of several is, to the last bit, what it is beside others, so no token depends on which way is taken.

Where more tokens are new, as in a draft or a part of a prompt, products are large anyway, and the mask costs what it
saves. Attentions with a window stay as they are.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

FEW = 2
"""Up to so many new tokens it pays: after 300 tokens four of them took 3 to 9% longer so."""

UNSEEN = -1e30
"""What is added to the score of a key that a row must not see: the chance is then 0, and no infinity meets another."""

SHARED: dict[str, tuple[Any, str]] = {
    "grouped.most": ([FEW], "int64"),
    "grouped.zero": (0, "int64"),
    "grouped.step": (1, "int64"),
    "grouped.one": ([1], "int64"),
    "grouped.rows_and_columns": ([1, 3], "int64"),
    "grouped.seen_score": (0, "float32"),
    "grouped.unseen_score": (UNSEEN, "float32"),
}


def heads_of(attention: "NodeProto") -> tuple[int, int]:
    """How many query heads and how many key heads an attention has."""
    attributes = {attribute.name: attribute.i for attribute in attention.attribute}
    return attributes["num_heads"], attributes["kv_num_heads"]


def can_be_grouped(attention: "NodeProto") -> bool:
    """Whether its query heads share keys, and see all that came before."""
    heads, key_heads = heads_of(attention)
    return heads > key_heads and all(attribute.name != "local_window_size" for attribute in attention.attribute)


def grouped_lengths(
    graph: "GraphProto", attention: "NodeProto", new: str, last_index: str, past_keys: str
) -> "list[NodeProto]":
    """The nodes, once for all attentions, that say how long the texts are with such rows, and what each row sees.

    `new` is how many tokens of each text are new, int32 (texts), and `last_index` is the last one's place, int32
    (texts, 1). Constants are added to the graph.
    """
    from onnx import TensorProto, helper

    heads, key_heads = heads_of(attention)
    add_constants(graph, {**SHARED, "grouped.group": ([heads // key_heads], "int64")})

    def node(operator: str, inputs: str, output: str, **attributes: Any) -> "NodeProto":
        names = [f"grouped{name}" if name.startswith(".") else name for name in inputs.split()]
        return helper.make_node(operator, names, [f"grouped{output}"], **attributes)

    return [
        node("Shape", "input_ids", ".tokens", start=1, end=2),
        node("Min", ".tokens .most", ".few"),
        node("Unsqueeze", f"{new} .one", ".new_column"),
        node("Cast", ".new_column", ".new_tokens", to=TensorProto.INT64),
        node("Cast", last_index, ".last_token", to=TensorProto.INT64),
        node("Sub", ".last_token .new_tokens", ".past_less_one"),
        node("Add", ".past_less_one .one", ".past"),
        # A row for each head of a group and each of the few tokens: head by head, the tokens of one side by side.
        node("Squeeze", ".few", ".few_scalar"),
        node("Range", ".zero .few_scalar .step", ".places"),
        node("Tile", ".places .group", ".places_of_rows"),
        node("Add", ".past .places_of_rows", ".positions"),
        node("Mul", ".few .group", ".rows"),
        node("Add", ".past .rows", ".lengths"),
        node("Sub", ".lengths .one", ".last_row"),
        node("Cast", ".last_row", ".last_index", to=TensorProto.INT32),
        node("Sub", ".lengths .past", ".rows_of_texts"),
        node("Squeeze", ".rows_of_texts .one", ".rows_of_each"),
        node("Cast", ".rows_of_each", ".new", to=TensorProto.INT32),
        node("ReduceMax", ".lengths", ".longest", keepdims=0),
        node("Cast", ".longest", ".total", to=TensorProto.INT32),
        # At the end of a cache there may be no room for the rows, and never where each run has a cache of its own.
        node("LessOrEqual", ".tokens .most", ".are_few"),
        node("Shape", past_keys, ".room", start=2, end=3),
        node("LessOrEqual", ".longest .room", ".have_room"),
        node("And", ".are_few .have_room", ".chosen"),
        node("Range", ".zero .longest .step", ".columns"),
        node("Unsqueeze", ".positions .rows_and_columns", ".last_seen"),
        node("LessOrEqual", ".columns .last_seen", ".seen"),
        node("Where", ".seen .seen_score .unseen_score", ".mask"),
    ]


def few_or_many(graph: "GraphProto", attention: "NodeProto", many: "list[NodeProto]", width: int) -> "NodeProto":
    """A node in place of `many`, those that compute an attention whatever the number of new tokens.

    `attention` is the one as it was exported, and `width` the size of a head. Constants are added to the graph.
    """
    from onnx import TensorProto, helper

    heads, key_heads = heads_of(attention)
    add_constants(graph, _shapes(heads, key_heads, width))
    outputs = list(attention.output)
    few = _few(attention, key_heads)

    def branch(name: str, nodes: "list[NodeProto]") -> "GraphProto":
        own = {output: f"{output}.{name}" for output in outputs}
        for node in nodes:
            for number, output in enumerate(node.output):
                node.output[number] = own.get(output, output)
        values = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None) for output in own.values()]
        return helper.make_graph(nodes, name, [], values)

    branches = {"then_branch": branch("few", few), "else_branch": branch("many", many)}
    return helper.make_node("If", ["grouped.chosen"], outputs, name=f"{attention.name}.few_or_many", **branches)


def add_constants(graph: "GraphProto", constants: Mapping[str, tuple[Any, str]]) -> None:
    """Adds initializers whose names are new: a value and its type each."""
    from onnx import numpy_helper

    known = {tensor.name for tensor in graph.initializer}
    for name, (value, kind) in constants.items():
        if name not in known:
            graph.initializer.append(numpy_helper.from_array(np.array(value, kind), name))


def _shapes(heads: int, key_heads: int, width: int) -> dict[str, tuple[Any, str]]:
    """How the heads of a token are laid out anew: for each of a group a row of queries, all keys and all values."""
    group = heads // key_heads
    keys_and_values = list(range(heads * width, (heads + 2 * key_heads) * width))
    columns: list[int] = []
    for member in range(group):
        for head in range(member, heads, group):
            columns += range(head * width, (head + 1) * width)
        columns += keys_and_values
    row = 3 * key_heads * width
    return {
        "grouped.columns_of_rows": (columns, "int64"),
        "grouped.rows_of_tokens": ([0, 0, group, row], "int64"),
        "grouped.all_rows": ([0, -1, row], "int64"),
        "grouped.heads_of_rows": ([0, group, -1, key_heads, width], "int64"),
        "grouped.heads_of_tokens": ([0, 0, heads * width], "int64"),
    }


def _few(attention: "NodeProto", key_heads: int) -> "list[NodeProto]":
    from onnx import helper

    name, inputs = attention.name, list(attention.input)
    states = inputs[0]
    nodes: list[NodeProto] = []

    def then(operator: str, *others: str, **attributes: Any) -> None:
        nonlocal states
        made = f"{name}.few.{len(nodes)}"
        nodes.append(helper.make_node(operator, [states, *others], [made], name=made, **attributes))
        states = made

    if inputs[1]:
        then("Concat", *inputs[1:3], axis=2)
    then("Gather", "grouped.columns_of_rows", axis=2)
    then("Reshape", "grouped.rows_of_tokens")
    then("Transpose", perm=[0, 2, 1, 3])
    then("Reshape", "grouped.all_rows")
    grouped = helper.make_node("GroupQueryAttention", [], [])
    grouped.CopyFrom(attention)
    length_inputs = ["grouped.last_index", "grouped.total", *inputs[7:9], "grouped.positions", "grouped.mask"]
    del grouped.input[:]
    grouped.input.extend([states, "", "", *inputs[3:5], *length_inputs, "", "", "", "", "", "grouped.new"])
    grouped.output[0] = states = f"{name}.few.attended"
    next(attribute for attribute in grouped.attribute if attribute.name == "num_heads").i = key_heads
    nodes.append(grouped)
    then("Reshape", "grouped.heads_of_rows")
    then("Transpose", perm=[0, 2, 3, 1, 4])
    then("Reshape", "grouped.heads_of_tokens")
    nodes[-1].output[0] = attention.output[0]
    return nodes
