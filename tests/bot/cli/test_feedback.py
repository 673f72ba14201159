"""`deskside pin`, `deskside feedback` and `deskside eval --feedback`, as people run them."""

import json
from pathlib import Path

import pytest

from bot.cli.feedback_view import show_feedback
from bot.evaluation.feedback_report import FeedbackReport, Reasked
from bot.evaluation.topics import Topic
from tests.bot.cli.conftest import Invoke

CANTEEN = "Lunch is in the canteen on floor 1."


def test_a_pinned_answer_is_shown_with_who_pinned_it(home: Path, invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "answer.md"
    file.write_text(CANTEEN)
    added = invoke(home, "pin", "add", "Where is lunch?", "--file", file, "--also", "When is lunch?", "--by", "ann")
    assert (added.exit_code, added.stdout) == (0, "Pinned as 1 in default.\n")
    asked = invoke(home, "ask", "where is lunch")
    assert asked.exit_code == 0
    assert asked.stdout.startswith(f"{CANTEEN}\n\nPinned by ann on 2")
    answer = json.loads(invoke(home, "ask", "--json", "When is lunch?").stdout)
    assert (answer["kind"], answer["pinned"]["by"], answer["citations"]) == ("pinned", "ann", [])
    [listed] = json.loads(invoke(home, "pin", "list", "--json").stdout)
    assert (listed["id"], listed["wordings"]) == (1, ["Where is lunch?", "When is lunch?"])
    assert "Where is lunch? (+1 wording)" in invoke(home, "pin", "list").stdout
    assert invoke(home, "pin", "remove", "1").exit_code == 0
    assert "Nothing is pinned yet" in invoke(home, "pin", "list").stdout
    assert "Nothing is pinned in default yet" in invoke(home, "pin", "list", "--space", "default").stdout
    assert invoke(home, "pin", "remove", "1").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Where?"], "missing or given twice"),
        (["Where?", "-a", "Here.", "-f", "x.md"], "missing or given twice"),
        (["Where?", "-f", "x.md"], "x.md cannot be read: No such file or directory. Name a text file"),
        (["Where?", "-a", "Here.", "--space", "attic"], "attic"),
        (["Where?", "-a", "Here.", "--document", "nothing.md"], "no document 'nothing.md'"),
        (["Where?", "-a", "Here.", "--document", "vpn.md", "--quote", "It is over there."], "word for word"),
        (["Where?", "-a", "Here.", "--quote", "It is."], "needs its document"),
        ([" ", "-a", "Here."], "empty"),
    ],
)
def test_a_pin_that_cannot_be_is_wrong_usage(
    read_only_home: Path, invoke: Invoke, arguments: list[str], said: str
) -> None:
    run = invoke(read_only_home, "pin", "add", *arguments)
    assert run.exit_code == 2
    assert said in run.stderr
    assert json.loads(invoke(read_only_home, "pin", "list", "--json").stdout) == []


def test_a_document_whose_name_others_have_is_asked_back(home: Path, invoke: Invoke, tmp_path: Path) -> None:
    for folder in ("it", "people"):
        (tmp_path / "docs" / folder).mkdir(parents=True)
        (tmp_path / "docs" / folder / "README.md").write_text(f"# The pages of {folder}\n\nAsk {folder} first.\n")
    assert invoke(home, "add", tmp_path / "docs").exit_code == 0
    run = invoke(home, "pin", "add", "Who?", "-a", "Ask it first.", "-d", "readme.md")
    assert run.exit_code == 2
    assert "2 documents in default are called 'readme.md'. Name one: it/README.md or people/README.md." in run.stderr
    assert invoke(home, "pin", "add", "Who?", "-a", "Ask it first.", "-d", "it/README.md").exit_code == 0


