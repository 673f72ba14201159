"""Says in a sentence what is wrong with a recipe: the key as a person wrote it, and what may stand there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

# Parts of a place that nobody wrote: the kind of a table that may be of several, and the type of a value that may.
KINDS = {"encoder", "cross-encoder", "decoder", "clip", "finished", "dynamic-int8", "blocks", "matrices", "none"}
TYPES = ("constrained-", "tuple[", "literal[")
LISTS = ("tuple_type", "missing", "too_long")
"""What is wrong with a list: it is none, too short, or too long."""
SAYS = {
    "export.relevance": "must be the slope and the offset of a sigmoid: [1.0, 0.0]",
    "prune.layers": "must be how many layers stay, or the numbers of those that do, from 0: [0, 1, 5]",
    "prune.vocabulary": 'must be how many tokens stay, or "used"',
    "prune.keep": 'must be a list of texts: ["Kelpline Gate"]',
    "prune.calibration": "must be file: and a file or a folder, as in “file:texts.jsonl”",
    "prune.dropped": "must be file: and a file or a folder",
    "quantize.calibration": "must be file: and a file or a folder, as in “file:texts.jsonl”",
    "name": "must be of small letters, digits and hyphens, as in “my-writer”",
}
"""What may stand under a key, where its type alone says too little."""
TYPES_IN_WORDS = {
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be a text in quotes",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_pattern_mismatch": "must be 64 hexadecimal digits",
}


def first_fault(error: "ValidationError") -> str:
    """What is wrong with the first key that is, as the end of a sentence about the recipe."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"] if not _is_unwritten(str(part)))
    if fault["type"] == "extra_forbidden":
        return f"has a key that nothing reads: “{key}”"
    if fault["type"] == "missing" and not isinstance(fault["loc"][-1], int):
        return f"lacks the key “{key}”"
    if fault["type"] == "union_tag_not_found":
        return f"lacks the key “{key}.kind”"
    return f"has a wrong value for “{key}”: {_in_words(key, fault)}"


def _is_unwritten(part: str) -> bool:
    return part in KINDS or part.startswith(TYPES)


def _in_words(key: str, fault: "ErrorDetails") -> str:
    if fault["type"] == "value_error":  # our own words
        return fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "union_tag_invalid":
        return f"`kind` must be one of {fault['ctx']['expected_tags']}"
    named = next((says for name, says in SAYS.items() if key == name or key.startswith(f"{name}.")), None)
    is_of_a_type = fault["type"] in TYPES_IN_WORDS or any(str(part).startswith(TYPES) for part in fault["loc"])
    if named is not None and (is_of_a_type or fault["type"] in LISTS):
        return named
    says = TYPES_IN_WORDS.get(fault["type"], fault["msg"].replace("Input should be", "must be"))
    return says.replace("True", "true").replace("False", "false")
