"""`-i`: a screenshot asked or searched for at the command line, and every way in which it cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot import locations
from tests.bot.cli.conftest import Invoke
from tests.fakes.sight import ScriptedSight
from tests.models.made_pictures import png_bomb

MESSAGE = "The network connection to the VPN server could not be established."


@pytest.fixture(autouse=True)
def seeing(monkeypatch: pytest.MonkeyPatch) -> None:
    sight = ScriptedSight(dict.fromkeys(("vpn.png", "screenshot"), f"OpenFort\n\nError 809\n\n{MESSAGE}"))
    monkeypatch.setattr("bot.engine.open_sight", lambda settings, embedder: sight)


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    file = tmp_path / "vpn.png"
    Image.new("RGB", (8, 8)).save(file)
    return file


def test_a_screenshot_alone_is_a_question(read_only_home: Path, invoke: Invoke, shot: Path) -> None:
    run = invoke(read_only_home, "ask", "-i", shot)
    assert run.exit_code == 0
    said, answer = run.stdout.split("\n\n", 1)
    assert said.startswith("Your screenshot shows error 809") and MESSAGE in said
    assert "Open UDP ports 500 and 4500" in answer and "(vpn.md)" in answer


def test_json_says_what_was_read_and_names_figures(read_only_home: Path, invoke: Invoke, shot: Path) -> None:
    run = invoke(read_only_home, "ask", "--json", "How do I fix this?", "--image", shot)
    answer = json.loads(run.stdout)
    assert list(answer)[-2:] == ["figures", "read"] and answer["figures"] == []
    [read] = answer["read"]
    assert (list(read), read["name"]) == (["name", "kind", "text", "problem"], "vpn.png") and MESSAGE in read["text"]


def test_a_home_that_nobody_has_is_a_file_that_is_not_there(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "ask", "-i", "~nobody-of-this-name/vpn.png")
    assert (run.exit_code, type(run.exception)) == (2, SystemExit) and "~nobody-of-this-name" in run.stderr


def test_the_last_conversation_goes_on_with_its_picture(home: Path, invoke: Invoke, shot: Path) -> None:
    invoke(home, "ask", "-i", shot)
    run = invoke(home, "ask", "-c", "--json", "And how do I fix it?")
    assert {citation["document"] for citation in json.loads(run.stdout)["citations"]} == {"vpn.md"}


def test_a_picture_can_be_piped_in(read_only_home: Path, shot: Path, invoke: Invoke) -> None:
    def piped(content: bytes, *arguments: str) -> tuple[int, str]:
        run = invoke(read_only_home, "ask", *arguments, stdin=content)
        return run.exit_code, run.output

    code, said = piped(shot.read_bytes(), "-i", "-")
    assert code == 0 and "error 809" in said
    assert piped(b"", "-i", "-") == (2, "The picture screenshot is empty. Send it again.\n")
    code, said = piped(b"", "-i", "-", "-i", "-")
    assert (code, "Only one picture can be piped in." in said) == (2, True)


def test_a_pipe_that_is_closed_is_said_in_a_sentence(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -c "from bot.cli.app import app; app()" ask -i - <&-'
    home = {"DESKSIDE_HOME": str(tmp_path / "home")}
    run = subprocess.run(command, shell=True, env=os.environ | home, capture_output=True, text=True)  # noqa: S602
    assert (run.returncode, run.stdout) == (2, "") and len(run.stderr.splitlines()) == 1
    assert "No picture is piped in." in run.stderr


def test_a_search_says_which_picture_it_could_not_read(read_only_home: Path, invoke: Invoke, shot: Path) -> None:
    shot.write_bytes(shot.read_bytes()[:40])
    run = invoke(read_only_home, "search", "vpn", "-i", shot)
    assert (run.exit_code, run.stdout) == (1, "") and "vpn.png" in run.stderr


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("images", "code", "said"),
    [
        (["nowhere.png"], 2, "There is no file nowhere.png. Check the path of the picture."),
        (["."], 2, ". is a folder. Name a picture's file."),
        (["x" * 300], 2, "cannot be read: File name too long."),
        (["/dev/zero"], 2, "/dev/zero is not a file."),
        (["vpn.png"] * 6, 2, "6 pictures came with the question; at most 5 are read."),
        (["empty.png"], 2, "The picture empty.png is empty."),
        (["large.png"], 1, "The picture large.png has 20.0 MB; at most 20 MB are read."),
        (["notes.txt"], 1, "notes.txt"),
    ],
)
def test_what_is_no_picture_is_said_in_a_sentence(
    read_only_home: Path, invoke: Invoke, shot: Path, command: str, images: list[str], code: int, said: str
) -> None:
    shot.with_name("empty.png").touch()
    shot.with_name("notes.txt").write_text("Just words.")
    with shot.with_name("large.png").open("wb") as large:
        large.truncate(20_000_001)
    run = invoke(read_only_home, command, *(part for image in images for part in ("-i", image)))
    assert (run.exit_code, run.stdout) == (code, "")
    assert said in run.stderr and len(run.stderr.splitlines()) == 1


def test_nothing_is_opened_for_a_picture_that_is_not_there(tmp_path: Path, invoke: Invoke) -> None:
    home = tmp_path / "new"
    assert invoke(home, "ask", "why?", "-i", "nowhere.png").exit_code == 2
    assert not locations.knowledge_folder(home).exists()


def test_a_search_by_picture_lists_passages_and_keeps_the_promised_json(
    read_only_home: Path, invoke: Invoke, shot: Path
) -> None:
    assert invoke(read_only_home, "search", "-i", shot).stdout.startswith("1. VPN access  vpn.md  ")
    found = json.loads(invoke(read_only_home, "search", "--json", "-i", shot, "-n", "2").stdout)
    assert [list(passage) for passage in found] == [
        ["document", "chunk", "title", "location", "text", "score", "found_by"]
    ] * 2  # fmt: skip
    assert invoke(read_only_home, "search").exit_code == 2


def test_figures_can_be_listed_alone(read_only_home: Path, invoke: Invoke) -> None:
    assert invoke(read_only_home, "search", "--figures", "the printer").stdout == "Nothing was found.\n"
    assert json.loads(invoke(read_only_home, "search", "--figures", "--json", "the printer").stdout) == []


def test_a_picture_that_is_too_large_to_open_is_said_in_a_sentence(
    read_only_home: Path, invoke: Invoke, shot: Path
) -> None:
    bomb = shot.with_name("bomb.png")
    bomb.write_bytes(png_bomb(20_000))
    run = invoke(read_only_home, "ask", "-i", bomb)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "bomb.png has 20,000 x 20,000 pixels: too large to open." in run.stderr
