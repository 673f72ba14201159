"""Picking a picture: folders, a filter, a preview."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.tui.screens.conftest import NOTHING, Show, Shown
from tui.screens.picker import PickerScreen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pictures, and much else."""
    folder = tmp_path / "Pictures"
    (folder / "Screenshots 2026").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("error 809.png", "login.jpg", "[red]x[@click].gif", ".secret.png", "Screenshots 2026/door.webp"):
        Image.new("RGB", (60, 30), "#5588aa").save(folder / name)
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    (folder / "fake.png").write_text("<html>", encoding="utf-8")
    (folder / "nowhere.png").symlink_to(folder / "gone.png")
    return folder


async def test_folders_come_first_and_only_pictures_after_them(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        assert shown.text.index("Screenshots 2026/") < shown.text.index("error 809.png")
        for name in ("notes.txt", "nowhere.png", ".secret.png", ".hidden"):
            assert name not in shown.text


async def test_typing_filters_and_enter_picks(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.type("809")
        assert "login.jpg" not in shown.text
        await shown.press("enter")
        await shown.until(lambda: shown.app.result is not NOTHING)
        assert shown.app.result == folder / "error 809.png"


async def test_the_marked_picture_is_previewed(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.type("login")
        await shown.until_said("JPEG, 60×30")
        await shown.until(lambda: shown.screen.query("#drawn"))


async def test_a_file_that_is_no_picture_is_not_picked(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="fake.png") as shown:
        await shown.type("fake")
        await shown.until_said("This is not a picture")
        await shown.press("enter")
        await shown.until(lambda: shown.notices)
        assert shown.notices == ["fake.png is named like a picture, but is not one."]
        assert shown.app.result is NOTHING


@pytest.mark.parametrize("into", ["enter", "tab"])
async def test_enter_and_tab_go_into_a_folder_and_backspace_comes_back(show: Show, folder: Path, into: str) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.press(into)
        await shown.until_said("door.webp")
        await shown.press("backspace")
        await shown.until_said("login.jpg")
        await shown.press("tab")
        await shown.until_said("door.webp")


async def test_backspace_first_takes_the_filter_away(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.type("lo")
        await shown.press("backspace", "backspace")
        assert "login.jpg" in shown.text


async def test_ctrl_u_goes_up_with_the_folder_that_was_left_marked(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder / "Screenshots 2026"), said="door.webp") as shown:
        await shown.press("ctrl+u")
        await shown.until_said("login.jpg")
        await shown.press("enter")
        await shown.until_said("door.webp")


async def test_f4_shows_hidden_files_and_hides_them_again(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.press("f4")
        assert ".secret.png" in shown.text
        await shown.press("f4")
        assert ".secret.png" not in shown.text


async def test_typing_a_dot_finds_hidden_files(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.press("full_stop", "s")
        assert ".secret.png" in shown.text


async def test_a_folder_that_cannot_be_opened_is_told(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        (folder / "Screenshots 2026" / "door.webp").unlink()
        (folder / "Screenshots 2026").rmdir()
        await shown.press("enter")
        await shown.until(lambda: shown.notices)
        assert "cannot be opened: No such file or directory." in shown.notices[0]
        assert "login.jpg" in shown.text


async def test_an_empty_filter_result_says_so(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder), said="login.jpg") as shown:
        await shown.type("zzz")
        assert "No picture or folder here has that name." in shown.text
        await shown.press("enter", "tab", "down")
        assert shown.app.result is NOTHING


async def test_escape_picks_nothing(show: Show, folder: Path) -> None:
    async with show(PickerScreen(folder)) as shown:
        await shown.press("escape")
        assert shown.app.result is None


def test_snapshot_picker(snap: Callable[..., bool], folder: Path) -> None:
    async def mark(shown: Shown) -> None:
        await shown.until_said("login.jpg")
        await shown.press("pagedown")
        await shown.until_said("JPEG")
        await shown.until(lambda: shown.screen.query("#drawn"))

    assert snap(PickerScreen(folder), arrange=mark)
