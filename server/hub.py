"""The rooms that this node serves: opened when somebody looks at them, put away when nobody does."""

from __future__ import annotations

import asyncio
import time

from server.counters import Counters
from server.io_uring import Ring
from server.live_room import LiveRoom
from server.log import Log

IDLE_SECONDS = 60.0  # a room that nobody looks at is put away after this long


class Hub:
    """All rooms that somebody on this node looks at."""

    def __init__(self, log: Log, counters: Counters | None = None, ring: Ring | None = None) -> None:
        self._log = log
        self._counters = counters or Counters()
        self._ring = ring
        self._rooms: dict[str, LiveRoom] = {}
        self._opening: dict[str, asyncio.Task[LiveRoom]] = {}

    @property
    def rooms(self) -> list[LiveRoom]:
        return list(self._rooms.values())

    async def room(self, room: str) -> LiveRoom:
        """The live room, opened when it is not yet. Raises: `Unknown` unknown-room, `Unavailable`."""
        live = self._rooms.get(room)
        if live is not None and not live.gone:
            live.quiet_since = time.monotonic()  # whoever asks is about to join: not to be put away under them
            return live
        if room not in self._opening:
            self._opening[room] = asyncio.create_task(self._open(room))
            self._opening[room].add_done_callback(self._opened)
        return await asyncio.shield(self._opening[room])

    async def put_away_idle(self) -> None:
        """Close rooms that nobody has looked at for a while."""
        now = time.monotonic()
        for live in self.rooms:
            if not live.out.viewers and now - live.quiet_since > IDLE_SECONDS:
                del self._rooms[live.id]
                await live.close()

    async def close(self) -> None:
        """Stop serving every room."""
        rooms, self._rooms = self.rooms, {}
        await asyncio.gather(*(live.close() for live in rooms))

    def _opened(self, opening: asyncio.Task[LiveRoom]) -> None:
        for room in [room for room, task in self._opening.items() if task is opening]:
            del self._opening[room]
        if not opening.cancelled():
            opening.exception()  # seen: whoever asked may have left meanwhile

    async def _open(self, room: str) -> LiveRoom:
        live = LiveRoom(self._log, room, self._counters, self._ring)
        await live.open()
        self._rooms[room] = live
        return live
