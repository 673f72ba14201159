"""Reads Jupyter notebooks: their text and their code as one Markdown text, without what the code put out."""

import json
from typing import Any

from knowledge.documents import Document
from knowledge.readers.markdown import read_markdown
from knowledge.readers.problem import Unreadable

_FENCE = "~~~~"


def read_notebook(text: str, name: str) -> Document:
    """A notebook as a document; raises `Unreadable` for what is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        parts = [_cell(cell) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("It is not a notebook that can be read.", "Open it in Jupyter and save it again.") from error
    return read_markdown("\n\n".join(part for part in parts if part), name)


def _cell(cell: dict[str, Any]) -> str:
    source = "".join(cell["source"]).strip("\n")
    if cell["cell_type"] == "code" and source:
        return f"{_FENCE}\n{source}\n{_FENCE}"
    return source if cell["cell_type"] == "markdown" else ""
