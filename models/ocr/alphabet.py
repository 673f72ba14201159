"""Reads a screen full of letters of one width by learning its alphabet: each letter looks the same wherever it stands.

A few stretches are read by the network, their letters laid beside the cells that they stand in, and all else is looked
up. What the network reads now one way and now another is decided by the majority, what stays in doubt is read by the
network where it stands. It knows nothing of what a text means.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.ocr.cells import CutLine, Shape, cut
from models.ocr.networks import Floats, Pixels
from models.ocr.recognition import Recogniser

ALIKE = 2
"""Cells whose shades, of 16, differ by no more than this show the same letter."""
LEAST_CELLS = 800
MOST_SHAPES = 0.25
"""With more different shapes among its cells than this, a picture was compressed or scaled: nothing is alike in it."""
STRETCH = 8
"""So many cells, about, are read in one go; longer words are taken in pieces."""
DOUBTFUL_STRETCH = 60
"""So many, about, of what is in doubt."""
READINGS = 2
"""A letter is read so often, if it stands there so often."""
CONTESTED_READINGS = 7
"""So often where the readings differ, or where it is one that is easily confused with another."""
CONFUSABLE = frozenset("0OoQD1lI|5S8B&2Z6G")
AGREEMENT, CONFUSABLE_AGREEMENT = 0.7, 0.88
"""A letter of which less than this share of its readings agree is in doubt."""
BAR_LIKE = frozenset("Il1i!í")
BELOW, NARROW = 0.1, 0.25
"""What reaches deeper below its line's foot than this and is narrower, in its heights, is a bar if it is upright."""
ROUNDS = 3
STRETCH_COST = 6
"""What a stretch costs besides its cells, in cells."""

Word = tuple[int, ...]
"""The number of the shape in each of its cells."""


@dataclass(frozen=True)
class _Stretch:
    """Words or pieces of words that stand one after the other in a line."""

    line: int
    words: tuple[Word, ...]
    first: int
    end: int
    """The columns of the first cell and after the last."""

    @property
    def shapes(self) -> Iterator[int]:
        return (shape for word in self.words for shape in word)


@dataclass(frozen=True)
class _Known:
    """A word or a piece of one that needs not be read, and its columns."""

    text: str
    first: int
    end: int


class Alphabet:
    """What the shapes of one picture were read as; those in `bars` may be bars."""

    def __init__(self, bars: Collection[int] = ()) -> None:
        self._votes: dict[int, Counter[str]] = defaultdict(Counter)
        self._bars = frozenset(bars)

    def learn(self, words: Sequence[Sequence[int]], text: str) -> None:
        """Takes a reading of these words for their letters, where it has as many of them."""
        read = text.split()
        if sum(map(len, read)) == sum(map(len, words)):
            read, words = ["".join(read)], [[shape for word in words for shape in word]]
        if len(read) != len(words):
            return
        for shapes, letters in zip(words, read, strict=True):
            if len(shapes) == len(letters):
                for shape, letter in zip(shapes, letters, strict=True):
                    self._votes[shape][self.corrected(shape, letter)] += 1

    def corrected(self, shape: int, read: str) -> str:
        """A letter that was read, or the bar that its shape must be: the network takes a bar for any upright line."""
        return "|" if read in BAR_LIKE and shape in self._bars else read

    def letter(self, shape: int) -> str | None:
        """What a shape stands for, if the readings agree."""
        votes = self._votes.get(shape)
        if not votes:
            return None
        (letter, count), *_ = votes.most_common(1)
        agreed = CONFUSABLE_AGREEMENT if letter in CONFUSABLE else AGREEMENT
        return letter if count >= agreed * votes.total() else None

    def wanted(self, shape: int, stands: int) -> int:
        """How many more readings of a shape are wanted that stands in the picture so often.

        None of a rare one: its words stay in doubt, and to read these few is cheaper.
        """
        if stands <= READINGS:
            return 0
        votes = self._votes.get(shape, Counter[str]())
        contested = len(votes) > 1 or not CONFUSABLE.isdisjoint(votes)
        return min(stands, CONTESTED_READINGS if contested else READINGS) - votes.total()


