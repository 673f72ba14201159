"""What is copied in the chat can be pasted, also in a tmux."""

import os
from pathlib import Path

import pytest


@pytest.mark.parametrize("knows_the_terminal", [True, False])
async def test_in_tmux_a_copied_answer_goes_to_tmux_too(drive, tmp_path: Path, monkeypatch, knows_the_terminal):
    copied = tmp_path / "copied"
    tmux = tmp_path / "tmux"
    refuses = "" if knows_the_terminal else '[ "$2" = -w ] && exit 1\n'
    tmux.write_text(f'#!/bin/sh\n{refuses}[ "$1" = load-buffer ] && cat > {copied}.new && mv {copied}.new {copied}\n')
    tmux.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("TMUX", f"{tmp_path}/tmux.socket,1,0")
    async with drive(asked="Why?") as chat:
        await chat.press("shift+tab", "y")
        await chat.until(copied.exists)
        assert copied.read_text(encoding="utf-8") == chat.app.clipboard != ""
