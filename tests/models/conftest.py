"""Tiny models with random weights, which build in a second or two through the same code as real ones; and a server that
speaks OpenAI's protocol, with a writer that speaks to it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.recipes.recipe import Recipe, load_recipe
from models.remote.writer import RemoteWriter
from tests.fakes.openai_server import OpenAIServer, openai_server


@pytest.fixture
def tiny_bert(tmp_path: Path) -> Path:
    """A folder with a random BERT of two layers, as Transformers saves it."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path / "tiny-bert"
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz", "vpn", "error"]
    (folder / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words), hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def tiny_recipe(tiny_bert: Path, tmp_path: Path) -> Callable[[str], Recipe]:
    """Makes a recipe for the tiny BERT, with a quantization of choice."""

    def make(quantize: str = 'kind = "dynamic-int8"') -> Recipe:
        path = tmp_path / "tiny.toml"
        path.write_text(
            f'name = "tiny"\nrole = "embedder"\n[weights]\ntitle = "Tiny"\nsource = "file:{tiny_bert.name}"\n'
            f'[export]\nkind = "encoder"\nmax_tokens = 32\n[quantize]\n{quantize}\n'
        )
        return load_recipe(str(path))

    return make


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as running:
        yield running


@pytest.fixture
def remote_writer(server: OpenAIServer) -> Iterator[RemoteWriter]:
    opened = RemoteWriter.open(server.name, timeout=5)
    yield opened
    opened.close()