def read_by_alphabet(recogniser: Recogniser, pixels: Pixels, boxes: Sequence[Floats]) -> list[tuple[str, float] | None]:
    """The text and score of each line whose box (an upright rectangle) is given; None for what must be read whole."""
    pitch, lines = cut(pixels, boxes)
    shapes = [cell.shape for line in lines if line for cell in line.cells]
    if len(shapes) < LEAST_CELLS or len(set(shapes)) > MOST_SHAPES * len(shapes):
        return [None] * len(boxes)
    numbers = _numbered(shapes)
    words = [list(_words(line, numbers)) if line else [] for line in lines]
    scores: list[tuple[float, int]] = []

    def read(stretches: Sequence[_Stretch]) -> list[str]:
        found = recogniser.read([_crop(pixels, boxes[each.line], lines[each.line], pitch, each) for each in stretches])
        scores.extend((score, each.end - each.first) for (_, score), each in zip(found, stretches, strict=True))
        return [text for text, _ in found]

    alphabet = Alphabet({number for shape, number in numbers.items() if _may_be_a_bar(shape)})
    _teach(alphabet, [each for at, held in enumerate(words) for each in _stretches(at, held, STRETCH)], read)
    parts = [list(_parts(at, held, alphabet)) for at, held in enumerate(words)]
    # What looks the same is read once.
    doubtful = {part.words: part for held in parts for part in held if isinstance(part, _Stretch)}
    found = zip(doubtful.values(), read(list(doubtful.values())), strict=True)
    known = {each.words: _with_known_letters(each, text, alphabet) for each, text in found}
    score = sum(score * cells for score, cells in scores) / sum(cells for _, cells in scores)
    return [(_joined(held, known), score) if held else None for held in parts]


def _may_be_a_bar(shape: Shape) -> bool:
    foot, height, width, _ = shape
    return -foot > BELOW * height and width < NARROW * height


def _teach(alphabet: Alphabet, stretches: Sequence[_Stretch], read: Callable[[Sequence[_Stretch]], list[str]]) -> None:
    """Teaches an alphabet the readings of a few of the stretches."""
    stands = Counter(shape for stretch in stretches for shape in stretch.shapes)
    for _ in range(ROUNDS):
        chosen = _most_useful(stretches, {shape: alphabet.wanted(shape, count) for shape, count in stands.items()})
        for stretch, text in zip(chosen, read(chosen), strict=True):
            alphabet.learn(stretch.words, text)
        tried = set(map(id, chosen))
        stretches = [stretch for stretch in stretches if id(stretch) not in tried]


def _parts(line: int, words: Sequence[tuple[int, Word]], alphabet: Alphabet) -> Iterator[_Known | _Stretch]:
    """What stands in a line, from the left: words in letters, and stretches of words that are in doubt."""
    doubtful: list[tuple[int, Word]] = []
    for first, word in words:
        letters = [alphabet.letter(shape) for shape in word]
        if None in letters:
            doubtful.append((first, word))
            continue
        yield from _stretches(line, doubtful, DOUBTFUL_STRETCH)
        doubtful = []
        yield _Known("".join(letter for letter in letters if letter), first, first + len(word))
    yield from _stretches(line, doubtful, DOUBTFUL_STRETCH)


def _with_known_letters(stretch: _Stretch, text: str, alphabet: Alphabet) -> str:
    """What was read of a stretch, its letters laid into its cells where they are as many; those not in doubt stay."""
    letters = iter(text.replace(" ", ""))
    if len(text.replace(" ", "")) != sum(map(len, stretch.words)):
        return text
    words = (
        [(alphabet.letter(shape), alphabet.corrected(shape, next(letters))) for shape in word] for word in stretch.words
    )
    return " ".join("".join(known or read for known, read in word) for word in words)


