"""Lines that are found in pieces are read as one; what stands beside them stays apart."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.ocr import Ocr
from models.ocr.networks import Floats
from models.ocr.pieces import whole_lines
from tests.models.made_pictures import picture_of

BLANK = np.full((400, 600, 3), 255, dtype=np.uint8)


def box(left: float, top: float, right: float, bottom: float) -> Floats:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)


def spans(*boxes: Floats) -> list[tuple[int, int]]:
    return sorted((round(float(b[0, 0])), round(float(b[2, 0]))) for b in whole_lines(BLANK, np.array(boxes)))


def log_screen(size: int, pitch: int) -> tuple[Image.Image, list[str]]:
    """A full screen of 41 entries, each letter in a cell of its own, in Pillow's own font."""
    entries = [
        f"2026-11-27 1{n % 9 + 1}:{n + 11}:17 INFO [worker-{n % 7 + 1}] sync.Store - wrote {n * 131 + 19} rows to"
        f" orders_{n % 9} in {n * 13 % 97} ms, waited {n * 7 % 31} ms"
        for n in range(41)
    ]
    entries[21] = "2026-11-27 16:23:17 ERROR [worker-6] sync.Store - the password is hunter2-Xy, refused with ORA-12154"
    image = Image.new("RGB", (1920, 1080), "#101010")
    draw, font, width = ImageDraw.Draw(image), ImageFont.load_default(size), round(0.6 * size)
    for row, entry in enumerate(entries):
        for column, letter in enumerate(entry):
            place = (12 + (column + 0.5) * width, 12 + row * pitch + size)
            draw.text(place, letter, font=font, fill="#d0d0d0", anchor="ms")
    return image, entries


@pytest.mark.parametrize(("size", "pitch"), [(16, 22), (14, 18)])
def test_entry_of_a_dense_log_is_one_line(size: int, pitch: int) -> None:
    image, entries = log_screen(size, pitch)
    reader = Ocr.open(threads=2)
    read = [line.text for line in reader.lines(picture_of(image))]
    reader.close()
    assert len(entries) <= len(read) <= len(entries) + 2
    assert any("password is hunter2-Xy" in text for text in read)


def test_words_of_one_line_and_boxes_that_overlap_are_joined() -> None:
    assert spans(box(10, 10, 60, 30), box(66, 11, 120, 29), box(110, 10, 200, 31)) == [(10, 200)]


def test_joined_line_is_as_high_as_its_pieces() -> None:
    (line,) = whole_lines(BLANK, np.array([box(10, 10, 200, 30), box(205, 6, 225, 33)]))
    assert 9 < line[0, 1] <= 10 and 30 <= line[2, 1] < 31


def test_labels_rows_and_letters_of_another_size_stay_apart() -> None:
    label, value, below, heading = box(10, 10, 60, 30), box(90, 10, 150, 30), box(10, 32, 60, 52), box(64, 4, 200, 60)
    assert spans(label, value, below, heading) == [(10, 60), (10, 60), (64, 200), (90, 150)]


def test_lines_that_run_upwards_side_by_side_stay_apart() -> None:
    assert spans(box(10, 10, 30, 300), box(36, 10, 56, 300), box(62, 12, 82, 298)) == [(10, 30), (36, 56), (62, 82)]


def test_leaning_line_stays_as_it_is() -> None:
    leaning = np.array([[10, 10], [200, 30], [198, 50], [8, 30]], dtype=np.float32)
    after = whole_lines(BLANK, np.array([leaning, box(205, 30, 250, 50)]))
    assert any((each == leaning).all() for each in after) and len(after) == 2


def test_picture_without_lines_has_none() -> None:
    assert whole_lines(BLANK, np.zeros((0, 4, 2), dtype=np.float32)).shape == (0, 4, 2)