def test_an_answer_from_a_windows_editor_is_cited(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    said = "The printer that prints posters is the plotter on floor 3."
    (tmp_path / "answer.md").write_text(said, encoding="utf-8-sig")
    pinned = invoke(home, "pin", "add", "Posters?", "-f", tmp_path / "answer.md", "-d", "printers")
    assert "It cites printers.md." in pinned.stdout
    [listed] = json.loads(invoke(home, "pin", "list", "--json").stdout)
    assert listed["answer"] == said


def test_a_pin_cites_its_document_only_word_for_word(home: Path, invoke: Invoke) -> None:
    said = "The printer that prints posters is the plotter on floor 3."
    assert "It cites printers.md." in invoke(home, "pin", "add", "Posters?", "-a", said, "-d", "printers").stdout
    loose = invoke(home, "pin", "add", "Large prints?", "-a", "Use the plotter.", "-d", "printers.md")
    assert "offered for reading, not cited" in loose.stderr
    assert "[1] Printers — Posters (printers.md)" in invoke(home, "ask", "posters?").stdout
    assert invoke(home, "ask", "large prints?").stdout.endswith("See also:\n- Printers (printers.md)\n")


def test_the_last_answer_is_rated_and_becomes_a_set_that_can_be_measured(
    home: Path, invoke: Invoke, tmp_path: Path
) -> None:
    nothing = invoke(home, "feedback", "up")
    assert (nothing.exit_code, "no answer to rate" in nothing.stderr) == (2, True)
    invoke(home, "ask", "How do I breed goldfish?")
    answer = json.loads(invoke(home, "ask", "--json", "Which printer prints posters?").stdout)
    assert invoke(home, "ask", "").exit_code == 2, "a question that failed is not the last answer"
    assert invoke(home, "feedback", "up").exit_code == 0
    for name, said in (("metings", "No document is called 'metings' so far. "), ("meetings", "")):
        down = invoke(home, "feedback", "down", "Wrong floor.", "-d", name, "--answer", answer["id"])
        assert (down.exit_code, down.stdout) == (0, "Noted.\n") and down.stderr.startswith(said)
        assert bool(down.stderr) == bool(said)
    assert invoke(home, "feedback", "up", "--answer", "nowhere").exit_code == 2

    report = json.loads(invoke(home, "eval", "--feedback", "--json").stdout)
    assert (report["up"], report["down"]) == (0, 1)
    assert report["documents"] == [{"document": "printers.md", "down": 1, "up": 0}]
    assert [topic["topic"] for topic in report["unanswered"]] == ["How do I breed goldfish?"]
    assert [(item["question"], item["result"]) for item in report["reasked"]] == [
        ("Which printer prints posters?", "same")
    ]
    mistaken = invoke(home, "feedback", "down", answer["id"])
    assert (mistaken.exit_code, f"--answer {answer['id']}" in mistaken.stderr) == (2, True)
    shown = invoke(home, "eval", "--feedback").stdout
    assert "default: 0 up, 1 down, 0% up." in shown
    assert "How do I breed goldfish?" in shown

    out = tmp_path / "bad"
    exported = invoke(home, "feedback", "export", out)
    assert exported.stdout == f"{out}: 1 question, 1 with their right document.\n"
    measured = invoke(home, "eval", out, "--retrieval-only", "--json")
    assert measured.exit_code == 0
    assert json.loads(measured.stdout)["retrieval"]["recall@10"]["n"] == 1


def test_eval_takes_a_folder_or_the_feedback(read_only_home: Path, invoke: Invoke, tmp_path: Path) -> None:
    assert invoke(read_only_home, "eval").exit_code == 2
    assert invoke(read_only_home, "eval", tmp_path, "--feedback").exit_code == 2
    assert "attic" in invoke(read_only_home, "eval", "--feedback", "--space", "attic").stderr


@pytest.mark.parametrize("space", ["attic", "caf\udce9"])
def test_feedback_on_a_space_that_is_not_there_is_not_exported(
    read_only_home: Path, invoke: Invoke, tmp_path: Path, space: str
) -> None:
    run = invoke(read_only_home, "feedback", "export", tmp_path / "bad", "--space", space)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "There is no space called" in run.stderr


def test_an_answer_whose_id_is_no_utf8_is_none(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "feedback", "up", "--answer", "caf\udce9")
    assert run.exit_code == 2
    assert "no such answer" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--feedback", "--out", "report"], "are for a labelled set"),
        (["--feedback", "-n", "3"], "are for a labelled set"),
        (["--feedback", "--retrieval-only"], "are for a labelled set"),
        (["set", "--space", "attic"], "a space of its own"),
    ],
)
def test_eval_drops_no_option_in_silence(tmp_path: Path, invoke: Invoke, arguments: list[str], said: str) -> None:
    run = invoke(tmp_path / "home", "eval", *arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said in run.stderr


def test_of_a_pasted_question_the_first_line_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    log = "\n".join(["\n  Why does the build fail? " + "x" * 200, *(f"line {n}" for n in range(40))])
    report = FeedbackReport(
        "default", 0, 1, (), (), (Topic((log, log)),), (Reasked(log, "not_found", "extract", "fixed"),)
    )
    show_feedback(report)
    said = capsys.readouterr().out
    assert said.count("Why does the build fail? xx") == 3 and said.count("…") == 3
    assert "line 1" not in said
