"""A writer that an operator pruned is healed on text alone, by the model before pruning."""

import json
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.tuning.healing import LONGEST_PIECE, in_pieces
from bot.tuning.pipeline import TuningPlaces, tune_on
from models.errors import TrainingDataInvalid
from models.progress import silent
from models.store import ModelStore
from models.training.tuning_rows import TuningRow
from models.writing.chat_template import Message
from tests.models.tiny_decoders import WORDS, saved, tiny_tokenizer, writer_recipe

PRUNE = '[prune]\nlayers = 2\nffn = 64\nvocabulary = 400\ncalibration = "file:texts.jsonl"\ntokens = 1024'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny model and the texts of some documents, as `deskside models texts` writes them."""
    saved(tmp_path / "weights", "llama", tiny_tokenizer(512, WORDS * 5), max_position_embeddings=1024)
    documents = [{"document": f"{n}.md", "text": f"# Page {n}\n\n" + f"{WORDS}\n" * 30} for n in range(4)]
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps(document) + "\n" for document in documents))
    return tmp_path


def tuned(folder: Path, prune: str) -> dict[str, object]:
    store = ModelStore(folder / "models")
    settings = load_settings(home=folder / "home", threads=1)
    places = TuningPlaces(store, folder / "work", folder / "adapter")
    recipe = writer_recipe(folder, 'kind = "none"', prune)
    return tune_on([folder / "texts.jsonl"], recipe, settings, places, None, silent)


@pytest.mark.slow
def test_a_pruned_writer_is_healed_on_text_by_the_model_before_pruning(folder: Path) -> None:
    figures = tuned(folder, PRUNE)
    curve = [json.loads(line) for line in (folder / "work" / "curve.jsonl").read_text().splitlines()]
    assert curve[-1]["divergence"] > 0 and "answer" not in curve[-1]
    assert figures["rows"]["too_long"] == 0  # type: ignore[index]
    assert figures["plan"]["threads"] == 1  # type: ignore[index]
    assert (folder / "adapter" / "adapter_model.safetensors").is_file()


def test_text_alone_teaches_a_whole_writer_nothing(folder: Path) -> None:
    with pytest.raises(TrainingDataInvalid, match="from which only a pruned model learns"):
        tuned(folder, "")


@pytest.mark.parametrize("text", ["line of a page\n" * 700, "x" * 20_000, " " * 5_000 + "y" * 1_600])
def test_a_long_text_is_cut_and_none_of_it_is_lost(text: str) -> None:
    pieces = list(in_pieces([TuningRow((), "", "", text)]))
    assert max(len(piece.text) for piece in pieces) <= LONGEST_PIECE
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
    assert len({piece.group for piece in pieces}) == 1 and pieces[0].group
    assert all(piece.text for piece in pieces)


def test_pieces_of_lines_are_whole_lines_and_questions_stay_as_they_are() -> None:
    asked = TuningRow((Message("user", "w" * 9_000),), "Yes.", "page")
    rows = [asked, TuningRow((), "", "", "a line of a page\n" * 700), TuningRow((), "", "", "short")]
    first, *pieces, last = in_pieces(rows)
    assert (first, last) == (rows[0], rows[2])
    assert len(pieces) == 13 and {line for piece in pieces for line in piece.text.split("\n")} == {"a line of a page"}
