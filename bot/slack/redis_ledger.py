"""The ledger of several replicas, in Redis: a question belongs to the replica that claimed it while that lives.

Each step that has to be one is a script of `redis_scripts.py`.
"""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from bot.slack import clock
from bot.slack.asked import Asked
from bot.slack.ledger import ASKED, OPEN, OPINION, OUTCOME, STRUCK_KEPT, Entry, Ledger, Opinion, Outcome, State, Thread
from bot.slack.redis_scripts import BEGIN, CLAIM, FINISH, FORGET, OF_USER, RENEW, REVISE, STRIKE, TAKE
from models.errors import DesksideError
from models.extras import install_command

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger("deskside.slack")

LEASE = 20.0
"""Seconds after which a replica that gave no sign has lost its questions to the others."""

PATIENCE = 5.0
"""Seconds that Redis may take to answer."""

EVENTS_KEPT = 86_400
KEPT = 90 * 86_400
"""Seconds that Redis keeps what nobody forgot."""

FETCHED = 200
"""Questions that one trip to Redis brings, with all that was said."""

LOOKED_AT = 2_000
"""Questions that one trip to Redis looks at without bringing them: others wait meanwhile, for some milliseconds."""

OPINION_OF = "opinion:"
"""How the fields of a question begin that hold what people think of its answer; their ids follow."""


class RedisUnusable(DesksideError):
    """The Redis that the settings name can't be used."""

    code = "slack-redis"


