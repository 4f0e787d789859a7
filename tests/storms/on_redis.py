"""One seed on a real Redis: two nodes in this process, each with a wire of its own to it, in real time.

What the quick mode plays with a wrapper happens here to `server.log.redis` itself: replies vanish, Redis stands still
for less or more than its clients wait, Redis is killed and started again.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import uvloop

from server import live_room
from server.log.redis import RedisLog
from tests.servers import Link, RedisServer, link_to, redis_server
from tests.storms.clock import own_time
from tests.storms.ground import Fault, Outcome, Said
from tests.storms.nodes import Node
from tests.storms.quick import FOLDER, SNAPSHOT_ENTRIES
from tests.storms.within import StormWithin

LONGER_SECONDS = 2.2  # than `server.log.redis` waits for any answer


class RedisStorm(StormWithin):
    """The storm of one seed. `links`: each node's wire to Redis."""

    mode = "redis"
    pace = 0.08
    every = 3.0

    def __init__(self, seed: int, redis: RedisServer, links: list[Link]) -> None:
        super().__init__(seed, RedisLog(redis.url))
        self.redis = redis
        self.links = links
        self._lost = 0

    async def node(self, place: int) -> Node:
        log = RedisLog(self.links[place].url)
        return Node(log, self.ground.access, random.Random(self.chance.random()))

    def faults(self) -> dict[str, Fault]:
        return {
            "replies of Redis are lost": self._lose_replies,
            "requests to Redis are lost": self._lose_requests,
            "lines to Redis break": self._cut_links,
            "Redis stands still": self._pause,
            "Redis is killed": self._kill_redis,
        }

    def calm(self) -> None:
        for link in self.links:
            link.loses_replies = link.loses_requests = False

    def lost(self) -> int:
        return self._lost

    async def _lose_replies(self) -> None:
        link = self.chance.choice(self.links)
        link.loses_replies = True
        await self._lose(link)

    async def _lose_requests(self) -> None:
        link = self.chance.choice(self.links)
        link.loses_requests = True
        await self._lose(link)

    async def _lose(self, link: Link) -> None:
        link.lost.clear()
        await asyncio.sleep(self.chance.uniform(0.02, 0.2))
        self._lost += link.lost.is_set()
        link.cut()

    async def _cut_links(self) -> None:
        for link in self.links:
            link.cut()

    async def _pause(self) -> None:
        self.redis.pause()
        await asyncio.sleep(LONGER_SECONDS if self.chance.random() < 0.15 else self.chance.uniform(0.02, 0.4))
        self.redis.resume()

    async def _kill_redis(self) -> None:
        await self.redis.kill()
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        await self.redis.start()


def run(seed: int) -> Outcome:
    """Play a seed."""
    said = Said()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=FOLDER, prefix="talkoot-storm-"))
        stack.enter_context(own_time(None))
        stack.enter_context(mock.patch.object(live_room, "SNAPSHOT_ENTRIES", SNAPSHOT_ENTRIES))
        stack.enter_context(said.heard())
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            outcome = runner.run(_play(seed, Path(folder)))
    outcome.broken += said.errors
    return outcome


async def _play(seed: int, folder: Path) -> Outcome:
    began = asyncio.get_running_loop().time()
    async with redis_server(folder) as redis, link_to(redis.port) as one, link_to(redis.port) as two:
        outcome = await RedisStorm(seed, redis, [one, two]).run()
    outcome.seconds = asyncio.get_running_loop().time() - began
    return outcome
