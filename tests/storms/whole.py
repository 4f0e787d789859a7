"""One seed on whole processes, in real time: nodes as `talkoot serve` runs them, phones on real sockets.

Odd seeds: two nodes on one Redis. Even seeds: one node on SQLite. Between phones and nodes stands a proxy of our own.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import uvloop

from server.log.open import open_log
from server.rehearse.door import Door
from tests.servers import RedisServer, redis_server
from tests.storms.checker import violations
from tests.storms.ground import Fault, Ground, Outcome, Weather, gather, stopped
from tests.storms.history import History, Screen
from tests.storms.people import Hall
from tests.storms.proxy import Passage, Proxy, proxy_to
from tests.storms.quick import FOLDER
from tests.storms.screens import Written
from tests.talkoot import Talkoot, talkoot

PEOPLE = 6
WITH_TWO_PHONES = 2
WISHES = 7
PACE = 0.15
KILLS = 2  # of nodes in one storm: each starts for a second or more, in which its phones learn to wait
PATIENCE_SECONDS = 60.0


class Through(Written):
    """A client that comes through the proxy of whichever node a balancer would give it."""

    def __init__(
        self, history: History, screen: Screen, doors: list[Door], chance: random.Random, room: str, cookie: str
    ) -> None:
        super().__init__(history, screen, doors[0], room, cookie)
        self._doors = doors
        self._chance = chance

    async def _connection(self) -> str:
        self._door = self._chance.choice(self._doors)
        return await super()._connection()


class WholeStorm:
    """The storm of one seed on servers that run already."""

    def __init__(self, seed: int, nodes: list[Talkoot], proxies: list[Proxy], redis: RedisServer | None) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed} weather")
        self.history = History()
        self.nodes = nodes
        self.proxies = proxies
        self.redis = redis
        self.hall = Hall(seed, PACE)
        self.through: list[Through] = []
        self._kills = 0
        self._faults: dict[str, Fault] = {
            "a node is killed": self._kill,
            "lines break": self._cut,
            "lines are half-open": self._half_open,
            "lines stand still": self._still,
            "lines are slow": self._slow,
            "pages are loaded anew": self._reload,
        }
        if redis:
            self._faults |= {"Redis is killed": self._kill_redis, "Redis stands still": self._pause}

    async def run(self) -> Outcome:
        """Play, come to rest, and check."""
        keeper = await open_log(self.redis.url if self.redis else None, self.nodes[0].data)
        ground = Ground(keeper, self.history)
        await ground.prepare()
        self.hall.keep_key = ground.keep_key
        self._gather(ground)
        weather = Weather(self.chance, self._faults, 0.5)
        lives = [asyncio.create_task(screen.live()) for screen in self.through]
        raging = asyncio.create_task(weather.rage())
        broken: list[str] = []
        try:
            async with asyncio.timeout(120):
                await self.hall.play(WISHES, 1)
        except TimeoutError:
            broken.append("the workshop did not come to its end")
        await weather.stop(raging)
        for passage in self._passages():
            passage.cut()
        await self._come_to_rest(ground)
        for life in lives:
            if life.done():
                broken.append(f"a screen gave up: {life.exception()}")
            await stopped(life)
        await ground.collect()
        await keeper.close()
        broken += self.hall.surprises + violations(self.history)
        broken += [f"a node said: {node.printed()[-3000:]}" for node in self.nodes if node.erred()]
        repeats = sum(screen._tally.repeats for screen in self.through)
        happened = weather.happened | {"lost on the way to the log": repeats}
        return Outcome(self.seed, "whole", broken, happened, len(self.history.lives[-1].entries))

    def _gather(self, ground: Ground) -> None:
        doors = []
        for node, proxy in zip(self.nodes, self.proxies, strict=True):
            door = Door(node.url, PATIENCE_SECONDS)
            door.live_origin = f"ws://127.0.0.1:{proxy.port}"
            doors.append(door)

        def screen(name: str, audience: str, cookie: str, participant: str = "") -> Through:
            who = Screen(name, audience, participant)
            found = Through(self.history, who, doors, random.Random(f"{self.seed} {name}"), ground.room, cookie)
            self.through.append(found)
            return found

        gather(self.hall, ground, screen, PEOPLE, WITH_TWO_PHONES)

    async def _come_to_rest(self, ground: Ground) -> None:
        for _ in range(300):
            at = await ground.stands()
            if all((one.mirror.epoch, one.mirror.seq) == at for one in self.through):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        for one in self.through:
            one.end()

    # Faults

    async def _kill(self) -> None:
        self._kills += 1
        if self._kills == KILLS:
            del self._faults["a node is killed"]
        node = self.chance.choice(self.nodes)
        await node.kill()
        await node.start()

    async def _cut(self) -> None:
        for passage in self._some():
            passage.cut()

    async def _half_open(self) -> None:
        for passage in self._some():
            passage.up.hold(True)
            passage.down.hold(True)
            self._later(0.3, self.chance.choice((passage.cut_from_node, passage.cut_from_phone)))
            self._later(1.5, passage.cut)

    async def _still(self) -> None:
        for passage in self._some():
            way = self.chance.choice((passage.up, passage.down))
            way.hold(True)
            self._later(self.chance.choice((0.1, 1.0)), partial(way.hold, False))

    async def _slow(self) -> None:
        for passage in self._some():
            passage.down.rate = self.chance.choice((2_000.0, 20_000.0))
            passage.up.delay = passage.down.delay = self.chance.choice((0.01, 0.1))

    async def _reload(self) -> None:
        for screen in self.chance.sample(self.through, 2):
            screen.reload()

    async def _kill_redis(self) -> None:
        assert self.redis
        await self.redis.kill()
        await self.redis.start()

    async def _pause(self) -> None:
        assert self.redis
        self.redis.pause()
        await asyncio.sleep(2.2 if self.chance.random() < 0.3 else self.chance.uniform(0.05, 0.6))
        self.redis.resume()

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, then)

    def _passages(self) -> list[Passage]:
        return [passage for proxy in self.proxies for passage in proxy.passages]

    def _some(self) -> list[Passage]:
        passages = self._passages()
        return self.chance.sample(passages, len(passages) // 3)


def run(seed: int) -> Outcome:
    """Play a seed on servers of its own."""
    with (
        tempfile.TemporaryDirectory(dir=FOLDER, prefix="talkoot-storm-") as folder,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return runner.run(_play(seed, Path(folder)))


async def _play(seed: int, folder: Path) -> Outcome:
    began = asyncio.get_running_loop().time()
    chance = random.Random(f"{seed} proxies")
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(redis_server(folder)) if seed % 2 else None
        nodes = []
        for place in range(2 if redis else 1):
            folder_here = folder / str(place)
            nodes.append(await stack.enter_async_context(talkoot(folder_here, redis_url=redis.url if redis else "")))
        proxies = [await stack.enter_async_context(proxy_to(node.port, chance)) for node in nodes]
        outcome = await WholeStorm(seed, nodes, proxies, redis).run()
    outcome.seconds = asyncio.get_running_loop().time() - began
    return outcome
