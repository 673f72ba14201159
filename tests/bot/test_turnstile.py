"""Questions are served in order, know their place, and never wait without bound."""

import asyncio

import pytest

from bot.turnstile import TooBusy, Turnstile


async def test_those_who_wait_hear_their_place_until_it_is_their_turn() -> None:
    turnstile = Turnstile(most=5)
    heard: dict[str, list[int]] = {"second": [], "third": []}
    first = turnstile.enter()
    served = asyncio.Event()

    async def wait(name: str) -> None:
        with turnstile.enter() as ticket:
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
    turnstile = Turnstile(most=1)
    first, second = turnstile.enter(), turnstile.enter()
    with pytest.raises(TooBusy):
        turnstile.enter()
    with second:
        pass
    with turnstile.enter() as third:
        assert turnstile.place(third) == 1
    with first:
        pass


async def test_several_places_are_taken_at_once_and_only_those_behind_wait() -> None:
    turnstile = Turnstile(most=2, places=2)
    first, second, third, fourth = (turnstile.enter() for _ in range(4))
    assert [turnstile.place(ticket) for ticket in (first, second, third, fourth)] == [0, 0, 1, 2]
    assert turnstile.waiting == 2
    with pytest.raises(TooBusy, match="2 questions are waiting"):
        turnstile.enter()
    # Whoever finishes first makes room, not who came first.
    with second:
        pass
    assert [turnstile.place(ticket) for ticket in (first, third, fourth)] == [0, 0, 1]
    assert [ahead async for ahead in third.wait()] == []


def test_a_free_place_is_no_waiting() -> None:
    turnstile = Turnstile(most=1, places=4)
    tickets = [turnstile.enter() for _ in range(4)]
    assert [turnstile.place(ticket) for ticket in tickets] == [0, 0, 0, 0]
    assert turnstile.waiting == 0
