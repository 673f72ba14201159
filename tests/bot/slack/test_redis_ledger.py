"""The ledger in Redis asks for much at once: each trip there takes as long as the network does."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.slack import redis_ledger
from bot.slack.redis_ledger import RedisLedger, RedisUnusable
from tests.bot.slack.test_ledger import ASKED


async def test_a_quarter_of_questions_costs_redis_a_few_trips(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_ledger, "FETCHED", 100)
    monkeypatch.setattr(redis_ledger, "LOOKED_AT", 100)
    ledger = await RedisLedger.open(redis_url, tmp_path.name)
    every = [replace(ASKED, key=f"T:C1:{n}", at=1_000.0 + n, user=f"U{n % 50}") for n in range(250)]
    for asked in every:
        await ledger.claim(asked, "")
    closed = every[:240]
    for asked in closed:
        await ledger.finish(asked.key, "replied")
    trips = trips_of(monkeypatch)
    assert [entry.asked for entry in await ledger.since(0)] == every
    assert count(trips) == 4
    assert [entry.asked.key for entry in await ledger.recent("U7", 3)] == ["T:C1:207", "T:C1:157", "T:C1:107"]
    assert count(trips) == 3
    assert await ledger.recent("U99", 3) == []
    assert count(trips) == 3
    assert [entry.asked for entry in await ledger.orphans()] == every[240:]
    assert count(trips) == 3
    assert await ledger.open_in("C1", ASKED.thread) == [asked.key for asked in every[240:]]
    assert count(trips) == 2
    assert await ledger.keep() == []
    assert count(trips) == 1
    assert [entry.asked for entry in await ledger.strike("T:C1:24")] == [every[24]]
    assert count(trips) == 1
    await ledger.forget(every[-1].at)
    assert count(trips) == 1
    assert [entry.asked for entry in await ledger.since(0)] == every[240:]
    await ledger.close()


async def test_a_redis_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_ledger, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with pytest.raises(RedisUnusable, match=r"127\.0\.0\.1"):
            await asyncio.wait_for(RedisLedger.open(address, "T"), 4)


def trips_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to Redis from now on, a line for each time that an answer is waited for."""
    from redis.asyncio.connection import AbstractConnection

    sent: list[str] = []
    send = AbstractConnection.send_packed_command

    async def sending(self: Any, command: object, check_health: bool = True) -> None:
        sent.append(str(command))
        await send(self, command, check_health)

    monkeypatch.setattr(AbstractConnection, "send_packed_command", sending)
    return sent


def count(trips: list[str]) -> int:
    """How many there were since the last count."""
    counted = len(trips)
    trips.clear()
    return counted
