"""An embedder learns from what answers beside what does not; a run goes on where it was, and its adapter fits."""

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.checkpoints.adapter import WEIGHTS, merge_adapter
from models.encoders.embedder import unit_rows
from models.store import SERVING
from models.training.embedder import EmbedderPlan, Texts, check, loss_of, train_embedder
from models.training.embedder_pipeline import CLIP
from models.training.embedder_rows import Told, told_by
from models.training.moved_texts import move_texts
from models.training.rows import Group, Passage
from models.training.sentences import ANSWERS, BESIDE
from models.training.unit_examples import Unit
from models.vision.clip_texts import PROJECTION
from tests.models.tiny_minilm import tiny_minilm

TEXT = "Tickets are closed after nine days. A closed ticket can be opened again by its owner."
LETTERS = "abcdefghijklmnop"
PLAN = EmbedderPlan(steps=30, asked=4, made=2, rank=4, rate=1e-2, frozen_layers=0, threads=1, checkpoint_steps=10)


def row(letter: str, next_letter: str, held_out: bool = False) -> Told:
    right, wrong = Unit("t", f"answer {next_letter}", ANSWERS), Unit("t", f"other {letter}", BESIDE)
    return Told(f"question {letter}", f"t\nanswer {next_letter}", (f"t\nother {letter}",), (right,), (wrong,), held_out)


ROWS = [row(a, b) for a, b in pairwise(LETTERS)]
HELD_OUT = [row("y", "z", held_out=True), row("1", "2", held_out=True)]


def test_only_questions_with_an_answer_teach_and_a_passage_that_may_answer_is_no_miss() -> None:
    gold = Passage("Tickets", TEXT, "1", "p", "s")
    unknown, miss = Passage("Tickets", "Maybe.", "2", "p", "s"), Passage("Printers", "Paper is ordered.", "3", "q", "s")
    end = TEXT.index(" A closed")
    answered = Group("when are tickets closed", "asked", (gold, unknown, miss), (1.0, 0.5, 0.0), ((0, end),))
    silent = Group("who closes tickets", "asked", (gold, miss), (0.0, 0.0), ())
    (told,) = told_by([answered, silent])
    assert told.passage == f"Tickets\n{TEXT}" and told.near == ("Printers\nPaper is ordered.",)
    assert [unit.text for unit in told.right] == ["Tickets are closed after nine days."]
    assert "A closed ticket can be opened again by its owner." in {unit.text for unit in told.wrong}


@pytest.mark.slow
def test_training_learns_and_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    base = tiny_minilm(tmp_path / "base")
    figures = train_embedder([*ROWS, *HELD_OUT], ROWS, base, tmp_path / "whole", tmp_path / "one", PLAN)
    assert figures["steps"] == PLAN.steps and set(figures["held_out"]) == {"asked_first", "asked_mrr", "unit_first"}

    class Stopped(Exception):
        pass

    def stop(step: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train_embedder([*ROWS, *HELD_OUT], ROWS, base, tmp_path / "halves", tmp_path / "two", PLAN, stop)
    train_embedder([*ROWS, *HELD_OUT], ROWS, base, tmp_path / "halves", tmp_path / "two", PLAN)
    assert (tmp_path / "one" / WEIGHTS).read_bytes() == (tmp_path / "two" / WEIGHTS).read_bytes()

    from transformers import AutoModel

    before = AutoModel.from_pretrained(base)
    after = merge_adapter(AutoModel.from_pretrained(base), tmp_path / "one", base)
    losses, firsts = [], []
    for model in (before, after):
        texts = Texts(model, base)
        with torch.no_grad():
            losses.append(float(loss_of(texts, ROWS, random.Random(0), PLAN)))  # noqa: S311 - no secret is drawn
        firsts.append(check(texts, ROWS, ())["asked_mrr"])
    assert losses[1] < 0.85 * losses[0] and firsts[1] > firsts[0]


@pytest.mark.slow
def test_what_says_the_same_is_no_miss(tmp_path: Path) -> None:
    from transformers import AutoModel

    base = tiny_minilm(tmp_path / "base")
    texts = Texts(AutoModel.from_pretrained(base), base)
    plan = EmbedderPlan(near_units=0)
    same = [Told(f"question {letter}", "t\nanswer", ()) for letter in "ab"]
    with torch.no_grad():
        assert float(loss_of(texts, same, random.Random(0), plan)) == pytest.approx(0.0, abs=1e-6)  # noqa: S311


def test_the_text_side_of_the_picture_encoder_is_moved_to_other_vectors(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    known = {f"text {n}": unit_rows(chance.normal(size=(1, 384)).astype(np.float32))[0] for n in range(1_000)}
    turn, _ = np.linalg.qr(chance.normal(size=(384, 384)))
    probe = json.loads((CLIP / SERVING).read_text())["text"]["probe"]
    known[probe] = known["text 0"]

    def before(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([known[text] for text in texts])

    def after(texts: Sequence[str]) -> NDArray[np.float32]:
        turned: NDArray[np.float32] = (before(texts) @ turn).astype(np.float32)
        return turned

    texts = [text for text in known if text != probe]
    assert move_texts(CLIP, before, after, texts, tmp_path) > 0.999
    serving = json.loads((tmp_path / SERVING).read_text())
    np.testing.assert_allclose(serving["text"]["probe_vector"], after([probe])[0], atol=1e-5)
    assert (tmp_path / PROJECTION).stat().st_size == (CLIP / PROJECTION).stat().st_size
