"""The rows that a writer is tuned on: a conversation as the product shows it, and the answer it should have given."""

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import TrainingDataInvalid
from models.whole_files import whole_file
from models.writing.chat_template import Message

FEWEST_ROWS = 20
"""Fewer rows teach nothing but themselves."""


@dataclass(frozen=True)
class TuningRow:
    """One example; rows of the same `group` (questions about one page) are all learned from or all held out.

    A conversation with its answer; or, to heal a pruned model with, a `text` alone.
    """

    messages: tuple[Message, ...]
    answer: str
    group: str = ""
    text: str = ""


def write_tuning_rows(rows: Iterable[TuningRow], file: Path) -> None:
    """Writes the rows as JSON lines, gzipped where the name ends in `.gz`; the file appears whole or not at all."""
    lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    # No time in the header: the same rows are the same file.
    content = gzip.compress(lines.encode(), mtime=0) if file.suffix == ".gz" else lines.encode()
    with whole_file(file) as partial:
        partial.write_bytes(content)


def load_tuning_rows(file: Path) -> list[TuningRow]:
    """The rows of a `.jsonl` or `.jsonl.gz` file; raises TrainingDataInvalid, naming the first line that is none."""
    try:
        content = file.read_bytes()
        text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise TrainingDataInvalid(f"{file} cannot be read: {error}.", "Give a file of JSON lines in UTF-8.") from error
    return [
        _row(file, number, line)
        # Not `splitlines`, which cuts at U+2028 too: that stands in a JSON string as it is.
        for number, line in enumerate(text.split("\n"), start=1)
        if line and not line.isspace()
    ]


def check_rows(rows: Sequence[TuningRow]) -> None:
    """Raises TrainingDataInvalid where there are too few rows to learn from, or one asks or answers nothing."""
    if len(rows) < FEWEST_ROWS:
        raise TrainingDataInvalid(
            f"There are {len(rows)} rows to tune on; at least {FEWEST_ROWS} are needed.", "Add questions with answers."
        )
    for number, row in enumerate(rows, start=1):
        if not row.text.strip() and (
            not row.answer.strip() or not any(message.role == "user" for message in row.messages)
        ):
            raise TrainingDataInvalid(f"Row {number} has no question or no answer.", "Complete it, or leave it out.")


def _row(file: Path, number: int, line: str) -> TuningRow:
    try:
        content = json.loads(line)
        group = content.get("group", "") if isinstance(content, dict) else ""
        if not isinstance(group, str):
            raise TypeError("the group is no string")
        if isinstance(content, dict) and isinstance(text := content.get("text"), str) and text:
            return TuningRow((), "", group, text)
        messages = tuple(Message(turn["role"], turn["content"]) for turn in content["messages"])
        texts = [content["answer"], *(message.content for message in messages)]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("a text is no string")
        if not {message.role for message in messages} <= {"system", "user", "assistant"}:
            raise ValueError("a role is none of system, user and assistant")
        return TuningRow(messages, content["answer"], group)
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingDataInvalid(
            f"Line {number} of {file.name} is not a row to tune on: {error}.",
            'A row is {"messages": [{"role": "user", "content": "…"}], "answer": "…"}.',
        ) from error
