from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.knowledge_base import KnowledgeBase
from tests.fakes.colour_sight import ColourSight, picture_file
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


@pytest.fixture
def sight() -> ColourSight:
    return ColourSight()


@pytest.fixture
def seeing(home: Path, hashing: HashingEmbedder, sight: ColourSight) -> Iterator[KnowledgeBase]:
    """A knowledge base that looks at pictures."""
    opened = KnowledgeBase.open(home, hashing, find_sight=lambda: sight)
    yield opened
    opened.close()


@pytest.fixture
def manual(documents: Path) -> Path:
    """The folder of documents with a page that shows two pictures."""
    (documents / "images").mkdir()
    (documents / "images" / "809.png").write_bytes(picture_file("VPN connection\nError 809 no answer", "red"))
    (documents / "images" / "tray.png").write_bytes(picture_file("Paper tray empty", "blue"))
    (documents / "printing.md").write_text(
        "# Printing\n\n## Empty tray\n\nFill the tray.\n\n![The panel of the printer](images/tray.png)\n\n"
        "## Nothing comes out\n\nTurn it off and on.\n"
    )
    (documents / "vpn.md").write_text(
        "# VPN access\n\n## Error 809\n\nOpen UDP port 4500 on the router.\n\n![The dialog](images/809.png)\n"
    )
    return documents
