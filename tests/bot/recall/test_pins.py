"""A pinned answer is given to its question in any wording, and to no other question."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.recall.pin_board import PinBoard
from bot.recall.pinned_answer import pinned_answer
from bot.recall.pins import NewPin, Pins
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.errors import UsageError
from tests.fakes.embedder import HashingEmbedder

QUESTION = "How many days of leave do employees get in Berlin?"
ANSWER = "Everybody in Berlin gets 28 days."


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    return Pins.open(tmp_path / "pins.db")


def pin(question: str = QUESTION, *also: str, space: str = "default", document: str = "", quote: str = "") -> NewPin:
    return NewPin(space, (question, *also), ANSWER, "ann", document, quote)


@pytest.mark.parametrize(
    "asked",
    [
        QUESTION,
        "how many days of leave do employees get in Berlin",
        "How many days of leave do employees get in berlin???",
        "How many days of leave do staff get in Berlin?",
        "Please tell me how many days of leave employees get in Berlin.",
    ],
)
def test_a_pinned_question_is_known_in_other_wordings(pins: Pins, embedder: Embedder, asked: str) -> None:
    number = pins.add(pin())
    found = PinBoard(pins, embedder).find(asked, ["default"])
    assert found is not None and found.id == number


@pytest.mark.parametrize(
    "asked",
    [
        "How many days of leave do employees not get in Berlin?",
        "How many days of leave do employees get in Lisbon?",
        "how many days of leave do employees get in lisbon",
        "How many days of leave do contractors get in Berlin?",
        "How many days of leave do employees get in Berlin before 2024?",
        "How many days of leave do employees get?",
        "How many hours of leave do employees get in Berlin?",
        "How many days of parental leave do employees get in Berlin?",
        "Who is entitled to leave in Berlin?",
        "Tell me a joke.",
        "",
    ],
)
def test_another_question_has_no_pin_however_near_it_is(pins: Pins, embedder: Embedder, asked: str) -> None:
    pins.add(pin())
    assert PinBoard(pins, embedder).find(asked, ["default"]) is None


def test_a_pin_is_called_by_its_question_though_that_is_said_again(pins: Pins) -> None:
    pins.add(pin("Who is on call?", "Who has duty?", "who is on call"))
    (kept,) = pins.listed()
    assert kept.question == "Who is on call?"
    assert kept.wordings == ("Who is on call?", "Who has duty?")


def test_a_removed_pin_is_in_no_file_any_more(pins: Pins, tmp_path: Path) -> None:
    pins.remove(pins.add(pin("Where is the quagga?")))
    assert not any(b"quagga" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_pin_that_is_removed_while_all_are_read_keeps_nobody_from_an_answer(pins: Pins, tmp_path: Path) -> None:
    first, second = pins.add(pin()), pins.add(pin("Which printer prints posters?", "Where do posters come from?"))
    left = [first]
    other = Pins.open(tmp_path / "pins.db")

    def statement(said: str) -> None:
        if "wordings" in said and left:
            other.remove(left.pop())

    pins._file._connection.set_trace_callback(statement)
    assert [found.id for found in pins.listed()] in ([first, second], [second])
    assert pins.listed()[-1].wordings == ("Which printer prints posters?", "Where do posters come from?")


def test_what_is_no_utf8_is_pinned_with_a_question_mark_in_its_place(pins: Pins) -> None:
    pins.add(
        NewPin("default", ("caf\udce9?", "tea\udcff"), "at four \udcff", "ann\udcff", "caf\udce9.md", "four \udcff")
    )
    [kept] = pins.listed()
    assert (kept.wordings, kept.answer, kept.pinned_by) == (("caf??", "tea?"), "at four ?", "ann?")


def test_what_no_file_takes_names_no_space_and_no_pin(pins: Pins) -> None:
    pins.add(pin())
    assert pins.listed("caf\udce9") == []
    for number in (10**25, -(10**25), 2):
        with pytest.raises(UsageError, match="There is no pin"):
            pins.remove(number)
    assert len(pins.listed()) == 1


def test_a_pin_never_leaves_its_space(pins: Pins, embedder: Embedder) -> None:
    pins.add(pin(space="people"))
    pins.add(pin("Where is lunch?", space="default"))
    board = PinBoard(pins, embedder)
    assert board.find(QUESTION, ["default"]) is None
    assert board.find(QUESTION, []) is None
    assert board.find("How many days of leave do staff get in Berlin?", ["default"]) is None
    assert board.find(QUESTION, ["default", "people"]) is not None


def test_the_same_question_may_have_an_answer_in_each_space_but_only_one(pins: Pins) -> None:
    pins.add(pin())
    pins.add(pin(space="people"))
    with pytest.raises(UsageError, match="has a pinned answer"):
        pins.add(pin("Something else?", f"  {QUESTION.lower()} ".replace("berlin", "Berlin")))
    assert [len(found.wordings) for found in pins.listed()] == [1, 1]


@pytest.mark.parametrize("wordings", [("",), ("Why?", " "), (" ?! ",)])
def test_an_empty_question_or_answer_is_not_pinned(pins: Pins, wordings: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="empty"):
        pins.add(NewPin("default", wordings, ANSWER, "ann"))
    with pytest.raises(UsageError, match="empty"):
        pins.add(NewPin("default", ("Why?",), "  ", "ann"))
    assert pins.listed() == []


def test_a_question_that_leans_on_the_conversation_needs_the_very_words(pins: Pins, embedder: Embedder) -> None:
    pins.add(pin())
    board = PinBoard(pins, embedder)
    assert board.find("How many days of leave do staff get in Berlin?", ["default"], stands_alone=False) is None
    assert board.find(QUESTION, ["default"], stands_alone=False) is not None


def test_pins_of_another_process_are_seen_and_removed_ones_are_gone(
    pins: Pins, embedder: Embedder, tmp_path: Path
) -> None:
    board = PinBoard(pins, embedder)
    assert board.find(QUESTION, ["default"]) is None
    command = Pins.open(tmp_path / "pins.db")
    number = command.add(pin())
    assert board.find(QUESTION, ["default"]) is not None
    command.remove(number)
    assert board.find(QUESTION, ["default"]) is None
    with pytest.raises(UsageError, match="no pin"):
        command.remove(number)


def test_wordings_are_embedded_once_and_again_for_another_embedder(pins: Pins) -> None:
    pins.add(pin(QUESTION, "Leave in Berlin?"))
    for fingerprint, made in (("one", 2), ("one", 0), ("two", 2)):
        hashing = HashingEmbedder(fingerprint)
        PinBoard(pins, hashing).find(QUESTION, ["default"])
        assert len(hashing.embedded) == made


def test_pins_may_come_and_go_while_questions_are_asked(pins: Pins, embedder: Embedder, tmp_path: Path) -> None:
    board, command = PinBoard(pins, embedder), Pins.open(tmp_path / "pins.db")
    ended = threading.Event()

    def ask(found: threading.Event, missed: threading.Event) -> None:
        while not ended.is_set():
            answer = board.find(QUESTION, ["default"])
            assert answer is None or answer.answer == ANSWER
            (found if answer else missed).set()

    askers = [(threading.Event(), threading.Event()) for _ in range(3)]
    with ThreadPoolExecutor(len(askers)) as threads:
        asking = [threads.submit(ask, *asker) for asker in askers]
        try:
            for _ in range(10):
                number = command.add(pin())
                assert all(heard(found) for found, _ in askers)
                command.remove(number)
                assert all(heard(missed) for _, missed in askers)
        finally:
            ended.set()
    for asked in asking:
        asked.result()


def heard(answer: threading.Event) -> bool:
    """Whether this answer comes from now on."""
    answer.clear()
    return answer.wait(10)


@pytest.fixture
def knowledge(tmp_path: Path) -> KnowledgeBase:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "leave.md").write_text("# Leave\n\n## Berlin\n\nEverybody in Berlin gets 28 days. Nobody gets more.\n")
    knowledge = KnowledgeBase.open(tmp_path / "home", HashingEmbedder())  # type: ignore[arg-type]
    knowledge.add([str(folder)])
    return knowledge


def test_a_pin_cites_its_document_where_that_says_the_same(pins: Pins, knowledge: KnowledgeBase) -> None:
    pins.add(pin(document="leave.md"))
    answer = pinned_answer(pins.listed()[0], knowledge)
    [citation] = answer.citations
    assert (answer.text, answer.kind) == (f"{ANSWER} [1]", "pinned")
    assert (citation.quote, citation.document, citation.location) == (ANSWER, "leave.md", "Berlin")
    assert answer.pinned is not None and answer.pinned.by == "ann"


def test_a_quote_that_the_document_lost_is_not_cited_any_more(
    pins: Pins, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    pins.add(NewPin("default", (QUESTION,), "It is 28.", "ann", "leave.md", "Nobody gets more."))
    [kept] = pins.listed()
    assert pinned_answer(kept, knowledge).citations[0].quote == "Nobody gets more."
    (tmp_path / "documents" / "leave.md").write_text("# Leave\n\nThirty days.\n")
    knowledge.sync()
    changed = pinned_answer(kept, knowledge)
    assert (changed.text, changed.citations, changed.closest[0].document) == ("It is 28.", (), "leave.md")
    (tmp_path / "documents" / "leave.md").unlink()
    knowledge.sync()
    gone = pinned_answer(kept, knowledge)
    assert (gone.text, gone.citations, gone.closest) == ("It is 28.", (), ())
