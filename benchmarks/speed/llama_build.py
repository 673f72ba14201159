"""An environment with llama.cpp in it, built for this very processor: nobody gains by a peer that runs at half speed.

`python -m benchmarks.speed.llama_build` makes it beforehand; the benchmarks make it where it is missing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "0.3.36"
WORK = Path(".deskside/benchmarks/llama.cpp")
# With the server, so that `llm = "openai:…"` can be tried against it too.
PACKAGE = f"llama-cpp-python[server]=={VERSION}"
NATIVE = {"CMAKE_ARGS": "-DGGML_NATIVE=ON", "FORCE_CMAKE": "1"}
COMPILERS = ("c++", "g++", "clang++")
INSTALLED = f"import llama_cpp, sys; sys.exit(llama_cpp.__version__ != {VERSION!r})"


def llama_python(work: Path = WORK, python: Path | None = None) -> Path:
    """The interpreter of an environment that has llama-cpp-python: the given one, or one that is built into `work`.

    Building takes four minutes of two cores, once. Exits with a sentence where a compiler or cmake is missing.
    """
    if python is not None:
        return _checked(python)
    built = work / "venv" / "bin" / "python"
    if not built.exists() or subprocess.run([built, "-c", INSTALLED], check=False, capture_output=True).returncode:
        _build(work / "venv")
    return _checked(built)


def base_gguf(models: Path) -> Path:
    """The file that our recipe takes its weights from: llama.cpp runs the same."""
    from models.build import WEIGHTS
    from models.checkpoints.weights import fetch_weights
    from models.progress import silent
    from models.recipes.recipe import load_recipe
    from models.store import ModelStore

    folder = fetch_weights(load_recipe("writer").weights, ModelStore(models).folder / WEIGHTS, silent)
    [file] = folder.glob("*.gguf")
    return file


def _checked(python: Path) -> Path:
    # Not resolved: the link in an environment is what makes it one.
    python = Path.cwd() / python
    if subprocess.run([python, "-c", INSTALLED], check=False, capture_output=True).returncode:
        sys.exit(f"{python} has no llama-cpp-python {VERSION}.")
    return python


def _build(folder: Path) -> None:
    if not any(shutil.which(compiler) for compiler in COMPILERS):
        sys.exit("llama.cpp has to be compiled and there is no C++ compiler: install one (apt-get install g++ cmake).")
    if shutil.which("cmake") is None:
        sys.exit("llama.cpp has to be compiled and there is no cmake: install it (apt-get install cmake).")
    print(f"Building llama-cpp-python {VERSION} for this processor, four minutes on two cores …", file=sys.stderr)
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    # Another machine's wheel, or one that pip kept, would not be built for this processor.
    install = [*pip, "install", "--no-cache-dir", "--no-binary", "llama-cpp-python"]
    run = subprocess.run([*install, PACKAGE], env=os.environ | NATIVE, check=False, capture_output=True, text=True)
    if run.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        sys.exit(f"llama-cpp-python could not be built:\n{run.stderr[-3000:]}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where llama.cpp is, or is to be built, and where our models are."""
    parser.add_argument("--work", type=Path, default=WORK, help="where llama.cpp is built (default: %(default)s)")
    parser.add_argument("--python", type=Path, help="an environment's python that has llama-cpp-python already")
    parser.add_argument("--models", type=Path, default=Path(".deskside/models"), help="the folder of built models")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    arguments = parser.parse_args()
    print(llama_python(arguments.work, arguments.python))


if __name__ == "__main__":
    main()
