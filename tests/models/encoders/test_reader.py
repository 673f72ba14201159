"""The reader says how likely a passage answers a question, and where; the same whenever it is asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.build import build_model
from models.encoders.reader import PassageReading, Reader
from models.errors import ModelCorrupt
from models.recipes.recipe import load_recipe
from models.store import BuiltModel, ModelStore

QUESTION = "How long does a password last before it has to be changed?"
ANSWER = "Accounts > Passwords\nA password has at least 14 characters. It expires after 180 days; you are told before."
SAME_PAGE = "Accounts > Passwords\nA password has at least 14 characters. Never write it on paper or send it by e-mail."
ELSEWHERE = "Office > Kitchen\nThe coffee machine is cleaned every Friday by whoever is on the list beside the door."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltModel:
    return build_model(load_recipe("reader"), ModelStore(tmp_path_factory.mktemp("models")))


@pytest.fixture(scope="module")
def reader(built: BuiltModel) -> Iterator[Reader]:
    opened = Reader.open(built, threads=1)
    yield opened
    opened.close()


def alike(some: list[PassageReading], others: list[PassageReading]) -> bool:
    return all(
        one.logit == other.logit and tokens(one) == tokens(other) for one, other in zip(some, others, strict=True)
    )


def tokens(reading: PassageReading) -> list[float]:
    """The logits of the tokens that were read."""
    assert reading.marks is not None
    return [float(logit) for logit in reading.marks.tokens]


def test_what_ships_is_small(built: BuiltModel) -> None:
    assert built.role == "reader"
    assert built.bytes < 25_000_000


def test_the_passage_with_the_answer_is_read_higher_than_its_near_miss(reader: Reader) -> None:
    answer, near, far = reader.read(QUESTION, [ANSWER, SAME_PAGE, ELSEWHERE])
    assert answer.relevance > near.relevance > far.relevance
    assert all(0.0 <= reading.relevance <= 1.0 for reading in (answer, near, far))


def test_readings_keep_the_order_of_the_passages(reader: Reader) -> None:
    passages = [ANSWER, ELSEWHERE * 20, SAME_PAGE, ELSEWHERE]
    together = reader.read(QUESTION, passages)
    assert max(range(4), key=lambda at: together[at].relevance) == 0


def test_the_sentence_that_answers_speaks_louder_than_its_neighbours(reader: Reader) -> None:
    (reading,) = reader.read(QUESTION, [ANSWER])
    begin, end = ANSWER.index("It expires"), ANSWER.index(";")
    assert reading.evidence(begin, end) > reading.evidence(ANSWER.index("A password"), begin)


def test_what_was_not_read_says_nothing(reader: Reader) -> None:
    for passage in (ANSWER, ANSWER + " More on this page. " * 200, "no title line", "\n", ""):
        (reading,) = reader.read(QUESTION, [passage])
        assert 0.0 <= reading.evidence(0, len(passage)) <= 1.0
        assert reading.evidence(len(passage), len(passage) + 9) == 0.0


def test_the_answer_is_found_deep_in_a_long_passage(reader: Reader) -> None:
    long = "Accounts\n" + "The list of rooms is beside the door of the kitchen. " * 60 + ANSWER.split("\n")[1]
    deep, without = reader.read(QUESTION, [long, long.replace(ANSWER.split("\n")[1], "")])
    assert deep.relevance > without.relevance


def test_the_same_question_is_read_the_same_twice(reader: Reader) -> None:
    passages = [ANSWER, SAME_PAGE, ELSEWHERE]
    assert alike(reader.read(QUESTION, passages), reader.read(QUESTION, passages))


@pytest.mark.parametrize("question", ["", "?", "x" * 100_000, "half a pair \ud83d", "密码多久过期"])
def test_any_question_can_be_read(reader: Reader, question: str) -> None:
    assert len(reader.read(question, [ANSWER, "lone \udc00 surrogate\ntext"])) == 2


def test_nothing_to_read_is_nothing_found(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []
    assert reader.fuse(QUESTION, [], []) == []


def test_fusing_moves_the_answer_up(reader: Reader) -> None:
    readings = reader.read(QUESTION, [SAME_PAGE, ANSWER])
    near, answer = reader.fuse(QUESTION, [0.6, 0.6], readings)
    assert answer >= near


def test_the_reader_counts_the_more_the_shorter_the_question(reader: Reader) -> None:
    passages = [SAME_PAGE, ANSWER]
    short, usual, story = QUESTION, f"{QUESTION} {'please ' * 8}", f"{QUESTION} {'and so on ' * 40}"
    gains = []
    for question in (short, usual, story):
        readings = reader.read(question, passages)
        moved = reader.fuse(question, [0.0, 0.0], readings)[1]
        gains.append(moved / readings[1].relevance)
    assert gains[0] > gains[1] > 10 * gains[2] > 0


def test_several_threads_may_read_at_once(reader: Reader) -> None:
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(lambda _: reader.read(QUESTION, [ANSWER, SAME_PAGE]), range(8)))
    assert all(alike(each, readings[0]) for each in readings)


def test_a_damaged_graph_is_told_apart(built: BuiltModel, tmp_path: Path) -> None:
    for file in built.path.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelCorrupt):
        Reader.open(BuiltModel("reader", "reader", tmp_path, 0, "x"))
