from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from tests.fakes.embedder import HashingEmbedder


@pytest.fixture
def hashing() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def knowledge(home: Path, hashing: HashingEmbedder) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(home, hashing)
    yield opened
    opened.close()


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder with two documents on different matters."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "vpn.md").write_text("# VPN access\n\n## Error 809\n\nOpen UDP port 4500 on the router.\n")
    (folder / "leave.md").write_text("# Annual leave\n\nEverybody has thirty days of vacation a year.\n")
    return folder
