"""What vectors that change every day promise: the disk holds those that are there, and a crash loses none of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.vectors import compaction
from knowledge.vectors.vectors import Vectors

LIVING = 100


class Crash(BaseException):
    """The process is killed here."""


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "LEAST_REMOVED", 3 * LIVING // 2)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors.open(tmp_path / "vectors")
    yield opened
    opened.close()


def vectors_of_day(day: int) -> NDArray[np.float32]:
    return np.random.default_rng(day).standard_normal((LIVING, 16)).astype(np.float32)


def keys_of_day(day: int) -> set[int]:
    return set(range(day * LIVING, (day + 1) * LIVING))


def live(vectors: Vectors, days: int) -> None:
    """Puts new vectors in the place of all, each day."""
    for day in range(days):
        vectors.put(1, sorted(keys_of_day(day)), vectors_of_day(day))
        vectors.remove(1, sorted(keys_of_day(day - 1)) if day else [])


def test_vectors_that_change_every_day_leave_few_removed_ones(vectors: Vectors) -> None:
    live(vectors, 6)
    assert (vectors._collection(1).metadata or {}).get("dead", 0) <= LIVING


def test_renewed_vectors_are_those_that_were_there(vectors: Vectors) -> None:
    live(vectors, 4)
    assert vectors.keys(1) == keys_of_day(3)
    [[(nearest, cosine), *_]] = vectors.nearest(1, vectors_of_day(3)[:1], 3)
    assert nearest == min(keys_of_day(3))
    assert cosine == pytest.approx(1)


def test_no_file_of_a_removed_space_stays(vectors: Vectors, tmp_path: Path) -> None:
    many = 1_100  # Chroma writes files from a thousand on
    vectors.put(1, range(many), np.random.default_rng(0).standard_normal((many, 4)).astype(np.float32))
    assert list(tmp_path.rglob("*.bin"))
    vectors.remove_space(1)
    assert list(tmp_path.rglob("*.bin")) == []


@pytest.mark.parametrize("step", ["add", "delete_collection", "modify"])
def test_a_crash_while_vectors_are_renewed_loses_none(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

    def dies_in(work: Callable[..., Any]) -> Callable[..., Any]:
        def crash(*values: Any, **named: Any) -> Any:
            if step != "modify" or "name" in named:
                raise Crash
            return work(*values, **named)

        return crash

    owner = Client if step == "delete_collection" else Collection
    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(owner, step, dies_in(getattr(owner, step)))
        live(vectors, 3)
    vectors.close()
    again = Vectors.open(tmp_path / "vectors")
    assert again.keys(1) == keys_of_day(2)
    assert [collection.name for collection in again._client.list_collections()] == ["passages-1"]
    again.close()
