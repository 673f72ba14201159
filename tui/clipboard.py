"""The clipboard beyond a tmux: it takes no text from the programs inside it, unless it is given to tmux itself."""

import os
import shutil
import subprocess
from contextlib import suppress

PATIENCE = 5
"""Seconds that tmux may take."""


def copy_in_tmux(text: str) -> None:
    """Gives the text to tmux, if this runs in one, for pasting there and in the terminal around it."""
    tmux = shutil.which("tmux") if "TMUX" in os.environ else None
    if tmux is None:
        return
    # -w, for the terminal around it, is known since tmux 3.2.
    for options in (["-w"], []):
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [tmux, "load-buffer", *options, "-"]
            if subprocess.run(command, input=text.encode(), capture_output=True, timeout=PATIENCE).returncode == 0:
                return
