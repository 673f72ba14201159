"""A small labelled set on disk, and a way to write others."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WriteSet = Callable[..., Path]

QUERIES: list[dict[str, Any]] = [
    {"id": "q1", "text": "How is VPN error 809 fixed?", "answer": "open UDP ports 500 and 4500", "answerable": True},
    {"id": "q2", "text": "How many holidays does everybody get?", "answer": "30", "answerable": True},
    {"id": "q3", "text": "Who painted the ceiling?", "answer": None, "answerable": False},
    {
        "id": "q4",
        "text": "And which printer prints posters?",
        "history": [["user", "Where are the printers?"], ["assistant", "On the second floor."]],
        "answers": ["A0 plotter", "the plotter"],
        "answerable": True,
    },
]
QRELS = [("q1", "vpn", 1), ("q2", "leave", 1), ("q4", "printers", 2)]
DOCUMENTS = {
    "network/vpn.md": "# VPN\n\nVPN error 809 is fixed by this: open UDP ports 500 and 4500.\n",
    "leave.md": "# Leave\n\nHow many holidays: everybody gets 30 holidays.\n",
    "printers.md": "# Printers\n\nThe printer that prints posters is the A0 plotter.\n",
}


@pytest.fixture
def write_set(tmp_path: Path) -> WriteSet:
    """Writes a labelled set with the files given instead of the usual ones; None leaves a file out."""

    def write(
        documents: dict[str, str] | None = DOCUMENTS,
        queries: str | None = "".join(json.dumps(query) + "\n" for query in QUERIES),
        qrels: str | None = "query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{d}\t{g}\n" for q, d, g in QRELS),
        **files: bytes,
    ) -> Path:
        folder = tmp_path / "set"
        folder.mkdir()
        for name, text in (documents or {}).items():
            file = folder / "documents" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        for name, content in {"queries.jsonl": queries, "qrels.tsv": qrels}.items():
            if content is not None:
                (folder / name).write_text(content, encoding="utf-8")
        for name, data in files.items():
            (folder / name.replace("__", ".")).write_bytes(data)
        return folder

    return write
