"""An event loop whose clock jumps: when nothing is left to do, it is at once the time of the next timer.

Sockets stay real, so an app and a fake workspace in one process can live through a day of pauses, retries and expiries
in seconds, and no test sleeps. Work in threads holds the clock still until it is done.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

GRACE = 0.001
"""Real seconds in which bytes on their way through the loopback device must arrive before time jumps."""

FAR = 0.5
"""A jump of so many seconds may end somebody's patience, so that bytes get the grace first, several times."""


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for sockets in real time only for as long as something may be on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.jumped = 0.0
        self.busy: Callable[[], bool] = lambda: False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        for _ in range(1 if timeout < FAR else 3):
            if ready := super().select(0 if timeout < FAR else GRACE):
                return ready
        while self.busy():  # a thread that is done wakes the selector
            if ready := super().select(GRACE):
                return ready
        self.jumped += timeout
        return []


class WarpLoop(asyncio.SelectorEventLoop):
    """Asyncio's loop over a clock that stands still while there is work, and jumps when there is none.

    However slow the machine is, work takes no time: a test that waits three seconds for an answer waits for the answer.
    """

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        self._in_threads = 0
        self._began = time.monotonic()
        super().__init__(self._jumping)
        self._jumping.busy = lambda: self._in_threads > 0

    def time(self) -> float:
        """The loop's time: when it was made, and all the jumps since."""
        return self._began + self._jumping.jumped

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """As asyncio's; time does not jump until it is done."""
        self._in_threads += 1
        try:
            future = super().run_in_executor(executor, func, *args)
        except BaseException:
            self._in_threads -= 1
            raise
        future.add_done_callback(self._left_thread)
        return future

    def _left_thread(self, _: "asyncio.Future[Any]") -> None:
        self._in_threads -= 1


def warped(main: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine to its end in a loop of its own whose clock jumps."""
    with asyncio.Runner(loop_factory=WarpLoop) as runner:
        return runner.run(main)
