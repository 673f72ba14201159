"""Which questions are the rest of the one before, and which stand alone: behind it, that one is answered again."""

import pytest

from bot.events import Turn
from bot.steps.asking.follow_ups import leant_on, stands_alone
from bot.steps.search import queries_for

HISTORY = (Turn("user", "How many days of annual leave are there in Berlin?"), Turn("assistant", "28. [1]"))

FOLLOW_UPS = [
    "and on a Mac?",
    "what about Lisbon?",
    "For meals?",
    "Why?",
    "Why not?",
    "And for contractors?",
    "Is that allowed?",
    "Are there exceptions?",
    "Are there any exceptions?",
    "Until when?",
    "How often?",
    "In Lisbon?",
    "The same for interns?",
    "Why is that?",
    "It still says that.",
    "How many?",
    "Any other options?",
    "how long does it take?",
    "who approves that?",
    "On which floor?",
    "Is it paid?",
    "IS IT PAID?",
    "How much does it cost?",
    "Who approves?",
    "Who approves them?",
    "What if that fails?",
    "What happens if that fails?",
    "Does that need approval?",
    "Does that have a limit?",
    "What does that mean?",
    "How does this work?",
    "What happens next?",
    "Who pays for meals?",
    "Which form applies?",
    "Who works there?",
    "Is there one?",
    "Is there a deadline?",
    "Is there a time limit?",
    "Is there parking?",
    "How many desks are there?",
    "Can I do it from home?",
    "Do they get a laptop too?",
    "And where is the printer?",
    "What else do I need?",
    "Which one is cheaper?",
    "Which one records only on motion?",
    "Do I need one for each van?",
    "May I have one with a tow bar",
    "Does the manager approve that request?",
    "Is it the same this year?",
    "So who decides?",
    "Where can I get one?",
    "What are their opening hours?",
    "Which offices in Portugal?",
    "Is it open this week?",
    "Who pays then?",
    "Are there any others?",
]
OF_THEIR_OWN = [
    "Who signs contracts?",
    "When is IT open?",
    "Is there parking in Lisbon?",
    "Which printer prints posters?",
    "What does IT do with broken laptops?",
    "How do I deploy?",
    "Where is the canteen?",
    "Who does the payroll?",
    "Who keeps recovery keys?",
    "Which form needs a signature?",
    "What counts as overtime?",
    "Which colleagues sign contracts?",
    "Is the canteen open this week?",
    "Is the office closed this year on Friday?",
    "How many days of leave are there in Berlin?",
    "Are there lockers in the Berlin office?",
    "Was there a fire drill in Lisbon?",
    "Is there a deadline for expenses?",
    "Is there a form that needs a signature from the manager?",
    "Which laptops that are older than a year get replaced?",
    "How do I tell HR that I moved to another flat?",
    "How do I know that my laptop is encrypted?",
    "Where do I hand in the badge that is broken?",
    "Who is the contact in IT for printers?",
    "Where does IT keep spare mice?",
    "Is IT allowed to read mails?",
    "How long is one day of leave in hours?",
    "How do I turn caching off for one message?",
    "Can I limit a user to one camera?",
    "Who can see one of our calendars?",
    "Which cable fits monitors?",
    "Who trains interns?",
    "Who orders toner?",
    "Which app tracks hours?",
    "What blocks UDP?",
    "Can I bring my dog?",
    "Must I wear a badge?",
    "Where are the fire doors?",
    "How do contractors claim expenses?",
    "Why does the scanner send blank pages upstairs?",
    "What happens during a fire drill?",
    "Which room has a projector?",
    "Who cleans kitchens?",
    "When do shops close this summer?",
    "Does IT repair phones?",
    "Are there lockers on each floor in Berlin?",
    "Is the VPN down this morning?",
]


@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_a_follow_up_is_read_behind_the_question_before(question: str) -> None:
    queries = queries_for(question, HISTORY, lambda terms: dict.fromkeys(terms, 1.0))
    assert queries.standalone == f"{HISTORY[0].text} {question}"
    assert not stands_alone(question)


@pytest.mark.parametrize("question", OF_THEIR_OWN)
def test_a_question_of_its_own_is_read_without_the_one_before(question: str) -> None:
    queries = queries_for(question, HISTORY, lambda terms: dict.fromkeys(terms, 1.0))
    assert queries.standalone == question
    assert stands_alone(question)


