"""One seed in time that costs nothing: two nodes, their phones and the lines between them in this process, on SQLite.

The log is the real one, in a file of its own, behind `FaultyLog`. Everything comes in one order, so a seed that fails
fails again.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from unittest import mock

from rooms import events as e
from server import live, live_room
from server.log import Log, Position
from server.log.sqlite import SqliteLog
from tests.storms.clock import VirtualLoop, no_secrets, own_time
from tests.storms.faulty_log import FaultyLog
from tests.storms.ground import Fault, Outcome, Said, packed_again
from tests.storms.history import Life
from tests.storms.nodes import Node
from tests.storms.within import StormWithin

SNAPSHOT_ENTRIES = 15  # so that snapshots, and tails after them, are read in every storm
FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where an fsync costs nothing; no power is cut here

MakeLog = Callable[[Log, random.Random], FaultyLog]


class QuickStorm(StormWithin):
    """The storm of one seed, on SQLite, in time that costs nothing."""

    mode = "quick"

    def __init__(self, seed: int, path: Path, make_log: MakeLog) -> None:
        super().__init__(seed, SqliteLog(path))
        self.path = path
        self.logs: list[FaultyLog] = []
        self._make_log = make_log
        self._lost = 0

    async def node(self, place: int) -> Node:
        log = self._make_log(SqliteLog(self.path), random.Random(self.chance.random()))
        self._lost += sum(old.lost for old in self.logs[place : place + 1])
        self.logs = [*self.logs[:place], log, *self.logs[place + 1 :]]
        return Node(log, self.ground.access, random.Random(self.chance.random()))

    def faults(self) -> dict[str, Fault]:
        faults: dict[str, Fault] = {"the log goes astray": self._trouble, "the log is away": self._away}
        return faults | ({} if self.seed % 4 else {"an older log is restored": self._restore})

    def calm(self) -> None:
        for log in self.logs:
            log.trouble, log.away = 0.0, False

    def lost(self) -> int:
        return self._lost + sum(log.lost for log in self.logs)

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
