"""The ledger of several replicas, in Redis: a question belongs to the replica that claimed it while that lives.

Each step that has to be one is a script of `redis_scripts.py`.
"""

import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from bot.slack import clock
from bot.slack.asked import Asked
from bot.slack.keys import is_made_of
from bot.slack.ledger import ASKED, OPEN, OPINION, OUTCOME, STRUCK_KEPT, Entry, Opinion, Outcome, State, Thread
from bot.slack.redis_scripts import BEGIN, CLAIM, FINISH, RENEW, STRIKE, TAKE
from models.errors import DesksideError

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger("deskside.slack")

LEASE = 20.0
"""Seconds after which a replica that gave no sign has lost its questions to the others."""

EVENTS_KEPT = 86_400
KEPT = 90 * 86_400
"""Seconds that Redis keeps what nobody forgot."""


OPINION_OF = "opinion:"
"""How the fields of a question begin that hold what people think of its answer; their ids follow."""

INSTALL = "In a clone of Deskside, run `pip install '.[redis]'`."
WRITE_ADDRESS = "Write it as redis://HOST:6379/0 in deskside.toml."


class RedisUnusable(DesksideError):
    """The Redis that the settings name can't be used."""

    code = "slack-redis"


class RedisLedger:
    """A `Ledger` that replicas share; made by `open`."""

    def __init__(self, redis: "Redis", prefix: str) -> None:
        # Its methods are typed for bytes and text at once, synchronous and not.
        self._redis: Any = redis
        self._prefix = prefix
        self._me = uuid.uuid4().hex

    @classmethod
    async def open(cls, url: str, team: str) -> Self:
        """Connects. Raises `RedisUnusable`, also where the package is not installed."""
        try:
            from redis.asyncio import Redis
            from redis.exceptions import RedisError
        except ImportError as missing:
            raise RedisUnusable("The setting slack.redis needs a package that is not installed.", INSTALL) from missing
        try:
            redis = Redis.from_url(url, decode_responses=True)
            await redis.ping()
        except ValueError:
            raise RedisUnusable("The setting slack.redis is not an address of Redis.", WRITE_ADDRESS) from None
        except (RedisError, OSError) as error:
            host = urlsplit(url).hostname or "?"
            raise RedisUnusable(
                f"Redis at {host} can't be used: {type(error).__name__}.",
                "Check slack.redis, and that Redis runs there.",
            ) from None
        return cls(redis, f"deskside:slack:{team}:")

    async def claim(self, asked: Asked, event: str) -> bool:
        """As `Ledger.claim`."""
        keys = (
            self._named("event", event),
            self._question(asked.key),
            self._named("by_age"),
            self._named("open"),
            self._named("struck", asked.key),
        )
        told = ASKED.dump_json(asked).decode()
        values = (event, told, self._me, asked.key, EVENTS_KEPT, KEPT, asked.at, clock.now() + LEASE)
        return bool(await self._redis.eval(CLAIM, len(keys), *keys, *values))

    async def once(self, name: str) -> bool:
        """As `Ledger.once`."""
        return bool(await self._redis.set(self._named("once", name), "1", nx=True, ex=KEPT))

    async def undo(self, name: str) -> None:
        """As `Ledger.undo`."""
        await self._redis.delete(self._named("once", name))

    async def find(self, key: str) -> Entry | None:
        """As `Ledger.find`."""
        return _entry(await self._redis.hgetall(self._question(key)))

    async def begin(self, key: str) -> bool:
        """As `Ledger.begin`."""
        return bool(await self._redis.eval(BEGIN, 1, self._question(key)))

    async def holds(self, key: str) -> bool:
        """As `Ledger.holds`."""
        state, owner = await self._redis.hmget(self._question(key), "state", "owner")
        return state in OPEN and owner == self._me

    async def placed(self, key: str, reply: str) -> None:
        """As `Ledger.placed`."""
        await self._redis.hset(self._question(key), "reply", reply)
        if entry := await self.find(key):
            await self._redis.set(self._named("reply", f"{entry.asked.channel}:{reply}"), key, ex=KEPT)

    async def finish(self, key: str, state: State, outcome: Outcome | None = None) -> None:
        """As `Ledger.finish`."""
        kept = OUTCOME.dump_json(outcome).decode() if outcome else ""
        keys = (self._question(key), self._named("open"), self._named("stops"))
        await self._redis.eval(FINISH, len(keys), *keys, key, state, kept)

    async def strike(self, key: str) -> list[Entry]:
        """As `Ledger.strike`."""
        made = sorted(
            other for other in await self._redis.zrange(self._named("by_age"), 0, -1) if is_made_of(other, key)
        )
        entries = [entry for name in made if (entry := await self.find(name))]
        struck = [entry for entry in entries if not entry.is_awaited_alone]
        names = [entry.asked.key for entry in struck]
        keys = (self._named("open"), self._named("struck", key), self._question(key), *map(self._question, names))
        await self._redis.eval(STRIKE, len(keys), *keys, STRUCK_KEPT, *names)
        return struck

    async def revise(self, key: str, text: str) -> Entry | None:
        """As `Ledger.revise`."""
        before = await self.find(key)
        if before is None or before.is_struck:
            return None
        revised = json.loads(ASKED.dump_json(before.asked)) | {"text": text}
        await self._redis.hset(self._question(key), "asked", json.dumps(revised))
        return before

    async def judge(self, key: str, user: str, opinion: Opinion) -> None:
        """As `Ledger.judge`."""
        await self._redis.hset(self._question(key), f"{OPINION_OF}{user}", OPINION.dump_json(opinion).decode())

    async def orphans(self) -> list[Entry]:
        """As `Ledger.orphans`."""
        taken = []
        for key in await self._redis.zrange(self._named("open"), 0, -1):
            keys = (self._named("open"), self._question(key))
            now = clock.now()
            if await self._redis.eval(TAKE, 2, *keys, key, self._me, now, now + LEASE) and (e := await self.find(key)):
                taken.append(e)
        return sorted(taken, key=lambda entry: (entry.asked.at, entry.asked.key))

    async def keep(self) -> list[str]:
        """As `Ledger.keep`."""
        lease = clock.now() + LEASE
        await self._redis.eval(RENEW, 1, self._named("open"), self._me, lease, self._question(""))
        wanted = await self._redis.smembers(self._named("stops"))
        ours = [key for key in wanted if await self._redis.hget(self._question(key), "owner") == self._me]
        if ours:  # Told once: one that was deleted comes to no end that would take it out.
            await self._redis.srem(self._named("stops"), *ours)
        return ours

    async def open_in(self, channel: str, thread: str) -> list[str]:
        """As `Ledger.open_in`."""
        entries = [await self.find(key) for key in await self._redis.zrange(self._named("open"), 0, -1)]
        asked = [entry.asked for entry in entries if entry]
        return [a.key for a in asked if (a.channel, a.thread) == (channel, thread) and not a.private]

    async def ask_to_stop(self, keys: Sequence[str]) -> None:
        """As `Ledger.ask_to_stop`."""
        if keys:
            await self._redis.sadd(self._named("stops"), *keys)

    async def is_reply(self, channel: str, ts: str) -> bool:
        """As `Ledger.is_reply`."""
        return bool(await self._redis.exists(self._named("reply", f"{channel}:{ts}")))

    async def thread(self, channel: str, ts: str) -> Thread | None:
        """As `Ledger.thread`."""
        kept = await self._redis.get(self._named("thread", f"{channel}:{ts}"))
        handed = bool(await self._redis.exists(self._named("handed", f"{channel}:{ts}")))
        return Thread(**json.loads(kept) | {"handed": handed}) if kept else None

    async def put_thread(self, channel: str, ts: str, thread: Thread) -> None:
        """As `Ledger.put_thread`."""
        told = {"conversation": thread.conversation, "asker": thread.asker}
        await self._redis.set(self._named("thread", f"{channel}:{ts}"), json.dumps(told), ex=KEPT)

    async def hand(self, channel: str, ts: str, matter: str) -> None:
        """As `Ledger.hand`."""
        matters = self._named("handed", f"{channel}:{ts}")
        async with self._redis.pipeline(transaction=True) as steps:
            steps.sadd(matters, matter)
            steps.expire(matters, KEPT)
            await steps.execute()

    async def settle(self, channel: str, ts: str, matter: str) -> bool:
        """As `Ledger.settle`."""
        matters = self._named("handed", f"{channel}:{ts}")
        async with self._redis.pipeline(transaction=True) as steps:
            steps.srem(matters, matter)
            steps.exists(matters)
            return not (await steps.execute())[1]

    async def recent(self, user: str, limit: int) -> list[Entry]:
        """As `Ledger.recent`."""
        found: list[Entry] = []
        for key in await self._redis.zrevrange(self._named("by_age"), 0, -1):
            entry = await self.find(key)
            if entry is not None and entry.asked.user == user and entry.state == "replied":
                found.append(entry)
                if len(found) == limit:
                    break
        return found

    async def since(self, moment: float) -> list[Entry]:
        """As `Ledger.since`."""
        keys = await self._redis.zrangebyscore(self._named("by_age"), moment, "+inf")
        entries = [await self.find(key) for key in keys]
        return [entry for entry in entries if entry is not None]

    async def chosen(self) -> Mapping[str, str]:
        """As `Ledger.chosen`."""
        return dict(await self._redis.hgetall(self._named("choices")))

    async def choose(self, name: str, value: str) -> None:
        """As `Ledger.choose`."""
        if value:
            await self._redis.hset(self._named("choices"), name, value)
        else:
            await self._redis.hdel(self._named("choices"), name)

    async def forget(self, before: float) -> None:
        """As `Ledger.forget`: replies and threads go with their time in Redis."""
        for key in await self._redis.zrangebyscore(self._named("by_age"), "-inf", before):
            if await self._redis.zscore(self._named("open"), key) is None:
                await self._redis.delete(self._question(key))
                await self._redis.zrem(self._named("by_age"), key)

    async def close(self) -> None:
        """As `Ledger.close`."""
        await self._redis.aclose()

    def _named(self, kind: str, name: str = "") -> str:
        return f"{self._prefix}{kind}:{name}" if name else f"{self._prefix}{kind}"

    def _question(self, key: str) -> str:
        return f"{self._prefix}question:{key}"


def _entry(kept: Mapping[str, str]) -> Entry | None:
    if not kept.get("asked"):
        return None
    outcome = kept.get("outcome")
    state: Any = kept["state"]
    return Entry(
        ASKED.validate_json(kept["asked"]),
        state,
        kept.get("reply", ""),
        OUTCOME.validate_json(outcome) if outcome else None,
        tuple(OPINION.validate_json(kept[name]) for name in sorted(kept) if name.startswith(OPINION_OF)),
    )
