"""Pictures that are handed over: what terminals paste, what is really in a file, what is in the clipboard."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from models.pictures import PictureUnreadable
from models.pictures.formats import format_of
from tests.conftest import REPOSITORY
from tui.clipboard_picture import NoClipboardPicture, clipboard_picture
from tui.dropped_files import LONGEST_PASTE, dropped_files
from tui.picture_files import MOST_PIXELS, is_picture, picture_facts
from tui.pictures import _reduced


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """A picture whose name has all that terminals escape."""
    file = tmp_path / "My shots" / "error (809) it's 50% ü.png"
    file.parent.mkdir()
    Image.new("RGB", (30, 20)).save(file)
    return file


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    file = tmp_path / "plain.png"
    Image.new("RGB", (3, 2)).save(file)
    return file


def escaped(path: Path) -> str:
    """As iTerm2 and others drop it."""
    return "".join(f"\\{character}" if character in " ()'" else character for character in str(path))


def shell_quoted(path: Path) -> str:
    """As GNOME's terminal drops it."""
    return "'" + str(path).replace("'", "'\\''") + "'"


@pytest.mark.parametrize(
    "form", [str, lambda p: f'"{p}"', escaped, shell_quoted, Path.as_uri, lambda p: f"  {p}\n", lambda p: f"'{p}'"]
)
def test_a_dropped_file_is_recognised_however_the_terminal_writes_it(shot: Path, form: object) -> None:
    assert dropped_files(form(shot)) == [shot]  # type: ignore[operator]


def test_a_photo_from_a_phone_is_a_picture() -> None:
    photo = REPOSITORY / "tests" / "models" / "pictures" / "error-809.heic"
    facts = picture_facts(photo)
    assert facts is not None and facts.format == "HEIF" and facts == picture_facts(photo.read_bytes())
    assert picture_facts(photo.read_bytes()[:40]) is None
    assert dropped_files(str(photo)) == [photo]


def test_what_the_engine_would_not_open_is_no_picture_here(tmp_path: Path) -> None:
    Image.new("RGB", (8, 4)).save(tmp_path / "big.tiff", "TIFF", big_tiff=True)
    (tmp_path / "film.heic").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 99)
    for file in tmp_path.iterdir():
        with pytest.raises(PictureUnreadable):
            format_of(file.read_bytes(), file.name)
        assert picture_facts(file) is None


def test_a_damaged_photo_is_no_picture() -> None:
    photo = (REPOSITORY / "tests" / "models" / "pictures" / "error-809.heic").read_bytes()
    for at in range(8, len(photo), 3):
        damaged = photo[:at] + bytes([photo[at] ^ 0xFF]) + photo[at + 1 :]
        assert _reduced(damaged) is None or picture_facts(damaged) is not None


def test_what_is_no_picture_is_told_before_any_photo_was() -> None:
    code = "from tui.picture_files import picture_facts; print(picture_facts(b'no picture at all'))"
    run = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("None\n", "")


@pytest.mark.parametrize("form", [escaped, shell_quoted])
def test_several_files_on_one_line_are_all_recognised(shot: Path, plain: Path, form: object) -> None:
    assert dropped_files(f"{form(shot)} {plain}") == [shot, plain]  # type: ignore[operator]


@pytest.mark.parametrize("form", [str, Path.as_uri, escaped])
def test_several_files_on_lines_of_their_own_are_all_recognised(shot: Path, plain: Path, form: object) -> None:
    assert dropped_files(f"{form(shot)}\r\n{plain}\n{plain}") == [shot, plain]  # type: ignore[operator]


def test_a_path_below_the_persons_home_is_recognised(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(plain.parent))
    assert dropped_files("~/plain.png") == [plain]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How do I fix error 809?",
        "plain.png",
        "/no/such/file.png",
        "file://elsewhere.example/plain.png",
        "file:///%00",
        "it's \"half quoted",
        "~nobody-here/x.png",
        "/" + "x" * 5000,
        "nul\0byte",
        "https://example.org/a.png",
    ],
)
def test_other_text_is_text(text: str, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plain.parent)
    assert dropped_files(text) == []


def test_a_path_among_words_is_text(plain: Path) -> None:
    assert dropped_files(f"what is in {plain} ?") == []


def test_a_folder_is_no_dropped_file(plain: Path) -> None:
    assert dropped_files(str(plain.parent)) == []


def test_a_very_long_paste_is_not_looked_at(plain: Path) -> None:
    assert dropped_files(f"{plain}\n" * (LONGEST_PASTE // len(str(plain)) + 1)) == []


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_is_known_by_its_content(tmp_path: Path, format_: str) -> None:
    file = tmp_path / "named.txt"
    Image.new("RGB", (8, 4)).save(file, format_)
    assert str(picture_facts(file)) == f"{format_}, 8×4, 1 kB"


PNG = b"\x89PNG\r\n\x1a\n"
NO_PICTURES = [b"", b"<html>", PNG, PNG + b"\0" * 100, b"GIF89a", b"II*\0" + b"\xff" * 40]


@pytest.mark.parametrize("content", NO_PICTURES)
def test_what_is_not_one_is_not_one_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    assert not is_picture(file)


def test_a_picture_too_large_to_open_is_none(tmp_path: Path) -> None:
    file = tmp_path / "bomb.png"
    side = int(MOST_PIXELS**0.5) + 2
    Image.new("1", (side, side)).save(file)
    assert not is_picture(file)


def test_what_is_no_file_is_no_picture(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.png")
    assert not is_picture(tmp_path / "pipe.png")
    assert not is_picture(tmp_path)
    assert not is_picture(tmp_path / "gone.png")


def test_the_clipboards_picture_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: Image.new("RGB", (5, 6)))
    first, second = clipboard_picture(tmp_path / "new"), clipboard_picture(tmp_path / "new")
    assert first != second
    assert picture_facts(first) == picture_facts(second)
    assert str(picture_facts(first)).startswith("PNG, 5×6")


def test_a_copied_file_is_taken_itself(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: [str(tmp_path / "a.txt"), str(plain)])
    assert clipboard_picture(tmp_path / "new") == plain


@pytest.mark.parametrize(
    ("found", "next_step"),
    [
        (lambda: None, "Copy one, or pick a file with ctrl+f."),
        (list, "Copy one, or pick a file with ctrl+f."),
        (lambda: (_ for _ in ()).throw(OSError("xclip failed")), "Copy one, or pick a file with ctrl+f."),
        (lambda: (_ for _ in ()).throw(NotImplementedError()), "Install wl-clipboard or xclip"),
    ],
)
def test_without_a_picture_in_the_clipboard_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: object, next_step: str
) -> None:
    monkeypatch.setattr(ImageGrab, "grabclipboard", found)
    with pytest.raises(NoClipboardPicture) as raised:
        clipboard_picture(tmp_path)
    assert next_step in raised.value.next_step
