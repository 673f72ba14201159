"""llama.cpp in a process of its own, in its own environment: `llama_peer.py FILE.gguf OPTIONS`, JSON lines in and out.

It runs nothing but llama-cpp-python, so that an environment without Deskside will do. A line `{"ids": […],
"max_tokens": 96, "stop": […], "fresh": true}` is answered by a line for each token and one with the times. Where it is
not fresh, what the last prompt began with is not read again. An empty line while it writes makes it stop.
"""

import json
import os
import select
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any


def generated(model: Any, ids: Sequence[int], fresh: bool) -> Iterator[int]:
    """The most probable continuation, token by token; the first comes when the prompt is read."""
    kept = 0
    if not fresh:
        # The last token is always read: its logits are what is sampled from.
        known = zip(model.input_ids[: model.n_tokens].tolist(), ids[:-1], strict=False)
        kept = next((at for at, (old, new) in enumerate(known) if old != new), min(model.n_tokens, len(ids) - 1))
    model.n_tokens = kept
    model.eval(ids[kept:])
    while True:
        token = model.sample(temp=0.0)
        yield token
        model.eval([token])


def answered(model: Any, request: dict[str, Any]) -> None:
    """Writes the tokens of one request, and how many seconds its prompt and what came after took."""
    stop = frozenset(request["stop"])
    started = time.perf_counter()
    moments = []
    for token in generated(model, request["ids"], request["fresh"]):
        moments.append(time.perf_counter())
        if token in stop or _was_told_to_stop():
            break
        say({"token": token})
        if len(moments) == request["max_tokens"]:
            break
    say({"prefill_s": moments[0] - started, "decode_s": moments[-1] - moments[0], "decoded": len(moments) - 1})


def say(line: dict[str, Any]) -> None:
    """One line to whoever asked, at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _was_told_to_stop() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def main() -> None:
    from llama_cpp import Llama, llama_print_system_info

    model = Llama(sys.argv[1], verbose=False, **json.loads(sys.argv[2]))
    text = sys.stdin.readline
    say({"ready": llama_print_system_info().decode(), "pid": os.getpid()})
    while line := text():
        if line.strip():
            answered(model, json.loads(line))


if __name__ == "__main__":
    main()
