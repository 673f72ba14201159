"""A screen full of letters of one width is read by its alphabet: quickly, and each letter as everywhere else."""

import random
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from models.ocr import Ocr
from models.ocr.alphabet import Alphabet, read_by_alphabet
from models.ocr.cells import cut
from models.ocr.networks import Floats, Pixels
from models.ocr.recognition import Recogniser
from tests.models.made_pictures import picture_of

WIDTH, HEIGHT, COLUMNS, TOP = 9, 20, 90, 6
SIGNS = "abcdefghijklmnopqrstuvwxyz123456789ABCDEF._-/:=()"
"""No zero: in the font that Pillow brings along it looks like a letter."""


def screen(texts: Sequence[str], ground: str = "#101010", ink: str = "#d0d0d0") -> tuple[Image.Image, list[Floats]]:
    """A terminal with these lines, each letter in a cell of its own, and the boxes of its lines."""
    font = ImageFont.load_default(14)
    image = Image.new("RGB", (WIDTH * COLUMNS + 20, HEIGHT * len(texts) + 2 * TOP), ground)
    draw = ImageDraw.Draw(image)
    boxes = []
    for row, text in enumerate(texts):
        top = TOP + row * HEIGHT
        for column, letter in enumerate(text):
            draw.text((10 + column * WIDTH + WIDTH / 2, top + 14), letter, font=font, fill=ink, anchor="ms")
        right = 10 + WIDTH * len(text)
        corners = [[10, top], [right, top], [right, top + HEIGHT - 1], [10, top + HEIGHT - 1]]
        boxes.append(np.array(corners, dtype=np.float32))
    return image, boxes


def logged(rows: int, seed: int = 3) -> list[str]:
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    return [
        " ".join("".join(rng.choices(SIGNS, k=rng.randint(3, 9))) for _ in range(20))[:COLUMNS].strip()
        for _ in range(rows)
    ]


def pixels_of(image: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


class Counted(Recogniser):
    """A reader of lines that counts how much it is given to read."""

    def __init__(self) -> None:
        super().__init__(threads=2)
        self.width = 0

    def read(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        self.width += sum(crop.shape[1] for crop in crops)
        return super().read(crops)


@pytest.fixture
def recogniser() -> Iterator[Counted]:
    reader = Counted()
    yield reader
    reader.close()


def test_letters_stand_in_their_cells_whatever_the_colours() -> None:
    texts = logged(12)
    for colours in (("#101010", "#d0d0d0"), ("white", "black"), ("#fdf6e3", "#268bd2")):
        image, boxes = screen(texts, *colours)
        pitch, lines = cut(pixels_of(image), boxes)
        assert abs(pitch - WIDTH) < 0.02
        for line, text in zip(lines, texts, strict=True):
            assert line is not None
            first = line.cells[0].column
            assert [cell.column - first for cell in line.cells] == [at for at, sign in enumerate(text) if sign != " "]


def test_a_letter_has_one_shape_and_no_two_share_it() -> None:
    texts = logged(12)
    image, boxes = screen(texts)
    _, lines = cut(pixels_of(image), boxes)
    signs: dict[object, set[str]] = {}
    for line, text in zip(lines, texts, strict=True):
        assert line is not None
        for cell, sign in zip(line.cells, text.replace(" ", ""), strict=True):
            signs.setdefault(cell.shape, set()).add(sign)
    assert all(len(each) == 1 for each in signs.values())
    assert len(signs) < 2 * len(SIGNS)


def test_text_of_many_widths_is_not_cut() -> None:
    font, image = ImageFont.load_default(14), Image.new("RGB", (900, 300), "white")
    boxes = []
    for row in range(8):
        text = "The remote server could not be reached, check the network connection and will it then try again?"
        ImageDraw.Draw(image).text((10 + row, 10 + row * 30), text, font=font, fill="black")
        left, top, right, bottom = 10 + row, 8 + row * 30, 20 + row + font.getlength(text), 30 + row * 30
        boxes.append(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32))
    pitch, lines = cut(pixels_of(image), boxes)
    assert pitch == 0 and lines == [None] * 8


def test_a_full_screen_is_read_by_a_small_part_of_it(recogniser: Counted) -> None:
    texts = logged(40)
    image, boxes = screen(texts)
    read = read_by_alphabet(recogniser, pixels_of(image), boxes)
    found = [reading[0] if reading else "" for reading in read]
    wrong = sum(a != b for line, text in zip(found, texts, strict=True) for a, b in zip(line, text, strict=False))
    assert [len(line) for line in found] == [len(text) for text in texts]
    assert wrong < 0.01 * sum(map(len, texts))
    assert recogniser.width < 0.5 * sum(float(box[2, 0] - box[0, 0]) for box in boxes)


def test_a_compressed_or_sparse_screen_is_left_to_be_read_whole(recogniser: Counted) -> None:
    image, boxes = screen(logged(40))
    noise = np.random.default_rng(1).integers(-60, 60, (image.height, image.width, 1))
    noisy = np.clip(pixels_of(image).astype(np.int16) + noise, 0, 255).astype(np.uint8)
    assert read_by_alphabet(recogniser, noisy, boxes) == [None] * 40
    few, few_boxes = screen(logged(4))
    assert read_by_alphabet(recogniser, pixels_of(few), few_boxes) == [None] * 4
    assert recogniser.width == 0


def test_the_majority_of_readings_decides_unless_too_many_differ() -> None:
    alphabet = Alphabet()
    for text in ("E% 4", "E# 4", "E% 4", "E% 4"):
        alphabet.learn([(1, 2), (3,)], text)
    assert (alphabet.letter(1), alphabet.letter(2)) == ("E", "%")
    alphabet.learn([(1, 2), (3,)], "E#4")
    assert alphabet.letter(2) is None
    alphabet.learn([(9, 9)], "abc")
    assert alphabet.letter(9) is None


def test_a_zero_that_was_once_read_as_a_letter_stays_in_doubt() -> None:
    alphabet = Alphabet()
    for text in ("E0", "EO", "E0", "E0"):
        alphabet.learn([(1, 2)], text)
    assert alphabet.letter(2) is None
    assert alphabet.wanted(2, stands=100) == 3
    assert alphabet.wanted(1, stands=100) < 0
    assert alphabet.wanted(7, stands=2) == 0


def test_a_bar_is_told_from_a_letter_by_its_foot(recogniser: Counted) -> None:
    texts = [line.replace("=", "|").replace("(", " | ")[:COLUMNS].strip() for line in logged(15)]
    image, boxes = screen(texts)
    read = read_by_alphabet(recogniser, pixels_of(image), boxes)
    assert sum(reading[0].count("|") for reading in read if reading) == sum(text.count("|") for text in texts)


def test_lines_of_a_full_terminal_come_in_order_and_where_they_stand() -> None:
    texts = logged(40, seed=5)
    image, _ = screen(texts)
    larger = Image.new("RGB", (image.width + 60, image.height + 60), "#101010")
    larger.paste(image, (30, 30))
    reader = Ocr.open(threads=2)
    lines = reader.lines(picture_of(larger))
    reader.close()
    read, drawn = ("".join(each).replace(" ", "") for each in ([line.text for line in lines], texts))
    assert SequenceMatcher(None, read, drawn, autojunk=False).ratio() > 0.95
    for line in lines:
        assert np.asarray(larger.convert("L").crop(tuple(map(round, line.box)))).max() > 150
