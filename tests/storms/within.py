"""A storm within this process: nodes, phones and the lines between them are here; where the log is, a mode says."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from server.log import Log
from tests.storms.checker import violations
from tests.storms.ground import Fault, Ground, Outcome, Weather, gather, stopped
from tests.storms.history import History, Screen
from tests.storms.nodes import Node
from tests.storms.people import Hall
from tests.storms.screens import Within
from tests.storms.wires import Line

PEOPLE = 6
WITH_TWO_PHONES = 2
WISHES = 7
SILENT_SECONDS = 25.0


class StormWithin:
    """The storm of one seed. `pace`: how long a second of people and weather takes, in seconds of its clock."""

    mode = ""
    pace = 1.0
    every = 1.2
    """Seconds between two faults, about; times `pace`."""

    def __init__(self, seed: int, keeper: Log) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed} weather")
        self.history = History()
        self.keeper = keeper
        self.ground = Ground(keeper, self.history)
        self.nodes: list[Node] = []
        self.hall = Hall(seed, self.pace)
        self.within: list[Within] = []
        self._dying: list[asyncio.Task[None]] = []

    async def node(self, place: int) -> Node:
        """A new node, in the place of the one that was there."""
        raise NotImplementedError

    def faults(self) -> dict[str, Fault]:
        """What goes wrong beside lines and nodes, by name."""
        raise NotImplementedError

    def calm(self) -> None:
        """Let it go wrong no longer."""
        raise NotImplementedError

    def lost(self) -> int:
        """How often something went astray on the way to the log."""
        raise NotImplementedError

    async def run(self) -> Outcome:
        """Play, come to rest, and check."""
        await self.ground.prepare()
        self.hall.keep_key = self.ground.keep_key
        self.nodes = [await self.node(0), await self.node(1)]
        self._gather()
        faults = self.faults() | {
            "a node is killed": self._kill,
            "lines break": self._cut,
            "phones hang up": self._hang_up,
            "lines stand still": self._still,
            "lines are slow": self._slow,
            "pages are loaded anew": self._reload,
            "a clock jumps": self._jump,
            "the log is trimmed": self._trim,
        }
        weather = Weather(self.chance, faults, self.every * self.pace)
        lives = [asyncio.create_task(screen.live()) for screen in self.within]
        raging = asyncio.create_task(weather.rage())
        broken: list[str] = []
        try:
            async with asyncio.timeout(3000 * self.pace):
                await self.hall.play(WISHES, 1 + self.seed % 2)
        except TimeoutError:
            broken.append("the workshop did not come to its end")
        await weather.stop(raging)
        self._calm_lines()
        self.calm()
        await self._come_to_rest()
        for life in lives:
            if life.done():
                broken.append(f"a screen gave up: {life.exception()}")
            await stopped(life)
        for node in self.nodes:
            await node.stop()
        await asyncio.gather(*self._dying)
        await self.ground.collect()
        await self.keeper.close()
        happened = weather.happened | {"lost on the way to the log": self.lost()}
        broken += self.ground.renewed + self.hall.surprises + violations(self.history)
        return Outcome(self.seed, self.mode, broken, happened, len(self.history.lives[-1].entries))

    def _gather(self) -> None:
        def pick(chance: random.Random) -> Callable[[], Line]:
            return lambda: chance.choice(self.nodes).connect()

        def screen(name: str, audience: str, cookie: str, participant: str = "") -> Within:
            who = Screen(name, audience, participant)
            chance = random.Random(f"{self.seed} {name}")
            silent_seconds = SILENT_SECONDS * self.pace
            found = Within(self.history, who, self.ground.room, cookie, pick(chance), silent_seconds)
            self.within.append(found)
            return found

        gather(self.hall, self.ground, screen, PEOPLE, WITH_TWO_PHONES)

    # Faults

    async def _kill(self) -> None:
        place = self.chance.randrange(len(self.nodes))
        self._dying.append(await self.nodes[place].kill(told=self.chance.random() < 0.7))
        await asyncio.sleep(self.chance.uniform(0, 2) * self.pace)
        self.nodes[place] = await self.node(place)

    async def _cut(self) -> None:
        for line in self._some_lines():
            line.cut()

    async def _hang_up(self) -> None:
        for line in self._some_lines():
            line.abort()

    async def _still(self) -> None:
        """In one direction, or both; then it goes on, or breaks for one side or both."""
        lines = self._some_lines()
        for line in lines:
            way = self.chance.random()
            line.up.hold(way < 0.7)
            line.down.hold(way > 0.3)
        loop = asyncio.get_running_loop()
        for line in lines:
            then = self.chance.choice((None, line.cut, line.abort, line.cut_from_node))
            loop.call_later(self.chance.choice((0.3, 2.0, 5.0, 40.0)) * self.pace, self._go_on, line, then)

    def _go_on(self, line: Line, then: Callable[[], None] | None) -> None:
        """What a phone sent before it hung up may arrive long after what it sends on its next line."""
        if then:
            then()
        asyncio.get_running_loop().call_later(self.chance.choice((0.0, 1.0, 4.0)) * self.pace, self._release, line)

    def _release(self, line: Line) -> None:
        line.up.hold(False)
        line.down.hold(False)

    async def _slow(self) -> None:
        for line in self._some_lines():
            line.down.rate = self.chance.choice((300.0, 2_000.0, 20_000.0)) / self.pace
            line.up.delay = line.down.delay = self.chance.choice((0.01, 0.15, 0.6)) * self.pace

    async def _reload(self) -> None:
        for screen in self.chance.sample(self.within, 2):
            screen.reload()

    async def _jump(self) -> None:
        for node in self.nodes:
            node.clock.off_by = self.chance.choice((0.0, -3600.0, -5.0, 7.0, 86_400.0))

    async def _trim(self) -> None:
        await self.ground.trim()

    def _some_lines(self) -> list[Line]:
        some = self.chance.sample(self.within, max(1, len(self.within) // 3))
        lines = [screen.line for screen in some if screen.line]
        return [line for line in lines if line.node_end is not None]

    def _calm_lines(self) -> None:
        for screen in self.within:
            if screen.line:
                for way in (screen.line.up, screen.line.down):
                    way.rate, way.delay = 1e9, 0.002
                    way.hold(False)

    async def _come_to_rest(self) -> None:
        """Wait until every screen stands where the log does."""
        for _ in range(240):
            at = await self.ground.stands()
            if all((one.mirror.epoch, one.mirror.seq) == at for one in self.within):
                break
            await asyncio.sleep(0.5 * self.pace)
        await asyncio.sleep(3 * self.pace)
        for one in self.within:
            one.end()
