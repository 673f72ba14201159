"""Reading finds the sentence that answers among those that only speak of the same things."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import locations
from bot.grounding.blocks import block_around
from bot.grounding.unit import Unit
from bot.steps.decide import is_answerable, probability_of_answer
from bot.steps.evidence import Reading
from bot.steps.read import read
from bot.steps.rerank import Reranked
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from tests.bot.conftest import MakeHome

Look = Callable[[str], Reading]

WARDS = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan", "Yew")


@pytest.fixture(scope="module")
def look(make_home: MakeHome, embedder: Embedder, reader: Reader) -> Iterator[Look]:
    """Reads what the handbook has on a question."""
    knowledge = KnowledgeBase.open(locations.knowledge_folder(make_home()), embedder)
    yield lambda question: read(
        question, Reranked(tuple(knowledge.search([question], ["default"]))), knowledge, embedder, reader
    )
    knowledge.close()


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Which printer prints posters?", "plotter on floor 3"),
        ("How much is refunded for a night in a hotel?", "150 euros a night"),
        ("How soon must a lost laptop be reported?", "within one hour"),
        ("How many days of paid leave are there in Lisbon?", "In Lisbon everybody has 25 days"),
        ("Who keeps the recovery key of a laptop?", "kept by the security desk"),
    ],
)
def test_the_best_unit_is_the_sentence_that_answers(look: Look, question: str, best: str) -> None:
    reading = look(question)
    assert best in text_of(reading, 0)


@pytest.mark.parametrize(("subject", "best"), [("chat messages", "180 days"), ("invoices", "10 years")])
def test_a_sentence_is_about_what_only_its_heading_says(
    subject: str, best: str, tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    page = tmp_path / "retention.md"
    page.write_text(
        "# How long things are kept\n\n## Chat messages\n\nThe administrators can read none of them.\n\n"
        "They are kept for 180 days and then deleted.\n\n## Invoices\n\nThe accountants file each of them.\n\n"
        "They are kept for 10 years and then deleted.\n"
    )
    with closing(KnowledgeBase.open(tmp_path / "knowledge", embedder)) as knowledge:
        knowledge.add([str(page)])
        question = f"When do {subject} go away?"
        reading = read(
            question, Reranked(tuple(knowledge.search([question], ["default"]))), knowledge, embedder, reader
        )
    assert best in text_of(reading, 0)


def test_of_a_table_that_was_cut_every_row_may_answer(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    page = tmp_path / "phones.md"
    rows = [
        f"| Ward {name} | 61{n} | the nurse in charge, also at night and at weekends |" for n, name in enumerate(WARDS)
    ]
    page.write_text("# Phones\n\n| Who | Number | When |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    with closing(KnowledgeBase.open(tmp_path / "knowledge", embedder)) as knowledge:
        knowledge.add([str(page)])
        question = "What is the number of ward Alder?"
        found = knowledge.search([question], ["default"])
        last = max(found, key=lambda passage: passage.start)
        assert len(found) > 1 and "Alder" not in last.text
        assert "Alder" in text_of(read(question, Reranked((last,)), knowledge, embedder, reader), 0)


def test_how_to_do_something_is_answered_with_steps(look: Look) -> None:
    reading = look("How do I clear a paper jam?")
    best = reading.needed[0]
    first, last = block_around(reading.excerpt_of(best), best.unit)
    assert reading.excerpt_of(best).text(first) == "To clear a paper jam:"
    assert first <= best.unit <= last and last - first >= 2


@pytest.mark.parametrize(
    ("question", "broadly"),
    [
        ("What are the benefits of the plan?", True),
        ("How does the plan pay for surgery?", True),
        ("What does the Plus plan cover?", True),
        ("How many days of leave do I have?", False),
        ("Where is the plotter?", False),
    ],
)
def test_a_question_for_an_account_is_told_from_one_for_a_fact(look: Look, question: str, broadly: bool) -> None:
    assert look(question).asks_broadly is broadly


def test_a_heading_is_never_evidence(look: Look) -> None:
    reading = look("Annual leave in Berlin")
    assert all(unit_of(reading, n).kind not in ("heading", "header", "image") for n in range(len(reading.evidence)))


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What does VPN error 809 mean?", False),
        ("What does VPN error 868 mean?", True),
        ("What does 0x80070005 mean?", True),
        ("Why does LB-88 blink?", True),
        ("Which printer prints posters?", False),
        ("What does error-809 mean?", False),
        ("What does error-868 mean?", True),
        ("ERROR CODE: 868", True),
        ("Which printers were there in mid-2024?", False),
        ("Do under-18 guests need a badge against covid-19?", False),
    ],
)
def test_a_code_that_no_passage_has_is_noticed(look: Look, question: str, unknown: bool) -> None:
    signals = look(question).signals
    assert signals.unknown_code is unknown
    if unknown:
        assert (probability_of_answer(signals), is_answerable(signals)) == (0.0, False)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Are we ISO-27001 certified?", False),
        ("Is Office-365 certified?", False),
        ("Are we ISO-9001 certified?", True),
        ("Are we ISO-2700 certified?", True),
    ],
)
def test_a_code_may_be_spelt_without_its_hyphen(
    question: str, unknown: bool, embedder: Embedder, reader: Reader, tmp_path: Path
) -> None:
    page = tmp_path / "certificates.md"
    page.write_text("# Certificates\n\nWe are certified by ISO 27001.\n\n## Office365\n\nIt is certified too.\n")
    with closing(KnowledgeBase.open(tmp_path / "knowledge", embedder)) as knowledge:
        knowledge.add([str(page)])
        reading = read(
            question, Reranked(tuple(knowledge.search([question], ["default"]))), knowledge, embedder, reader
        )
    assert reading.signals.unknown_code is unknown


def test_passages_that_say_nothing_are_no_evidence_and_no_answer(
    embedder: Embedder, reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "bare.md").write_text("# Which printer prints posters\n\n---\n", encoding="utf-8")
    knowledge = KnowledgeBase.open(tmp_path / "home", embedder)
    knowledge.add([str(tmp_path / "bare.md")])
    for passages in ([], knowledge.search(["printer"], ["default"])):
        reading = read("Which printer prints posters?", Reranked(tuple(passages)), knowledge, embedder, reader)
        assert reading.evidence == ()
        assert not is_answerable(reading.signals)
    knowledge.close()


def test_the_words_that_stand_for_a_picture_answer_nothing(embedder: Embedder, reader: Reader, tmp_path: Path) -> None:
    page = tmp_path / "printing.html"
    page.write_text(
        "<h1>Printer error 11</h1><p>Remove the queue and install it again.</p>"
        '<figure><img src="gone.png" alt="The printer says: error 11. Call somebody."></figure>'
        "<p>Nobody knows more about it.</p>"
    )
    with closing(KnowledgeBase.open(tmp_path / "knowledge", embedder)) as knowledge:
        knowledge.add([str(page)])
        question = "The printer says error 11, what now?"
        reading = read(
            question, Reranked(tuple(knowledge.search([question], ["default"], 10))), knowledge, embedder, reader
        )
    [excerpt] = reading.excerpts
    kinds = {excerpt.text(n): unit.kind for n, unit in enumerate(excerpt.units)}
    assert kinds["The printer says: error 11."] == kinds["Call somebody."] == "image"
    assert text_of(reading, 0) == "Remove the queue and install it again."


def text_of(reading: Reading, rank: int) -> str:
    found = reading.evidence[rank]
    return reading.excerpt_of(found).text(found.unit)


def unit_of(reading: Reading, rank: int) -> Unit:
    found = reading.evidence[rank]
    return reading.excerpt_of(found).units[found.unit]


@pytest.mark.parametrize("question", ["OOM: command not allowed above maxmemory", "OOM command not allowed"])
def test_a_pasted_message_is_answered_with_what_stands_on_its_page(
    question: str, embedder: Embedder, reader: Reader, tmp_path: Path
) -> None:
    (tmp_path / "redis.md").write_text(
        "# Redis is full\n\n`OOM: command not allowed above maxmemory`\n\nRaise the limit in `values.yaml` to 8 GB.\n"
    )
    (tmp_path / "other.md").write_text("# Deploying\n\nThe command is allowed for everybody.\n")
    with closing(KnowledgeBase.open(tmp_path / "home", embedder)) as knowledge:
        knowledge.add([str(tmp_path / "redis.md"), str(tmp_path / "other.md")])
        found = Reranked(tuple(knowledge.search([question], ["default"])))
        reading = read(question, found, knowledge, embedder, reader)
    assert text_of(reading, 0) == "Raise the limit in `values.yaml` to 8 GB."


def test_the_value_that_is_asked_for_is_no_repetition(embedder: Embedder, reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "wifi.md").write_text(
        "# Wi-Fi\n\nThe Wi-Fi of office 456 is fast.\n\nWi-Fi password of office 456: S3cureNet.\n"
    )
    with closing(KnowledgeBase.open(tmp_path / "home", embedder)) as knowledge:
        knowledge.add([str(tmp_path / "wifi.md")])
        question = "wi-fi password of office 456"
        reading = read(
            question, Reranked(tuple(knowledge.search([question], ["default"]))), knowledge, embedder, reader
        )
    assert "S3cureNet" in text_of(reading, 0)
