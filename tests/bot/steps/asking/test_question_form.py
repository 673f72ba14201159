"""What a question asks for tells which of the sentences about it is its answer."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.steps.asking.question_form import asks_fact, asks_how, asks_several, asks_where, term_asked, wants_done
from bot.steps.read import read
from bot.steps.rerank import Reranked
from bot.steps.scoring import QuestionProfile
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader


def test_blanks_between_the_words_of_a_question_do_not_change_what_it_asks_for() -> None:
    assert QuestionProfile.of("Hi,\nhow  do\xa0I reset it?", []).asks_how
    assert QuestionProfile.of("Where or which\tguide tells it?", []).question == "Where or which guide tells it?"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is an NMU?", {"nmu"}),
        ("what's lintian", {"lintian"}),
        ("Hi, what does PTO mean?", {"pto"}),
        ("what is error 809?", {"error", "809"}),
        ("Who is the data protection officer?", {"data", "protect", "offic"}),
        ("What is the deadline for invoices?", set()),
        ("What are the opening hours of the canteen?", set()),
        ("How do I reset it?", set()),
        ("What is it that my manager has to sign before I leave?", set()),
    ],
)
def test_a_question_for_a_term_is_told_from_one_about_it(question: str, term: set[str]) -> None:
    assert term_asked(question) == term


@pytest.mark.parametrize(
    ("question", "is_several"),
    [
        ("Which ports must be open?", True),
        ("what are the limits of the free plan", True),
        ("What source types can a camera have?", True),
        ("and in which of the offices is there parking?", True),
        ("Which browsers support background notifications?", True),
        ("environment variables", True),
        ("installer options for unattended install", True),
        ("Which team handles refunds?", False),
        ("Which plan costs less?", False),
        ("What happens to messages when my phone is off?", False),
        ("What does the service do for users?", False),
        ("What is the number of days?", False),
        ("What are the access rules that apply if my badge is lost", True),
        ("What are you?", False),
        ("How many limits are there?", False),
        ("Delete all events of a monitor", False),
    ],
)
def test_a_question_for_things_of_a_kind_is_told_from_one_for_a_thing(question: str, is_several: bool) -> None:
    assert asks_several(question) == is_several


def test_who_asks_for_a_place_wants_to_be_sent_there() -> None:
    assert asks_where("Where is the travel policy?")
    assert not asks_where("What does the travel policy say?")


@pytest.mark.parametrize(
    ("question", "is_fact"),
    [
        ("Who approves an order of 8,000 euros?", True),
        ("ok, and until when do I have to submit expenses", True),
        ("vault is sealed, who to call", True),
        ("i work 4 days a week, how many days do i get", True),
        ("whats the freeze period", True),
        ("can i deploy on friday?", True),
        ("For the network in room 5, which password is used? Give the code.", True),
        ("Under which ticker are we listed?", True),
        ("How do I deploy on Friday?", False),
        ("What are the steps?", False),
        ("Is it down? What to do?", False),
        ("Why is it down?", False),
        ("command not allowed when used memory is full", False),
        ("printer shows SC542", False),
        ("What if I lose it?", False),
    ],
)
def test_a_question_for_one_fact_is_told_from_others(question: str, is_fact: bool) -> None:
    assert asks_fact(question) is is_fact


def test_what_now_asks_for_a_way_out() -> None:
    assert asks_how("I lost a receipt, what now?")


@pytest.mark.parametrize(
    ("message", "is_how"),
    [
        ("print on both sides", True),
        ("please delete a footnote", True),
        ("hook up a second monitor", True),
        ("turn off the screen reader.", True),
        ("print queue stuck", False),
        ("report deadline", False),
        ("order an item over 500 euros?", False),
        ("run out of pound coins, when can i order", False),
        ("set off the alarm by mistake and now the desk is closed and nobody answers the phone", False),
    ],
)
def test_who_only_tells_a_task_asks_how_it_is_done(message: str, is_how: bool) -> None:
    assert asks_how(message) is is_how


FAQ = """# Badges

Questions that are often asked.

**How do I find out what badge a door takes?**

Hold any badge against the reader for five seconds. For more information on badges and doors, see the badge guide.

Q: What is a visitor badge?

A visitor badge opens the front door for one day. Have you lost your visitor badge? What is a visitor badge worth?
"""


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("How do I find out what badge a door takes?", "Hold any badge against the reader"),
        ("What is a visitor badge?", "opens the front door for one day"),
    ],
)
def test_a_question_on_a_page_is_a_heading_and_never_the_answer(
    question: str, best: str, tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    page = tmp_path / "badges.md"
    page.write_text(FAQ)
    with closing(KnowledgeBase.open(tmp_path / "knowledge", embedder)) as knowledge:
        knowledge.add([str(page)])
        reading = read(
            question, Reranked(tuple(knowledge.search([question], ["default"]))), knowledge, embedder, reader
        )
    said = [reading.excerpt_of(e).text(e.unit) for e in reading.evidence]
    assert best in said[0]
    assert not [unit for unit in said if unit.rstrip("*").endswith("?")]
    assert not [unit for unit in said[:1] if "see the badge guide" in unit]


@pytest.mark.parametrize(
    "message",
    [
        "book me a room",
        "Please unlock my account",
        "can you send a mail to the help desk?",
        "call me back",
        "order a new monitor for me please",
        "could you cancel my leave",
        "I want you to open a ticket",
        "ok, remind me tomorrow",
        "please order toner",
    ],
)
def test_what_is_to_be_done_is_told_from_what_is_asked(message: str) -> None:
    assert wants_done(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "How do I book a room?",
        "Order a laptop?",
        "book a room how",
        "Can I unlock my account?",
        "can you tell me who approves leave",
        "orders of 500 euros",
        "set-up of the printer",
        "print jobs are stuck",
        "Can you open the window in the meeting room on the third floor when the alarm is on?",
    ],
)
def test_a_question_wants_nothing_done(message: str) -> None:
    assert not wants_done(message)
