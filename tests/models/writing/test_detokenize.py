"""The pieces of a text are whole characters, and together they are the text."""

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from models.writing.detokenize import UNFINISHED, Detokenizer

# Byte-level with no merges: every byte is a token, the hardest case.
ALPHABET = sorted(pre_tokenizers.ByteLevel.alphabet())
BYTES = Tokenizer(models.BPE(vocab={letter: number for number, letter in enumerate(ALPHABET)}, merges=[]))
BYTES.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
BYTES.decoder = decoders.ByteLevel()

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNFINISHED))


@given(texts)
def test_pieces_are_whole_characters_and_add_up_to_the_text(text: str) -> None:
    detokenizer = Detokenizer(BYTES)
    pieces = [detokenizer.add(token) for token in BYTES.encode(text).ids]
    assert UNFINISHED not in "".join(pieces)
    assert "".join(pieces) + detokenizer.finish() == text


@given(texts, st.integers(min_value=0, max_value=40))
def test_a_text_cut_inside_a_character_ends_before_it(text: str, length: int) -> None:
    cut = text.encode()[:length]
    detokenizer = Detokenizer(BYTES)
    written = "".join(detokenizer.add(token) for token in BYTES.encode(text).ids[:length]) + detokenizer.finish()
    assert written == cut.decode("utf-8", "ignore")
