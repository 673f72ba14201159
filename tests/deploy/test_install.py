"""The set-up, as far as it can be told without a network."""

import signal
import subprocess
import sys
from pathlib import Path

INSTALL = Path(__file__).parents[2] / "deploy" / "install.py"


def _heed_interrupts() -> None:
    """Ctrl+c counts again: what a script starts in the background is told not to hear it, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_who_stops_the_set_up_is_told_how_it_goes_on(tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    (tmp_path / "lib" / "python3" / "site-packages").mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$3" = install ]; then echo "Collecting torch"; exec sleep 60; fi\n')
    python.chmod(0o755)
    (tmp_path / "lock").touch()
    command = [sys.executable, str(INSTALL), str(tmp_path), "--torch", "torch", "--lock", str(tmp_path / "lock")]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=_heed_interrupts
    ) as setting_up:
        assert setting_up.stderr is not None
        while "Installing PyTorch" not in setting_up.stderr.readline():
            assert setting_up.poll() is None
        # As a terminal does it: to pip as well.
        subprocess.run(["kill", f"-{int(signal.SIGINT)}", "--", f"-{setting_up.pid}"], check=True)
        told = setting_up.stderr.read()
    assert setting_up.returncode == 1 and "Run make again" in told and "Traceback" not in told, told
