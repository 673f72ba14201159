"""The shipped writer learns from allowed sources only, through the product's own search and prompt."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.steps.write import INSTRUCTION, REFUSAL
from bot.tuning.published import published_material
from bot.tuning.rows import ReadingModels, build_rows
from models.build import build_model
from models.embedder import Embedder
from models.reader import Reader
from models.recipe import load_recipe
from models.store import ModelStore
from models.training.rows import HELD_OUT_REPOSITORIES
from models.writer import Writer

SUBJECTS = ("retention policy", "sharing link", "meeting room", "sign-in log", "backup job", "mail flow rule")


def write_lines(file: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of training data with a page for each subject, in an allowed repository and in a held-out one."""
    folder = tmp_path_factory.mktemp("data")
    sections = [
        {
            "id": f"{repository}-{subject}-{part}",
            "repo": repository,
            "doc": f"docs/{subject.replace(' ', '-')}.md",
            "title": subject.capitalize(),
            "heading": [subject.capitalize(), f"{part} the {subject}"],
            "text": f"The default name of the {subject} is Alpha {number}. "
            f"To {part.lower()} the {subject}, open the admin center and select **{part} {number}**. "
            f"If you delete the {subject}, its content is kept for {number + 3} months.",
            "kind": "how-to",
        }
        for repository in ("MicrosoftDocs/IntuneDocs", sorted(HELD_OUT_REPOSITORIES)[0])
        for number, subject in enumerate(SUBJECTS)
        for part in ("Change", "Remove")
    ]
    write_lines(folder / "sections.jsonl.gz", sections)
    story = {
        "id": "fairytale-train-The-wolf-1", "source": "uci-soe/FairytaleQAData", "question": "Who came out of a bush?",
        "context": "The girl went on.\nAn old woman came out of a bush. She was cross.", "answers": ["An old woman"],
        "answer_start": [18],
    }  # fmt: skip
    squad = {**story, "source": "chrischute/squad", "id": "squad-1", "context": "An old woman is from Wikipedia."}
    write_lines(folder / "qa.jsonl.gz", [story, squad])
    return folder


@pytest.fixture(scope="module")
def models(model_store: ModelStore, embedder: Embedder, writer: Writer) -> Iterator[ReadingModels]:
    reader = Reader.open(build_model(load_recipe("reader"), model_store))
    yield ReadingModels(embedder, reader, writer)
    reader.close()


def test_nothing_comes_from_what_is_held_out_or_may_not_be_used(data: Path) -> None:
    documents, questions = published_material(data)
    texts = {name: document.text for name, document in documents}
    assert len(texts) == len(SUBJECTS) + 1
    assert not [name for name in texts if any(name.startswith(held_out) for held_out in HELD_OUT_REPOSITORIES)]
    assert not [text for text in texts.values() if "Wikipedia" in text]
    assert questions
    for question in questions:
        [name] = question.documents
        assert all(answer == texts[name][question.start : question.end] for answer in question.answers)


def test_the_same_seed_gives_the_same_material(data: Path) -> None:
    assert published_material(data, 3) == published_material(data, 3)


def test_every_answer_is_made_of_units_of_its_own_notes(data: Path, models: ReadingModels) -> None:
    rows = build_rows(*published_material(data), models)
    assert {row.answer for row in rows} > {REFUSAL}
    for row in rows:
        system, user = row.messages
        assert system.content == INSTRUCTION
        notes = user.content.partition("\n\nQuestion:")[0]
        if row.answer != REFUSAL:
            assert all(line in " ".join(notes.split()) for line in row.answer.splitlines())
