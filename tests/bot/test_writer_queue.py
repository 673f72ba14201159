"""Questions are served in order, know their place, and never wait without bound."""

import asyncio

import pytest

from bot.writer_queue import TooBusy, WriterQueue


async def test_those_who_wait_hear_their_place_until_it_is_their_turn() -> None:
    queue = WriterQueue(most=5)
    heard: dict[str, list[int]] = {"second": [], "third": []}
    first = queue.enter()
    served = asyncio.Event()

    async def wait(name: str) -> None:
        with queue.enter() as ticket:
            async for ahead in ticket.wait():
                heard[name].append(ahead)
            await served.wait()

    waiting = [asyncio.create_task(wait("second")), asyncio.create_task(wait("third"))]
    await asyncio.sleep(0)
    with first as ticket:
        assert [ahead async for ahead in ticket.wait()] == []
    await asyncio.sleep(0)
    served.set()
    await asyncio.gather(*waiting)
    assert heard == {"second": [1], "third": [2, 1]}


async def test_who_gives_up_makes_room() -> None:
    queue = WriterQueue(most=1)
    first, second = queue.enter(), queue.enter()
    with pytest.raises(TooBusy):
        queue.enter()
    with second:
        pass
    with queue.enter() as third:
        assert queue.place(third) == 1
    with first:
        pass


async def test_several_places_are_taken_at_once_and_only_those_behind_wait() -> None:
    queue = WriterQueue(most=2, places=2)
    first, second, third, fourth = (queue.enter() for _ in range(4))
    assert [queue.place(ticket) for ticket in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert queue.waiting == 2
    with pytest.raises(TooBusy, match="2 questions are waiting"):
        queue.enter()
    # Whoever finishes first makes room, not who came first.
    with second:
        pass
    assert [queue.place(ticket) for ticket in (first, third, fourth)] == [0, 0, 1]
    assert [ahead async for ahead in third.wait()] == []


def test_a_free_place_is_no_waiting() -> None:
    queue = WriterQueue(most=1, places=4)
    tickets = [queue.enter() for _ in range(4)]
    assert [queue.place(ticket) for ticket in tickets] == [0, 0, 0, 0]
    assert queue.waiting == 0
