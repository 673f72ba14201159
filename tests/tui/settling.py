"""Waits until an app has done what it was given: Textual's own wait is 20 ms at least, and each key waits twice."""

import asyncio
from typing import Any
from weakref import WeakSet

import pytest
from textual._context import active_app

THREAD_SECONDS = 0.1
"""How long a thread is waited for while nothing else is due: some wait for the test."""

_in_threads: WeakSet["asyncio.Future[Any]"] = WeakSet()


def settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts `settled` in the place of Textual's `wait_for_idle`, which asks the processor and not the app."""
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", settled)
    run_in_executor = asyncio.BaseEventLoop.run_in_executor

    def remembered(loop: asyncio.BaseEventLoop, *call: Any) -> "asyncio.Future[Any]":
        running = run_in_executor(loop, *call)
        _in_threads.add(running)
        return running

    monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", remembered)


async def settled(min_sleep: float = 0, max_sleep: float = 30) -> None:
    """Returns once no callback, no frame and no thread is due: after `min_sleep` seconds, and `max_sleep` at most."""
    loop = asyncio.get_running_loop()
    begun = last_busy = loop.time()
    await asyncio.sleep(min_sleep)
    while (now := loop.time()) - begun < max_sleep:
        if loop._ready or _draw_what_is_due():
            last_busy = now
            await asyncio.sleep(0)
        elif now - last_busy < THREAD_SECONDS and any(not running.done() for running in _in_threads):
            await asyncio.sleep(0.001)
        else:
            return


def _draw_what_is_due() -> bool:
    """Takes the new size and draws the frame that wait for their part of a second, and whatever waits for the frame."""
    app = active_app.get()
    if app._resize_timer is not None:
        app._check_resize()
        return True
    stack = app.screen_stack
    if not stack or not stack[-1]._update_timer._active.is_set():
        return False
    stack[-1]._on_timer_update()
    return True
