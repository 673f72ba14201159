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
