"""Where a conversation is written to."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.scripted_engine import ScriptedEngine, conversation_of
from tui.export.conversation import TURNS_AT_ONCE, file_name, whole_conversation
from tui.export.save import CannotExport, FileExists, save


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How do I fix VPN error 809?", "how-do-i-fix-vpn-error-809"),
        ("../../etc/passwd", "etc-passwd"),
        ("Wie lange ist Elternzeit in München?", "wie-lange-ist-elternzeit-in-münchen"),
        ("有給休暇は何日?", "有給休暇は何日"),
        ("CON", "conversation-con"),
        ("\x1b[31m", "conversation-"),
        ("", "conversation-"),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_title_makes_a_safe_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


@given(st.text())
def test_no_title_makes_a_name_that_leads_elsewhere(title: str) -> None:
    name = file_name(title)
    assert name
    assert not set(name) & set('/\\:.*?"<>|\0 ')
    assert len(name) <= 80


async def test_a_long_conversation_is_read_whole_and_in_order() -> None:
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(TURNS_AT_ONCE + 7)
    whole = await whole_conversation(engine, "long")
    assert [turn.number for turn in whole.turns] == list(range(1, 2 * (TURNS_AT_ONCE + 7) + 1))


def test_an_existing_file_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExists):
        save(conversation_of(1), file)
    assert file.read_text(encoding="utf-8") == "mine"
    save(conversation_of(1), file, overwrite=True)
    assert "VPN" in file.read_text(encoding="utf-8")


@contextmanager
def no_room_for_more_than(size: int) -> Iterator[None]:
    """Every file that is written ends after so many bytes, as on a disk that is full then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_costs_no_earlier_export_and_leaves_no_half_one(tmp_path: Path) -> None:
    earlier = tmp_path / "talk.md"
    earlier.write_text("mine", encoding="utf-8")
    with no_room_for_more_than(100):
        for file, overwrite in ((earlier, True), (tmp_path / "new.md", False)):
            with pytest.raises(CannotExport):
                save(conversation_of(9), file, overwrite)
    assert earlier.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [earlier]


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "talk.md").symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(FileExists):
        save(conversation_of(1), tmp_path / "talk.md")
    assert not (tmp_path / "elsewhere.md").exists()


@pytest.mark.parametrize("name", ["talk", "talk.pdf", "no/such/folder/talk.md"])
def test_what_cannot_be_written_says_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotExport) as raised:
        save(conversation_of(1), tmp_path / name)
    assert raised.value.next_step


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    save(conversation_of(1), tmp_path / "talk.HTML")
    assert (tmp_path / "talk.HTML").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
