"""One seed in time that costs nothing: two nodes, their phones and the lines between them in this process, on SQLite.

The log is the real one, in a file of its own, behind `FaultyLog`. Everything comes in one order, so a seed that fails
fails again.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from unittest import mock

from rooms import events as e
from server import live, live_room
from server.log import Log, Position
from server.log.sqlite import SqliteLog
from tests.storms.checker import violations
from tests.storms.clock import VirtualLoop, no_secrets, own_time
from tests.storms.faulty_log import FaultyLog
from tests.storms.ground import Ground, Outcome, Said, Weather, gather, packed_again, stopped
from tests.storms.history import History, Life, Screen
from tests.storms.nodes import Node
from tests.storms.people import Hall
from tests.storms.screens import Within
from tests.storms.wires import Line

PEOPLE = 6
WITH_TWO_PHONES = 2
WISHES = 7
SNAPSHOT_ENTRIES = 15  # so that snapshots, and tails after them, are read in every storm
SILENT_SECONDS = 25.0
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where an fsync costs nothing; no power is cut here

MakeLog = Callable[[Log, random.Random], FaultyLog]


class QuickStorm:
    """The storm of one seed."""

    def __init__(self, seed: int, path: Path, make_log: MakeLog) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed} weather")
        self.history = History()
        self.path = path
        self.keeper = SqliteLog(path)
        self.ground = Ground(self.keeper, self.history)
        self.nodes: list[Node] = []
        self.logs: list[FaultyLog] = []
        self.hall = Hall(seed, 1.0)
        self._make_log = make_log
        self.within: list[Within] = []
        self._lost = 0

    async def run(self) -> Outcome:
        await self.ground.prepare()
        self.hall.keep_key = self.ground.keep_key
        for place in range(2):
            self.nodes.append(self._node(place))
        self._gather()
        faults: dict[str, Callable[[], Awaitable[None]]] = {
            "the log goes astray": self._trouble,
            "the log is away": self._away,
            "a node is killed": self._kill,
            "lines break": self._cut,
            "phones hang up": self._hang_up,
            "lines stand still": self._still,
            "lines are slow": self._slow,
            "pages are loaded anew": self._reload,
            "a clock jumps": self._jump,
            "the log is trimmed": self._trim,
        }
        if self.seed % 4 == 0:
            faults["an older log is restored"] = self._restore
        weather = Weather(self.chance, faults, 1.2)
        lives = [asyncio.create_task(screen.live()) for screen in self.hall.screens]
        raging = asyncio.create_task(weather.rage())
        broken: list[str] = []
        try:
            async with asyncio.timeout(3000):
                await self.hall.play(WISHES, 1 + self.seed % 2)
        except TimeoutError:
            broken.append("the workshop did not come to its end")
        await stopped(raging)
        self._calm()
        await self._come_to_rest()
        for life in lives:
            if life.done():
                broken.append(f"a screen gave up: {life.exception()}")
            await stopped(life)
        for node in self.nodes:
            await node.stop()
        await self.ground.collect()
        await self.keeper.close()
        happened = weather.happened | {"lost on the way to the log": self._lost + sum(log.lost for log in self.logs)}
        broken += self.hall.surprises + violations(self.history)
        return Outcome(self.seed, "quick", broken, happened, len(self.history.lives[-1].entries))

    def _node(self, place: int) -> Node:
        log = self._make_log(SqliteLog(self.path), random.Random(self.chance.random()))
        self.logs = [*self.logs[:place], log, *self.logs[place + 1 :]]
        return Node(log, self.ground.access, random.Random(self.chance.random()))

    def _gather(self) -> None:
        def pick(chance: random.Random) -> Callable[[], Line]:
            return lambda: chance.choice(self.nodes).connect()

        def screen(name: str, audience: str, cookie: str, participant: str = "") -> Within:
            who = Screen(name, audience, participant)
            chance = random.Random(f"{self.seed} {name}")
            found = Within(self.history, who, self.ground.room, cookie, pick(chance), SILENT_SECONDS)
            self.within.append(found)
            return found

        gather(self.hall, self.ground, screen, PEOPLE, WITH_TWO_PHONES)

    # Faults

    async def _trouble(self) -> None:
        for log in self.logs:
            log.trouble = self.chance.choice((0.0, 0.02, 0.1, 0.3))

    async def _away(self) -> None:
        some = self.chance.choice(([self.logs[0]], [self.logs[1]], self.logs))
        for log in some:
            log.away = True
        await asyncio.sleep(self.chance.uniform(0.1, 4))
        for log in some:
            log.away = False

    async def _kill(self) -> None:
        place = self.chance.randrange(len(self.nodes))
        await self.nodes[place].kill(told=self.chance.random() < 0.7)
        self._lost += self.logs[place].lost
        await asyncio.sleep(self.chance.uniform(0, 2))
        self.nodes[place] = self._node(place)

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
            loop.call_later(self.chance.choice((0.3, 2.0, 5.0, 40.0)), self._go_on, line, then)

    def _go_on(self, line: Line, then: Callable[[], None] | None) -> None:
        """What a phone sent before it hung up may arrive long after what it sends on its next line."""
        if then:
            then()
        asyncio.get_running_loop().call_later(self.chance.choice((0.0, 1.0, 4.0)), self._release, line)

    def _release(self, line: Line) -> None:
        line.up.hold(False)
        line.down.hold(False)

    async def _slow(self) -> None:
        for line in self._some_lines():
            line.down.rate = self.chance.choice((300.0, 2_000.0, 20_000.0))
            line.up.delay = line.down.delay = self.chance.choice((0.01, 0.15, 0.6))

    async def _reload(self) -> None:
        for screen in self.chance.sample(self.within, 2):
            screen.reload()

    async def _jump(self) -> None:
        for node in self.nodes:
            node.clock.off_by = self.chance.choice((0.0, -3600.0, -5.0, 7.0, 86_400.0))

    async def _trim(self) -> None:
        await self.ground.trim()

    async def _restore(self) -> None:
        """The log is put back to what it was a little before, as by a backup or a failover: a new epoch begins."""
        for log in self.logs:
            log.away = True
        await asyncio.sleep(3.0)  # what was on its way has come
        at = await self.ground.collect()
        life = self.history.lives[-1]
        # Not to before a round was made final: that would need its key, which a backup of that time would bring back.
        final = (e.RoundAccepted, e.RoundVoided, e.BallotsUntied)
        least = max((one.seq for one in life.entries if any(isinstance(x, final) for x in one.events)), default=1)
        kept = max(least, at.seq - self.chance.randint(0, 8))
        life.kept = kept
        begin = Position(at.epoch + 1, 0)
        self.history.lives.append(Life(begin.epoch))
        await self.keeper.delete(self.ground.stream)
        for entry in life.entries[:kept]:
            begin = await self.keeper.append(self.ground.stream, begin, packed_again(entry))
        for log in self.logs:
            log.away = False

    def _some_lines(self) -> list[Line]:
        some = self.chance.sample(self.within, max(1, len(self.within) // 3))
        lines = [screen.line for screen in some if screen.line]
        return [line for line in lines if line.node_end is not None]

    def _calm(self) -> None:
        for log in self.logs:
            log.trouble, log.away = 0.0, False
        for screen in self.within:
            if screen.line:
                for way in (screen.line.up, screen.line.down):
                    way.rate, way.delay = 1e9, 0.002
                    way.hold(False)

    async def _come_to_rest(self) -> None:
        """Wait until every screen stands where the log does."""
        for _ in range(240):
            at = await self.keeper.position(self.ground.stream)
            if at and all((one.mirror.epoch, one.mirror.seq) == at for one in self.hall.screens):
                break
            await asyncio.sleep(0.5)
        await asyncio.sleep(3)
        for one in self.hall.screens:
            one.end()


def run(seed: int, make_log: MakeLog = FaultyLog, broken: AbstractContextManager[object] | None = None) -> Outcome:
    """Play a seed. `make_log` and `broken`: what is broken on purpose."""
    loop = VirtualLoop()
    said = Said()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(dir=FOLDER, prefix="talkoot-storm-"))
        stack.enter_context(no_secrets(seed))
        stack.enter_context(own_time(loop))
        stack.enter_context(mock.patch.object(live, "id", lambda socket: 64 * socket.number, create=True))
        stack.enter_context(mock.patch.object(live_room, "SNAPSHOT_ENTRIES", SNAPSHOT_ENTRIES))
        stack.enter_context(said.heard())
        if broken:
            stack.enter_context(broken)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            storm = QuickStorm(seed, Path(folder) / "talkoot.sqlite", make_log)
            outcome = runner.run(storm.run())
    outcome.seconds = loop.now
    outcome.broken += said.errors
    return outcome
