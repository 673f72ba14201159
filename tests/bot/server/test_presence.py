"""A server knows when nobody is there, and ends a stream in good order when its client leaves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bot.server.presence import Presence
from bot.server.streams import Streams, lines, with_progress
from bot.wire import Line, value_in
from models.errors import UsageError
from models.progress import Progress, Step


async def test_a_server_is_idle_only_after_nobody_was_there_for_long_enough() -> None:
    presence = Presence()
    with presence.one():
        idle = asyncio.create_task(presence.idle(0.01))
        with presence.one():
            pass
        done, _ = await asyncio.wait([idle], timeout=0.1)
        assert not done
    await asyncio.wait_for(idle, 10)


async def test_a_stream_that_is_stopped_has_cleaned_up_when_the_stop_returns() -> None:
    streams = Streams()
    cleaned = False

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal cleaned
        try:
            while True:
                yield b"line\n"
                await asyncio.sleep(0)
        finally:
            for _ in range(3):
                await asyncio.sleep(0)
            cleaned = True

    async with aclosing(streams.carry("one", endless())) as carried:
        assert await anext(carried) == b"line\n"
        # The client's leaving and its asking to stop come together: the second must not disturb the first.
        await carried.aclose()
        await streams.stop("one")
    assert cleaned
    await streams.stop("one")


async def test_work_gives_its_steps_its_result_and_its_error_as_lines() -> None:
    async def work(progress: Progress) -> int:
        await asyncio.to_thread(progress, Step("Reading", 1, 2))
        return 7

    async def failing(progress: Progress) -> int:
        progress(Step("Reading"))
        raise UsageError("No.", "Yes.")

    async def broken(progress: Progress) -> int:
        raise ZeroDivisionError("a secret")

    async def values(stream: AsyncGenerator[Line, None]) -> list[Line]:
        return [value_in(line.decode()) async for line in lines(stream)]

    assert await values(with_progress(work)) == [Step("Reading", 1, 2), 7]
    told = await values(with_progress(failing))
    assert getattr(told[-1], "code", None) == "usage" and told[0] == Step("Reading")
    [bug] = await values(with_progress(broken))
    assert getattr(bug, "code", None) == "bug" and "secret" not in str(bug)
