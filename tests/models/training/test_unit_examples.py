"""Single units are read as the product reads them, and one that answers stands among others that do not."""

import random

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from models.training.reader_examples import Example
from models.training.rows import Group, Passage
from models.training.sentences import ANSWERS
from models.training.unit_examples import encode_units

PRICES = (
    "## Fees\n\n| Treatment | Fee |\n|---|---|\n| Filling | 82 euros |\n| Crown | 870 euros |\n\nFees hold from March."
)
HOURS = "We open at eight. The desk closes at six in the evening."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Words by number, kept as they are."""
    words = f"how much is a crown {PRICES} {HOURS} Prices Hours > ; : ;".replace("|", " ").split()
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(dict.fromkeys([*words, "?"]))}, "?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


def drawn() -> random.Random:
    return random.Random(0)  # noqa: S311 - no secret is drawn


def read(tokenizer: Tokenizer, example: Example) -> list[str]:
    return [" ".join(tokenizer.id_to_token(n) or "/" for n in row if n not in (101, 102)) for row in example.ids]


def group(answer: str | None) -> Group:
    prices, hours = Passage("Prices", PRICES, "a", "p", "s"), Passage("Hours", HOURS, "b", "q", "s")
    if answer is None:
        return Group("how much is a bridge", "asked", (prices, hours), (0.0, 0.0))
    start = PRICES.index(answer)
    return Group("how much is a crown", "asked", (prices, hours), (1.0, 0.0), ((start, start + len(answer)),))


def test_the_unit_that_answers_comes_first_and_a_row_says_its_columns(tokenizer: Tokenizer) -> None:
    example = encode_units(group("| Crown | 870 euros |"), tokenizer, drawn())
    assert example is not None
    assert example.labels == example.answering == (ANSWERS, *[0.0] * (len(example.ids) - 1))
    assert "870 euros" in read(tokenizer, example)[0]
    assert len(example.ids) == 5
    assert not any("870" in row for row in read(tokenizer, example)[1:])


def test_every_unit_is_a_miss_where_nothing_answers(tokenizer: Tokenizer) -> None:
    example = encode_units(group(None), tokenizer, drawn())
    assert example is not None
    assert set(example.labels) == {0.0}


def test_a_question_whose_answer_nobody_marked_is_left_out(tokenizer: Tokenizer) -> None:
    unmarked = Group("how much", "story", (Passage("", HOURS, "a", "p", "s"),), (1.0,), None)
    assert encode_units(unmarked, tokenizer, drawn()) is None


def test_a_heading_and_a_rule_are_no_units(tokenizer: Tokenizer) -> None:
    example = encode_units(group(None), tokenizer, drawn())
    assert example is not None
    assert not any("---" in row or "| Treatment" in row for row in read(tokenizer, example))
