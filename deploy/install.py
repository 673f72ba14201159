"""Makes the virtual environment and installs Deskside into it, with one progress bar on whatever terminal there is.

Runs on a bare Python, before anything is installed, so it uses the standard library alone. `make setup` calls it.
"""

from __future__ import annotations  # an older Python gets as far as being told that it is too old

import argparse
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

BAR = 28
REPORTS = ("Collecting ", "Processing ", "Obtaining ")


class Bar:
    """One line on stderr that is drawn again and again; without a terminal, one line for each step."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._doing = ""
        self._start = time.monotonic()

    def draw(self, doing: str, done: int, total: int, detail: str = "") -> None:
        """Shows what is being done now, how much of it is done, and for how long the set-up has run."""
        if self._live:
            full = BAR * min(done, total) // max(total, 1)
            clock = f"{time.monotonic() - self._start:4.0f} s"
            line = f"{doing} [{'#' * full}{'-' * (BAR - full)}] {min(done, total)}/{total} {clock}  {detail}"
            sys.stderr.write(f"\r\033[K{line[:110]}")
        elif doing != self._doing:
            sys.stderr.write(f"{doing}\n")
        self._doing = doing
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self._live:
            sys.stderr.write("\r\033[K")


def make_environment(folder: Path, python: Path) -> None:
    """Makes the environment, or makes it again where an interrupted try left one without pip.

    Raises `SystemExit` with what to install where this Python came without the parts that environments need.
    """
    if python.exists() and subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("This Python cannot make environments. On Debian: apt install python3-venv. Then run make again.")


def install(python: Path, doing: str, arguments: list[str], total: int, bar: Bar) -> None:
    """Runs `pip install` and draws its progress: packages collected, then packages installed.

    Raises `SystemExit` with pip's last words if it fails.
    """
    # Most modules are never imported; those that are get compiled then.
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar", "off", "--no-compile", *arguments]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    collected: list[str] = []
    words: list[str] = []
    reading = threading.Thread(target=_read, args=(pip, collected, words))
    reading.start()
    packages = next((python.parent.parent / "lib").glob("python*/site-packages"))
    before = len(list(packages.glob("*.dist-info")))
    while pip.poll() is None:
        installed = len(list(packages.glob("*.dist-info"))) - before
        bar.draw(doing, len(collected) // 2 + installed // 2, total, collected[-1] if collected else "")
        time.sleep(0.25)
    reading.join()
    if pip.returncode:
        bar.clear()
        sys.exit("\n".join([*words[-12:], f"{doing} failed. Check the network and the disk, then run make again."]))


def _read(pip: subprocess.Popen[str], collected: list[str], words: list[str]) -> None:
    for line in pip.stdout or ():
        words.append(line.rstrip())
        if line.lstrip().startswith(REPORTS):
            collected.append(line.split()[1])


def main() -> None:
    """Installs PyTorch, the pinned libraries and Deskside itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the virtual environment to make")
    parser.add_argument("--torch", required=True, help="the requirement for PyTorch")
    parser.add_argument("--torch-index", default="", help="the index to take PyTorch from")
    parser.add_argument("--lock", type=Path, required=True, help="the pinned requirements")
    options = parser.parse_args()
    # Somebody may run this with an older Python than the project is checked for.
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Deskside needs Python 3.11 or later; this is {sys.version.split()[0]}. Try make PYTHON=python3.12.")

    bar = Bar()
    python = options.folder / "bin" / "python"
    bar.draw("Making the environment", 0, 1)
    make_environment(options.folder, python)
    index = ["--index-url", options.torch_index] if options.torch_index else []
    pinned = sum(1 for line in options.lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    install(python, "Installing PyTorch, which builds the models", [*index, options.torch], 12, bar)
    # The lock names all that each of them needs.
    install(python, "Installing the libraries", ["--no-deps", "-r", str(options.lock)], pinned, bar)
    install(python, "Installing Deskside", ["--no-deps", "--editable", "."], 1, bar)
    bar.clear()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run make again to go on.")
