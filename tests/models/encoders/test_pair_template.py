"""The rows of a cross-encoder are its own tokenizer's; a long question keeps both ends, a passage its beginning."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from models.encoders.cross_encoder import PairTemplate
from tests.models.tiny_encoders import byte_level, wordpiece

QUESTION, PASSAGE = "which error?", "Firewall\nA firewall blocks the tunnel. " * 9


@pytest.mark.parametrize("family", ["bert", "roberta"])
@pytest.mark.parametrize("most", [17, 40, 512])
def test_a_row_is_what_its_own_tokenizer_makes(tmp_path: Path, family: str, most: int) -> None:
    (byte_level if family == "roberta" else lambda folder: wordpiece(folder, cased=False))(tmp_path)
    whole = AutoTokenizer.from_pretrained(tmp_path)
    tokenizer: Tokenizer = whole.backend_tokenizer
    question, passage = (tokenizer.encode(text, add_special_tokens=False).ids for text in ("a", PASSAGE))
    row = PairTemplate.of(tokenizer).row(question, passage, most)
    expected = whole("a", PASSAGE, truncation="only_second", max_length=most, return_token_type_ids=True)
    assert row.ids == expected.input_ids
    assert row.types == expected.token_type_ids


def test_roberta_has_two_tokens_between_its_texts_and_no_types(tmp_path: Path) -> None:
    byte_level(tmp_path)
    template = PairTemplate.of(AutoTokenizer.from_pretrained(tmp_path).backend_tokenizer)
    assert template == PairTemplate(((0, 0),), ((2, 0), (2, 0)), ((2, 0),), (0, 0))


@pytest.mark.parametrize(("most", "ends"), [(17, 3), (64, 15), (512, 40)])
def test_a_long_question_keeps_both_ends_and_leaves_room_for_the_passage(most: int, ends: int) -> None:
    template = PairTemplate(((1, 0),), ((2, 0),), ((2, 1),), (0, 1))
    row = template.row(range(1_000, 2_000), range(5_000, 9_000), most)
    assert len(row.ids) == most
    asked = [token for token in row.ids if 1_000 <= token < 2_000]
    assert asked == [*range(1_000, 1_000 + ends), *range(2_000 - ends, 2_000)]
    read = [token for token in row.ids if token >= 5_000]
    assert read == list(range(5_000, 5_000 + len(read)))
    assert len(read) == most - 3 - 2 * ends
    assert [place for place in row.places if place >= 0] == list(range(len(read)))
