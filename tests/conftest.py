"""What every test may use: the real models, built once into the data home, and no network but this machine's own."""

import gc
import os

# Before any library that would look for a hub or report home is imported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
# Threads that wait for each other over tiny matrices spin: with other tests beside them, for two thirds of the time.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.build import build_model
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.machine import memory_bytes
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from models.writing.writer import Writer

REPOSITORY = Path(__file__).parents[1]
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory


def has_room_in_memory() -> bool:
    """Whether what tests write, some hundred megabytes at a time, can be kept in memory, programs among it."""
    if not IN_MEMORY.is_dir() or (memory_bytes() or 0) < 7e9:
        return False
    place = os.statvfs(IN_MEMORY)
    return place.f_bavail * place.f_frsize > 2e9 and not place.f_flag & os.ST_NOEXEC


# A data home waits for the disk with every change of it: half the time of the tests that add documents.
if has_room_in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts files with slow tests first, then those with many: no worker is left alone with a long file at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -tests[item.path]))


def pytest_collection_finish() -> None:
    """Lets the garbage collector rest: going through all that is imported, again and again, was a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


@pytest.fixture(scope="session")
def model_store() -> ModelStore:
    """The store of real models; a fixture that needs one builds it there if it is missing or of an older recipe."""
    home = os.environ.get("DESKSIDE_HOME")
    return ModelStore((Path(home) if home else REPOSITORY / ".deskside") / "models")


@pytest.fixture(scope="session")
def embedder(model_store: ModelStore) -> Iterator[Embedder]:
    """The real embedder, shared by all tests: it keeps nothing between calls."""
    opened = Embedder.open(build_model(load_recipe("embedder"), model_store), threads=1)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def reader(model_store: ModelStore) -> Iterator[Reader]:
    """The real reader, shared by all tests: it keeps nothing between calls."""
    opened = Reader.open(build_model(load_recipe("reader"), model_store), threads=1)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def writer(model_store: ModelStore) -> Iterator[Writer]:
    """The real language model, shared by all tests: no text depends on those before it or beside it."""
    opened = Writer.open(build_model(load_recipe("writer"), model_store), threads=1)
    yield opened
    opened.close()
