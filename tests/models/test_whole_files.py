"""A file and a folder are there whole or not at all, whoever else wants them, and a full disk is told as one."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.whole_files import made_whole, whole_file


def test_two_who_want_a_folder_at_once_get_the_same_one(tmp_path: Path) -> None:
    made: list[int] = []

    def make(folder: Path) -> None:
        made.append(len(made))
        (folder / "first").write_text(str(len(made)))
        time.sleep(0.1)
        (folder / "second").write_text(str(len(made)))

    with ThreadPoolExecutor() as pool:
        folders = list(pool.map(lambda _: made_whole(tmp_path / "cache" / "pruned", make), range(4)))
    assert made == [0]
    assert {(folder / name).read_text() for folder in folders for name in ("first", "second")} == {"1"}


def test_a_try_that_was_cut_short_leaves_nothing_to_be_found(tmp_path: Path) -> None:
    def cut_short(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_whole(tmp_path / "pruned", cut_short)
    made = made_whole(tmp_path / "pruned", lambda folder: (folder / "whole").touch())
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_a_folder_is_called_whole_once_its_files_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a marker beside files that were never written would have a build go on with them."""
    synced: list[tuple[int, bool]] = []
    sync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_ino, (tmp_path / "pruned.done").exists()))
        sync(descriptor)

    def fill(folder: Path) -> None:
        (folder / "parts").mkdir()
        for name in ("model.onnx", "parts/one"):
            (folder / name).write_text("numbers")

    monkeypatch.setattr("os.fsync", noted)
    made = made_whole(tmp_path / "pruned", fill)
    places = {path.stat().st_ino for path in (made, *made.rglob("*"))}
    assert len(places) == 4 and {(place, False) for place in places} == set(synced)


def test_a_file_stays_as_it_was_until_all_of_the_next_one_is_written(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text("before")
    with pytest.raises(KeyboardInterrupt), whole_file(file) as partial:
        partial.write_text("ha")
        raise KeyboardInterrupt
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows.json", "before")]
    with whole_file(file) as partial:
        partial.write_text("whole")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("rows.json", "whole")]


@pytest.mark.parametrize(
    "said", ["I/O error: No space left on device (os error 28)", "[enforce fail at inline_container.cc:664]"]
)
def test_a_full_disk_is_one_whatever_a_library_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def fails(_: Path) -> None:
        raise RuntimeError(said)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left") as full:
        if "space" not in said:
            patched.setattr("models.whole_files.NEARLY_NOTHING", 1 << 60)
        made_whole(tmp_path / "pruned", fails)
    assert full.value.errno == errno.ENOSPC
    with pytest.raises(OSError, match="File too large") as large:
        made_whole(tmp_path / "pruned", lambda _: (_ for _ in ()).throw(RuntimeError("File too large (os error 27)")))
    assert large.value.errno == errno.EFBIG
    with pytest.raises(RuntimeError, match="another"):
        made_whole(tmp_path / "pruned", lambda _: (_ for _ in ()).throw(RuntimeError("another")))
