"""A log whose answers go astray: what the contract of `server.log` allows a log to do, done often.

Around a real log. A request is lost, or a reply; an append arrives after everybody has given it up; nothing answers for
a while; a doorbell does not ring.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.log import Log, Position, Snapshot, Unavailable

T = TypeVar("T")

GIVEN_UP_SECONDS = 1.2


class FaultyLog:
    """One node's way to the log. `trouble`: how likely each kind is, 0 to 1; `away`: nothing arrives at all."""

    def __init__(self, log: Log, chance: random.Random) -> None:
        self.log = log
        self.trouble = 0.0
        self.away = False
        self.chance = chance
        self.lost = 0  # how often something went astray: a storm in which nothing did is none
        self._late: set[asyncio.Task[None]] = set()

    async def append(self, stream: str, after: Position, entry: bytes, onto: bytes | None = None) -> Position:
        await self._way()
        if self._happens():  # the request is lost, or arrives when nobody waits for it any more
            if self.chance.random() < 0.5:
                self._arrive_late(stream, after, entry, onto)
            raise await self._given_up()
        position = await self.log.append(stream, after, entry, onto)
        await self._way()
        if self._happens():
            return await self.reply_lost(stream, after, entry, position)
        return position

    async def reply_lost(self, stream: str, after: Position, entry: bytes, position: Position) -> Position:
        """What a log does then: it looks whether its bytes stand there, if it can."""
        unavailable = await self._given_up()
        if self.chance.random() < 0.5:
            return position
        raise unavailable

    async def renew(self, stream: str, after: Position, entry: bytes, onto: bytes | None, epoch: int) -> Position:
        return await self._asked(lambda: self.log.renew(stream, after, entry, onto, epoch))

    async def rewrite(
        self, stream: str, after: Position, entry: bytes, onto: bytes, epoch: int, data: bytes
    ) -> Position:
        return await self._asked(lambda: self.log.rewrite(stream, after, entry, onto, epoch, data))

    async def position(self, stream: str) -> Position | None:
        return await self._asked(lambda: self.log.position(stream))

    async def read(
        self, stream: str, after: int, limit: int = 1000, epoch: int | None = None
    ) -> list[tuple[int, bytes]]:
        return await self._asked(lambda: self.log.read(stream, after, limit, epoch))

    async def snapshot(self, stream: str) -> Snapshot | None:
        return await self._asked(lambda: self.log.snapshot(stream))

    async def put_snapshot(self, stream: str, snapshot: Snapshot, last: bytes | None = None) -> None:
        await self._asked(lambda: self.log.put_snapshot(stream, snapshot, last))

    async def trim(self, stream: str, below: int) -> int:
        return await self._asked(lambda: self.log.trim(stream, below))

    async def delete(self, stream: str) -> None:
        await self._asked(lambda: self.log.delete(stream))

    async def streams(self, prefix: str) -> list[str]:
        return await self._asked(lambda: self.log.streams(prefix))

    async def secret(self, name: str, ours: bytes | None = None) -> bytes:
        return await self._asked(lambda: self.log.secret(name, ours))

    async def destroy_secret(self, name: str) -> None:
        await self._asked(lambda: self.log.destroy_secret(name))

    def follow(self, stream: str, ring: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()

        def perhaps() -> None:
            if self.away or self._happens():
                return
            loop.call_later(self.chance.uniform(0, 0.01), ring)

        self.log.follow(stream, perhaps)

    def unfollow(self, stream: str) -> None:
        self.log.unfollow(stream)

    async def pin(self, topic: str, node: str, note: bytes, seconds: float) -> None:
        await self._asked(lambda: self.log.pin(topic, node, note, seconds))

    async def pinned(self, topic: str) -> dict[str, bytes]:
        return await self._asked(lambda: self.log.pinned(topic))

    async def touch(self) -> None:
        await self._asked(self.log.touch)

    async def close(self) -> None:
        await self.log.close()

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        await self._way()
        if self._happens():
            raise await self._given_up()
        found = await ask()
        await self._way()
        return found

    async def _way(self) -> None:
        """A request or a reply travels. Raises: `Unavailable` when it cannot."""
        await asyncio.sleep(self.chance.uniform(0.0002, 0.003))
        if self.away:
            raise await self._given_up()

    def _happens(self) -> bool:
        happens = self.chance.random() < self.trouble
        self.lost += happens
        return happens

    async def _given_up(self) -> Unavailable:
        self.lost += 1
        await asyncio.sleep(self.chance.uniform(0.05, GIVEN_UP_SECONDS))
        return Unavailable("the log does not answer")

    def _arrive_late(self, stream: str, after: Position, entry: bytes, onto: bytes | None) -> None:
        async def arrive() -> None:
            await asyncio.sleep(self.chance.uniform(0.01, 2 * GIVEN_UP_SECONDS))
            try:
                await self.log.append(stream, after, entry, onto)
            except Exception:  # noqa: BLE001 - nobody hears what became of it
                return

        task = asyncio.create_task(arrive())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
