"""The lines of a labelled set's files, checked: every complaint names the file, the line and what is expected there."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from bot.events import Turn
from knowledge.names import storable
from models.errors import UsageError, in_words


@dataclass(frozen=True)
class Record:
    """One JSON object of a `.jsonl` file, with typed access to its fields; a field that is null counts as absent.

    Texts are given as files take them: JSON may hold half an emoji, which none does.
    """

    file: Path
    line: int
    fields: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The object's own id."""
        return storable(str(self.fields["id"]))

    def text(self, name: str) -> str:
        """The text in field `name`, or an empty one."""
        return storable(self._value(name, lambda value: isinstance(value, str), "a text") or "")

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts in the list `name`, or none."""
        return tuple(map(storable, self._value(name, _are_texts, "a list of texts") or ()))

    def truth(self, name: str, default: bool) -> bool:
        """The true or false in field `name`."""
        value: bool | None = self._value(name, lambda value: isinstance(value, bool), "true or false")
        return default if value is None else value

    def integer(self, name: str) -> int | None:
        """The whole number in field `name`, or None."""
        value: int | None = self._value(name, lambda value: type(value) is int, "a whole number")
        return value

    def turns(self, name: str) -> tuple[Turn, ...]:
        """The conversation in field `name`: a list of [role, text]."""
        turns: list[Turn] = []
        value = self.fields.get(name)
        for turn in [] if value is None else value if isinstance(value, list) else [value]:
            match turn:
                case [("user" | "assistant") as role, str(text)]:
                    turns.append(Turn(role, storable(text)))
                case _:
                    raise self._expected(name, 'a list of ["user" or "assistant", text]')
        return tuple(turns)

    def malformed(self, what: str, next_step: str) -> UsageError:
        """The error that this line is to blame for."""
        return UsageError(f"{self.file}, line {self.line} {what}.", next_step)

    def _value(self, name: str, fits: Callable[[Any], bool], what: str) -> Any:
        """What stands in a field; None where nothing does."""
        value = self.fields.get(name)
        if value is not None and not fits(value):
            raise self._expected(name, what)
        return value

    def _expected(self, name: str, what: str) -> UsageError:
        return self.malformed(f'has a "{name}" that is not {what}', f'Make "{name}" {what}, or leave it out.')


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


@dataclass(frozen=True)
class Judgment:
    """One line of `qrels.tsv`: how relevant a document is to a question; 0 is not at all."""

    line: int
    question: str
    document: str
    grade: float


def read_records(file: Path) -> list[Record]:
    """The objects of a `.jsonl` or `.jsonl.gz` file, each with an id that no other has.

    Raises `UsageError`, naming the line, if one is not such an object.
    """
    records: dict[str, Record] = {}
    for number, line in _lines(file):
        try:
            fields = json.loads(line)
        except ValueError as broken:
            raise UsageError(f"{file}, line {number} is not JSON: {broken}.", "Write one JSON object a line.") from None
        if not isinstance(fields, dict):
            raise UsageError(f"{file}, line {number} is not a JSON object.", "Write one JSON object a line.")
        record = Record(file, number, fields)
        identity = fields.get("id")
        if not isinstance(identity, str | int) or identity == "":
            raise record.malformed("has no id", 'Give each line its own "id".')
        if record.id in records:
            first = records[record.id].line
            raise record.malformed(f"has the id {record.id}, as line {first} has", 'Give each line its own "id".')
        records[record.id] = record
    return list(records.values())


def read_judgments(file: Path) -> list[Judgment]:
    """The judgments of a `qrels.tsv`, its header left out.

    Raises `UsageError`, naming the line, if a row does not have three columns or its score is not a number.
    """
    judgments: list[Judgment] = []
    for number, line in _lines(file):
        cells = [cell.strip() for cell in line.split("\t")]
        if cells[0].lower() == "query-id" and number == 1:
            continue
        try:
            question, document, score = cells
            grade = float(score)
            if not isfinite(grade):  # "nan" and "inf" are numbers to Python, and nothing can be counted with them
                raise ValueError(score)
            judgments.append(Judgment(number, question, document, grade))
        except ValueError:
            raise UsageError(
                f"{file}, line {number} is not a judgment: {line[:80]!r}.",
                "Write query-id, corpus-id and a number, separated by tabs.",
            ) from None
    return judgments


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of `file` that are not blank, numbered from 1."""
    try:
        content = file.read_bytes()
        text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        broken_line = broken.object[: broken.start].count(b"\n") + 1
        raise UsageError(f"{file}, line {broken_line} is not UTF-8.", "Save the file as UTF-8.") from None
    except (OSError, EOFError, zlib.error) as broken:
        raise UsageError(
            f"{file} cannot be read: {in_words(broken)}.", "Check the file, and pack it again if it is .gz."
        ) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")
