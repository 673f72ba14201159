"""Text in pictures is read as it stands there: in order, upright, light or dark, small or large, without a network."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageOps

from models.ocr import Line, Ocr, reading
from models.ocr.denormals import without_denormals
from models.ocr.networks import DETECTION, shipped_network
from models.pictures import open_picture
from tests.models.made_pictures import file_of, picture_of, written

MESSAGE = ("Connection failed", "Error code: 0x80070005", "Check the cable and try again.")


@pytest.fixture(scope="module")
def ocr() -> Iterator[Ocr]:
    reader = Ocr.open(threads=2)
    yield reader
    reader.close()


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def test_lines_are_read_letter_for_letter_where_they_stand(ocr: Ocr) -> None:
    image = written(*MESSAGE)
    lines = ocr.lines(picture_of(image))
    assert texts(lines) == list(MESSAGE)
    for index, line in enumerate(lines):
        left, top, right, bottom = line.box
        assert abs((top + bottom) / 2 - (12 + 25.6 * index + 10)) < 8
        assert 0 <= left < 20 and left < right <= image.width
        assert 0.8 < line.score <= 1


@pytest.mark.parametrize(("ink", "ground"), [("#f0f0f0", "#202020"), ("white", "#005cad"), ("#5a0a0f", "#fde7e9")])
def test_dark_and_coloured_themes_are_read(ocr: Ocr, ink: str, ground: str) -> None:
    assert texts(ocr.lines(picture_of(written(*MESSAGE, ink=ink, ground=ground)))) == list(MESSAGE)


@pytest.mark.parametrize("size", [10, 32, 48])
def test_small_and_high_density_letters_are_read(ocr: Ocr, size: int) -> None:
    assert texts(ocr.lines(picture_of(written(*MESSAGE, size=size, margin=size)))) == list(MESSAGE)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_picture_is_read_upright_and_its_boxes_stand_in_the_turned_one(ocr: Ocr, degrees: int) -> None:
    image = written(*MESSAGE, margin=30)
    turned = image.rotate(degrees, expand=True)
    lines = ocr.lines(picture_of(turned))
    assert texts(lines) == list(MESSAGE)
    for line in lines:
        box = tuple(round(side) for side in line.box)
        assert np.asarray(turned.convert("L").crop(box)).min() < 100
        assert (box[2] - box[0] > box[3] - box[1]) == (degrees == 180)


def test_photographed_screen_is_read(ocr: Ocr) -> None:
    screen = ImageOps.expand(written(*MESSAGE, size=28, margin=40), 60, "#404040")
    corners = (0, 0, 14, screen.height, screen.width, screen.height - 10, screen.width - 20, 16)
    photo = screen.transform(screen.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="#404040")
    noisy = Image.blend(photo, Image.effect_noise(photo.size, 60).convert("RGB"), 0.12)
    read = " ".join(texts(ocr.lines(open_picture(file_of(noisy, "JPEG", quality=70), "photo"))))
    assert "0x80070005" in read and "Connection failed" in read


def test_columns_are_read_one_after_the_other(ocr: Ocr) -> None:
    navigation = written("Home", "Devices", "Accounts", "Updates", margin=20)
    page = written("Network settings", "The adapter is disabled.", "Turn it on to connect.", margin=20, size=20)
    both = Image.new("RGB", (navigation.width + page.width + 60, 180), "white")
    both.paste(navigation, (0, 0))
    both.paste(page, (navigation.width + 60, 0))
    read = texts(ocr.lines(picture_of(both)))
    assert read == [
        "Home",
        "Devices",
        "Accounts",
        "Updates",
        "Network settings",
        "The adapter is disabled.",
        "Turn it on to connect.",
    ]


@pytest.mark.parametrize(
    "image", [Image.new("RGB", (300, 200), "white"), Image.new("RGB", (8, 8)), Image.new("RGB", (9, 2000))]
)
def test_picture_without_text_has_no_lines(ocr: Ocr, image: Image.Image) -> None:
    assert ocr.lines(picture_of(image)) == ()


def test_long_picture_is_read_to_its_end_and_no_line_comes_twice(ocr: Ocr) -> None:
    image = Image.new("RGB", (500, 5_000), "white")
    places = [20, 1_870, 1_900, 1_930, 2_600, 4_950]
    for place in places:
        image.paste(written(f"Step {place} failed", margin=2), (40, place))
    lines = ocr.lines(picture_of(image))
    assert texts(lines) == [f"Step {place} failed" for place in places]


def test_line_across_a_very_wide_picture_is_not_cut(ocr: Ocr) -> None:
    line = "The service could not be started because the account has expired and nobody renewed it in time, error 1793"
    image = Image.new("RGB", (3_400, 900), "white")
    image.paste(written(line, size=56, margin=4), (100, 400))
    assert texts(ocr.lines(picture_of(image))) == [line]


@pytest.mark.parametrize("ground", ["white", "#101010"])
def test_one_line_on_an_empty_screen_is_found(ocr: Ocr, ground: str) -> None:
    screen = Image.new("RGB", (1920, 1080), ground)
    screen.paste(written("Boot device not found", ink="#808080", ground=ground), (60, 1_000))
    screen.paste(written("Error 3F0", ink="#808080", ground=ground), (1_700, 30))
    assert texts(ocr.lines(picture_of(screen))) == ["Error 3F0", "Boot device not found"]


def test_one_reader_serves_several_threads(ocr: Ocr) -> None:
    pictures = [picture_of(written(f"Error {number}", "in the service")) for number in range(800, 806)]
    with ThreadPoolExecutor(3) as pool:
        read = list(pool.map(ocr.lines, pictures))
    assert [texts(lines)[0] for lines in read] == [f"Error {number}" for number in range(800, 806)]


def test_nothing_is_asked_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    reader = Ocr.open(threads=1)
    assert texts(reader.lines(picture_of(written("Error 809")))) == ["Error 809"]
    reader.close()


def test_networks_are_loaded_at_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []

    class Counted(reading.Detector):
        def __init__(self, threads: int) -> None:
            opened.append(threads)
            super().__init__(threads)

    monkeypatch.setattr(reading, "Detector", Counted)
    reader = Ocr.open(threads=1)
    assert reader.fingerprint.startswith("rapidocr-")
    assert opened == []
    for _ in range(2):
        assert [line.text for line in reader.lines(picture_of(written("Error 809")))] == ["Error 809"]
    assert opened == [1]
    reader.close()


def test_closed_reader_says_so() -> None:
    reader = Ocr.open()
    reader.close()
    with pytest.raises(RuntimeError, match="closed"):
        reader.lines(picture_of(written("Error")))


def test_weights_lose_only_what_is_too_small_to_matter() -> None:
    import onnx
    from onnx import numpy_helper

    def weights(model: bytes) -> list[np.ndarray]:
        graph = onnx.load_from_string(model).graph
        constants = [node.attribute[0].t for node in graph.node if node.op_type == "Constant"]
        return [numpy_helper.to_array(tensor) for tensor in (*graph.initializer, *constants)]

    shipped = shipped_network(DETECTION)
    tiny = np.finfo(np.float32).tiny
    changed = 0
    for old, new in zip(weights(shipped), weights(bytes(without_denormals(shipped))), strict=True):
        if old.dtype == np.float32:
            assert not ((new != 0) & (np.abs(new) < tiny)).any()
            assert (np.abs(old[old != new]) < tiny).all()
            changed += int((old != new).sum())
        else:
            assert (old == new).all()
    assert changed > 200_000
