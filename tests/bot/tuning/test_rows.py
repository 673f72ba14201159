"""What a writer learns from: rows that heal it, from allowed sources alone, and rows of questions really asked."""

import gzip
import json
from pathlib import Path

import pytest

from bot.steps.write import INSTRUCTION, REFUSAL
from bot.tuning.healing import LONGEST_TEXT, healing_rows
from bot.tuning.posed import Posed
from bot.tuning.rows import ReadingModels, build_rows
from knowledge.documents import Document
from knowledge.readers.markdown import read_markdown
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.training.rows import HELD_OUT_REPOSITORIES
from models.writing.writer import Writer

SUBJECTS = ("retention policy", "sharing link", "meeting room", "sign-in log", "backup job", "mail flow rule")
ALLOWED, HELD_OUT = "MicrosoftDocs/IntuneDocs", sorted(HELD_OUT_REPOSITORIES)[0]


def told(subject: str, part: str, number: int) -> str:
    return (
        f"The default name of the {subject} is Alpha {number}. "
        f"To {part.lower()} the {subject}, open the admin center and select **{part} {number}**. "
        f"If you delete the {subject}, its content is kept for {number + 3} months."
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training data with a page for each subject, in an allowed repository and in a held-out one."""
    folder = tmp_path_factory.mktemp("data")
    with gzip.open(folder / "sections.jsonl.gz", "wt", encoding="utf-8") as lines:
        for repository in (ALLOWED, HELD_OUT):
            for number, subject in enumerate(SUBJECTS):
                for part in ("Change", "Remove"):
                    section = {
                        "id": f"{repository}-{subject}-{part}",
                        "repo": repository,
                        "doc": f"docs/{subject.replace(' ', '-')}.md",
                        "title": subject.capitalize(),
                        "heading": [subject.capitalize(), f"{part} the {subject}"],
                        "text": told(subject, part, number),
                        "kind": "how-to",
                    }
                    lines.write(json.dumps(section) + "\n")
    return folder


@pytest.fixture(scope="module")
def models(embedder: Embedder, reader: Reader, writer: Writer) -> ReadingModels:
    return ReadingModels(embedder, reader, writer)


def test_a_writer_is_healed_on_text_alone_and_on_prompts_in_turn(data: Path, writer: Writer) -> None:
    rows = healing_rows(data, writer, 8)
    assert len(rows) == 8
    assert [bool(row.text) for row in rows] == [True, False] * 4
    assert all(HELD_OUT not in row.group for row in rows)
    for row in rows:
        if row.text:
            assert len(row.text) <= LONGEST_TEXT
        else:
            system, user = row.messages
            assert system.content == INSTRUCTION
            assert row.answer in " ".join(user.content.split())
    assert healing_rows(data, writer, 8) == rows
    assert healing_rows(data, writer, 8, seed=8) != rows


def test_every_answer_is_made_of_units_of_its_own_notes(models: ReadingModels) -> None:
    documents: list[tuple[str, Document]] = []
    questions = [Posed("Who repairs the ice machine?", frozenset())]
    for number, subject in enumerate(SUBJECTS):
        text = f"# {subject.capitalize()}\n\n{told(subject, 'Change', number)}\n"
        documents.append((subject, read_markdown(text, subject, subject.capitalize())))
        question = f"What is the default name of the {subject}?"
        questions.append(Posed(question, frozenset([subject]), (f"Alpha {number}",)))
    rows = build_rows(documents, [*questions * 4], models)
    assert {row.answer for row in rows} > {REFUSAL}
    for row in rows:
        system, user = row.messages
        assert system.content == INSTRUCTION
        notes = user.content.partition("\n\nQuestion:")[0]
        if row.answer != REFUSAL:
            assert all(line in " ".join(notes.split()) for line in row.answer.splitlines())
