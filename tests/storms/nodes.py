"""A node within the storm's own process: all that serves live sockets, on a log that may be faulty."""

from __future__ import annotations

import asyncio
import random
from contextvars import Context, copy_context
from functools import cache
from itertools import count
from typing import Any

from rooms.texts import LANGUAGES
from server.access import Access
from server.counters import Counters
from server.garbage import Garbage
from server.gathering import Gathering
from server.live import Live
from server.log import Log
from server.log.watched import WatchedLog
from server.settings import Settings
from server.socket import LiveSocket
from server.words import Words
from tests.storms.clock import Clock, clock
from tests.storms.wires import Line

URL = "http://talkoot.test"
SETTINGS = Settings(url=URL, drain_seconds=0.0)


@cache
def words() -> dict[str, Words]:
    """The catalogues, read once for all storms."""
    return {lang: Words(lang) for lang in LANGUAGES}


class NotOurs(Garbage):
    """Collecting is the business of whole processes, of which this one is the storm's."""

    def start(self) -> None:
        pass

    def turn(self, sockets: int) -> None:
        pass


class Numbered(LiveSocket):
    """A socket whose place in a set follows from its number, and not from where it is in memory."""

    __slots__ = ("number",)

    def __init__(self, live: Live, number: int) -> None:
        super().__init__(live)
        self.number = number

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other


class Node:
    """One node. `lines`: who is connected to it; `context`: what it runs in, with the wall `clock` that it reads."""

    def __init__(self, log: Log, access: Access, chance: random.Random) -> None:
        self.log = log
        self.lines: list[Line] = []
        self.clock = Clock()
        self.context: Context = copy_context()
        self.context.run(clock.set, self.clock)
        self.dead = False
        self._chance = chance
        self._numbers = count(1)
        watched = WatchedLog(log, folder=None, free_bytes=0)
        self._live = Live(watched, SETTINGS, access, Gathering(watched), words(), Counters())
        self._live.garbage = NotOurs()
        self.context.run(self._live.start)

    def connect(self) -> Line:
        """A new line to this node. Raises: `OSError` when it is dead."""
        if self.dead:
            raise ConnectionRefusedError("the node is dead")
        line = Line(random.Random(self._chance.random()), Numbered(self._live, next(self._numbers)), self.context)
        self.lines = [*(one for one in self.lines if one.node_end is not None), line]
        return line

    async def kill(self, told: bool) -> asyncio.Task[None]:
        """End at once, as kill -9 does: nothing more is done, said or written. `told`: lines break visibly.

        What is given back ends when the log has let go of what was on its way to it.
        """
        self.dead = True
        for line in self.lines:
            line.lost_with_node(told)
        tasks: list[asyncio.Task[Any]] = [*self._live._wheels]
        for room in self._live.hub.rooms:
            room.out.stop()
            if room._worker:
                tasks.append(room._worker)
        tasks += [socket._admission for socket in self._live.sockets if socket._admission is not None]
        tasks += self._live.hub._opening.values()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for room in self._live.hub.rooms:  # one that was being opened just now
            if room._worker:
                room._worker.cancel()
        return asyncio.create_task(self.log.close())

    async def stop(self) -> None:
        """End in good order."""
        for line in self.lines:
            line.abort()
        await self._live.stop()
        await self.log.close()