class RedisLedger(Ledger):
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
            raise RedisUnusable(
                "The setting slack.redis needs a package that is not installed.", f"Run `{install_command('redis')}`."
            ) from missing
        try:
            redis = Redis.from_url(url, decode_responses=True, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        except ValueError:
            raise RedisUnusable(
                "The setting slack.redis is not an address of Redis.",
                "Write it as redis://HOST:6379/0 in deskside.toml.",
            ) from None
        try:
            await redis.ping()
        except (RedisError, OSError) as error:
            await redis.aclose()
            raise RedisUnusable(
                f"Redis at {urlsplit(url).hostname or '?'} can't be reached ({type(error).__name__}).",
                "Start Redis, or fix slack.redis in deskside.toml; one process alone needs none.",
            ) from None
        return cls(redis, f"deskside:slack:{team}:")

    async def claim(self, asked: Asked, event: str) -> bool:
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
        return bool(await self._redis.set(self._named("once", name), "1", nx=True, ex=KEPT))

    async def undo(self, name: str) -> None:
        await self._redis.delete(self._named("once", name))

    async def find(self, key: str) -> Entry | None:
        return _entry(await self._redis.hgetall(self._question(key)))

    async def begin(self, key: str) -> bool:
        return bool(await self._redis.eval(BEGIN, 1, self._question(key)))

    async def holds(self, key: str) -> bool:
        state, owner = await self._redis.hmget(self._question(key), "state", "owner")
        return state in OPEN and owner == self._me

    async def placed(self, key: str, reply: str) -> None:
        await self._redis.hset(self._question(key), "reply", reply)
        if entry := await self.find(key):
            await self._redis.set(self._named("reply", f"{entry.asked.channel}:{reply}"), key, ex=KEPT)

    async def finish(self, key: str, state: State, outcome: Outcome | None = None) -> None:
        kept = OUTCOME.dump_json(outcome).decode() if outcome else ""
        keys = (self._question(key), self._named("open"), self._named("stops"))
        await self._redis.eval(FINISH, len(keys), *keys, key, state, kept)

    async def strike(self, key: str) -> list[Entry]:
        keys = (self._named("by_age"), self._named("open"), self._named("struck", key), self._question(key))
        struck = await self._redis.eval(STRIKE, len(keys), *keys, STRUCK_KEPT, key, self._question(""))
        return sorted(_entries(_fields(told) for told in struck), key=lambda entry: entry.asked.key)

    async def revise(self, key: str, text: str) -> Entry | None:
        while True:
            kept = await self._redis.hgetall(self._question(key))
            before = _entry(kept)
            if before is None or before.is_struck:
                return None
            revised = ASKED.dump_json(replace(before.asked, text=text)).decode()
            if await self._redis.eval(REVISE, 1, self._question(key), kept["asked"], revised):
                return before

    async def judge(self, key: str, user: str, opinion: Opinion) -> None:
        await self._redis.hset(self._question(key), f"{OPINION_OF}{user}", OPINION.dump_json(opinion).decode())

    async def orphans(self) -> list[Entry]:
        now, open_keys = clock.now(), await self._open()
        async with self._redis.pipeline(transaction=False) as trip:
            for key in open_keys:
                trip.eval(TAKE, 2, self._named("open"), self._question(key), key, self._me, now, now + LEASE)
            taken = await trip.execute()
        entries = await self._found([key for key, is_ours in zip(open_keys, taken, strict=True) if is_ours])
        return sorted(entries, key=lambda entry: (entry.asked.at, entry.asked.key))

    async def keep(self) -> list[str]:
        lease = clock.now() + LEASE
        async with self._redis.pipeline(transaction=False) as trip:
            trip.eval(RENEW, 1, self._named("open"), self._me, lease, self._question(""))
            trip.smembers(self._named("stops"))
            wanted = list((await trip.execute())[1])
        async with self._redis.pipeline(transaction=False) as trip:
            for key in wanted:
                trip.hget(self._question(key), "owner")
            owners = await trip.execute()
        ours = [key for key, owner in zip(wanted, owners, strict=True) if owner == self._me]
        if ours:  # Told once: one that was deleted comes to no end that would take it out.
            await self._redis.srem(self._named("stops"), *ours)
        return ours

    async def open_in(self, channel: str, thread: str) -> list[str]:
        asked = [entry.asked for entry in await self._found(await self._open())]
        return [a.key for a in asked if (a.channel, a.thread) == (channel, thread) and not a.private]

    async def ask_to_stop(self, keys: Sequence[str]) -> None:
        if keys:
            await self._redis.sadd(self._named("stops"), *keys)

    async def is_reply(self, channel: str, ts: str) -> bool:
        return bool(await self._redis.exists(self._named("reply", f"{channel}:{ts}")))

    async def thread(self, channel: str, ts: str) -> Thread | None:
        async with self._redis.pipeline(transaction=False) as trip:
            trip.get(self._named("thread", f"{channel}:{ts}"))
            trip.exists(self._named("handed", f"{channel}:{ts}"))
            kept, handed = await trip.execute()
        return Thread(**json.loads(kept) | {"handed": bool(handed)}) if kept else None

    async def put_thread(self, channel: str, ts: str, thread: Thread) -> None:
        told = {"conversation": thread.conversation, "asker": thread.asker}
        await self._redis.set(self._named("thread", f"{channel}:{ts}"), json.dumps(told), ex=KEPT)

    async def hand(self, channel: str, ts: str, matter: str) -> None:
        matters = self._named("handed", f"{channel}:{ts}")
        async with self._redis.pipeline(transaction=True) as steps:
            steps.sadd(matters, matter)
            steps.expire(matters, KEPT)
            await steps.execute()

    async def settle(self, channel: str, ts: str, matter: str) -> bool:
        matters = self._named("handed", f"{channel}:{ts}")
        async with self._redis.pipeline(transaction=True) as steps:
            steps.srem(matters, matter)
            steps.exists(matters)
            return not (await steps.execute())[1]

    async def recent(self, user: str, limit: int) -> list[Entry]:
        by_age, first = self._named("by_age"), 0
        # A question that comes in meanwhile moves all others back by one, so that one may be met twice.
        keys: dict[str, None] = {}
        while len(keys) < limit:
            last = first + LOOKED_AT - 1
            count, *found = await self._redis.eval(OF_USER, 1, by_age, first, last, self._question(""), user)
            keys |= dict.fromkeys(found)
            if count < LOOKED_AT:
                break
            first += LOOKED_AT
        return [entry for entry in await self._found(list(keys)[:limit]) if entry.state == "replied"]

    async def since(self, moment: float) -> list[Entry]:
        return await self._found(await self._redis.zrangebyscore(self._named("by_age"), moment, "+inf"))

    async def chosen(self) -> Mapping[str, str]:
        return dict(await self._redis.hgetall(self._named("choices")))

    async def choose(self, name: str, value: str) -> None:
        if value:
            await self._redis.hset(self._named("choices"), name, value)
        else:
            await self._redis.hdel(self._named("choices"), name)

    async def forget(self, before: float) -> None:
        """As `Ledger.forget`; replies and threads go with their time in Redis."""
        keys = (self._named("by_age"), self._named("open"))
        await self._redis.eval(FORGET, len(keys), *keys, before, self._question(""))

    async def close(self) -> None:
        await self._redis.aclose()

    async def _open(self) -> list[str]:
        """The keys of the open questions, whoever has them."""
        return list(await self._redis.zrange(self._named("open"), 0, -1))

    async def _found(self, keys: Sequence[str]) -> list[Entry]:
        """The questions of those keys that are there, in that order."""
        found: list[Entry] = []
        for first in range(0, len(keys), FETCHED):
            async with self._redis.pipeline(transaction=False) as trip:
                for key in keys[first : first + FETCHED]:
                    trip.hgetall(self._question(key))
                found += _entries(await trip.execute())
        return found

    def _named(self, kind: str, name: str = "") -> str:
        return f"{self._prefix}{kind}:{name}" if name else f"{self._prefix}{kind}"

    def _question(self, key: str) -> str:
        return f"{self._prefix}question:{key}"


def _fields(told: Sequence[str]) -> dict[str, str]:
    """The fields of a question, of which a script gives names and values in turn."""
    return dict(zip(told[::2], told[1::2], strict=True))


def _entries(kept: Iterable[Mapping[str, str]]) -> list[Entry]:
    return [entry for fields in kept if (entry := _entry(fields)) is not None]


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