def _joined(parts: Sequence[_Known | _Stretch], read: Mapping[tuple[Word, ...], str]) -> str:
    """The parts of a line as text; there is a space where cells are empty."""
    text, end = "", parts[0].first
    for part in parts:
        text += (" " if part.first > end else "") + (part.text if isinstance(part, _Known) else read[part.words])
        end = part.end
    return text


def _words(line: CutLine, numbers: Mapping[Shape, int]) -> Iterator[tuple[int, Word]]:
    """The first column of each word and what stands in it; a long word comes in pieces."""
    first, word = 0, list[int]()
    for cell in line.cells:
        if word and (cell.column > first + len(word) or len(word) == STRETCH):
            yield first, tuple(word)
            word = []
        first = first if word else cell.column
        word.append(numbers[cell.shape])
    if word:
        yield first, tuple(word)


def _stretches(line: int, words: Sequence[tuple[int, Word]], length: int) -> Iterator[_Stretch]:
    """Words after each other as stretches of about this many cells."""
    held: list[Word] = []
    start = end = 0
    for at, (first, word) in enumerate(words):
        start = start if held else first
        if held and first == end:
            held[-1] += word
        else:
            held.append(word)
        end = first + len(word)
        if end - start >= length or at == len(words) - 1:
            yield _Stretch(line, tuple(held), start, end)
            held = []


def _most_useful(stretches: Sequence[_Stretch], wanted: Mapping[int, int]) -> list[_Stretch]:
    """Few stretches that together hold each shape as often as it is wanted, where they can: the most useful first."""
    columns = {shape: column for column, shape in enumerate(shape for shape, count in wanted.items() if count > 0)}
    held = np.zeros((len(stretches), len(columns)), dtype=np.int32)
    for row, stretch in enumerate(stretches):
        for shape in stretch.shapes:
            if shape in columns:
                held[row, columns[shape]] += 1
    cost = np.array([stretch.end - stretch.first + STRETCH_COST for stretch in stretches])
    left = np.array([wanted[shape] for shape in columns], dtype=np.int32)
    chosen = []
    while left.any():
        useful = np.minimum(held, left).sum(axis=1) / cost
        best = int(useful.argmax())
        if not useful[best]:
            break
        chosen.append(stretches[best])
        left = np.maximum(left - held[best], 0)
    return chosen


def _crop(pixels: Pixels, box: Floats, line: CutLine | None, pitch: float, stretch: _Stretch) -> Pixels:
    """What a stretch shows, with half a cell on each side where nothing stands."""
    top, bottom = int(np.floor(box[0, 1])), int(np.ceil(box[2, 1]))
    start, taken = (line.start, line.columns) if line else (0.0, frozenset())
    first = stretch.first - (0.0 if stretch.first - 1 in taken else 0.5)
    end = stretch.end + (0.0 if stretch.end in taken else 0.5)
    return pixels[top:bottom, max(0, round(start + first * pitch)) : round(start + end * pitch)]


def _numbered(shapes: Sequence[Shape]) -> dict[Shape, int]:
    """A number for each shape, the same for those that are alike: the most frequent one gives it."""
    by_size: dict[tuple[int, int, int], list[Shape]] = defaultdict(list)
    for shape, _ in Counter(shapes).most_common():
        by_size[shape[:3]].append(shape)
    numbers: dict[Shape, int] = {}
    for same_size in by_size.values():
        inks = np.stack([np.frombuffer(shape[3], dtype=np.int8) for shape in same_size])
        for shape, ink in zip(same_size, inks, strict=True):
            if shape not in numbers:
                number = len(numbers)
                for alike in np.flatnonzero(np.abs(inks - ink).max(axis=1) <= ALIKE):
                    numbers.setdefault(same_size[alike], number)
    return numbers
