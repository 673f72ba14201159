"""What crosses from one process to another is the same on the other side."""

from datetime import UTC, datetime

import pytest

from bot.conversations import NoSuchConversation
from bot.events import (
    Answer,
    Attachment,
    Citation,
    Closest,
    Delta,
    Failed,
    Found,
    Looking,
    Question,
    Queued,
    Read,
    Timings,
    Turn,
)
from bot.failures import failure_of
from bot.wire import Line, decoded, encoded, error_of, line_of, value_in
from knowledge.documents import Passage, Placement
from knowledge.reports import FileProblem, SourceStatus, SyncReport
from knowledge.spaces import NoSuchSpace
from models.errors import DesksideError, ModelMissing, UsageError
from models.progress import Step
from tests.fakes.sample_events import FIGURES

PASSAGE = Passage(
    1,
    2,
    "default",
    "a.md",
    "A",
    ("A", "B"),
    3,
    "text",
    0,
    4,
    0.5,
    None,
    {"dense": Placement(1, 0.25), "bm25": Placement(2, 3)},
)


@pytest.mark.parametrize(
    "value",
    [
        Queued(2),
        Looking("searching", "Wo ist\u2028der\x85 Drucker?\x0b\x1c"),
        Read("a b.png", "error dialog", "Error 809\n“…”", ""),
        Found((PASSAGE,), FIGURES),
        Delta("a\r\nb\u2029 ü 東京 \0"),
        Answer(
            "text [1]",
            "grounded",
            (Citation(1, "a.md", "A", "B", "quote", "https://a.example", 2),),
            (Closest("b.md", "B", "", None),),
            Timings(1.5, 2, 3, 4, 5),
            "conversation",
            "id",
            figures=FIGURES,
        ),
        Failed("It broke.", "Fix it.", "bug"),
        Step("Reading a.md", 1, None),
        SyncReport(1, 2, 3, 4, (FileProblem("a", "b", "c"),), 5),
        7,
    ],
)
def test_a_value_of_a_stream_is_one_line_whatever_it_holds(value: Line) -> None:
    line = line_of(value).decode()
    assert line.splitlines() == [line[:-1]]
    assert value_in(line) == value


def test_a_question_crosses_with_all_it_holds() -> None:
    question = Question(
        "why?", (Attachment("a b.png", bytes(range(256))),), "c", ("s",), "ann", (Turn("user", "and?"),), (1, 2)
    )
    assert decoded(Question, encoded(question)) == question


def test_a_broken_character_becomes_a_question_mark() -> None:
    assert decoded(Question, encoded(Question("a\ud800b"))).text == "a?b"


def test_a_list_crosses_with_its_times() -> None:
    status = SourceStatus("/a", "default", "folder", 1, 2, datetime(2025, 1, 1, tzinfo=UTC), ())
    assert decoded(list[SourceStatus], encoded([status])) == [status]


def test_an_error_comes_back_as_what_it_was_where_that_matters() -> None:
    usage = error_of(failure_of(UsageError("No.", "Yes.")))
    assert (type(usage), usage.problem, usage.next_step) == (UsageError, "No.", "Yes.")
    assert type(error_of(failure_of(ModelMissing("No.", "Yes.")))) is ModelMissing
    assert type(error_of(failure_of(NoSuchConversation("No.", "Yes.")))) is NoSuchConversation
    assert type(error_of(failure_of(NoSuchSpace("No.", "Yes.")))) is NoSuchSpace
    other = error_of(Failed("No.", "Yes.", "too-busy"))
    assert (type(other), other.code) == (DesksideError, "too-busy")
