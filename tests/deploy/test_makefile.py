"""`make ask` passes on what was asked, letter for letter."""

import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"


def passed_on(folder: Path, *variables: str) -> list[str]:
    """What `deskside ask` gets from `make ask` with these variables, in a folder where all is set up."""
    command = folder / ".venv" / "bin" / "deskside"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    command.chmod(0o755)
    shutil.copy(MAKEFILE, folder)
    made = ["make", "-s", "-C", str(folder), "--old-file=sample", "ask", *variables]
    return subprocess.run(made, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize(
    "question",
    [
        'What does "error 809" mean?',
        "Is it $5 or $$HOME?",
        "What does `date` do?",
        "It's 50 %; and \\n \\ #1?",
        "What is $(echo no)?",
        "And $(foo or ${bar?",
    ],
)
def test_a_question_is_passed_on_as_it_was_asked(tmp_path: Path, question: str) -> None:
    assert passed_on(tmp_path, f"Q={question}") == ["ask", "--space", "sample", question]


def test_a_picture_is_passed_on_with_the_question_that_came_with_it(tmp_path: Path) -> None:
    assert passed_on(tmp_path / "a", "I=my $5 picture.png")[3:] == ["-i", "my $5 picture.png"]
    assert passed_on(tmp_path / "b", "I=a.png", "Q=Why?")[3:] == ["-i", "a.png", "Why?"]
    assert passed_on(tmp_path / "c")[3:] == ["How do I fix VPN error 809?"]


def test_only_who_is_sure_loses_what_people_asked_and_decided(tmp_path: Path) -> None:
    kept, models = tmp_path / ".deskside" / "slack.db", tmp_path / ".deskside" / "models"
    models.mkdir(parents=True)
    kept.touch()
    shutil.copy(MAKEFILE, tmp_path)
    make = ["make", "-s", "-C", str(tmp_path)]
    subprocess.run([*make, "clean"], check=True)
    assert kept.exists() and not models.exists()
    refused = subprocess.run([*make, "purge"], capture_output=True, text=True)
    assert refused.returncode and "conversations" in refused.stderr and kept.exists()
    subprocess.run([*make, "purge", "SURE=yes"], check=True)
    assert not kept.exists()
