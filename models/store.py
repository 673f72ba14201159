"""The folder of built models: `<folder>/<name>/` holds a manifest and the model's files, whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.build_tools import how_to_build
from models.checkpoints.weights import sha256_of
from models.errors import ModelCorrupt, ModelMissing, ModelUnfit
from models.whole_files import whole_file

MANIFEST = "manifest.json"
GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
SERVING = "serving.json"


@dataclass(frozen=True)
class BuiltModel:
    """A model that is ready to serve; `bytes` is what its folder takes on the disk."""

    name: str
    role: str
    path: Path
    bytes: int
    recipe_hash: str

    def serving(self) -> dict[str, Any]:
        """What a session must know beyond the graph, such as the most tokens it takes; ModelCorrupt if unreadable."""
        try:
            content: dict[str, Any] = json.loads((self.path / SERVING).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise corrupt(self.name, f"{SERVING} cannot be read") from error
        return content

    def verify(self) -> None:
        """Reads every file and raises ModelCorrupt where one is not, to the last bit, what was built."""
        for file, expected in _read_manifest(self.path)["files"].items():
            path = self.path / file
            if not path.is_file() or sha256_of(path) != expected["sha256"]:
                raise corrupt(self.name, f"{file} is not the file that was built")

    def own_recipe(self) -> dict[str, Any] | None:
        """The recipe that it was built from, unless that is a packaged one, or nobody wrote it down."""
        own = _read_manifest(self.path).get("recipe")
        return own if isinstance(own, dict) else None

    def note_recipe(self, own: dict[str, Any]) -> None:
        """Writes down which recipe it was built from."""
        with whole_file(self.path / MANIFEST) as file:
            _write(file, _read_manifest(self.path) | {"recipe": own})


class ModelStore:
    """The built models in one folder. Nothing here builds; see `models.build`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def built(self) -> list[BuiltModel]:
        """Every whole model in the folder, by name; a folder without a manifest is none."""
        return [model for model in self._each() if isinstance(model, BuiltModel)]

    def damaged(self) -> list[ModelCorrupt]:
        """What is wrong with each model in the folder that is not as it was built."""
        return [model for model in self._each() if isinstance(model, ModelCorrupt)]

    def find(self, name: str, role: str | None = None) -> BuiltModel:
        """The model of that name; raises ModelMissing, or ModelCorrupt where a file's size is not the one built.

        Raises ModelUnfit where it is to serve in another role than it was built for.
        """
        path = self.folder / name
        if not (path / MANIFEST).is_file():
            raise ModelMissing(f"The model “{name}” is not built yet.", how_to_build(name))
        manifest = _read_manifest(path)
        for file, expected in manifest["files"].items():
            if not (path / file).is_file():
                raise corrupt(name, f"{file} is missing")
            if (path / file).stat().st_size != expected["bytes"]:
                raise corrupt(name, f"{file} has another size than when it was built")
        if role not in (None, manifest["role"]):
            raise ModelUnfit(
                f"The settings name “{name}” as the {role}, and it was built as the {manifest['role']}.",
                f"Name a model that `deskside models list` calls {role}.",
            )
        size = sum(file["bytes"] for file in manifest["files"].values())
        return BuiltModel(name, manifest["role"], path, size, manifest["recipe_hash"])

    def _each(self) -> Iterator[BuiltModel | ModelCorrupt]:
        for path in sorted(self.folder.glob(f"[!.]*/{MANIFEST}")):
            try:
                yield self.find(path.parent.name)
            except ModelCorrupt as error:
                yield error

    def discard(self, name: str) -> None:
        """Removes a built model, if it is there."""
        shutil.rmtree(self.folder / name, ignore_errors=True)


def write_manifest(path: Path, role: str, recipe_hash: str, own: dict[str, Any] | None = None) -> None:
    """Writes down every file of the folder `path` with its size and hash, and a recipe that is not a packaged one."""
    files = {
        file.relative_to(path).as_posix(): {"bytes": file.stat().st_size, "sha256": sha256_of(file)}
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }
    manifest = {"role": role, "recipe_hash": recipe_hash, "files": files}
    _write(path / MANIFEST, manifest | ({} if own is None else {"recipe": own}))


def _write(file: Path, manifest: dict[str, Any]) -> None:
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def corrupt(name: str, what: str) -> ModelCorrupt:
    """The error for a model whose files were changed since it was built."""
    return ModelCorrupt(f"The model “{name}” is damaged: {what}.", how_to_build(name))


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        has_files = all({"bytes", "sha256"} <= file.keys() for file in manifest["files"].values())
        if has_files and manifest["recipe_hash"] and manifest["role"]:
            return manifest
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise corrupt(path.name, f"{MANIFEST} cannot be read") from error
    raise corrupt(path.name, f"{MANIFEST} cannot be read")
