"""llama.cpp as the benchmarks hold it: a process that is asked one text at a time."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PEER = Path(__file__).with_name("llama_peer.py")


@dataclass(frozen=True)
class Taken:
    """What a text took: seconds for its prompt and for `decoded` tokens after the first one that was written."""

    prefill_s: float
    decode_s: float
    decoded: int


class LlamaCpp:
    """A GGUF open in a process of its own, with the settings that were fastest here."""

    def __init__(self, python: Path, gguf: Path, threads: int, context_tokens: int = 2048) -> None:
        options = {
            "n_ctx": context_tokens,
            "n_threads": threads,
            "n_threads_batch": threads,
            "n_batch": 512,
            "n_ubatch": 512,
            "flash_attn": False,
        }
        command = [str(python), str(PEER), str(gguf), json.dumps(options)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.built_with: str = self._heard()["ready"]
        self.last: Taken | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def tokens(
        self, ids: Sequence[int], max_tokens: int, stop: Sequence[int] = (), *, fresh: bool = True
    ) -> Iterator[int]:
        """The most probable continuation; `last` is set at its end. Closing it early stops the process's work."""
        self._say(json.dumps({"ids": list(ids), "max_tokens": max_tokens, "stop": list(stop), "fresh": fresh}))
        ended = False
        try:
            while True:
                line = self._heard()
                if "token" not in line:
                    self.last, ended = Taken(**line), True
                    return
                yield line["token"]
        finally:
            if not ended:
                self._say("")
                while "token" in self._heard():
                    pass

    def close(self) -> None:
        """Ends the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(10)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("llama.cpp's process ended")
        heard: dict[str, Any] = json.loads(line)
        return heard