def test_a_follow_up_behind_tell_me_more_goes_on_with_the_question_before() -> None:
    more = (*HISTORY, Turn("user", "Tell me more"), Turn("assistant", "…"))
    queries = queries_for("And in Lisbon?", more, lambda terms: dict.fromkeys(terms, 1.0))
    assert queries == queries_for("And in Lisbon?", HISTORY, lambda terms: dict.fromkeys(terms, 1.0))


LED = "How much is a permit for a car?"


@pytest.mark.parametrize(
    ("asked", "question", "leant"),
    [
        ([LED], "and for a van?", [LED]),
        ([LED, "and for a van?"], "what about a motorcycle?", [LED]),
        ([LED, "and for a van?"], "who may apply for it?", [LED, "and for a van?"]),
        ([LED, "how long is it valid?"], "who may apply for it?", [LED]),
        ([LED, "how long is it valid?"], "and a renewal?", [LED, "how long is it valid?"]),
        ([LED, "how long is it valid?", "Why?"], "and a renewal?", [LED, "how long is it valid?"]),
        (
            [LED, "and for a van?", "how long is it valid?"],
            "and a renewal?",
            [LED, "and for a van?", "how long is it valid?"],
        ),
        ([LED, "Which printer prints posters?"], "on which floor?", ["Which printer prints posters?"]),
        (
            [LED, "what if a customer brings back a plant?"],
            "without a receipt?",
            ["what if a customer brings back a plant?"],
        ),
        (
            [LED, "and how do I park in the street of a friend?"],
            "and in Leeds?",
            ["and how do I park in the street of a friend?"],
        ),
        ([LED, "what if it is sold?"], "who may apply for it?", [LED]),
        ([LED, "I forgot my password"], "how do I reset it?", ["I forgot my password"]),
        ([LED, "list all printers"], "and in Berlin?", ["list all printers"]),
        ([LED, "how to reset a password"], "and a PIN?", ["how to reset a password"]),
    ],
)
def test_a_follow_up_leans_on_the_last_whole_question_and_what_still_counts_of_the_rest(
    asked: list[str], question: str, leant: list[str]
) -> None:
    assert leant_on(question, asked) == leant


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("I lost my badge", True),
        ("we need a projector for a workshop", True),
        ("we work in Berlin", False),
        ("I need it", False),
        ("Wi-Fi doesn't work", True),
        ("my screen stays black", True),
        ("the printer won't print", True),
        ("it doesn't work", False),
        ("doesn't work", False),
        ("what if they don't", False),
        ("Is a guest pass the same as a badge?", True),
        ("is it the same as that?", False),
        ("Reset my password", True),
        ("book me a room", True),
        ("show me the form", False),
        ("for the second car", False),
        ("during my leave", False),
        ("how to proceed", False),
    ],
)
def test_what_tells_or_orders_something_new_stands_alone(text: str, is_whole: bool) -> None:
    assert stands_alone(text) is is_whole


@pytest.mark.parametrize(
    "question", ["what if a customer brings back a plant?", "and how do I park in Leeds on a Sunday?"]
)
def test_a_question_that_only_begins_like_a_follow_up_is_read_alone(question: str) -> None:
    assert queries_for(question, HISTORY, lambda terms: {}).standalone == question


@pytest.mark.parametrize("question", ["and how long ahead do I ask?", "and how far in advance do I apply?"])
def test_one_that_asks_only_how_much_of_something_is_read_behind_it(question: str) -> None:
    assert queries_for(question, HISTORY, lambda terms: {}).standalone != question


def test_a_long_question_points_at_what_it_has_named_itself() -> None:
    question = (
        "I bought a ladder for the shop with my own card, can I hand in the receipt though it is in another name?"
    )
    assert queries_for(question, HISTORY, lambda terms: {}).standalone == question


@pytest.mark.parametrize(
    ("question", "is_its_own"), [("and 789?", True), ("C3?", True), ("3 months?", True), ("and for 5?", False)]
)
def test_a_number_of_something_or_a_code_names_what_is_asked(question: str, is_its_own: bool) -> None:
    standalone = queries_for(question, HISTORY, lambda terms: {}).standalone
    assert (standalone == question) is is_its_own
