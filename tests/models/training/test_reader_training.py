"""What a reader learns from is what the licences allow, near misses are misses, and a run goes on where it was."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.encoders.reader_calibration import Ranked, fit_lists, fit_logistic
from models.training.asked import FOLDER, read_handbooks
from models.training.calibration import Sentences, fit
from models.training.material import gather_asked
from models.training.mining import FirstStage, is_held_out, mine
from models.training.questions import questions_of
from models.training.rows import (
    HELD_OUT_COMPANIES,
    Asked,
    Group,
    Passage,
    Section,
    cut_text,
    read_questions,
    section_of,
)
from models.training.sentences import ANSWERS, BESIDE, UNKNOWN, marks, number_at, sentences
from tests.models.tiny_minilm import tiny_minilm

TEXT = (
    "The retention policy tells how long messages are kept. By default, the retention period is 30 days.\n\n"
    "To change the retention period, open the admin center and select **Retention**. "
    "If you delete a policy, its messages are kept until the end of the month."
)


def drawn() -> random.Random:
    return random.Random(0)  # noqa: S311 - no secret is drawn


@pytest.fixture
def section() -> Section:
    heading = ["Retention", "Change the retention period"]
    row = {
        "id": "1",
        "repo": "a/b",
        "doc": "p.md",
        "title": "Retention",
        "heading": heading,
        "text": TEXT,
        "kind": "how-to",
    }
    return section_of(row)


def asked(section: Section, kind: str) -> list[Asked]:
    return [each for each in questions_of(section, [section], drawn()) if each.kind == kind]


def test_a_text_is_cut_into_verbatim_pieces() -> None:
    text = "\n\n".join("word " * 60 for _ in range(6))
    pieces = cut_text(text)
    assert len(pieces) > 1
    assert all(piece in text and len(piece.split()) <= 180 for piece in pieces)


def test_a_fact_question_marks_its_answer_and_its_decoy_lacks_it(section: Section) -> None:
    facts = asked(section, "fact")
    assert facts
    for fact in facts:
        assert fact.passage is not None
        assert fact.answers is not None
        answer = fact.passage.text[slice(*fact.answers[0])]
        assert answer in TEXT
        assert all(answer not in decoy.text for decoy in fact.decoys)


def test_a_how_to_heading_becomes_a_question_of_its_words(section: Section) -> None:
    (question,) = asked(section, "heading")
    assert "retention period" in question.question.lower()


def test_only_rows_whose_terms_allow_it_are_read(tmp_path: Path) -> None:
    row = {
        "question": "Who?",
        "context": "It was Ada.",
        "answers": ["Ada"],
        "answer_start": [7],
        "title": "",
        "label": 2,
    }
    sources = {
        "uci-soe/FairytaleQAData": True, "chrischute/squad": False, "uwnlp/qamr": False, "emorynlp/selqa": False,
        "wasiahmad/PolicyQA": False, "Yifan-Gao/open_retrieval_conversational_machine_reading": False,
    }  # fmt: skip
    for source, allowed in sources.items():
        with gzip.open(tmp_path / "qa.jsonl.gz", "wt") as file:
            file.write(json.dumps({**row, "id": "a-1", "source": source}) + "\n")
        assert bool(read_questions(tmp_path, seed=0)) == allowed


def test_items_and_rows_are_whole_and_paragraphs_are_cut_by_sentence() -> None:
    text = "## Prices\n\nA badge costs 5 euros.\nA lost one costs 15. Ask Ann.\n\n- Keys are free. Always.\n| a | b |\n"
    said = [text[start:end].strip() for start, end in sentences(text)]
    assert said == [
        "A badge costs 5 euros.",
        "A lost one costs 15.",
        "Ask Ann.",
        "- Keys are free. Always.",
        "| a | b |",
    ]


def test_a_sentence_is_known_to_answer_where_an_answer_stands_in_it() -> None:
    text = "A badge costs 5 euros. A lost one costs 15."
    cut = sentences(text)
    place = text.index("15")
    assert marks(cut, [(place, place + 2)]) == [BESIDE, ANSWERS]
    assert marks(cut, None) == [UNKNOWN, UNKNOWN]
    assert [number_at(cut, at) for at in (0, place, len(text))] == [0, 1, -1]


PAGE: dict[str, Any] = {
    "company": "Ovens",
    "title": "Leave",
    "sections": [
        {"heading": "Berlin", "text": "You have 30 days. Ask your lead."},
        {"heading": "Porto", "text": "You have 25 days."},
    ],
    "questions": [
        {"q": "how long can i be off in porto", "section": 1, "answer": "You have 25 days."},
        {"q": "and in oslo?", "answer": None},
    ],
}


@pytest.mark.parametrize("seed", range(4))
def test_a_handbook_is_a_shelf_of_passages_and_of_questions_with_their_answers(tmp_path: Path, seed: int) -> None:
    (tmp_path / "handbook-a.jsonl").write_text(json.dumps(PAGE) + "\n")
    (shelf,) = read_handbooks(tmp_path, random.Random(seed))  # noqa: S311 - no secret is drawn
    answered, unanswered = shelf.questions
    assert answered.passage in shelf.passages
    assert answered.passage is not None
    assert answered.answers is not None
    assert [answered.passage.text[start:end] for start, end in answered.answers] == ["You have 25 days."]
    assert unanswered.passage is None
    assert set(unanswered.decoys) <= set(shelf.passages)


def test_each_question_is_searched_in_what_its_own_company_or_product_has_written(tmp_path: Path) -> None:
    row = {"repo": "a/b", "doc": "p.md", "title": "Retention", "heading": ["Retention"], "kind": "how-to"}
    with gzip.open(tmp_path / "sections.jsonl.gz", "wt") as sections:
        for number in range(3):
            sections.write(json.dumps({**row, "id": str(number), "text": f"Number {number}. {TEXT}"}) + "\n")
    (tmp_path / "handbook-a.jsonl").write_text(json.dumps(PAGE) + "\n")
    about = {"id": "1", "questions": [{"q": "how long?", "answer": "By default, the retention period is 30 days."}]}
    (tmp_path / "sections-1.jsonl").write_text(json.dumps(about) + "\n")
    groups = gather_asked(tmp_path, tmp_path, 4, 7, no_vectors)
    assert [group.question for group in groups] == [*(q["q"] for q in PAGE["questions"]), "how long?"]
    for group in groups:
        assert len({passage.source for passage in group.passages}) == 1
        assert not any(group.labels[1:])


def test_every_question_that_was_written_has_its_answer_in_its_page() -> None:
    shelves = read_handbooks(FOLDER, drawn())
    questions = [question for shelf in shelves for question in shelf.questions]
    assert len(questions) > 5_000
    assert all(q.passage is not None or q.decoys for q in questions)
    assert {shelf.name for shelf in shelves} > HELD_OUT_COMPANIES


def test_companies_and_products_are_held_out_whole() -> None:
    (shelf, *_) = [shelf for shelf in read_handbooks(FOLDER, drawn()) if shelf.name in HELD_OUT_COMPANIES]
    assert all(is_held_out(question) for question in shelf.questions)


def no_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.zeros((len(texts), 4), dtype=np.float32)


def test_a_section_is_never_a_negative_for_its_own_question() -> None:
    passages = [Passage("t", f"vpn error 80{n} text", f"s{n // 2}", "page", "a/b") for n in range(8)]
    stage = FirstStage(passages, no_vectors)
    zero = np.zeros(4, dtype=np.float32)
    question = Asked("vpn error 800", passages[0], "heading")
    group = mine(question, stage, {"page": list(range(8))}, (zero, zero), 5, drawn())
    assert group.labels == (1.0,) + (0.0,) * (len(group.passages) - 1)
    assert len(group.passages) > 3
    assert all(passage.section != "s0" for passage in group.passages[1:])


def ranked(chance: np.random.Generator, skill: float) -> Ranked:
    """A list whose answer is first or second, or, every other time, not in it at all."""
    right = np.zeros(8, dtype=bool)
    right[chance.integers(0, 2)] = chance.random() < 0.5
    return Ranked(1.0, np.linspace(0.8, 0.4, 8), chance.normal(size=8) + skill * right, right)


TOLD = Sentences(np.array([2.0, 1.0, -1.0, -2.0]), np.array([True, True, False, False]))


def test_a_reader_that_knows_nothing_gets_no_say_in_the_ranking() -> None:
    chance = np.random.default_rng(0)
    fitted, _ = fit([ranked(chance, -3.0) for _ in range(200)], TOLD)
    assert fitted.fusion == 0.0


def test_a_reader_that_knows_is_heard() -> None:
    chance = np.random.default_rng(0)
    fitted, by_weight = fit([ranked(chance, 6.0) for _ in range(200)], TOLD)
    assert fitted.fusion > 0.0
    assert by_weight[fitted.fusion] > by_weight[0.0]


@pytest.mark.parametrize(("lists", "skill", "now"), [(20, 0.3, 0.16), (200, 6.0, 0.4)])
def test_a_weight_stays_unless_another_is_better_beyond_chance(lists: int, skill: float, now: float) -> None:
    chance = np.random.default_rng(0)
    drawn_lists = [ranked(chance, skill) for _ in range(lists)]
    assert fit_lists(drawn_lists).fusion != now
    assert fit_lists(drawn_lists, now).fusion == now
    assert fit_lists([ranked(chance, 6.0) for _ in range(200)], 0.0).fusion > 0.0


def test_a_fitted_probability_is_that_of_what_it_was_fitted_on() -> None:
    chance = np.random.default_rng(0)
    features = chance.normal(size=4000)
    held = chance.random(4000) < 1 / (1 + np.exp(-2 * features))
    slope, offset = fit_logistic(features[:, None], held)
    assert slope == pytest.approx(2.0, abs=0.25)
    assert offset == pytest.approx(0.0, abs=0.15)


@pytest.mark.slow
def test_training_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    from models.training.network import WEIGHTS
    from models.training.reader import Lesson, ReaderPlan, train_reader

    base = tiny_minilm(tmp_path / "base")
    groups = [
        Group(f"question {n}", "heading", (yes, no), (1.0, 0.0), None, held_out=n % 4 == 0)
        for n in range(40)
        for yes, no in [(Passage("t", f"answer {n}", "a", "p", "s"), Passage("t", "other", "b", "p", "s"))]
    ]
    plan = ReaderPlan(groups_per_step=4, frozen_layers=0, threads=1, checkpoint_steps=2, check_steps=100)
    whole = train_reader([Lesson(groups[:20]), Lesson(groups[20:], groups[:20])], base, tmp_path / "whole", plan)

    class Stopped(Exception):
        pass

    def stop(step: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train_reader([Lesson(groups[:20]), Lesson(groups[20:], groups[:20])], base, tmp_path / "halves", plan, stop)
    halves = train_reader([Lesson(groups[:20]), Lesson(groups[20:], groups[:20])], base, tmp_path / "halves", plan)
    assert (halves / WEIGHTS).read_bytes() == (whole / WEIGHTS).read_bytes()


@pytest.mark.slow
def test_a_course_begins_where_the_one_before_it_ended(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    from models.training.network import WEIGHTS
    from models.training.reader import Lesson, ReaderPlan, train_reader

    base = tiny_minilm(tmp_path / "base")
    yes, no = Passage("t", "answer", "a", "p", "s"), Passage("t", "other", "b", "p", "s")
    groups = [Group(f"question {n}", "heading", (yes, no), (1.0, 0.0)) for n in range(16)]
    plan = ReaderPlan(groups_per_step=4, frozen_layers=0, threads=1)
    first = train_reader([Lesson(groups)], base, tmp_path / "first", plan)
    again = train_reader([Lesson([])], base, tmp_path / "again", plan, start=first)
    learned, kept = load_file(first / WEIGHTS), load_file(again / WEIGHTS)
    assert all(bool((kept[name] == learned[name]).all()) for name in learned)
    further = load_file(train_reader([Lesson(groups)], base, tmp_path / "further", plan, start=first) / WEIGHTS)
    assert any(bool((further[name] != learned[name]).any()) for name in learned)
